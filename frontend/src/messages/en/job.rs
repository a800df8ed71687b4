use super::{English, counted, devices};
use crate::{
    intl::number,
    messages::{JobMessages, Span, StatusMessages as _, code, strong, text},
};
use lockstep_api::job::{HubCounts, JobState};

impl JobMessages for English {
    fn title_method(&self, name: &str) -> String {
        format!("Call {name}")
    }

    fn title_twin(&self, desired: bool, tags: bool) -> &'static str {
        match (desired, tags) {
            (true, true) => "Write desired properties and tags",
            (false, true) => "Write tags",
            (true, false) | (false, false) => "Write desired properties",
        }
    }

    fn title_other(&self, name: &str) -> String {
        format!("{name}, not a job of Lockstep")
    }

    fn starts_at(&self, time: &str, ahead: &str) -> Vec<Span> {
        vec![text("Starts "), strong(time), text(format!(", {ahead}"))]
    }

    fn due_at(&self, time: &str) -> Vec<Span> {
        vec![text("Due "), strong(time)]
    }

    fn started_at(&self, time: &str) -> Vec<Span> {
        vec![text("Started "), strong(time)]
    }

    fn elapsed(&self, duration: &str) -> Vec<Span> {
        vec![text("Elapsed "), strong(duration)]
    }

    fn cancelled_before(&self, end: &str, start: &str) -> Vec<Span> {
        vec![text("Cancelled "), strong(end), text(format!(", before its start {start}"))]
    }

    fn withdrawn_at(&self, end: &str) -> Vec<Span> {
        vec![text("Withdrawn "), strong(end), text(", before it had a slot")]
    }

    fn refused_at(&self, end: &str) -> Vec<Span> {
        vec![text("Refused "), strong(end), text(", when its turn came")]
    }

    fn ran(&self, from: &str, to: &str) -> Vec<Span> {
        vec![text("Ran "), strong(format!("{from} to {to}"))]
    }

    fn took_for(&self, duration: &str) -> Vec<Span> {
        vec![text("Took "), strong(duration)]
    }

    fn ends_by(&self, time: &str) -> Vec<Span> {
        vec![text("Ends by "), strong(time), text(" at the latest; the hub refuses to cancel a running job")]
    }

    fn cannot_cancel_running(&self) -> &'static str {
        "The hub refuses to cancel a running job"
    }

    fn can_cancel(&self) -> &'static str {
        "It can be cancelled until it starts"
    }

    fn cancel_job(&self) -> &'static str {
        "Cancel"
    }

    fn cancel_title(&self) -> &'static str {
        "Cancel this job?"
    }

    fn cancel_answer(&self, state: JobState) -> String {
        match state {
            JobState::Waiting => "Withdrawn before the hub had it. No device was touched.".to_owned(),
            JobState::Cancelled => "The hub answered: cancelled. No device was called or written.".to_owned(),
            state => format!(
                "The hub accepted the cancellation; the last state it gave is {}.",
                self.job_state(state)
            ),
        }
    }

    fn cancel_explained(&self) -> &'static str {
        "It has not started: no device has been called or written. Its slot becomes free."
    }

    fn cancel_confirm(&self) -> &'static str {
        "Cancel the job"
    }

    fn keep_job(&self) -> &'static str {
        "Keep it"
    }

    fn job_failed(&self, reason: &str) -> Vec<Span> {
        vec![
            strong("The job could not run, so no device was asked. "),
            text("The hub says: "),
            code(reason),
            text(" Clone it, change what the hub refuses, and order it again."),
        ]
    }

    fn job_gone(&self) -> &'static str {
        "The hub does not know this job"
    }

    fn job_gone_why(&self) -> &'static str {
        "It keeps jobs for 30 days. The id is case-sensitive."
    }

    fn back_to_jobs(&self) -> &'static str {
        "All jobs"
    }

    fn clone_job(&self) -> &'static str {
        "Clone and edit"
    }

    fn progress(&self) -> &'static str {
        "Progress"
    }

    fn have_outcome(&self, settled: u64, total: u64) -> String {
        let have = if settled == 1 { "has" } else { "have" };
        format!("{} of {} {have} an outcome", number(settled), number(total))
    }

    fn had_outcome(&self, settled: u64, total: u64) -> String {
        format!("{} of {} had an outcome", number(settled), number(total))
    }

    fn all_have_outcome(&self, succeeded: u64, total: u64) -> String {
        format!("{} of {} succeeded", number(succeeded), devices(total))
    }

    fn did_not(&self, failed: u64, not_reached: u64, cancelled: u64) -> String {
        let mut parts = Vec::new();
        if failed > 0 {
            parts.push(format!("{} failed", number(failed)));
        }
        if not_reached > 0 {
            parts.push(counted(not_reached, "was not reached", "were not reached"));
        }
        if cancelled > 0 {
            parts.push(counted(cancelled, "was cancelled", "were cancelled"));
        }
        if parts.is_empty() {
            "Every device did it".to_owned()
        } else {
            format!("{} did not: {}", number(failed + not_reached + cancelled), parts.join(", "))
        }
    }

    fn speed(&self, percent: &str, per_second: &str) -> String {
        format!("{percent}, {per_second} device operations a second at most")
    }

    fn heard_at(&self, time: &str) -> String {
        format!("when last heard, {time}")
    }

    fn left(&self, duration: &str) -> String {
        format!("About {duration} left")
    }

    fn waiting_for_answers(&self, count: u64) -> String {
        format!("Waiting for {} to answer", devices(count))
    }

    fn left_unknown(&self) -> &'static str {
        "Time left not known"
    }

    fn not_begun(&self) -> &'static str {
        "No device has begun"
    }

    fn no_device_touched(&self) -> &'static str {
        "No device was touched"
    }

    fn counting(&self) -> &'static str {
        "The hub has not counted the devices yet"
    }

    fn no_device_matched(&self) -> &'static str {
        "No device satisfied the condition when the job started"
    }

    fn all_devices(&self) -> &'static str {
        "All devices"
    }

    fn filter_by_outcome(&self) -> &'static str {
        "Filter the devices by outcome"
    }

    fn job_facts(&self) -> &'static str {
        "Job"
    }

    fn action(&self) -> &'static str {
        "Action"
    }

    fn calls(&self, name: &str) -> Vec<Span> {
        vec![text("Call "), code(name)]
    }

    fn desired(&self) -> &'static str {
        "desired"
    }

    fn tags_section(&self) -> &'static str {
        "tags"
    }

    fn fleet(&self) -> &'static str {
        "Fleet"
    }

    fn fleet_at_start(&self, count: u64) -> String {
        format!("{} at the start", devices(count))
    }

    fn fleet_later(&self) -> &'static str {
        "evaluated when the job starts"
    }

    fn window(&self) -> &'static str {
        "Window"
    }

    fn window_with_slot(&self, most: &str) -> String {
        format!("Begins when a slot is free, at most {most}")
    }

    fn window_never(&self) -> &'static str {
        "It never began"
    }

    fn window_from_to(&self, from: &str, to: &str, zone: &str) -> String {
        format!("{from} to {to} {zone}")
    }

    fn seconds_to_answer(&self, response: &str, connect: &str) -> String {
        format!("{response} for each answer, {connect} to connect")
    }

    fn ordered(&self) -> &'static str {
        "Ordered"
    }

    fn job_id(&self) -> &'static str {
        "Job id"
    }

    fn copy_job_id(&self) -> &'static str {
        "Copy job id"
    }

    fn show_all(&self) -> &'static str {
        "Show all of it"
    }

    fn show_less(&self) -> &'static str {
        "Show less"
    }

    fn hub_counts(&self) -> &'static str {
        "The hub counts"
    }

    fn hub_counts_are(&self, counts: &HubCounts) -> String {
        format!(
            "{} succeeded, {} failed, {} running, {} pending",
            number(counts.succeeded),
            number(counts.failed),
            number(counts.running),
            number(counts.pending)
        )
    }

    fn hub_counts_errors(&self) -> &'static str {
        "It counts a device that answered with an error as succeeded; Lockstep does not."
    }

    fn hub_counts_not_reached(&self) -> &'static str {
        "It counts a device that was not reached as failed; Lockstep tells the two apart."
    }

    fn hub_counts_same(&self) -> &'static str {
        "The same as Lockstep counts."
    }

    fn waiting_turn(&self, turn: u64) -> String {
        match turn {
            1 => "Waiting for a job slot: next in turn".to_owned(),
            turn => format!("Waiting for a job slot: number {} in turn", number(turn)),
        }
    }

    fn waiting_expected(&self, at: &str) -> String {
        format!("A slot is expected to be free about {at}.")
    }

    fn waiting_latest(&self, at: &str) -> String {
        format!(
            "A slot is free for it {at} at the latest: how long the jobs before it take cannot be told before they start."
        )
    }

    fn waiting_place(&self, turn: u64, expected: Option<String>, latest: Option<String>) -> String {
        let turn =
            if turn == 1 { "Next in turn".to_owned() } else { format!("Number {} in turn", number(turn)) };
        match (expected, latest) {
            (Some(at), _) => format!("{turn}, about {at}"),
            (None, Some(at)) => format!("{turn}, {at} at the latest"),
            (None, None) => turn,
        }
    }

    fn waiting_unknown(&self) -> &'static str {
        "When a slot will be free cannot be told: a job that holds one has no known end."
    }

    fn waiting_for(&self, holders: u64) -> String {
        if holders == 1 {
            "This job holds the hub's only slot:".to_owned()
        } else {
            format!("These jobs hold the hub's {} slots:", number(holders))
        }
    }

    fn waiting_explained(&self) -> &'static str {
        "The hub does not know of it yet. Lockstep gives it to the hub once, as soon as it is its turn; this page need not stay open."
    }

    fn waiting_late(&self, planned: &str) -> String {
        format!("Its planned start, {planned}, has passed: it starts at once when a slot is free.")
    }

    fn waiting_planned(&self, planned: &str) -> String {
        format!("Planned for {planned}. If that has passed by then, it starts at once.")
    }

    fn withdraw(&self) -> &'static str {
        "Withdraw the job"
    }

    fn withdraw_title(&self) -> &'static str {
        "Withdraw this job?"
    }

    fn withdraw_explained(&self) -> &'static str {
        "The hub does not know of it yet, so no device is touched. It stays in the list as cancelled."
    }

    fn can_withdraw(&self) -> &'static str {
        "Can be withdrawn until it has a slot"
    }

    fn started_late(&self, planned: &str) -> String {
        format!("Planned for {planned}. It had to wait for a job slot, so it started at once.")
    }

    fn refused_in_turn(&self, why: &str) -> Vec<Span> {
        vec![text(format!(
            "A slot was free, but the job was not given to the hub, so no device was touched. {why}"
        ))]
    }
}
