//! Packet identifiers of `QoS` 1 messages that the device has not acknowledged yet (MQTT 3.1.1, 2.3.1).

use std::num::NonZeroU16;

use crate::mqtt::packet::PacketId;

/// Which identifiers are taken, oldest first. Costs no memory while there are none.
#[derive(Debug, Default)]
pub(super) struct InFlight {
    last: u16,
    waiting: Vec<PacketId>,
}

impl InFlight {
    /// Takes the next free identifier; nothing when all 65 535 wait.
    pub(super) fn take(&mut self) -> Option<PacketId> {
        if self.waiting.len() == usize::from(u16::MAX) {
            return None;
        }
        loop {
            self.last = self.last.wrapping_add(1);
            if let Some(id) = NonZeroU16::new(self.last)
                && !self.waiting.contains(&id)
            {
                self.waiting.push(id);
                return Some(id);
            }
        }
    }

    /// Frees an identifier; one that does not wait is ignored, as the specification says nothing of it.
    pub(super) fn acknowledge(&mut self, id: PacketId) {
        if let Some(position) = self.waiting.iter().position(|waiting| *waiting == id) {
            self.waiting.remove(position);
        }
        if self.waiting.is_empty() {
            self.waiting = Vec::new();
        }
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
        assert_eq!(in_flight.take(), Some(id(1)));
        in_flight.acknowledge(id(1));
        in_flight.last = u16::MAX - 1;
        assert_eq!(in_flight.take(), Some(id(u16::MAX)));
        assert_eq!(in_flight.take(), Some(id(1)));
    }

    #[test]
    fn a_waiting_identifier_is_not_given_again() {
        let mut in_flight = InFlight::default();
        for expected in 1..=3 {
            assert_eq!(in_flight.take(), Some(id(expected)));
        }
        in_flight.acknowledge(id(2));
        in_flight.acknowledge(id(9));
        in_flight.last = 0;
        assert_eq!(in_flight.take(), Some(id(2)));
        assert_eq!(in_flight.take(), Some(id(4)));
        assert_eq!(in_flight.len(), 4);
    }

    #[test]
    fn when_all_wait_there_is_none() {
        let mut in_flight = InFlight { last: 0, waiting: (1..=u16::MAX).map(id).collect() };
        assert_eq!(in_flight.take(), None);
        in_flight.acknowledge(id(7));
        assert_eq!(in_flight.take(), Some(id(7)));
    }
}
