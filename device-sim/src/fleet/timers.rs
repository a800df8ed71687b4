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

    /// The next device whose time has come by `now`; `wake_at` finds what counts for a device, and is cleared.
    pub(super) fn due<'a>(
        &mut self,
        now: Moment,
        mut wake_at: impl FnMut(u32) -> Option<&'a mut WakeAt>,
    ) -> Option<u32> {
        while let Some(Reverse((moment, device))) = self.0.peek().copied() {
            if moment > now {
                return None;
            }
            self.0.pop();
            if let Some(counts) = wake_at(device)
                && counts.moment() == Some(moment)
            {
                *counts = WakeAt::default();
                return Some(device);
            }
        }
        None
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
            let mut find = wakes.each_mut().map(Some);
            timers.due(at(now), |device| find[device as usize].take())
        };
        assert_eq!(due(0), Some(2));
        assert_eq!(due(0), None);
        assert_eq!(due(100), Some(1));
        assert_eq!(due(100), Some(0));
        assert_eq!(due(100), None);
    }
}
