//! Waiting for one's turn under the throttles, at the hub's clock.

use iothub_wire::error::ErrorCode;
use iothub_wire::time::UtcTime;

use super::Hub;
use crate::limits::Throttle;
use crate::refusal::Refusal;
use crate::throttles::Turn;

/// Somebody's place in the queue.
struct Place<'a> {
    hub: &'a Hub,
    throttle: Throttle,
    amount: u64,
    used: bool,
}

/// Without it, callers who give up before their turn would keep everybody from being served.
impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.used {
            self.hub.throttles.give_back(self.throttle, self.amount);
        }
    }
}

impl Hub {
    /// Takes a turn; the caller may have to wait for it with [`Hub::wait_until`].
    pub(crate) fn take_turn(&self, throttle: Throttle, amount: u64) -> Result<Turn, Refusal> {
        self.throttles.take(throttle, amount, self.clock.now())
    }

    /// Takes a turn and waits for it; refuses what would have to wait too long.
    pub(crate) async fn turn(&self, throttle: Throttle, amount: u64) -> Result<(), Refusal> {
        match self.take_turn(throttle, amount)? {
            Turn::Now => Ok(()),
            Turn::At(at) => self.wait_until(at, throttle, amount).await,
        }
    }

    /// Waits for a turn that was taken. Cancel-safe: a caller who goes away gives it back.
    pub(crate) async fn wait_until(
        &self,
        at: UtcTime,
        throttle: Throttle,
        amount: u64,
    ) -> Result<(), Refusal> {
        let mut place = Place { hub: self, throttle, amount, used: false };
        let waited = self.shutdown.run_until_cancelled(self.clock.sleep_until(at)).await;
        place.used = waited.is_some();
        waited.ok_or_else(|| Refusal::new(ErrorCode::ServiceUnavailable, "the hub is shutting down"))
    }

    /// Refuses when the messages of the day are used up.
    pub(crate) fn check_quota(&self) -> Result<(), Refusal> {
        self.throttles.check_quota(self.clock.now())
    }

    /// Counts a message of so many bytes for the day.
    pub(crate) fn count_message(&self, bytes: usize) {
        self.throttles.count(bytes, self.clock.now());
    }

    /// Messages counted today, in chunks.
    pub(crate) fn messages_today(&self) -> u64 {
        self.throttles.messages_today(self.clock.now())
    }
}
