//! Packet identifiers of `QoS` 1 messages that the device has not acknowledged yet (MQTT 3.1.1, 2.3.1).

use std::num::NonZeroU16;

use crate::mqtt::packet::PacketId;

/// Which identifiers are taken, oldest first, and for which cloud-to-device message. Costs no memory while there are none.
#[derive(Debug, Default)]
pub(super) struct InFlight {
    last: u16,
    waiting: Vec<(PacketId, Option<u64>)>,
}

impl InFlight {
    /// With cloud-to-device messages that the session has sent before.
    pub(super) fn of(sent: Vec<(u64, PacketId)>) -> Self {
        let waiting = sent.into_iter().map(|(mail, id)| (id, Some(mail))).collect();
        Self { last: 0, waiting }
    }

    /// Takes the next free identifier for a message; nothing when all 65 535 wait.
    pub(super) fn take(&mut self, mail: Option<u64>) -> Option<PacketId> {
        if self.waiting.len() == usize::from(u16::MAX) {
            return None;
        }
        loop {
            self.last = self.last.wrapping_add(1);
            if let Some(id) = NonZeroU16::new(self.last)
                && !self.waiting.iter().any(|(waiting, _)| *waiting == id)
            {
                self.waiting.push((id, mail));
                return Some(id);
            }
        }
    }

    /// The identifier under which a cloud-to-device message waits already.
    pub(super) fn of_mail(&self, mail: u64) -> Option<PacketId> {
        self.waiting.iter().find(|(_, waiting)| *waiting == Some(mail)).map(|(id, _)| *id)
    }

    /// Frees an identifier; one that does not wait is ignored, as the specification says nothing of it.
    ///
    /// The result is the cloud-to-device message that it stood for.
    pub(super) fn acknowledge(&mut self, id: PacketId) -> Option<u64> {
        let position = self.waiting.iter().position(|(waiting, _)| *waiting == id)?;
        let (_, mail) = self.waiting.remove(position);
        if self.waiting.is_empty() {
            self.waiting = Vec::new();
        }
        mail
    }

    /// How many identifiers wait.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u16) -> PacketId {
        NonZeroU16::new(number).unwrap()
    }

    #[test]
    fn identifiers_start_at_one_and_go_round_without_zero() {
        let mut in_flight = InFlight::default();
        assert_eq!(in_flight.take(None), Some(id(1)));
        in_flight.acknowledge(id(1));
        in_flight.last = u16::MAX - 1;
        assert_eq!(in_flight.take(None), Some(id(u16::MAX)));
        assert_eq!(in_flight.take(None), Some(id(1)));
    }

    #[test]
    fn a_waiting_identifier_is_not_given_again() {
        let mut in_flight = InFlight::default();
        for expected in 1..=3 {
            assert_eq!(in_flight.take(None), Some(id(expected)));
        }
        in_flight.acknowledge(id(2));
        in_flight.acknowledge(id(9));
        in_flight.last = 0;
        assert_eq!(in_flight.take(None), Some(id(2)));
        assert_eq!(in_flight.take(None), Some(id(4)));
        assert_eq!(in_flight.len(), 4);
    }

    #[test]
    fn an_acknowledgement_says_for_which_message_it_is() {
        let mut in_flight = InFlight::default();
        assert_eq!(in_flight.take(Some(70)), Some(id(1)));
        assert_eq!(in_flight.take(None), Some(id(2)));
        assert_eq!((in_flight.of_mail(70), in_flight.of_mail(71)), (Some(id(1)), None));
        assert_eq!((in_flight.acknowledge(id(2)), in_flight.acknowledge(id(1))), (None, Some(70)));
        assert_eq!(in_flight.acknowledge(id(1)), None);
    }

    #[test]
    fn what_was_sent_before_keeps_its_identifiers() {
        let mut in_flight = InFlight::of(vec![(70, id(2)), (71, id(1))]);
        assert_eq!((in_flight.of_mail(70), in_flight.take(Some(72))), (Some(id(2)), Some(id(3))));
        assert_eq!(in_flight.acknowledge(id(1)), Some(71));
    }

    #[test]
    fn when_all_wait_there_is_none() {
        let mut in_flight =
            InFlight { last: 0, waiting: (1..=u16::MAX).map(|number| (id(number), None)).collect() };
        assert_eq!(in_flight.take(None), None);
        in_flight.acknowledge(id(7));
        assert_eq!(in_flight.take(None), Some(id(7)));
    }
}
