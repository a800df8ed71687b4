//! Pages: how many items, where to go on.

use std::borrow::Cow;
use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::ControlFlow;
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
    /// What tells this list from others, in the tokens of its pages.
    list: u64,
    /// The place to go on after, decoded.
    after: Option<String>,
}

/// A page with the place where the next one goes on.
#[derive(Debug)]
pub(super) struct Page<T> {
    items: Vec<T>,
    /// The token of the next page.
    next: Option<String>,
}

/// A page that is being filled.
#[derive(Debug)]
pub(super) struct Filling<T> {
    size: usize,
    list: u64,
    /// The place of the last item.
    last: Option<String>,
    page: Page<T>,
}

impl Paging {
    /// Reads the headers, or the parameters that the documentation also names. A token is good only for the `list` whose
    /// page it came with.
    pub(super) fn of(call: &Call<'_>, list: &impl fmt::Display) -> Result<Self, Refusal> {
        let size = given(call, MAX_ITEM_COUNT_HEADER, "pageSize")?;
        let size = size.map(|text| text.parse::<PageSize>()).transpose();
        let size = size.map_err(|invalid| Refusal::argument(invalid.to_string()))?.unwrap_or_default();
        let list = digest(list);
        let token = given(call, CONTINUATION_HEADER, "continuationToken")?;
        let after = token.map(|token| decode(&token, list).ok_or_else(bad_token)).transpose()?;
        Ok(Self { size: size.items(), list, after })
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
        let mut page = self.begin();
        _ = items.into_iter().try_for_each(|item| page.add(|| print(item)));
        page.end()
    }

    /// Begins a page, to be filled one by one.
    pub(super) fn begin<T>(&self) -> Filling<T> {
        let page = Page { items: Vec::new(), next: None };
        Filling { size: self.size, list: self.list, last: None, page }
    }
}

impl<T> Filling<T> {
    /// Adds an item with its place, or breaks when there is no room: then there is a next page.
    pub(super) fn add(&mut self, item: impl FnOnce() -> (String, T)) -> ControlFlow<()> {
        if self.page.items.len() == self.size {
            self.page.next = self.last.take().map(|place| encode(self.list, &place));
            return ControlFlow::Break(());
        }
        let (place, item) = item();
        self.last = Some(place);
        self.page.items.push(item);
        ControlFlow::Continue(())
    }

    /// The page.
    pub(super) fn end(self) -> Page<T> {
        self.page
    }
}

impl<T: Serialize> Page<T> {
    /// The bare array with its headers; without a next page there is no continuation header at all.
    pub(super) fn answer(&self, kind: ItemType) -> Answer {
        let answer =
            Answer::json(&self.items).header(HeaderName::from_static(ITEM_TYPE_HEADER), kind.as_str());
        match &self.next {
            None => answer,
            Some(token) => answer.header(HeaderName::from_static(CONTINUATION_HEADER), token),
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

/// Tells one list from another; the same as long as this program is the same.
fn digest(list: &impl fmt::Display) -> u64 {
    let mut hasher = DefaultHasher::new();
    list.to_string().hash(&mut hasher);
    hasher.finish()
}

fn encode(list: u64, place: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{list:x}/{place}"))
}

/// The place in a token of this list.
fn decode(token: &str, list: u64) -> Option<String> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let (named, place) = text.split_once('/')?;
    (u64::from_str_radix(named, 16) == Ok(list)).then(|| place.to_owned())
}

fn bad_token() -> Refusal {
    Refusal::argument("the continuation token is not one of this list")
}
