//! How calls reach the proxy, for any type of answer.

use std::{future::Future, pin::Pin};

use gloo_net::http::{Request, RequestBuilder, Response};
use js_sys::{Promise, futures::JsFuture};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};

use super::Failure;
use crate::json;

/// What a path answers.
pub(super) async fn read<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    typed(get(path.to_owned()).await?)
}

/// What a request with a JSON body answers.
pub(super) async fn send<T: DeserializeOwned>(
    request: RequestBuilder,
    body: &impl Serialize,
) -> Result<T, Failure> {
    typed(fetch(request, Some(json::written(body))).await?)
}

/// The end of a call whose answer has nothing to say and is empty.
pub(super) fn done(answer: Result<Answer, Failure>) -> Result<(), Failure> {
    match answer {
        Ok(_) | Err(Failure::Garbled { status: 200..300 }) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// What was answered, before it is known what it is.
pub(super) struct Answer {
    status: u16,
    body: Value,
}

/// What an answer says, as its type.
pub(super) fn typed<T: DeserializeOwned>(answer: Answer) -> Result<T, Failure> {
    json::decoded(answer.body).ok_or(Failure::Garbled { status: answer.status })
}

/// An answer on its way. It is boxed, so that the state machine is compiled once and not into every call.
pub(super) type Answering = Pin<Box<dyn Future<Output = Result<Answer, Failure>>>>;

/// Reads; the page may have asked already.
fn get(path: String) -> Answering {
    Box::pin(async move {
        match begun_with(&path).await {
            Some(response) => answered(response).await,
            None => fetch(Request::get(&path), None).await,
        }
    })
}

/// Asks, for any type of answer.
pub(super) fn fetch(request: RequestBuilder, body: Option<String>) -> Answering {
    Box::pin(async move {
        let sent = match body {
            None => request.send().await,
            Some(body) => match request.header("Content-Type", "application/json").body(body) {
                Ok(request) => request.send().await,
                Err(error) => Err(error),
            },
        };
        answered(sent.map_err(|_| Failure::NoAnswer)?).await
    })
}

async fn answered(response: Response) -> Result<Answer, Failure> {
    let status = response.status();
    let body = response.text().await.ok().and_then(|text| serde_json::from_str(&text).ok());
    let body = body.ok_or(Failure::Garbled { status });
    if response.ok() {
        return Ok(Answer { status, body: body? });
    }
    Err(match json::decoded(body?) {
        Some(problem) => Failure::Refused(Box::new(problem)),
        None => Failure::Garbled { status },
    })
}

#[wasm_bindgen]
extern "C" {
    /// The answer to what the page has asked for in its head (`frontend/first.js`), given once; only a release build has
    /// this function.
    #[wasm_bindgen(js_namespace = globalThis, js_name = firstAnswer, catch)]
    fn first_answer(path: &str) -> Result<Option<Promise>, JsValue>;
}

/// What was asked for before the program was there, if it came and was not refused.
async fn begun_with(path: &str) -> Option<Response> {
    let answer = JsFuture::from(first_answer(path).ok()??).await.ok()?;
    Some(answer.dyn_into::<web_sys::Response>().ok()?.into())
}
