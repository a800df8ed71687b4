//! MQTT 3.1.1 for a client, without input or output of its own.
//!
//! [`Packet`] turns bytes into packets and back; [`Session`] is the protocol of one connection: bytes and time go in,
//! bytes and [`Event`]s come out. Sockets, threads and clocks belong to the caller, so that every rule can be tested at
//! the byte level and a waiting device costs a few dozen bytes.
//!
//! What IoT Hub cannot use is not built: `QoS` 2, wills, UNSUBSCRIBE.

mod decode;
mod encode;
mod packet;
mod session;

pub use decode::{Malformed, PACKET_LIMIT};
pub use encode::TooLong;
pub use packet::{Connect, Delivery, Packet, PacketId, Publish, QoS, Refusal};
pub use session::{
    CONNECT_TIMEOUT, Event, NotSent, PING_TIMEOUT, Session, TimedOut, UNACKNOWLEDGED_LIMIT, Violation,
};

#[cfg(test)]
mod tests;
