//! One request and its answer.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use iothub_wire::error::{ERROR_CODE_HEADER, HubError};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{
    Method, Response,
    header::{HeaderMap, HeaderValue},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{budget::OperationClass, error::Error};

/// Largest answer about one thing, in bytes.
pub(crate) const ONE: usize = 1024 * 1024;
/// Largest page, in bytes: a hundred twins of 72 KB with as much metadata.
pub(crate) const MANY: usize = 32 * 1024 * 1024;

/// A request that can be sent more than once.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// Path and query, percent-encoded, without `api-version`.
    pub(crate) path: String,
    pub(crate) class: OperationClass,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    /// True when it may be sent again after it may have been done: it changes nothing.
    pub(crate) repeatable: bool,
    /// Largest answer that is read, in bytes.
    pub(crate) largest: usize,
    /// Longest time from start to end, when it is not the client's.
    pub(crate) timeout: Option<Duration>,
    /// A status that is an answer although it is no success.
    pub(crate) also: Option<u16>,
}

impl Call {
    /// A read.
    pub(crate) fn get(path: impl Into<String>, class: OperationClass) -> Self {
        Self { repeatable: true, ..Self::new(Method::GET, path, class) }
    }

    /// A request that changes something and is therefore sent once.
    pub(crate) fn new(method: Method, path: impl Into<String>, class: OperationClass) -> Self {
        Self {
            method,
            path: path.into(),
            class,
            headers: HeaderMap::new(),
            body: None,
            repeatable: false,
            largest: ONE,
            timeout: None,
            also: None,
        }
    }

    /// Adds a JSON body.
    pub(crate) fn json(mut self, body: &impl Serialize) -> Result<Self, Error> {
        let text =
            serde_json::to_vec(body).map_err(|error| Error::Unsendable { reason: error.to_string() })?;
        self.body = Some(Bytes::from(text));
        Ok(self)
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Result<Self, Error> {
        let value = HeaderValue::from_str(value)
            .map_err(|_| Error::Unsendable { reason: format!("a value of `{name}` cannot be a header") })?;
        self.headers.insert(name, value);
        Ok(self)
    }
}

/// An id as a segment of a path.
pub(crate) fn segment(id: &str) -> impl std::fmt::Display + '_ {
    const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(id, ESCAPED)
}

/// A good answer, read in whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// Reads an answer; a refusal becomes an error.
    pub(crate) async fn read(response: Response, call: &Call) -> Result<Self, Error> {
        let status = response.status();
        let headers = response.headers().clone();
        let answer =
            Self { status: status.as_u16(), headers, body: read_body(response, call.largest).await? };
        if status.is_success() || call.also == Some(answer.status) {
            Ok(answer)
        } else {
            Err(answer.refusal())
        }
    }

    /// The JSON in it.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| {
            // The parser's own text would quote the answer.
            let (line, column) = (error.line(), error.column());
            self.garbled(format!("{:?} error in its JSON, line {line}, column {column}", error.classify()))
        })
    }

    /// A response header as text; absent when empty or not text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty())
    }

    /// What the hub refuses with. Something that names no error and is no server's failure is no hub's answer.
    pub(crate) fn refusal(&self) -> Error {
        let refusal = HubError::parse(self.status, self.header(ERROR_CODE_HEADER), &self.body);
        let named = refusal.name.is_some() || refusal.number.is_some();
        if named || self.status >= 500 || self.status == 429 {
            return Error::Refused(Box::new(refusal));
        }
        self.garbled("a refusal that names no error of IoT Hub".to_owned())
    }

    pub(crate) fn garbled(&self, reason: String) -> Error {
        Error::Garbled { status: self.status, reason }
    }
}

/// Reads at most `largest` bytes, so that no answer can fill the memory.
async fn read_body(mut response: Response, largest: usize) -> Result<Bytes, Error> {
    let status = response.status().as_u16();
    let too_large = || Error::Garbled { status, reason: format!("more than {largest} bytes") };
    if response.content_length().is_some_and(|length| length > largest as u64) {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(Error::from_transport)? {
        if body.len() + chunk.len() > largest {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
