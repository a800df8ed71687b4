//! The protocol of one connection: what may come when, keep-alive, and messages sent until acknowledged.

use std::time::Duration;

use super::decode::Malformed;
use super::encode::TooLong;
use super::packet::{Connect, Delivery, Packet, PacketId, Publish, QoS, Refusal};
use crate::clock::Moment;

/// How long the server may take to answer a CONNECT.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// How long the server may take to answer a ping.
pub const PING_TIMEOUT: Duration = Duration::from_secs(20);

/// How many messages at `QoS` 1 may wait for their acknowledgement; one more is refused.
pub const UNACKNOWLEDGED_LIMIT: usize = 256;

/// What a device hears from its session.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// The connection is granted. Messages not yet acknowledged have been sent again.
    Connected {
        /// Whether the server kept the subscriptions of an earlier connection.
        session_present: bool,
    },
    /// The connection is refused; the server closes it.
    Refused(Refusal),
    /// A subscription is answered.
    Subscribed {
        /// What [`Session::subscribe`] returned.
        id: PacketId,
        /// For each filter what was granted; nothing where the server refused it.
        granted: Vec<Option<QoS>>,
    },
    /// A message has come. It is acknowledged already if it had to be.
    Message {
        /// Where it comes from.
        topic: &'a str,
        /// The message itself.
        payload: &'a [u8],
    },
    /// What was published under this id has arrived.
    Delivered(PacketId),
    /// Something that only the session needed to know.
    Nothing,
}

/// Why a connection must be given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// Bytes that are not MQTT.
    #[error("the server sent what is not MQTT 3.1.1")]
    Malformed(#[from] Malformed),
    /// A packet at a time when it may not come.
    #[error("the server sent a packet that may not come now")]
    Unexpected,
}

/// Why a message was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// It does not fit into a packet.
    #[error("the message does not fit into a packet")]
    TooLong(#[from] TooLong),
    /// There are [`UNACKNOWLEDGED_LIMIT`] before it.
    #[error("{UNACKNOWLEDGED_LIMIT} messages are waiting for their acknowledgement")]
    Full,
}

/// The server has been silent for too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimedOut {
    /// After CONNECT.
    #[error("the server did not answer the connection request within {} s", CONNECT_TIMEOUT.as_secs())]
    Connecting,
    /// After a ping.
    #[error("the server did not answer a ping within {} s", PING_TIMEOUT.as_secs())]
    Pinging,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Disconnected,
    Connecting,
    Connected,
    /// Connected, with a ping unanswered.
    Pinging,
}

/// One client, over one connection after the other.
///
/// Outgoing bytes are appended to the `out` that each method is given, and must be sent in that order. Messages at `QoS` 1
/// outlive a connection; everything else ends with it.
#[derive(Debug)]
pub struct Session {
    state: State,
    last_id: u16,
    /// Seconds; zero: no pings.
    keep_alive: u16,
    /// When the packet was sent that the server's silence, or ours, is measured from.
    sent_at: Moment,
    /// Boxed, and absent when empty, because nearly every device of a fleet has nothing under way.
    #[expect(clippy::box_collection, reason = "eight bytes instead of twenty-four in every device")]
    unacknowledged: Option<Box<Vec<Unacknowledged>>>,
}

#[derive(Debug)]
struct Unacknowledged {
    id: PacketId,
    /// The whole PUBLISH as it was sent first.
    packet: Box<[u8]>,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            state: State::Disconnected,
            last_id: 0,
            keep_alive: 0,
            sent_at: Moment::default(),
            unacknowledged: None,
        }
    }
}

impl Session {
    /// Asks for a connection, over a transport that was opened just now.
    pub fn connect(&mut self, connect: &Connect<'_>, now: Moment, out: &mut Vec<u8>) -> Result<(), TooLong> {
        Packet::Connect(connect.clone()).encode(out)?;
        self.state = State::Connecting;
        self.keep_alive = connect.keep_alive;
        self.sent_at = now;
        Ok(())
    }

    /// Takes the first packet of `input`: what it means and how many bytes it was; nothing when it is not complete.
    pub fn receive<'a>(
        &mut self,
        input: &'a [u8],
        now: Moment,
        out: &mut Vec<u8>,
    ) -> Result<Option<(Event<'a>, usize)>, Violation> {
        let Some((packet, used)) = Packet::decode(input)? else { return Ok(None) };
        Ok(Some((self.accept(packet, now, out)?, used)))
    }

    /// Asks for the messages of `filters`.
    pub fn subscribe(
        &mut self,
        filters: &[(&str, QoS)],
        now: Moment,
        out: &mut Vec<u8>,
    ) -> Result<PacketId, TooLong> {
        let id = self.next_id();
        Packet::Subscribe { id, filters: filters.to_vec() }.encode(out)?;
        self.sent_at = self.silence_from(now);
        Ok(id)
    }

    /// Sends a message. At `QoS` 1 it is kept, and sent again after a reconnection, until [`Event::Delivered`] names the id
    /// returned here; it may be given while disconnected.
    pub fn publish(
        &mut self,
        topic: &str,
        payload: &[u8],
        qos: QoS,
        now: Moment,
        out: &mut Vec<u8>,
    ) -> Result<Option<PacketId>, NotSent> {
        if self.unacknowledged() >= UNACKNOWLEDGED_LIMIT {
            return Err(NotSent::Full);
        }
        let start = out.len();
        let id = match qos {
            QoS::AtMostOnce => None,
            QoS::AtLeastOnce => Some(self.next_id()),
        };
        let delivery = match id {
            None => Delivery::AtMostOnce,
            Some(id) => Delivery::AtLeastOnce { id, duplicate: false },
        };
        Packet::Publish(Publish { topic, payload, delivery, retain: false }).encode(out)?;
        if let Some(id) = id {
            let packet = out.get(start..).unwrap_or_default().into();
            self.unacknowledged.get_or_insert_default().push(Unacknowledged { id, packet });
        }
        if self.connected() {
            self.sent_at = self.silence_from(now);
        } else {
            out.truncate(start);
        }
        Ok(id)
    }

    /// Leaves on purpose: says so, after which the transport is to be closed.
    pub fn disconnect(&mut self, out: &mut Vec<u8>) {
        if self.connected() {
            out.extend([0xE0, 0]);
        }
        self.state = State::Disconnected;
    }

    /// The transport is gone.
    pub fn lost(&mut self) {
        self.state = State::Disconnected;
    }

    /// Forgets the messages that are not acknowledged.
    pub fn forget(&mut self) {
        self.unacknowledged = None;
    }

    /// Time has passed: pings when it is due.
    pub fn tick(&mut self, now: Moment, out: &mut Vec<u8>) -> Result<(), TimedOut> {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return Ok(());
        }
        match self.state {
            State::Disconnected => Ok(()),
            State::Connecting => Err(TimedOut::Connecting),
            State::Pinging => Err(TimedOut::Pinging),
            State::Connected => {
                out.extend([0xC0, 0]);
                self.state = State::Pinging;
                self.sent_at = now;
                Ok(())
            }
        }
    }

    /// When [`Session::tick`] has something to do.
    pub fn deadline(&self) -> Option<Moment> {
        match self.state {
            State::Disconnected => None,
            State::Connecting => Some(self.sent_at + CONNECT_TIMEOUT),
            State::Pinging => Some(self.sent_at + PING_TIMEOUT),
            State::Connected if self.keep_alive == 0 => None,
            State::Connected => Some(self.sent_at + Duration::from_secs(self.keep_alive.into())),
        }
    }

    /// Whether messages reach the server now.
    pub fn connected(&self) -> bool {
        matches!(self.state, State::Connected | State::Pinging)
    }

    /// How many messages the server has not acknowledged.
    pub fn unacknowledged(&self) -> usize {
        self.unacknowledged.as_ref().map_or(0, |messages| messages.len())
    }

    fn accept<'a>(
        &mut self,
        packet: Packet<'a>,
        now: Moment,
        out: &mut Vec<u8>,
    ) -> Result<Event<'a>, Violation> {
        match (packet, self.state) {
            (Packet::ConnAck { refusal: Some(refusal), .. }, State::Connecting) => {
                self.state = State::Disconnected;
                Ok(Event::Refused(refusal))
            }
            (Packet::ConnAck { session_present, refusal: None }, State::Connecting) => {
                self.state = State::Connected;
                self.sent_at = now;
                self.send_again(out);
                Ok(Event::Connected { session_present })
            }
            (_, State::Disconnected | State::Connecting) | (Packet::ConnAck { .. }, _) => {
                Err(Violation::Unexpected)
            }
            (Packet::Publish(publish), _) => {
                if let Delivery::AtLeastOnce { id, .. } = publish.delivery {
                    out.extend([0x40, 2]);
                    out.extend(id.get().to_be_bytes());
                    self.sent_at = self.silence_from(now);
                }
                Ok(Event::Message { topic: publish.topic, payload: publish.payload })
            }
            (Packet::PubAck(id), _) => Ok(self.delivered(id)),
            (Packet::SubAck { id, granted }, _) => Ok(Event::Subscribed { id, granted }),
            (Packet::PingResp, _) => {
                // The server lives; our own silence counts from now.
                self.state = State::Connected;
                self.sent_at = now;
                Ok(Event::Nothing)
            }
            (Packet::Connect(_) | Packet::Subscribe { .. } | Packet::PingReq | Packet::Disconnect, _) => {
                Err(Violation::Unexpected)
            }
        }
    }

    /// While a ping is unanswered, what counts is when that ping was sent.
    fn silence_from(&self, now: Moment) -> Moment {
        if self.state == State::Connected { now } else { self.sent_at }
    }

    fn delivered<'a>(&mut self, id: PacketId) -> Event<'a> {
        let Some(messages) = &mut self.unacknowledged else { return Event::Nothing };
        let Some(index) = messages.iter().position(|message| message.id == id) else {
            return Event::Nothing;
        };
        messages.remove(index);
        if messages.is_empty() {
            self.unacknowledged = None;
        }
        Event::Delivered(id)
    }

    /// In the order of the first sending, marked as duplicates (MQTT 3.1.1, 3.3.1.1 and 4.4).
    fn send_again(&self, out: &mut Vec<u8>) {
        for message in self.unacknowledged.iter().flat_map(|messages| messages.iter()) {
            let start = out.len();
            out.extend_from_slice(&message.packet);
            if let Some(first) = out.get_mut(start) {
                *first |= 0b1000;
            }
        }
    }

    /// The next id that no unacknowledged message has; their limit is what ends the search.
    fn next_id(&mut self) -> PacketId {
        loop {
            self.last_id = self.last_id.wrapping_add(1);
            let Some(id) = PacketId::new(self.last_id) else { continue };
            if !self.unacknowledged.iter().flat_map(|all| all.iter()).any(|message| message.id == id) {
                return id;
            }
        }
    }
}
