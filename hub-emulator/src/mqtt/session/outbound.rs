//! Topics and payloads of what the hub publishes.

use bytes::Bytes;
use iothub_wire::topic::{InvalidTopic, RequestId, Topic};

use super::in_flight::InFlight;
use crate::hub::device_side::{HubMessage, MqttFailure, Qos};
use crate::identity::Identity;
use crate::mqtt::ending::Ending;
use crate::mqtt::packet::{Delivery, Quality};

/// A cloud-to-device message, which is acknowledged by its sequence number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mail {
    sequence: u64,
    again: bool,
}

/// What to note of a message while it waits for its acknowledgement.
pub(super) fn mail(message: &HubMessage) -> Option<Mail> {
    match message {
        HubMessage::CloudToDevice { sequence, again, .. } => {
            Some(Mail { sequence: *sequence, again: *again })
        }
        HubMessage::Method { .. } | HubMessage::Desired { .. } => None,
    }
}

/// A message the hub sends of its own accord.
pub(super) fn message(identity: &Identity, message: HubMessage) -> Result<(Topic, Bytes), InvalidTopic> {
    match message {
        HubMessage::Method { rid, name, payload } => {
            let request = RequestId::try_from(rid.as_str())?;
            Ok((Topic::MethodRequest { name: name.try_into()?, request }, payload))
        }
        HubMessage::CloudToDevice { message, .. } => {
            let topic = message.topic(&identity.device)?;
            Ok((topic, message.body))
        }
        HubMessage::Desired { version, patch } => Ok((Topic::TwinDesired { version }, patch)),
    }
}

/// The answer to a request for the twin.
pub(super) fn twin(rid: RequestId, answer: Result<Vec<u8>, MqttFailure>) -> (Topic, Bytes) {
    match answer {
        Ok(twin) => (Topic::TwinResponse { status: 200, request: rid, version: None }, twin.into()),
        Err(failure) => failed(rid, failure),
    }
}

/// The answer to a patch of reported properties: the new version, in the topic alone.
pub(super) fn reported(rid: RequestId, answer: Result<u64, MqttFailure>) -> (Topic, Bytes) {
    match answer {
        Ok(version) => {
            (Topic::TwinResponse { status: 204, request: rid, version: Some(version) }, Bytes::new())
        }
        Err(failure) => failed(rid, failure),
    }
}

fn failed(rid: RequestId, failure: MqttFailure) -> (Topic, Bytes) {
    let topic = Topic::TwinResponse { status: failure.status, request: rid, version: None };
    (topic, failure.body.into())
}

/// A delivery at the quality its subscription was granted.
///
/// A message that is sent again says so, and on the same connection it keeps its identifier (MQTT 3.1.1, 3.3.1.1).
pub(super) fn delivery(qos: Qos, mail: Option<Mail>, in_flight: &mut InFlight) -> Result<Delivery, Ending> {
    match qos {
        Qos::AtMostOnce => Ok(Delivery::AtMostOnce),
        Qos::AtLeastOnce => {
            let id = mail.and_then(|mail| in_flight.of_mail(mail.sequence));
            let id = id.or_else(|| in_flight.take(mail.map(|mail| mail.sequence)));
            let id = id.ok_or(Ending::Unacknowledged)?;
            Ok(Delivery::AtLeastOnce { id, duplicate: mail.is_some_and(|mail| mail.again) })
        }
    }
}

/// What the hub grants: `QoS` 1 to whoever wants 2 (IoT Hub documentation: using the MQTT protocol directly).
pub(super) fn granted(wanted: Quality) -> Qos {
    match wanted {
        Quality::AtMostOnce => Qos::AtMostOnce,
        Quality::AtLeastOnce | Quality::ExactlyOnce => Qos::AtLeastOnce,
    }
}

/// The same on the wire.
pub(super) fn quality(qos: Qos) -> Quality {
    match qos {
        Qos::AtMostOnce => Quality::AtMostOnce,
        Qos::AtLeastOnce => Quality::AtLeastOnce,
    }
}
