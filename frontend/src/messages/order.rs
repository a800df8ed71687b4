//! Ordering a job.

use super::Span;
use crate::{
    pages::new_job::{draft::Starts, step::Step},
    typed::Fault,
};
use lockstep_api::time::EpochMillis;

/// A place of the order sentence; each leads to its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// The method, or what is written.
    Action,
    /// The method's payload, or the patch.
    Payload,
    /// How many devices.
    Count,
    /// The condition.
    Condition,
    /// The start.
    When,
    /// Time for each answer.
    Answer,
    /// Time for the whole job.
    Limit,
}

/// Ordering a job.
pub trait OrderMessages {
    /// The order of a method job as one sentence.
    fn order_method(&self, payload: bool, everything: bool) -> Vec<Span>;
    /// The order of a twin job as one sentence.
    fn order_twin(&self, everything: bool) -> Vec<Span>;
    fn slot_method_missing(&self) -> &'static str;
    fn slot_twin_missing(&self) -> &'static str;
    fn slot_payload_missing(&self) -> &'static str;
    fn slot_desired(&self) -> &'static str;
    fn slot_tags(&self) -> &'static str;
    fn slot_desired_and_tags(&self) -> &'static str;
    fn slot_devices(&self, count: Option<u64>) -> String;
    /// Devices that are named one by one.
    fn slot_these_devices(&self, count: Option<u64>) -> String;
    fn slot_condition_missing(&self) -> &'static str;
    fn slot_all_devices(&self, count: Option<u64>) -> String;
    fn slot_when(&self, starts: &Starts, start: Option<EpochMillis>, now: EpochMillis) -> String;
    fn slot_answer(&self, seconds: Option<u64>) -> String;
    fn slot_limit(&self, seconds: Option<u64>) -> String;
    fn on_one_page(&self) -> &'static str;
    fn steps(&self) -> &'static str;
    fn step(&self, step: Step) -> &'static str;
    fn step_title(&self, step: Step) -> &'static str;
    fn next_step(&self, step: Step) -> String;
    fn back(&self) -> &'static str;
    fn next_step_keys(&self) -> &'static str;
    fn kind(&self) -> &'static str;
    fn kind_method(&self) -> &'static str;
    fn kind_twin(&self) -> &'static str;
    fn method_name(&self) -> &'static str;
    fn method_hint(&self) -> &'static str;
    fn payload(&self) -> &'static str;
    fn payload_hint(&self) -> &'static str;
    fn response_timeout(&self) -> &'static str;
    fn response_hint(&self) -> &'static str;
    fn connect_timeout(&self) -> &'static str;
    fn connect_hint(&self) -> &'static str;
    fn desired_patch(&self) -> &'static str;
    fn tags_patch(&self) -> &'static str;
    fn patch_hint(&self) -> &'static str;
    fn format_json(&self) -> &'static str;
    fn format_what(&self, what: &str) -> String;
    fn json_valid(&self) -> &'static str;
    fn twin_within_limits(&self, size: u64, limit: u64) -> String;
    fn devices_by_query(&self) -> &'static str;
    fn devices_one_by_one(&self, count: u64) -> String;
    fn which_devices(&self) -> &'static str;
    fn list_kept_in_tab(&self) -> &'static str;
    fn choose_by_query(&self) -> &'static str;
    fn one_device(&self) -> &'static str;
    fn list_of_ids(&self) -> &'static str;
    fn device_ids(&self) -> &'static str;
    fn device_ids_hint(&self) -> &'static str;
    fn use_device_ids(&self, count: u64) -> String;
    fn one_device_hint(&self) -> &'static str;
    fn use_one_device(&self) -> &'static str;
    fn all_devices_button(&self) -> &'static str;
    fn who(&self) -> &'static str;
    fn reach_waits(&self) -> &'static str;
    fn devices_noun(&self, count: u64) -> &'static str;
    fn connected(&self) -> &'static str;
    fn offline_when_called(&self) -> &'static str;
    fn offline_for_twin(&self) -> &'static str;
    fn reach_bar(&self, connected: u64, offline: u64) -> String;
    fn sample_of(&self, count: u64) -> String;
    /// Of devices that are named one by one, some are not there.
    fn not_in_hub(&self, missing: u64, named: u64) -> String;
    fn nobody(&self) -> &'static str;
    fn evaluated_again(&self) -> &'static str;
    fn count_again(&self) -> &'static str;
    fn start(&self) -> &'static str;
    fn start_now(&self) -> &'static str;
    fn start_later(&self) -> &'static str;
    fn date_and_time(&self) -> &'static str;
    fn in_zone(&self, zone: &str) -> String;
    fn start_words(&self, at: EpochMillis, now: EpochMillis) -> String;
    fn slot_held_meanwhile(&self) -> &'static str;
    fn max_execution(&self) -> &'static str;
    fn closes_before_answers(&self) -> &'static str;
    fn max_execution_hint(&self) -> &'static str;
    fn that_is(&self, duration: &str) -> String;
    /// What is wrong with a field.
    fn fault(&self, fault: &Fault) -> String;
}
