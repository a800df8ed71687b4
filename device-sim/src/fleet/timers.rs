//! When which device of a worker wants its turn.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use crate::clock::Moment;

/// Wake-up times. Each device has at most one that counts, kept beside it; earlier entries are passed over when met.
#[derive(Debug, Default)]
pub(super) struct Timers(BinaryHeap<Reverse<(Moment, u32)>>);

/// The wake-up time that counts for one device, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct WakeAt(Option<std::num::NonZeroU64>);

impl WakeAt {
    fn new(moment: Moment) -> Self {
        Self(std::num::NonZeroU64::new(moment.millis().saturating_add(1)))
    }

    fn moment(self) -> Option<Moment> {
        self.0.map(|stored| Moment::from_millis(stored.get() - 1))
    }

    /// Whether the entry of this moment is the one that counts; it does so once.
    pub(super) fn met(&mut self, moment: Moment) -> bool {
        let counts = self.moment() == Some(moment);
        if counts {
            *self = Self::default();
        }
        counts
    }
}

impl Timers {
    /// Wakes `device` at `deadline` or before. A later deadline than the one that counts costs nothing: the device is
    /// woken early, and asked again.
    pub(super) fn set(&mut self, device: u32, wake_at: &mut WakeAt, deadline: Option<Moment>) {
        let Some(deadline) = deadline else { return };
        if wake_at.moment().is_none_or(|counts| deadline < counts) {
            *wake_at = WakeAt::new(deadline);
            self.0.push(Reverse((deadline, device)));
        }
    }

    /// The next entry whose time has come by `now`. It counts only if [`WakeAt::met`] says so.
    pub(super) fn due(&mut self, now: Moment) -> Option<(u32, Moment)> {
        let Reverse((moment, device)) = *self.0.peek()?;
        if moment > now {
            return None;
        }
        self.0.pop();
        Some((device, moment))
    }

    /// How long nothing is due.
    pub(super) fn wait(&self, now: Moment) -> Option<Duration> {
        self.0.peek().map(|Reverse((moment, _))| moment.since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(millis: u64) -> Moment {
        Moment::from_millis(millis)
    }

    #[test]
    fn devices_are_woken_in_order_and_once() {
        let mut timers = Timers::default();
        let mut wakes = [WakeAt::default(); 3];
        for (device, deadlines) in [(0, [30, 20]), (1, [10, 40]), (2, [0, 50])] {
            for deadline in deadlines {
                timers.set(device, &mut wakes[device as usize], Some(at(deadline)));
            }
        }
        assert_eq!(timers.wait(at(0)), Some(Duration::ZERO));
        let mut due = |now| {
            while let Some((device, moment)) = timers.due(at(now)) {
                if wakes[device as usize].met(moment) {
                    return Some(device);
                }
            }
            None
        };
        assert_eq!(due(0), Some(2));
        assert_eq!(due(0), None);
        assert_eq!(due(100), Some(1));
        assert_eq!(due(100), Some(0));
        assert_eq!(due(100), None);
    }
}
