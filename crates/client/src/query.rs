//! Queries, and pages of anything.

use iothub_wire::query::{
    CONTINUATION_HEADER, ITEM_TYPE_HEADER, ItemType, MAX_ITEM_COUNT_HEADER, PageSize, QuerySpecification,
};
use reqwest::Method;
use serde::de::DeserializeOwned;

use crate::{
    Client, Error,
    budget::OperationClass,
    call::{Answer, Call, MANY},
};

/// One page of rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows. A page may be short or empty although there are more.
    pub items: Vec<T>,
    /// Fetches the page after; absent on the last.
    pub next: Option<Continuation>,
    /// What the hub says the rows are.
    pub item_type: ItemType,
}

/// The hub's opaque text that fetches the next page of the same query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Continuation(String);

/// A text that no hub has sent as a continuation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a continuation has 1 to 16384 printable ASCII characters")]
pub struct InvalidContinuation;

impl Continuation {
    const LONGEST: usize = 16 * 1024;

    /// Takes a continuation that was given away before.
    ///
    /// # Errors
    /// [`InvalidContinuation`] when the text cannot be a header.
    pub fn parse(text: &str) -> Result<Self, InvalidContinuation> {
        let printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        if text.is_empty() || text.len() > Self::LONGEST || !printable {
            return Err(InvalidContinuation);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Client {
    /// Runs a query and reads one page of at most `size` rows; `from` is the page before's `next`.
    ///
    /// # Errors
    /// See [`Error`]; text that is no query is refused with `ArgumentInvalid`.
    pub async fn query<T: DeserializeOwned>(
        &self,
        query: &str,
        size: PageSize,
        from: Option<&Continuation>,
    ) -> Result<Page<T>, Error> {
        let specification = QuerySpecification { query: query.to_owned() };
        let call = Call::new(Method::POST, "/devices/query", OperationClass::Queries).json(&specification)?;
        self.page(Call { repeatable: true, ..call }, size, from).await
    }

    /// Sends a call that answers with a page.
    pub(crate) async fn page<T: DeserializeOwned>(
        &self,
        call: Call,
        size: PageSize,
        from: Option<&Continuation>,
    ) -> Result<Page<T>, Error> {
        let mut call = call.header(MAX_ITEM_COUNT_HEADER, &size.items().to_string())?;
        if let Some(Continuation(text)) = from {
            call = call.header(CONTINUATION_HEADER, text)?;
        }
        let answer = self.send(Call { largest: MANY, ..call }).await?;
        let next = answer.header(CONTINUATION_HEADER).map(Continuation::parse).transpose();
        Ok(Page {
            items: answer.json()?,
            next: next.map_err(|error| answer.garbled(error.to_string()))?,
            item_type: item_type(&answer),
        })
    }
}

fn item_type(answer: &Answer) -> ItemType {
    answer.header(ITEM_TYPE_HEADER).map_or(ItemType::Unknown, ItemType::parse)
}
