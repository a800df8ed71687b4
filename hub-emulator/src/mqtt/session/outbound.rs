//! Topics and payloads of what the hub publishes.

use bytes::Bytes;
use iothub_wire::topic::{InvalidTopic, RequestId, Topic};

use super::in_flight::InFlight;
use crate::hub::device_side::{HubMessage, MqttFailure, Qos};
use crate::identity::Identity;
use crate::mqtt::ending::Ending;
use crate::mqtt::packet::{Delivery, Quality};

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
/// A cloud-to-device message that its session sends again keeps its identifier and says so (MQTT 3.1.1, 3.3.1.1 and 4.4).
pub(super) fn delivery(qos: Qos, mail: Option<u64>, in_flight: &mut InFlight) -> Result<Delivery, Ending> {
    match (qos, mail.and_then(|sequence| in_flight.of_mail(sequence))) {
        (Qos::AtMostOnce, _) => Ok(Delivery::AtMostOnce),
        (Qos::AtLeastOnce, Some(id)) => Ok(Delivery::AtLeastOnce { id, duplicate: true }),
        (Qos::AtLeastOnce, None) => {
            let id = in_flight.take(mail).ok_or(Ending::Unacknowledged)?;
            Ok(Delivery::AtLeastOnce { id, duplicate: false })
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
