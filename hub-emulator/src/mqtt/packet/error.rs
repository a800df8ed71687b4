//! What can be wrong with bytes from outside, and with packets of our own.

/// Why bytes are no MQTT 3.1.1 packet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// More than four bytes of remaining length.
    #[error("the remaining length has more than four bytes")]
    RemainingLength,
    /// A packet that is not allowed to be this large.
    #[error("a packet of {length} bytes is above the limit of {limit}")]
    TooLarge {
        /// The remaining length that the header announced.
        length: usize,
        /// What is allowed here.
        limit: usize,
    },
    /// Packet types 0 and 15 are reserved.
    #[error("packet type {0} is reserved")]
    ReservedKind(u8),
    /// Flags that this packet type does not allow.
    #[error("packet type {kind} cannot have the flags {flags:#06b}")]
    Flags {
        /// The packet type.
        kind: u8,
        /// The four flag bits.
        flags: u8,
    },
    /// The packet ends in the middle of a field.
    #[error("the packet ends before its fields do")]
    Truncated,
    /// Bytes are left after the last field.
    #[error("{0} bytes are left after the last field")]
    TrailingBytes(usize),
    /// A text that is not UTF-8.
    #[error("a text is not UTF-8")]
    Utf8,
    /// A text with U+0000.
    #[error("a text has the character U+0000")]
    NullCharacter,
    /// Packet identifier 0.
    #[error("a packet identifier is 0")]
    ZeroPacketId,
    /// CONNECT for another protocol.
    #[error("the protocol is not named MQTT")]
    ProtocolName,
    /// CONNECT for another version of MQTT; to be answered with CONNACK 1.
    #[error("protocol level {0} is not 4")]
    ProtocolLevel(u8),
    /// Flags of CONNECT that contradict one another.
    #[error("connect flags {0:#010b} contradict one another")]
    ConnectFlags(u8),
    /// Flags of CONNACK that are reserved, or a session present with a refusal.
    #[error("acknowledge flags {0:#010b} are not allowed here")]
    AcknowledgeFlags(u8),
    /// A return code nobody defined.
    #[error("return code {0} is not defined")]
    ReturnCode(u8),
    /// A quality of service above 2, or with reserved bits.
    #[error("quality of service {0} is not defined")]
    Quality(u8),
    /// A `QoS` 0 PUBLISH that claims to be sent again.
    #[error("a message of quality 0 cannot be a duplicate")]
    Duplicate,
    /// A topic name that is empty or has a wildcard.
    #[error("a topic name is empty or has a wildcard")]
    TopicName,
    /// A topic filter that is empty.
    #[error("a topic filter is empty")]
    TopicFilter,
    /// SUBSCRIBE, SUBACK or UNSUBSCRIBE about nothing.
    #[error("the packet has no topic filters")]
    NoFilters,
}

/// Why a packet cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// A text or will payload that two length bytes cannot measure.
    #[error("a field of {0} bytes is longer than 65535")]
    FieldTooLong(usize),
    /// A packet that four length bytes cannot measure.
    #[error("a packet of {0} bytes is longer than 268435455")]
    PacketTooLong(usize),
}
