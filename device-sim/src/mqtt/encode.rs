//! From packets to bytes.

use super::packet::{Connect, Delivery, Packet, Publish, QoS, Refusal};

/// A text or packet is longer than MQTT can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a packet cannot carry {0} bytes there")]
pub struct TooLong(usize);

/// Largest remaining length of a packet (MQTT 3.1.1, 2.2.3).
const LARGEST: usize = 268_435_455;

impl Packet<'_> {
    /// Appends the bytes of this packet to `out`; on an error `out` is as it was.
    pub fn encode(&self, out: &mut Vec<u8>) -> Result<(), TooLong> {
        let start = out.len();
        let result = match self {
            Packet::Connect(connect) => encode_connect(connect, out),
            Packet::ConnAck { session_present, refusal } => {
                out.extend([0x20, 2, u8::from(*session_present), refusal.map_or(0, return_code)]);
                Ok(())
            }
            Packet::Publish(publish) => encode_publish(publish, out),
            Packet::PubAck(id) => {
                out.extend([0x40, 2]);
                out.extend(id.get().to_be_bytes());
                Ok(())
            }
            Packet::Subscribe { id, filters } => {
                let length = filters.iter().map(|(filter, _)| 3 + filter.len()).sum::<usize>();
                header(0x82, 2 + length, out).and_then(|()| {
                    out.extend(id.get().to_be_bytes());
                    filters.iter().try_for_each(|(filter, qos)| {
                        text(filter, out)?;
                        out.push(level(*qos));
                        Ok(())
                    })
                })
            }
            Packet::SubAck { id, granted } => header(0x90, 2 + granted.len(), out).map(|()| {
                out.extend(id.get().to_be_bytes());
                out.extend(granted.iter().map(|granted| granted.map_or(0x80, level)));
            }),
            Packet::PingReq => bare(0xC0, out),
            Packet::PingResp => bare(0xD0, out),
            Packet::Disconnect => bare(0xE0, out),
        };
        if result.is_err() {
            out.truncate(start);
        }
        result
    }
}

fn encode_connect(connect: &Connect<'_>, out: &mut Vec<u8>) -> Result<(), TooLong> {
    // A password without a user name is not allowed (MQTT 3.1.1, 3.1.2.9).
    let password = connect.user_name.and(connect.password);
    let texts = [Some(connect.client_id), connect.user_name, password];
    let length = texts.iter().flatten().map(|text| 2 + text.len()).sum::<usize>();
    header(0x10, 10 + length, out)?;
    text("MQTT", out)?;
    let flags = u8::from(connect.user_name.is_some()) << 7
        | u8::from(password.is_some()) << 6
        | u8::from(connect.clean_session) << 1;
    out.extend([4, flags]);
    out.extend(connect.keep_alive.to_be_bytes());
    texts.iter().flatten().try_for_each(|part| text(part, out))
}

fn encode_publish(publish: &Publish<'_>, out: &mut Vec<u8>) -> Result<(), TooLong> {
    let (flags, id) = match publish.delivery {
        Delivery::AtMostOnce => (0, None),
        Delivery::AtLeastOnce { id, duplicate } => (0b0010 | u8::from(duplicate) << 3, Some(id)),
    };
    let length = 2 + publish.topic.len() + id.map_or(0, |_| 2) + publish.payload.len();
    header(0x30 | flags | u8::from(publish.retain), length, out)?;
    text(publish.topic, out)?;
    if let Some(id) = id {
        out.extend(id.get().to_be_bytes());
    }
    out.extend_from_slice(publish.payload);
    Ok(())
}

fn bare(kind: u8, out: &mut Vec<u8>) -> Result<(), TooLong> {
    out.extend([kind, 0]);
    Ok(())
}

/// The fixed header: kind with flags, then the length in groups of seven bits, lowest first.
fn header(kind: u8, length: usize, out: &mut Vec<u8>) -> Result<(), TooLong> {
    if length > LARGEST {
        return Err(TooLong(length));
    }
    out.push(kind);
    let mut rest = length;
    while rest >= 128 {
        out.push((rest % 128) as u8 | 0x80);
        rest /= 128;
    }
    out.push(rest as u8);
    Ok(())
}

fn text(value: &str, out: &mut Vec<u8>) -> Result<(), TooLong> {
    let length = u16::try_from(value.len()).map_err(|_| TooLong(value.len()))?;
    out.extend(length.to_be_bytes());
    out.extend_from_slice(value.as_bytes());
    Ok(())
}

fn level(qos: QoS) -> u8 {
    match qos {
        QoS::AtMostOnce => 0,
        QoS::AtLeastOnce => 1,
    }
}

fn return_code(refusal: Refusal) -> u8 {
    match refusal {
        Refusal::ProtocolVersion => 1,
        Refusal::ClientId => 2,
        Refusal::ServerUnavailable => 3,
        Refusal::BadCredentials => 4,
        Refusal::NotAuthorized => 5,
    }
}
