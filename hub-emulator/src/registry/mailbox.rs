//! The messages that wait for one device, with their locks. Pure; the caller brings time.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use iothub_wire::error::ErrorCode;
use iothub_wire::time::UtcTime;
use serde::{Deserialize, Serialize};

use crate::message::CloudMessage;
use crate::refusal::Refusal;

/// Most messages that wait for one device (IoT Hub documentation: quotas).
pub(crate) const MOST_MAIL: usize = 50;
/// How often a message is sent before it is dropped (the default of a real hub).
pub(crate) const MOST_DELIVERIES: u32 = 10;
/// How long a message that was sent is kept from being sent again, in seconds (IoT Hub documentation: a minute).
pub(crate) const LOCK_SECONDS: i64 = 60;
/// When a message without an expiry expires, in seconds (the default of a real hub).
pub(crate) const USUAL_LIFE_SECONDS: i64 = 3600;

/// A message that waits.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Mail {
    pub(crate) message: CloudMessage,
    pub(crate) expires_at: UtcTime,
    /// How often it was sent.
    pub(crate) deliveries: u32,
    /// The packet identifier under which the present session has sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sent_as: Option<NonZeroU16>,
    /// Sent, and not acknowledged yet. Not kept across restarts, which end connections.
    #[serde(skip)]
    locked_until: Option<UtcTime>,
}

/// The messages of a device by their sequence numbers, which is the order of sending. At most [`MOST_MAIL`].
#[derive(Debug, Default)]
pub(crate) struct Mailbox(BTreeMap<u64, Mail>);

/// What has become of the messages that could be sent now.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct HandedOut {
    /// To be sent, now locked.
    pub(crate) sent: Vec<u64>,
    /// Sent too often; they are gone.
    pub(crate) dropped: Vec<u64>,
    /// When to look again: a lock ends then, or at once when there was no room. `None` when nothing waits.
    pub(crate) next_at: Option<UtcTime>,
}

impl Mail {
    pub(crate) fn new(message: CloudMessage, now: UtcTime) -> Self {
        let expires_at = message.expires_at.unwrap_or_else(|| now.plus_seconds(USUAL_LIFE_SECONDS));
        Self { message, expires_at, deliveries: 0, sent_as: None, locked_until: None }
    }
}

impl Mailbox {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn get(&self, sequence: u64) -> Option<&Mail> {
        self.0.get(&sequence)
    }

    pub(crate) fn get_mut(&mut self, sequence: u64) -> Option<&mut Mail> {
        self.0.get_mut(&sequence)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &Mail)> {
        self.0.iter().map(|(sequence, mail)| (*sequence, mail))
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (u64, &mut Mail)> {
        self.0.iter_mut().map(|(sequence, mail)| (*sequence, mail))
    }

    pub(crate) fn sequences(&self) -> impl Iterator<Item = u64> {
        self.0.keys().copied()
    }

    /// Puts a message at the end, if there is room.
    pub(crate) fn push(&mut self, sequence: u64, mail: Mail) -> Result<(), Refusal> {
        if self.0.len() >= MOST_MAIL {
            let message = format!("The device has {MOST_MAIL} messages in its queue already.");
            return Err(Refusal::new(ErrorCode::DeviceMaximumQueueDepthExceeded, message));
        }
        self.0.insert(sequence, mail);
        Ok(())
    }

    /// Puts back what the store held.
    pub(crate) fn restore(&mut self, sequence: u64, mail: Mail) {
        self.0.insert(sequence, mail);
    }

    pub(crate) fn remove(&mut self, sequence: u64) -> Option<Mail> {
        self.0.remove(&sequence)
    }

    /// Locks the messages that are to be sent now, in order, `room` at most; drops those sent too often.
    pub(crate) fn hand_out(&mut self, now: UtcTime, room: usize) -> HandedOut {
        let mut handed = HandedOut::default();
        let free = |mail: &Mail| mail.locked_until.is_none_or(|until| until <= now);
        self.0.retain(|sequence, mail| {
            let dead = free(mail) && mail.deliveries >= MOST_DELIVERIES;
            if dead {
                handed.dropped.push(*sequence);
            }
            !dead
        });
        for (sequence, mail) in self.0.iter_mut().filter(|(_, mail)| free(mail)).take(room) {
            mail.deliveries += 1;
            mail.locked_until = Some(now.plus_seconds(LOCK_SECONDS));
            handed.sent.push(*sequence);
        }
        // What there was no room for goes out as soon as there is some.
        handed.next_at = self.0.values().map(|mail| mail.locked_until.unwrap_or(now)).min();
        handed
    }

    /// Ends all locks: their connection is gone (our choice: a lost connection gives its messages back at once).
    pub(crate) fn release(&mut self) {
        for mail in self.0.values_mut() {
            mail.locked_until = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> UtcTime {
        "2026-01-01T12:00:00Z".parse().unwrap()
    }

    fn mailbox(count: u64) -> Mailbox {
        let mut mailbox = Mailbox::default();
        for sequence in 1..=count {
            mailbox.push(sequence, Mail::new(CloudMessage::default(), noon())).unwrap();
        }
        mailbox
    }

    #[test]
    fn the_fifty_first_message_is_refused() {
        let refusal = mailbox(50).push(51, Mail::new(CloudMessage::default(), noon())).unwrap_err();
        assert_eq!(
            (refusal.code, refusal.code.number()),
            (ErrorCode::DeviceMaximumQueueDepthExceeded, 403_004)
        );
    }

    #[test]
    fn a_message_is_sent_again_when_its_lock_ends() {
        let mut mailbox = mailbox(2);
        let until = noon().plus_seconds(60);
        let handed = mailbox.hand_out(noon(), 50);
        assert_eq!(handed, HandedOut { sent: vec![1, 2], dropped: vec![], next_at: Some(until) });
        mailbox.remove(1);
        assert!(mailbox.hand_out(until.plus_millis(-1), 50).sent.is_empty());
        assert_eq!(mailbox.hand_out(until, 50).sent, [2]);
    }

    #[test]
    fn what_there_is_no_room_for_stays_unlocked() {
        let mut mailbox = mailbox(3);
        let handed = mailbox.hand_out(noon(), 1);
        assert_eq!((handed.sent, handed.next_at), (vec![1], Some(noon())));
        assert_eq!(mailbox.hand_out(noon(), 50).sent, [2, 3]);
    }

    #[test]
    fn after_ten_deliveries_a_message_is_dropped() {
        let mut mailbox = mailbox(1);
        for minute in 0..10 {
            assert_eq!(mailbox.hand_out(noon().plus_seconds(60 * minute), 50).sent, [1], "{minute}");
        }
        assert_eq!(mailbox.hand_out(noon().plus_seconds(600), 50).dropped, [1]);
        assert!(mailbox.is_empty());
    }

    #[test]
    fn a_released_message_is_sent_again_at_once() {
        let mut mailbox = mailbox(1);
        mailbox.hand_out(noon(), 50);
        mailbox.release();
        assert_eq!(mailbox.hand_out(noon(), 50).sent, [1]);
        assert_eq!(mailbox.get(1).unwrap().deliveries, 2);
    }
}
