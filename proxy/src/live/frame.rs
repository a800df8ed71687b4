//! The bytes of server-sent events.

use bytes::Bytes;
use lockstep_api::live::LiveEvent;

/// The id of an event: which run of the proxy, and which event of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventId {
    pub(crate) instance: String,
    pub(crate) sequence: u64,
}

impl EventId {
    /// Reads `<instance>.<sequence>`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (instance, sequence) = text.split_once('.')?;
        Some(Self { instance: instance.to_owned(), sequence: sequence.parse().ok()? })
    }
}

/// What a stream begins with: how long a browser waits before it comes back, in milliseconds.
pub(super) const PREAMBLE: Bytes = Bytes::from_static(b"retry: 1000\n\n");

/// An event with an id to come back with.
pub(super) fn numbered(instance: &str, sequence: u64, data: &[u8]) -> Bytes {
    let mut frame = format!("id: {instance}.{sequence}\ndata: ").into_bytes();
    frame.extend_from_slice(data);
    frame.extend_from_slice(b"\n\n");
    Bytes::from(frame)
}

/// An event to one stream alone; a browser keeps the id it has.
pub(super) fn unnumbered(event: &LiveEvent) -> Bytes {
    let mut frame = b"data: ".to_vec();
    frame.extend_from_slice(&data(event));
    frame.extend_from_slice(b"\n\n");
    Bytes::from(frame)
}

/// The `data` of an event: JSON without line breaks.
pub(super) fn data(event: &LiveEvent) -> Vec<u8> {
    // Plain data with text keys: nothing in it can fail to be written.
    serde_json::to_vec(event).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use lockstep_api::live::EndReason;

    use super::*;

    #[test]
    fn an_event_is_one_line_of_data_and_a_blank_one() {
        let event = LiveEvent::Ended { reason: EndReason::ShuttingDown };
        let frame = numbered("a1", 7, &data(&event));
        assert_eq!(frame, "id: a1.7\ndata: {\"ended\":{\"reason\":\"shuttingDown\"}}\n\n");
        assert_eq!(EventId::parse("a1.7"), Some(EventId { instance: "a1".into(), sequence: 7 }));
        assert_eq!(EventId::parse("a1"), None);
    }
}
