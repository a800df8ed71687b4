//! The device side of the hub: MQTT 3.1.1 as IoT Hub speaks it.
//!
//! ```text
//! listener    sockets; TLS handshakes, each in its own task
//! websocket   the same over WebSocket, behind the HTTPS listener
//! connection  one device's loop: moves bytes, packets and messages
//!   wire      packets over a byte stream
//!   steps     carries out what a packet asks for
//! session     what a device may say and what it is answered; no I/O
//! packet      packets and their bytes; no I/O
//! frame       where a packet ends; no I/O
//! ending      why a connection ended
//! ```
//!
//! IoT Hub is no broker: a device can subscribe to four filters and publish to four topics, all its own. So there
//! is no topic tree; a subscription is a place in the device's record, and what is sent to one device costs the
//! same whatever the others hold.

pub mod connection;
mod ending;
mod frame;
pub mod listener;
pub mod packet;
mod session;
pub mod websocket;

#[cfg(test)]
mod tests;

pub use self::ending::{Ending, Rejection};
pub use self::listener::run;
