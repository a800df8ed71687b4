//! Typed calls to the proxy.

use std::{future::Future, pin::Pin};

use gloo_net::http::{Request, RequestBuilder, Response};
use js_sys::{Promise, futures::JsFuture};
use lockstep_api::{
    cluster::Clusters,
    device::{
        Device, DeviceCount, DeviceHistory, DeviceJobs, DevicePage, DeviceQuery, MethodAnswer, MethodRequest,
        TwinChange,
    },
    job::{Job, JobId, JobLabel, JobList, JobOrder, OlderJobs, OlderQuery, Rerun, RerunPlans, Reruns},
    library::{Keep, Kept, SavedQuery, Template},
    path,
    preview::{Preview, PreviewRequest},
    problem::{Problem, ProblemCode},
    row::{ExportFormat, RowQuery, RowWindow},
    session::{Session, SignIn},
    time::EpochMillis,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};

use crate::{
    address::{escape, search},
    json,
};

/// Why a call gave nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Failure {
    /// The proxy refused, and says why.
    Refused(Box<Problem>),
    /// No answer: the proxy or the network is down.
    NoAnswer,
    /// An answer that is not the proxy's, as from something in between.
    Garbled {
        /// HTTP status.
        status: u16,
    },
}

impl Failure {
    /// The refusal's code, when it is one.
    pub fn code(&self) -> Option<&ProblemCode> {
        match self {
            Self::Refused(problem) => Some(&problem.code),
            Self::NoAnswer | Self::Garbled { .. } => None,
        }
    }

    /// False when the same request would be refused again: something in it is wrong.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Refused(problem) => {
                let by_hub = matches!(problem.code, ProblemCode::HubRefused { hub_status: 400, .. });
                !by_hub && !matches!(problem.status, 400 | 413 | 422)
            }
            Self::NoAnswer | Self::Garbled { .. } => true,
        }
    }

    /// When it is worth to try again, when the proxy says.
    pub fn retry_at(&self) -> Option<EpochMillis> {
        match self.code() {
            Some(
                ProblemCode::HubThrottled { next_try_at, .. } | ProblemCode::BudgetSpent { next_try_at },
            ) => Some(*next_try_at),
            _ => None,
        }
    }

    /// True for what passes by itself, so that the same call may be made again unasked.
    pub fn passing(&self) -> bool {
        match self {
            Self::NoAnswer | Self::Garbled { .. } => true,
            Self::Refused(problem) => matches!(
                problem.code,
                ProblemCode::HubThrottled { .. }
                    | ProblemCode::BudgetSpent { .. }
                    | ProblemCode::HubFailing { .. }
                    | ProblemCode::OutcomeUnknown { .. }
                    | ProblemCode::ShuttingDown
                    | ProblemCode::TooMany
            ),
        }
    }

    /// True when only signing in helps.
    pub fn signed_out(&self) -> bool {
        matches!(self.code(), Some(ProblemCode::SignInRequired))
    }
}

/// Who is signed in.
pub async fn session() -> Result<Session, Failure> {
    read(path::SESSION).await
}

/// Exchanges the operator token for a session.
pub async fn sign_in(token: String) -> Result<Session, Failure> {
    send(Request::post(path::SESSION), &SignIn { token }).await
}

/// Ends the session.
pub async fn sign_out() -> Result<(), Failure> {
    done(fetch(Request::delete(path::SESSION), None).await)
}

/// A page of devices.
pub async fn devices(query: DeviceQuery) -> Result<DevicePage, Failure> {
    read(&with_search(path::DEVICES, &parameters_of(query))).await
}

/// How many devices satisfy the condition of a query.
pub async fn device_count(query: DeviceQuery) -> Result<DeviceCount, Failure> {
    read(&with_search(path::DEVICE_COUNT, &parameters_of(query))).await
}

fn parameters_of(query: DeviceQuery) -> [(&'static str, String); 4] {
    [
        ("condition", query.condition.unwrap_or_default()),
        ("unchecked", if query.unchecked { "true".to_owned() } else { String::new() }),
        ("columns", query.columns.unwrap_or_default()),
        ("page", query.page.unwrap_or_default()),
    ]
}

/// One device with its twin.
pub async fn device(id: String) -> Result<Device, Failure> {
    read(&path::device(&escape(&id))).await
}

/// Registers a device; the hub makes up its keys.
pub async fn register(id: String) -> Result<Device, Failure> {
    typed(fetch(Request::put(&path::device(&escape(&id))), None).await?)
}

/// Writes the twin of a device, only if nobody else has when the change has an etag.
pub async fn change_twin(id: String, change: TwinChange) -> Result<Device, Failure> {
    send(Request::patch(&path::twin(&escape(&id))), &change).await
}

/// Calls a method of a device, once.
pub async fn call_method(id: String, request: MethodRequest) -> Result<MethodAnswer, Failure> {
    send(Request::post(&path::methods(&escape(&id))), &request).await
}

/// What jobs did with a device.
pub async fn device_jobs(id: String) -> Result<DeviceJobs, Failure> {
    read(&path::device_jobs(&escape(&id))).await
}

/// The conditions that people keep.
pub async fn saved_queries() -> Result<Vec<Kept<SavedQuery>>, Failure> {
    read(path::QUERIES).await
}

/// Keeps a condition under an id.
pub async fn keep_query(id: String, query: Keep<SavedQuery>) -> Result<(), Failure> {
    done(fetch(Request::put(&path::query(&id)), Some(json::written(&query))).await)
}

/// Discards a condition that was kept.
pub async fn discard_query(id: String) -> Result<(), Failure> {
    done(fetch(Request::delete(&path::query(&escape(&id))), None).await)
}

/// The actions to begin an order with, those that come with Lockstep first.
pub async fn templates() -> Result<Vec<Kept<Template>>, Failure> {
    read(path::TEMPLATES).await
}

/// Keeps a template under an id.
pub async fn keep_template(id: String, template: Keep<Template>) -> Result<(), Failure> {
    done(fetch(Request::put(&path::template(&id)), Some(json::written(&template))).await)
}

/// Discards a template that was kept.
pub async fn discard_template(id: String) -> Result<(), Failure> {
    done(fetch(Request::delete(&path::template(&escape(&id))), None).await)
}

/// The list of jobs.
pub async fn jobs() -> Result<JobList, Failure> {
    read(path::JOBS).await
}

/// Jobs that the list is too short for.
pub async fn older_jobs(than: OlderQuery) -> Result<OlderJobs, Failure> {
    let parameters = [("before", than.before.0.to_string()), ("id", than.id.to_string())];
    read(&with_search(path::OLDER_JOBS, &parameters)).await
}

/// How many devices were connected, over the last day.
pub async fn device_history() -> Result<DeviceHistory, Failure> {
    read(path::DEVICE_HISTORY).await
}

/// Orders a job. Asking again with the same id and order is safe.
pub async fn order(id: JobId, order: JobOrder) -> Result<Job, Failure> {
    send(Request::put(&path::job(&escape(id.as_str()))), &order).await
}

/// Withdraws a job that does not run yet.
pub async fn cancel(id: JobId) -> Result<Job, Failure> {
    typed(fetch(Request::post(&path::cancel(&escape(id.as_str()))), None).await?)
}

/// Names a job and notes something on it; what is empty is removed.
pub async fn label(id: JobId, label: JobLabel) -> Result<Job, Failure> {
    send(Request::patch(&path::job(&escape(id.as_str()))), &label).await
}

/// What running a job again would take, for all of its devices or for those of one failure group.
pub async fn rerun_plans(id: JobId, code: Option<String>) -> Result<RerunPlans, Failure> {
    let parameters = [("code", code.unwrap_or_default())];
    read(&with_search(&path::rerun(&escape(id.as_str())), &parameters)).await
}

/// Where the failures of a job that has ended cluster.
pub async fn clusters(id: JobId) -> Result<Clusters, Failure> {
    read(&path::clusters(&escape(id.as_str()))).await
}

/// Runs a job again for some of its devices. Asking again with the same body is safe.
pub async fn rerun(id: JobId, rerun: Rerun) -> Result<Reruns, Failure> {
    send(Request::post(&path::rerun(&escape(id.as_str()))), &rerun).await
}

/// The jobs that repeat a job or belong to its series.
pub async fn relatives(id: JobId) -> Result<Vec<Job>, Failure> {
    read(&path::relatives(&escape(id.as_str()))).await
}

/// The address of the rows of a job as a file: all that pass a filter.
pub fn export_address(id: &JobId, format: ExportFormat, filter: RowQuery) -> String {
    let mut parameters = vec![("format", format.word().to_owned())];
    parameters.extend(filter_of(filter));
    with_search(&path::export(&escape(id.as_str())), &parameters)
}

/// What an order would reach.
pub async fn preview(request: PreviewRequest) -> Result<Preview, Failure> {
    send(Request::post(path::PREVIEW), &request).await
}

/// A window of the rows of a job.
pub async fn rows(id: JobId, query: RowQuery) -> Result<RowWindow, Failure> {
    let mut parameters = vec![("from", query.from.to_string()), ("to", query.to.to_string())];
    parameters.extend(query.around.clone().map(|name| ("around", name)));
    parameters.extend(filter_of(query));
    read(&with_search(&path::rows(&escape(id.as_str())), &parameters)).await
}

/// The search parameters of a filter of rows and their order.
fn filter_of(query: RowQuery) -> [(&'static str, String); 4] {
    let order = query.order.map(|order| order.to_string());
    [("outcome", query.outcome), ("text", query.text), ("code", query.code), ("order", order)]
        .map(|(name, value)| (name, value.unwrap_or_default()))
}

fn with_search(path: &str, parameters: &[(&str, String)]) -> String {
    format!("{path}{}", search(parameters.iter().map(|(name, value)| (*name, value.as_str()))))
}

async fn read<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    typed(get(path.to_owned()).await?)
}

async fn send<T: DeserializeOwned>(request: RequestBuilder, body: &impl Serialize) -> Result<T, Failure> {
    typed(fetch(request, Some(json::written(body))).await?)
}

/// The end of a call whose answer has nothing to say and is empty.
fn done(answer: Result<Answer, Failure>) -> Result<(), Failure> {
    match answer {
        Ok(_) | Err(Failure::Garbled { status: 200..300 }) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// What was answered, before it is known what it is.
struct Answer {
    status: u16,
    body: Value,
}

fn typed<T: DeserializeOwned>(answer: Answer) -> Result<T, Failure> {
    json::decoded(answer.body).ok_or(Failure::Garbled { status: answer.status })
}

/// An answer on its way. It is boxed, so that the state machine is compiled once and not into every call.
type Answering = Pin<Box<dyn Future<Output = Result<Answer, Failure>>>>;

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
fn fetch(request: RequestBuilder, body: Option<String>) -> Answering {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: ProblemCode) -> Failure {
        let problem =
            Problem { kind: String::new(), status: 429, detail: String::new(), code, request_id: None };
        Failure::Refused(Box::new(problem))
    }

    #[test]
    fn a_spent_budget_says_when_to_come_back() {
        let spent = refused(ProblemCode::BudgetSpent { next_try_at: EpochMillis(7) });
        assert_eq!(spent.retry_at(), Some(EpochMillis(7)));
        assert!(spent.passing());
    }

    #[test]
    fn a_refusal_on_the_merits_is_not_tried_again_unasked() {
        for code in [ProblemCode::EmptyFleet, ProblemCode::JobIdTaken, ProblemCode::SignInRequired] {
            assert!(!refused(code).passing());
        }
        assert!(Failure::NoAnswer.passing());
    }
}
