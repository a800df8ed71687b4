//! Device-to-cloud messages: what is known of one, and the last of them, to be looked at from outside.
//!
//! A real hub hands them to an Event Hub. Here a ring keeps the last [`MOST_KEPT`] messages, of [`MOST_BYTES`] of payload
//! and properties at most; a full ring forgets the oldest, and whoever reads too slowly is told how many messages he has
//! missed.

mod ring;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use iothub_wire::time::UtcTime;
use iothub_wire::topic::PropertyBag;
use serde::{Serialize, Serializer};

use crate::identity::Identity;

pub(crate) use ring::Ring;
pub use ring::{MOST_BYTES, MOST_KEPT, Tailed, TelemetryTail};

/// A device-to-cloud message that the hub has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceMessage {
    /// Its number, from 1 without gaps.
    pub sequence: u64,
    /// When it was taken.
    pub enqueued_at: UtcTime,
    /// Who sent it.
    pub sender: Identity,
    /// All properties, as they were sent; `mqtt-retain` and `iothub-MessageType` are added by the hub.
    pub bag: PropertyBag,
    /// The payload.
    pub body: Bytes,
}

/// The names of system properties in a topic, and those of the hub.
const SYSTEM_PROPERTIES: [(&str, &str); 11] = [
    ("$.mid", "messageId"),
    ("$.cid", "correlationId"),
    ("$.uid", "userId"),
    ("$.to", "to"),
    ("$.ct", "contentType"),
    ("$.ce", "contentEncoding"),
    ("$.exp", "expiryTimeUtc"),
    ("$.ctime", "creationTimeUtc"),
    ("$.on", "outputName"),
    ("$.sub", "componentName"),
    ("$.ifid", "interfaceId"),
];

/// Properties by their names.
type Properties = BTreeMap<String, Option<String>>;

impl DeviceMessage {
    /// A message; the ring gives it its number.
    pub(crate) fn new(sender: Identity, bag: &PropertyBag, body: &[u8], now: UtcTime) -> Self {
        // Copied, because the originals keep more than themselves in memory.
        let (bag, body) = (bag.clone(), Bytes::copy_from_slice(body));
        Self { sequence: 0, enqueued_at: now, sender, bag, body }
    }

    /// The properties that the hub knows, by its names, such as `messageId` and `contentType`; of two of a name the last.
    pub fn system_properties(&self) -> Properties {
        self.sorted().0
    }

    /// The application's own properties; of two of a name the last.
    pub fn properties(&self) -> Properties {
        self.sorted().1
    }

    /// Says whether a device was lost without a goodbye, and this is what it left behind.
    pub fn will(&self) -> bool {
        self.properties().get("iothub-MessageType").is_some_and(|kind| kind.as_deref() == Some("Will"))
    }

    /// System properties and the others: made when somebody looks, as they take many times the memory of the bag.
    fn sorted(&self) -> (Properties, Properties) {
        let (mut system, mut own) = (Properties::new(), Properties::new());
        for (name, value) in self.bag.iter() {
            let (kind, name) = match SYSTEM_PROPERTIES.iter().find(|(short, _)| *short == name) {
                Some((_, name)) => (&mut system, (*name).into()),
                // One that we do not know keeps its name.
                None if name.starts_with("$.") => (&mut system, name),
                None => (&mut own, name),
            };
            kind.insert(name.into_owned(), value.map(Cow::into_owned));
        }
        (system, own)
    }

    /// Bytes of properties and payload.
    fn size(&self) -> usize {
        self.bag.as_str().len() + self.body.len()
    }
}

impl Serialize for DeviceMessage {
    /// An object; the body is text under `body`, or bytes in base64 under `bodyBase64`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Printed<'a> {
            sequence_number: u64,
            enqueued_time_utc: UtcTime,
            device_id: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            module_id: Option<&'a str>,
            system_properties: Properties,
            properties: Properties,
            #[serde(skip_serializing_if = "Option::is_none")]
            body: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            body_base64: Option<String>,
        }
        let body = std::str::from_utf8(&self.body).ok();
        let (system_properties, properties) = self.sorted();
        let printed = Printed {
            sequence_number: self.sequence,
            enqueued_time_utc: self.enqueued_at,
            device_id: self.sender.device.as_str(),
            module_id: self.sender.module.as_ref().map(|id| id.as_str()),
            system_properties,
            properties,
            body,
            body_base64: body.is_none().then(|| STANDARD.encode(&self.body)),
        };
        printed.serialize(serializer)
    }
}

/// A message, shared by the ring and whoever reads it.
pub(crate) type Shared = Arc<DeviceMessage>;
