//! Pages: how many items, where to go on.

use std::borrow::Cow;
use std::str::FromStr;

use axum::http::HeaderName;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use iothub_wire::query::{CONTINUATION_HEADER, ITEM_TYPE_HEADER, ItemType, MAX_ITEM_COUNT_HEADER, PageSize};
use serde::Serialize;

use super::answer::Answer;
use super::request::Call;
use crate::refusal::Refusal;

/// What a request says about its page.
#[derive(Debug)]
pub(super) struct Paging {
    size: usize,
    /// The place to go on after, decoded.
    after: Option<String>,
}

/// A page with the place where the next one goes on.
#[derive(Debug)]
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    pub(super) next: Option<String>,
}

impl Paging {
    /// Reads the headers, or the parameters that the documentation also names.
    pub(super) fn of(call: &Call<'_>) -> Result<Self, Refusal> {
        let size = given(call, MAX_ITEM_COUNT_HEADER, "pageSize")?;
        let size = size.map(|text| text.parse::<PageSize>()).transpose();
        let size = size.map_err(|invalid| Refusal::argument(invalid.to_string()))?.unwrap_or_default();
        let token = given(call, CONTINUATION_HEADER, "continuationToken")?;
        let after = token.map(|token| decode(&token).ok_or_else(bad_token)).transpose()?;
        Ok(Self { size: size.items(), after })
    }

    /// The place to go on after, as the kind of place that this list has.
    pub(super) fn after<P: FromStr>(&self) -> Result<Option<P>, Refusal> {
        self.after.as_deref().map(|place| place.parse().map_err(|_| bad_token())).transpose()
    }

    /// Takes a page of items; each comes with its place.
    pub(super) fn page<I: IntoIterator, T>(
        &self,
        items: I,
        mut print: impl FnMut(I::Item) -> (String, T),
    ) -> Page<T> {
        let mut page = Page { items: Vec::new(), next: None };
        let mut last = None;
        for item in items {
            if page.items.len() == self.size {
                page.next = last;
                break;
            }
            let (place, printed) = print(item);
            last = Some(place);
            page.items.push(printed);
        }
        page
    }
}

impl<T: Serialize> Page<T> {
    /// The bare array with its headers; without a next page there is no continuation header at all.
    pub(super) fn answer(&self, kind: ItemType) -> Answer {
        let answer =
            Answer::json(&self.items).header(HeaderName::from_static(ITEM_TYPE_HEADER), kind.as_str());
        match &self.next {
            None => answer,
            Some(place) => {
                answer.header(HeaderName::from_static(CONTINUATION_HEADER), &URL_SAFE_NO_PAD.encode(place))
            }
        }
    }
}

/// What the header says, else the parameter; empty is absent.
fn given<'a>(call: &'a Call<'_>, header: &str, parameter: &str) -> Result<Option<Cow<'a, str>>, Refusal> {
    let given = match call.header(header)? {
        Some(text) => Some(Cow::Borrowed(text)),
        None => call.parameter(parameter)?,
    };
    Ok(given.filter(|text| !text.is_empty()))
}

fn decode(token: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()
}

fn bad_token() -> Refusal {
    Refusal::argument("the continuation token is not one of this hub")
}
