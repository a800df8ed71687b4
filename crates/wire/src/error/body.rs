//! Printing an error in each of the three bodies the hub uses.

use serde_json::{Value, json};

use super::ErrorCode;
use crate::time::UtcTime;

/// The three shapes of an error body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Envelope {
    /// `{"Message":"ErrorCode:Name;text","ExceptionMessage":"Tracking ID:…"}`: registry, twins, jobs, queries,
    /// authorisation, throttling.
    Named,
    /// `{"errorCode":409301,"message":"…","trackingId":"…","timestampUtc":"…"}`: modules, and errors over MQTT.
    Numbered,
    /// [`Named`](Self::Named) whose `Message` is [`Numbered`](Self::Numbered) as text: direct methods.
    Nested,
}

/// An error that is to be printed.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorBody {
    /// The code; also to be sent as the header [`ERROR_CODE_HEADER`](super::ERROR_CODE_HEADER) and as HTTP status.
    pub code: ErrorCode,
    /// The text, in the hub's English.
    pub message: String,
    /// Id of the request: 32 hexadecimal digits without dashes.
    pub request: String,
    /// When the error happened.
    pub at: UtcTime,
    /// The `info` object of numbered errors, such as `{"timeout":"00:00:00"}`; absent when `None`.
    pub info: Option<Value>,
}

impl ErrorBody {
    /// An error without `info`.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>, request: impl Into<String>, at: UtcTime) -> Self {
        Self { code, message: message.into(), request: request.into(), at, info: None }
    }

    /// Adds the `info` object that the hub puts on errors of direct methods.
    #[must_use]
    pub fn with_info(self, info: Value) -> Self {
        Self { info: Some(info), ..self }
    }

    /// Prints the body as JSON text.
    #[must_use]
    pub fn print(&self, envelope: Envelope) -> String {
        match envelope {
            Envelope::Named => named(self.code.name(), &self.message, &self.request, self.at),
            Envelope::Numbered => self.numbered(),
            Envelope::Nested => exception(&self.numbered(), ""),
        }
    }

    fn numbered(&self) -> String {
        // Written by hand for the member order of the hub; each member is JSON on its own.
        let mut text = format!(
            r#"{{"errorCode":{},"trackingId":{},"message":{}"#,
            self.code.number(),
            json!(tracking_id(&self.request, self.at)),
            json!(self.message)
        );
        if let Some(info) = &self.info {
            text.push_str(&format!(r#","info":{info}"#));
        }
        text.push_str(&format!(r#","timestampUtc":"{}"}}"#, self.at));
        text
    }
}

/// Prints the body of an error that may be unknown to the catalogue, in the envelope [`Named`](Envelope::Named):
/// `request` is as in [`ErrorBody`].
#[must_use]
pub fn named(code: &str, message: &str, request: &str, at: UtcTime) -> String {
    let tracking_id = tracking_id(request, at);
    exception(&format!("ErrorCode:{code};{message}"), &format!("Tracking ID:{tracking_id}"))
}

/// The digit after `G:` names a gateway of the hub; here it is always 0.
fn tracking_id(request: &str, at: UtcTime) -> String {
    format!("{request}-G:0-TimeStamp:{}", at.american())
}

fn exception(message: &str, exception_message: &str) -> String {
    format!(r#"{{"Message":{},"ExceptionMessage":{}}}"#, json!(message), json!(exception_message))
}
