//! A message as JSON, of the control plane and of the store.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use iothub_wire::time::UtcTime;
use iothub_wire::topic::{InvalidTopic, PropertyBag};
use serde::{Deserialize, Serialize};

use super::{CloudMessage, Feedback};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correlation_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content_encoding: Option<String>,
    #[serde(default)]
    ack: Feedback,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expiry_time_utc: Option<UtcTime>,
    #[serde(default)]
    properties: BTreeMap<String, Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
}

/// Why JSON is no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoMessage {
    #[error("a message has body or bodyBase64, not both")]
    TwoBodies,
    #[error("bodyBase64 is not base64")]
    Base64(#[from] base64::DecodeError),
    #[error("a property has no name")]
    Property(#[from] InvalidTopic),
}

impl TryFrom<Written> for CloudMessage {
    type Error = NoMessage;

    fn try_from(written: Written) -> Result<Self, NoMessage> {
        let body = match (written.body, written.body_base64) {
            (Some(_), Some(_)) => return Err(NoMessage::TwoBodies),
            (Some(text), None) => text.into(),
            (None, Some(base64)) => STANDARD.decode(base64)?.into(),
            (None, None) => bytes::Bytes::new(),
        };
        let mut properties = PropertyBag::new();
        for (name, value) in &written.properties {
            properties.push(name, value.as_deref())?;
        }
        Ok(Self {
            message_id: written.message_id,
            correlation_id: written.correlation_id,
            user_id: written.user_id,
            content_type: written.content_type,
            content_encoding: written.content_encoding,
            ack: written.ack,
            expires_at: written.expiry_time_utc,
            properties,
            body,
        })
    }
}

impl From<CloudMessage> for Written {
    fn from(message: CloudMessage) -> Self {
        let (body, body_base64) = match String::from_utf8(message.body.to_vec()) {
            Ok(text) => (Some(text), None),
            Err(bytes) => (None, Some(STANDARD.encode(bytes.as_bytes()))),
        };
        let properties = message.properties.iter();
        let properties = properties.map(|(name, value)| (name.into_owned(), value.map(Cow::into_owned)));
        Self {
            message_id: message.message_id,
            correlation_id: message.correlation_id,
            user_id: message.user_id,
            content_type: message.content_type,
            content_encoding: message.content_encoding,
            ack: message.ack,
            expiry_time_utc: message.expires_at,
            properties: properties.collect(),
            body,
            body_base64,
        }
    }
}
