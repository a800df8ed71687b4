//! The last look at an order.

use lockstep_api::hub::Slots;

use super::Span;

/// The last look at an order.
pub trait ReviewMessages {
    fn request_again(&self) -> &'static str;
    fn exact_request(&self) -> &'static str;
    /// Of how many jobs the request that is shown is the first.
    fn first_request_of(&self, jobs: u64) -> String;
    fn copy_request(&self) -> &'static str;
    fn cannot_take_back(&self) -> Vec<Span>;
    fn can_take_back_until(&self, time: &str) -> Vec<Span>;
    fn this_reaches(&self, count: u64) -> String;
    fn once_only(&self) -> &'static str;
    fn asked_above(&self, threshold: u64) -> String;
    fn type_count(&self, count: u64) -> String;
    fn submit_now(&self) -> &'static str;
    fn submit_at(&self, time: &str) -> String;
    /// The button of an order whose time is not chosen yet.
    fn submit_later(&self) -> &'static str;
    /// In the place of how many devices an order reaches.
    fn not_counted_yet(&self) -> &'static str;
    /// The button of an order for which there is no slot now.
    fn submit_to_wait(&self) -> &'static str;
    /// When an order starts for which there is no slot now.
    fn with_slot(&self) -> &'static str;
    /// When a job ends at the latest whose start nobody knows.
    fn closes_after(&self, most: &str) -> String;
    fn submitting(&self) -> &'static str;
    fn submit_again(&self) -> &'static str;
    fn missing_in(&self, steps: &str) -> String;
    fn submit_disabled_fields(&self) -> &'static str;
    fn submit_disabled_count(&self) -> &'static str;
    /// Another number was typed.
    fn typed_wrong(&self) -> &'static str;
    fn submit_disabled_typed(&self) -> &'static str;
    fn what_hub_does(&self) -> &'static str;
    fn about(&self, duration: &str) -> String;
    /// After the estimate: how much longer one device may take.
    fn and_waits(&self, most: &str) -> String;
    fn at_rate(&self, count: u64, rate: &str, tier: &str) -> String;
    fn starts_fact(&self) -> &'static str;
    fn closes_fact(&self) -> &'static str;
    fn closes_whatever(&self) -> &'static str;
    fn job_slot(&self) -> &'static str;
    fn slot_free(&self) -> &'static str;
    fn slot_taken(&self) -> &'static str;
    /// Where so many jobs wait already.
    fn slot_queue(&self, before: u64) -> String;
    fn slots_in_use(&self, slots: &Slots) -> String;
    fn who_it_reaches(&self) -> &'static str;
    fn already_ordered(&self) -> &'static str;
    fn already_ordered_why(&self) -> &'static str;
    fn given_before(&self) -> &'static str;
    fn order_as_another(&self) -> &'static str;
    fn open_job(&self) -> &'static str;
    fn new_order(&self) -> &'static str;
}
