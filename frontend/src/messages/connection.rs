//! How fresh what is shown is, and why it is not: the chip, and the notice under the bar.

use super::Span;
use lockstep_api::hub::HubFailure;

/// How fresh what is shown is, and why it is not.
pub trait ConnectionMessages {
    /// The chip while events come.
    fn live(&self) -> &'static str;
    fn connecting(&self) -> &'static str;
    fn reconnecting(&self) -> &'static str;
    fn paused(&self) -> &'static str;
    fn throttled(&self) -> &'static str;
    fn stale(&self) -> &'static str;
    fn in_seconds(&self, seconds: u64) -> String;
    fn next_update_in(&self, seconds: u64) -> String;
    fn since(&self, time: &str) -> String;
    /// The notice while the stream is lost; `seconds` to the next try, `heard` the time of the last event.
    fn lost_connection(&self, seconds: Option<u64>, heard: Option<&str>) -> Vec<Span>;
    fn reconnect_now(&self) -> &'static str;
    /// The notice while the hub throttles.
    fn hub_throttles(
        &self,
        hub_code: &str,
        seconds: u64,
        read_at: Option<&str>,
        tier: &str,
        per_minute: &str,
    ) -> Vec<Span>;
    /// The popover with what the hub allows.
    fn see_budget(&self) -> &'static str;
    fn hub_tier(&self) -> &'static str;
    fn tier_and_units(&self, tier: &str, units: u64) -> String;
    fn queries_a_minute(&self) -> &'static str;
    fn devices_a_second(&self) -> &'static str;
    fn jobs_at_once(&self) -> &'static str;
    fn budget_is_shared(&self) -> &'static str;
    /// The notice while the hub gives nothing.
    fn hub_fails(&self, cause: HubFailure, detail: &str, since: &str, seconds: u64) -> Vec<Span>;
}
