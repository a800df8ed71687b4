//! What one connected device may say and what it is answered, without a socket, a hub or a clock.
//!
//! [`Session::receive`] turns a packet into a [`Step`] that the connection carries out. Whatever a device may not do
//! is an [`Ending`]: IoT Hub closes the connection then, as MQTT 3.1.1 has no packet that says what was wrong.

mod granted;
mod greeting;
mod in_flight;
mod inbound;
mod outbound;
#[cfg(test)]
mod tests;

use std::time::Duration;

use bytes::Bytes;
use iothub_wire::topic::{PropertyBag, RequestId, Topic};
use tokio::time::Instant;

use self::granted::Granted;
pub(super) use self::greeting::{Greeting, code_of};
use self::in_flight::InFlight;
use super::ending::Ending;
use super::packet::{Packet, PacketId, Publish, SubAck, Subscribe, SubscribeReturnCode, Unsubscribe};
use crate::hub::device_side::{Delivery, MqttFailure, Qos, Subscription};
use crate::identity::Identity;

/// One device from CONNACK on.
#[derive(Debug)]
pub(super) struct Session {
    identity: Identity,
    granted: Granted,
    in_flight: InFlight,
    will: Option<Box<Telemetry>>,
    patience: Duration,
    heard_at: Instant,
}

/// A device-to-cloud message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Telemetry {
    /// The property bag of the topic, with what MQTT flags say.
    pub(super) bag: PropertyBag,
    pub(super) payload: Bytes,
}

/// What a packet asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing more.
    Nothing,
    /// This answer.
    Answer(Packet),
    /// To note that the device has taken a cloud-to-device message.
    Settle(u64),
    /// To tell the hub something, then to acknowledge it.
    Tell(Notice, Option<PacketId>),
    /// To ask the hub something, then to acknowledge and to answer.
    Ask(Question, Option<PacketId>),
    /// To set or remove subscriptions, each once, then this answer.
    Subscribe(Vec<(Subscription, Option<Qos>)>, Packet),
}

/// What a device tells the hub.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Notice {
    /// The answer to a method.
    MethodResponse { rid: RequestId, status: i32, payload: Bytes },
    /// A message to the cloud.
    Telemetry(Telemetry),
}

/// What a device asks of the hub; `rid` is echoed byte for byte.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// The twin.
    Twin { rid: RequestId },
    /// To merge reported properties.
    Report { rid: RequestId, base: Option<u64>, patch: Bytes },
}

/// While so many messages wait for their PUBACK, none is taken from the hub.
const WINDOW: usize = 256;

/// The longest time-out that IoT Hub honours: 29.45 minutes (IoT Hub documentation: default keep-alive).
const LONGEST_PATIENCE: Duration = Duration::from_secs(1767);

impl Session {
    /// A session that has just been accepted, with the subscriptions it brought along and the numbers and identifiers of
    /// the cloud-to-device messages that wait to be acknowledged.
    pub(super) fn new(
        identity: Identity,
        granted: Vec<(Subscription, Qos)>,
        sent: Vec<(u64, PacketId)>,
        will: Option<Telemetry>,
        keep_alive: u16,
        now: Instant,
    ) -> Self {
        Self {
            identity,
            granted: granted.into_iter().collect(),
            in_flight: InFlight::of(sent),
            will: will.map(Box::new),
            patience: patience(keep_alive),
            heard_at: now,
        }
    }

    /// When the client has been silent for too long.
    pub(super) fn deadline(&self) -> Instant {
        self.heard_at + self.patience
    }

    /// Takes the client for alive at this instant.
    pub(super) fn heard(&mut self, now: Instant) {
        self.heard_at = now;
    }

    /// Whether another message of the hub may be delivered; see [`WINDOW`].
    pub(super) fn ready(&self) -> bool {
        self.in_flight.len() < WINDOW
    }

    /// The message to publish for a device that was lost.
    pub(super) fn take_will(&mut self) -> Option<Telemetry> {
        self.will.take().map(|will| *will)
    }

    /// Takes a packet of the device.
    pub(super) fn receive(&mut self, packet: Packet, now: Instant) -> Result<Step, Ending> {
        self.heard_at = now;
        match packet {
            Packet::Publish(publish) => inbound::published(&self.identity, publish),
            Packet::PubAck(id) => Ok(self.in_flight.acknowledge(id).map_or(Step::Nothing, Step::Settle)),
            Packet::Subscribe(subscribe) => self.subscribe(subscribe),
            Packet::Unsubscribe(unsubscribe) => self.unsubscribe(unsubscribe),
            Packet::PingReq => Ok(Step::Answer(Packet::PingResp)),
            Packet::Disconnect => Err(Ending::Left),
            Packet::Connect(_) => Err(Ending::SecondConnect),
            Packet::ConnAck { .. } => Err(Ending::Unexpected("CONNACK")),
            Packet::PubRec(_) => Err(Ending::Unexpected("PUBREC")),
            Packet::PubRel(_) => Err(Ending::Unexpected("PUBREL")),
            Packet::PubComp(_) => Err(Ending::Unexpected("PUBCOMP")),
            Packet::SubAck(_) => Err(Ending::Unexpected("SUBACK")),
            Packet::UnsubAck(_) => Err(Ending::Unexpected("UNSUBACK")),
            Packet::PingResp => Err(Ending::Unexpected("PINGRESP")),
        }
    }

    /// The PUBLISH for a message of the hub; nothing for one that no topic can carry, which is the hub's fault.
    pub(super) fn deliver(&mut self, delivery: Delivery) -> Result<Option<Packet>, Ending> {
        let mail = delivery.message.sequence();
        match outbound::message(&self.identity, delivery.message) {
            Ok((topic, payload)) => self.publish(&topic, payload, delivery.qos, mail).map(Some),
            Err(error) => {
                tracing::error!(%error, "Could not address a message to `{}`", self.identity);
                Ok(None)
            }
        }
    }

    /// The identifier under which a cloud-to-device message waits to be acknowledged.
    pub(super) fn sent_as(&self, sequence: u64) -> Option<PacketId> {
        self.in_flight.of_mail(sequence)
    }

    /// The PUBLISH with a twin; nothing for a device that did not subscribe to the answer.
    pub(super) fn twin_answer(
        &mut self,
        rid: RequestId,
        answer: Result<Vec<u8>, MqttFailure>,
    ) -> Result<Option<Packet>, Ending> {
        let Some(qos) = self.granted.get(Subscription::TwinResponses) else { return Ok(None) };
        let (topic, payload) = outbound::twin(rid, answer);
        self.publish(&topic, payload, qos, None).map(Some)
    }

    /// The PUBLISH that tells the new version; nothing for a device that did not subscribe to the answer.
    pub(super) fn report_answer(
        &mut self,
        rid: RequestId,
        answer: Result<u64, MqttFailure>,
    ) -> Result<Option<Packet>, Ending> {
        let Some(qos) = self.granted.get(Subscription::TwinResponses) else { return Ok(None) };
        let (topic, payload) = outbound::reported(rid, answer);
        self.publish(&topic, payload, qos, None).map(Some)
    }

    fn publish(
        &mut self,
        topic: &Topic,
        payload: Bytes,
        qos: Qos,
        mail: Option<u64>,
    ) -> Result<Packet, Ending> {
        let delivery = outbound::delivery(qos, mail, &mut self.in_flight)?;
        Ok(Packet::Publish(Publish { topic: topic.to_string(), payload, delivery, retain: false }))
    }

    fn subscribe(&mut self, subscribe: Subscribe) -> Result<Step, Ending> {
        let mut changes = Vec::new();
        let mut codes = Vec::with_capacity(subscribe.filters.len());
        for (filter, quality) in subscribe.filters {
            let subscription =
                inbound::subscription(&self.identity, &filter).ok_or(Ending::Filter(filter))?;
            let qos = outbound::granted(quality);
            codes.push(SubscribeReturnCode::Granted(outbound::quality(qos)));
            self.change(subscription, Some(qos), &mut changes);
        }
        Ok(Step::Subscribe(changes, Packet::SubAck(SubAck { id: subscribe.id, codes })))
    }

    /// A filter that was never subscribed to is acknowledged all the same (MQTT 3.1.1, 3.10.4).
    fn unsubscribe(&mut self, unsubscribe: Unsubscribe) -> Result<Step, Ending> {
        let Unsubscribe { id, filters } = unsubscribe;
        let mut changes = Vec::new();
        for filter in filters {
            if let Some(subscription) = inbound::subscription(&self.identity, &filter) {
                self.change(subscription, None, &mut changes);
            }
        }
        Ok(Step::Subscribe(changes, Packet::UnsubAck(id)))
    }

    /// Sets a subscription and notes it; of two changes of one packet to the same the last one counts.
    fn change(
        &mut self,
        subscription: Subscription,
        qos: Option<Qos>,
        changes: &mut Vec<(Subscription, Option<Qos>)>,
    ) {
        self.granted.set(subscription, qos);
        changes.retain(|(changed, _)| *changed != subscription);
        changes.push((subscription, qos));
    }
}

/// One and a half times the keep-alive (MQTT 3.1.1, 3.1.2.10), and no longer than IoT Hub waits.
fn patience(keep_alive: u16) -> Duration {
    match keep_alive {
        0 => LONGEST_PATIENCE,
        seconds => Duration::from_secs(u64::from(seconds)).mul_f32(1.5).min(LONGEST_PATIENCE),
    }
}
