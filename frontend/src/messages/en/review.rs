use lockstep_api::hub::Slots;

use super::{English, counted, devices};
use crate::{
    intl::number,
    messages::{ReviewMessages, Span, strong, text},
};

impl ReviewMessages for English {
    fn request_again(&self) -> &'static str {
        "It asks for a job like this one, with an id of its own: the id of this one is taken."
    }

    fn exact_request(&self) -> &'static str {
        "Exact request"
    }

    fn first_request_of(&self, jobs: u64) -> String {
        format!(
            "The exact request below is the first of the {}; the others name the other devices.",
            number(jobs)
        )
    }

    fn copy_request(&self) -> &'static str {
        "Copy the request"
    }

    fn cannot_take_back(&self) -> Vec<Span> {
        vec![text("Once the job is running "), strong("the hub refuses to cancel it"), text(".")]
    }

    fn can_take_back_until(&self, time: &str) -> Vec<Span> {
        vec![
            text("Once the job is running "),
            strong("the hub refuses to cancel it"),
            text(format!(". Until {time} you can still take it back.")),
        ]
    }

    fn this_reaches(&self, count: u64) -> String {
        format!("This is for {}", devices(count))
    }

    fn once_only(&self) -> &'static str {
        "Pressing twice or reloading starts one job only."
    }

    fn asked_above(&self, threshold: u64) -> String {
        format!("Asked for above {}, and checked again by Lockstep.", devices(threshold))
    }

    fn type_count(&self, count: u64) -> String {
        format!("Type {count}, the number of devices, to confirm")
    }

    fn submit_now(&self) -> &'static str {
        "Start now"
    }

    fn submit_at(&self, time: &str) -> String {
        format!("Schedule for {time}")
    }

    fn submit_later(&self) -> &'static str {
        "Schedule"
    }

    fn not_counted_yet(&self) -> &'static str {
        "Not counted yet"
    }

    fn submit_to_wait(&self) -> &'static str {
        "Wait for a slot"
    }

    fn with_slot(&self) -> &'static str {
        "When a slot is free"
    }

    fn closes_after(&self, most: &str) -> String {
        format!("{most} after its start")
    }

    fn submitting(&self) -> &'static str {
        "Ordering"
    }

    fn submit_again(&self) -> &'static str {
        "Ask again"
    }

    fn missing_in(&self, steps: &str) -> String {
        format!("Something is missing or wrong in: {steps}.")
    }

    fn submit_disabled_fields(&self) -> &'static str {
        "Something is missing in an earlier step."
    }

    fn submit_disabled_count(&self) -> &'static str {
        "The devices have to be counted first."
    }

    fn typed_wrong(&self) -> &'static str {
        "That is not the number. Type it as it is written above."
    }

    fn submit_disabled_typed(&self) -> &'static str {
        "The number has to be typed first."
    }

    fn what_hub_does(&self) -> &'static str {
        "What the hub will do"
    }

    fn about(&self, duration: &str) -> String {
        format!("About {duration}")
    }

    fn and_waits(&self, most: &str) -> String {
        format!("and up to {most} more for devices that are slow to answer or do not")
    }

    fn at_rate(&self, count: u64, rate: &str, tier: &str) -> String {
        format!("{} at {rate} device operations a second, the {tier} rate", devices(count))
    }

    fn starts_fact(&self) -> &'static str {
        "Starts"
    }

    fn closes_fact(&self) -> &'static str {
        "Closes"
    }

    fn closes_whatever(&self) -> &'static str {
        "whatever happens"
    }

    fn job_slot(&self) -> &'static str {
        "Job slot"
    }

    fn slot_free(&self) -> &'static str {
        "Free"
    }

    fn slot_taken(&self) -> &'static str {
        "All taken: the job will wait for one"
    }

    fn slot_queue(&self, before: u64) -> String {
        format!("All taken: the job will wait behind {}", counted(before, "other", "others"))
    }

    fn slots_in_use(&self, slots: &Slots) -> String {
        format!("{} of {} in use", slots.held_by.len(), slots.total)
    }

    fn who_it_reaches(&self) -> &'static str {
        "Who it will reach"
    }

    fn already_ordered(&self) -> &'static str {
        "This order has been given"
    }

    fn already_ordered_why(&self) -> &'static str {
        "Reloading or pressing twice does not give it again."
    }

    fn given_before(&self) -> &'static str {
        "This order was given before and its answer was lost: its job exists, without what was changed since. Look at it first."
    }

    fn order_as_another(&self) -> &'static str {
        "Make this another order"
    }

    fn open_job(&self) -> &'static str {
        "Open the job"
    }

    fn new_order(&self) -> &'static str {
        "Start another order"
    }
}
