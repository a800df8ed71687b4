//! Waiting for one's turn under the throttles, at the hub's clock.

use iothub_wire::error::ErrorCode;
use iothub_wire::time::UtcTime;

use super::Hub;
use crate::limits::Throttle;
use crate::refusal::Refusal;
use crate::throttles::Turn;

impl Hub {
    /// Takes a turn; the caller may have to wait for it with [`Hub::wait_until`].
    pub(crate) fn take_turn(&self, throttle: Throttle, amount: u64) -> Result<Turn, Refusal> {
        self.throttles.take(throttle, amount, self.clock.now())
    }

    /// Takes a turn and waits for it; refuses what would have to wait too long.
    pub(crate) async fn turn(&self, throttle: Throttle, amount: u64) -> Result<(), Refusal> {
        match self.take_turn(throttle, amount)? {
            Turn::Now => Ok(()),
            Turn::At(at) => self.wait_until(at).await,
        }
    }

    /// Waits for a turn. Cancel-safe; a turn that nobody waits for any more is lost.
    pub(crate) async fn wait_until(&self, at: UtcTime) -> Result<(), Refusal> {
        let ending = || Refusal::new(ErrorCode::ServiceUnavailable, "the hub is shutting down");
        self.shutdown.run_until_cancelled(self.clock.sleep_until(at)).await.ok_or_else(ending)
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
