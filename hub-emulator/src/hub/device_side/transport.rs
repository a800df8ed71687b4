//! What a connection came over.

use rustls::ProtocolVersion;
use serde::Serialize;

/// What a connection came over; one made inside this process has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Transport {
    /// The protocol.
    pub protocol: Protocol,
    /// The version of TLS; `None` without TLS.
    pub tls: Option<TlsVersion>,
}

/// The protocol of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Protocol {
    /// MQTT 3.1.1 over TCP.
    #[serde(rename = "mqtt")]
    Mqtt,
    /// MQTT 3.1.1 over WebSocket.
    #[serde(rename = "mqttWebSocket")]
    MqttWebSocket,
}

/// A version of TLS that the hub speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum TlsVersion {
    /// TLS 1.2.
    #[serde(rename = "1.2")]
    Tls12,
    /// TLS 1.3.
    #[serde(rename = "1.3")]
    Tls13,
}

impl TlsVersion {
    /// The version that a handshake has agreed on.
    pub(crate) fn of(version: Option<ProtocolVersion>) -> Option<Self> {
        match version {
            Some(ProtocolVersion::TLSv1_2) => Some(Self::Tls12),
            Some(ProtocolVersion::TLSv1_3) => Some(Self::Tls13),
            _ => None,
        }
    }
}
