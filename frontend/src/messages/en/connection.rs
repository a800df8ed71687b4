use super::{English, counted};
use crate::messages::{ConnectionMessages, Span, code, strong, text};
use lockstep_api::hub::HubFailure;

impl ConnectionMessages for English {
    fn live(&self) -> &'static str {
        "Live"
    }

    fn connecting(&self) -> &'static str {
        "Connecting"
    }

    fn reconnecting(&self) -> &'static str {
        "Reconnecting"
    }

    fn paused(&self) -> &'static str {
        "Paused"
    }

    fn throttled(&self) -> &'static str {
        "Throttled"
    }

    fn stale(&self) -> &'static str {
        "Stale"
    }

    fn in_seconds(&self, seconds: u64) -> String {
        format!("in {seconds} s")
    }

    fn next_update_in(&self, seconds: u64) -> String {
        format!("next update in {seconds} s")
    }

    fn since(&self, time: &str) -> String {
        format!("since {time}")
    }

    fn lost_connection(&self, seconds: Option<u64>, heard: Option<&str>) -> Vec<Span> {
        let next = match seconds {
            Some(seconds) => format!(" Trying again in {seconds} s."),
            None => " Trying again.".to_owned(),
        };
        let from = heard
            .map(|heard| format!(" Jobs go on in the hub; what you see is from {heard}."))
            .unwrap_or_default();
        vec![strong("Lost the connection to Lockstep."), text(format!("{next}{from}"))]
    }

    fn reconnect_now(&self) -> &'static str {
        "Reconnect now"
    }

    fn hub_throttles(
        &self,
        hub_code: &str,
        seconds: u64,
        read_at: Option<&str>,
        tier: &str,
        per_minute: &str,
    ) -> Vec<Span> {
        let next =
            read_at.map_or_else(|| "Next".to_owned(), |at| format!("Data was last read at {at}; next"));
        vec![
            strong(format!("The hub is throttling queries ({hub_code}).")),
            text(format!(
                " Jobs run on. {next} update in {seconds} s. Lockstep shares {per_minute} queries a minute ({tier}) between all open pages."
            )),
        ]
    }

    fn see_budget(&self) -> &'static str {
        "See the hub’s budget"
    }

    fn hub_tier(&self) -> &'static str {
        "Tier"
    }

    fn tier_and_units(&self, tier: &str, units: u64) -> String {
        format!("{tier}, {}", counted(units, "unit", "units"))
    }

    fn queries_a_minute(&self) -> &'static str {
        "Queries a minute"
    }

    fn devices_a_second(&self) -> &'static str {
        "Devices a second"
    }

    fn jobs_at_once(&self) -> &'static str {
        "Jobs at once"
    }

    fn budget_is_shared(&self) -> &'static str {
        "All pages of this Lockstep share it: who only watches costs the hub nothing more."
    }

    fn hub_fails(&self, cause: HubFailure, detail: &str, since: &str, seconds: u64) -> Vec<Span> {
        let what = match cause {
            HubFailure::Unreachable => "The hub cannot be reached.",
            HubFailure::CredentialRefused => "The hub refuses the credential of Lockstep.",
            HubFailure::Garbled => "What answers is not an IoT Hub.",
            HubFailure::ServerError => "The hub has a fault of its own.",
        };
        vec![
            strong(what),
            text(format!(" Nothing fresh since {since}; the next try is in {seconds} s. ")),
            code(detail),
        ]
    }
}
