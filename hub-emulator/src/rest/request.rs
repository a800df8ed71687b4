//! A call to a built operation: its ids, headers and parameters.

use std::borrow::Cow;
use std::sync::Arc;

use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use iothub_wire::error::ErrorCode;
use iothub_wire::etag::IfMatch;
use iothub_wire::ids::{DeviceId, InvalidId, JobId, ModuleId};
use percent_encoding::percent_decode_str;

use crate::api_version;
use crate::hub::Hub;
use crate::identity::Identity;
use crate::operation::Operation;
use crate::refusal::Refusal;

/// A request whose operation is known.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) hub: &'a Arc<Hub>,
    pub(super) operation: Operation,
    /// The request id: 32 digits, without dashes.
    pub(super) id: &'a str,
    ids: Vec<String>,
    parts: Parts,
}

impl From<InvalidId> for Refusal {
    fn from(invalid: InvalidId) -> Self {
        Self::argument(invalid.to_string())
    }
}

impl<'a> Call<'a> {
    pub(super) fn new(
        hub: &'a Arc<Hub>,
        operation: Operation,
        ids: Vec<String>,
        parts: Parts,
        id: &'a str,
    ) -> Self {
        Self { hub, operation, id, ids, parts }
    }

    /// The device or module of the path.
    pub(super) fn identity(&self) -> Result<Identity, Refusal> {
        let device = self.device()?;
        match self.ids.get(1) {
            None => Ok(Identity::device(device)),
            Some(module) => Ok(Identity::module(device, ModuleId::try_from(module.as_str())?)),
        }
    }

    /// The device of the path.
    pub(super) fn device(&self) -> Result<DeviceId, Refusal> {
        Ok(DeviceId::try_from(self.first_id())?)
    }

    /// The job of the path, by the rule for new jobs: the strict one unless the emulator was told otherwise.
    pub(super) fn job(&self) -> Result<JobId, Refusal> {
        let id = self.first_id();
        Ok(if self.hub.lax_job_ids { JobId::lax(id) } else { JobId::try_from(id) }?)
    }

    /// The first id of the path, whatever it is.
    pub(super) fn first_id(&self) -> &str {
        self.ids.first().map_or("", String::as_str)
    }

    /// What the caller proves itself with; empty when there is nothing to read.
    pub(super) fn credential(&self) -> &str {
        let credential = self.parts.headers.get(header::AUTHORIZATION);
        credential.and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A header as text. One that is there and cannot be read, or is there twice, is refused: as absent it would mean
    /// something.
    pub(super) fn header(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let mut values = self.parts.headers.get_all(name).iter();
        match (values.next().map(HeaderValue::to_str).transpose(), values.next()) {
            (Ok(value), None) => Ok(value),
            (Ok(_), Some(_)) => Err(Refusal::argument(format!("the header {name} is there twice"))),
            (Err(_), _) => Err(Refusal::argument(format!("the header {name} is not ASCII"))),
        }
    }

    /// `If-Match`.
    pub(super) fn if_match(&self) -> Result<IfMatch, Refusal> {
        Ok(IfMatch::parse(self.header(header::IF_MATCH.as_str())?))
    }

    /// A query parameter, percent-decoded; one that is not UTF-8 is refused. Names are matched in any case of letters.
    pub(super) fn parameter(&self, name: &str) -> Result<Option<Cow<'_, str>>, Refusal> {
        let query = self.parts.uri.query().unwrap_or_default();
        let mut pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let value = pairs.find(|(key, _)| key.eq_ignore_ascii_case(name));
        let value = value.map(|(_, value)| percent_decode_str(value).decode_utf8()).transpose();
        value.map_err(|_| Refusal::argument(format!("the parameter {name} is not UTF-8")))
    }

    /// The path, percent-decoded, for comparison with what a token is for.
    pub(super) fn decoded_path(&self) -> Cow<'_, str> {
        percent_decode_str(self.parts.uri.path()).decode_utf8_lossy()
    }

    /// An api-version that is not known is refused, and so is its absence (the hub's text is not known).
    pub(super) fn check_api_version(&self) -> Result<(), Refusal> {
        let version = self.parameter("api-version")?.unwrap_or_default();
        if api_version::known(&version) {
            return Ok(());
        }
        let message =
            if version.is_empty() { "the api-version is missing" } else { "the api-version is not known" };
        Err(Refusal::new(ErrorCode::InvalidProtocolVersion, message))
    }
}
