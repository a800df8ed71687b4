//! Cloud-to-device messages: what is sent, and the topic it travels on.

mod written;

use bytes::Bytes;
use iothub_wire::error::ErrorCode;
use iothub_wire::ids::DeviceId;
use iothub_wire::time::UtcTime;
use iothub_wire::topic::{InvalidTopic, LONGEST_TOPIC, PropertyBag, Topic};
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// Largest message, body and properties together, in bytes (IoT Hub documentation: quotas).
pub const LARGEST_CLOUD_MESSAGE: usize = 64 * 1024;

/// A message to a device. In JSON the body is text under the name `body`, or bytes in base64 under `bodyBase64`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "written::Written", into = "written::Written")]
pub struct CloudMessage {
    /// `$.mid`
    pub message_id: Option<String>,
    /// `$.cid`
    pub correlation_id: Option<String>,
    /// `$.uid`
    pub user_id: Option<String>,
    /// `$.ct`
    pub content_type: Option<String>,
    /// `$.ce`
    pub content_encoding: Option<String>,
    /// Which feedback the sender asks for: it travels as `iothub-ack`, but no feedback is ever given.
    pub ack: Feedback,
    /// `$.exp`: when the message is dropped if the device has not taken it. Without it that is an hour after it was sent.
    pub expires_at: Option<UtcTime>,
    /// The application's own properties; in JSON an object.
    pub properties: PropertyBag,
    /// The payload.
    pub body: Bytes,
}

/// The feedback that a sender asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Feedback {
    /// None.
    #[default]
    None,
    /// When the device has taken the message.
    Positive,
    /// When it was dropped.
    Negative,
    /// In either case.
    Full,
}

/// A message that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct SendRefused {
    /// The error of the catalogue.
    pub code: ErrorCode,
    /// The hub's words.
    pub message: String,
}

impl CloudMessage {
    /// A message without properties.
    pub fn new(body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    /// Refuses what no device could be sent at `now`. That an instant of expiry has to lie ahead is our choice.
    pub(crate) fn check(&self, device: &DeviceId, now: UtcTime) -> Result<(), Refusal> {
        if self.expires_at.is_some_and(|at| at <= now) {
            return Err(Refusal::new(
                ErrorCode::InvalidMessageExpiryTime,
                "The message has expired already.",
            ));
        }
        let sizes =
            self.properties.iter().map(|(name, value)| name.len() + value.map_or(0, |text| text.len()));
        let properties: usize = sizes.sum();
        let size = self.body.len().saturating_add(properties);
        let topic = self.topic(device).map_err(|problem| Refusal::argument(problem.to_string()))?;
        if size > LARGEST_CLOUD_MESSAGE || topic.to_string().len() > LONGEST_TOPIC {
            let message = format!("The message is larger than {LARGEST_CLOUD_MESSAGE} bytes.");
            return Err(Refusal::new(ErrorCode::MessageTooLarge, message));
        }
        Ok(())
    }

    /// The topic, with all properties in its bag.
    pub(crate) fn topic(&self, device: &DeviceId) -> Result<Topic, InvalidTopic> {
        let mut bag = PropertyBag::new();
        bag.push("$.to", Some(&format!("/devices/{device}/messages/deviceBound")))?;
        let expiry = self.expires_at.map(|at| at.to_string());
        let system = [
            ("$.mid", &self.message_id),
            ("$.cid", &self.correlation_id),
            ("$.uid", &self.user_id),
            ("$.ct", &self.content_type),
            ("$.ce", &self.content_encoding),
            ("$.exp", &expiry),
        ];
        for (name, value) in system {
            if value.is_some() {
                bag.push(name, value.as_deref())?;
            }
        }
        for (name, value) in self.properties.iter() {
            bag.push(&name, value.as_deref())?;
        }
        if self.ack != Feedback::None {
            bag.push("iothub-ack", Some(self.ack.as_str()))?;
        }
        Ok(Topic::CloudToDevice { device: device.clone(), properties: bag })
    }
}

impl Feedback {
    fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Positive => "positive",
            Self::Negative => "negative",
            Self::Full => "full",
        }
    }
}

impl From<Refusal> for SendRefused {
    fn from(Refusal { code, message, .. }: Refusal) -> Self {
        Self { code, message }
    }
}

#[cfg(test)]
mod tests;
