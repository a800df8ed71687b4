use super::{English, devices};
use crate::{
    intl::{self, number},
    messages::{
        DurationMessages as _, OrderMessages, QueryMessages as _, Slot, Span, TwinMessages as _, text,
    },
    pages::new_job::{draft::Starts, step::Step},
    typed::Fault,
};
use lockstep_api::time::EpochMillis;

impl OrderMessages for English {
    fn order_method(&self, payload: bool, everything: bool) -> Vec<Span> {
        let mut spans = vec![text("Call "), Span::Slot(Slot::Action)];
        if payload {
            spans.extend([text(" with "), Span::Slot(Slot::Payload)]);
        }
        spans.extend([text(" on "), Span::Slot(Slot::Count)]);
        if !everything {
            spans.extend([text(" where "), Span::Slot(Slot::Condition)]);
        }
        spans.extend([text(", "), Span::Slot(Slot::When), text(", giving each "), Span::Slot(Slot::Answer)]);
        spans.extend([text(" and the job "), Span::Slot(Slot::Limit), text(".")]);
        spans
    }

    fn order_twin(&self, everything: bool) -> Vec<Span> {
        let mut spans =
            vec![text("Write "), Span::Slot(Slot::Payload), text(" to "), Span::Slot(Slot::Action)];
        spans.extend([text(" of "), Span::Slot(Slot::Count)]);
        if !everything {
            spans.extend([text(" where "), Span::Slot(Slot::Condition)]);
        }
        spans.extend([
            text(", "),
            Span::Slot(Slot::When),
            text(", giving the job "),
            Span::Slot(Slot::Limit),
            text("."),
        ]);
        spans
    }

    fn slot_method_missing(&self) -> &'static str {
        "a method"
    }

    fn slot_twin_missing(&self) -> &'static str {
        "the twin"
    }

    fn slot_payload_missing(&self) -> &'static str {
        "something"
    }

    fn slot_desired(&self) -> &'static str {
        "the desired properties"
    }

    fn slot_tags(&self) -> &'static str {
        "the tags"
    }

    fn slot_desired_and_tags(&self) -> &'static str {
        "desired properties and tags"
    }

    fn slot_devices(&self, count: Option<u64>) -> String {
        count.map_or_else(|| "devices".to_owned(), devices)
    }

    fn slot_these_devices(&self, count: Option<u64>) -> String {
        count.map_or_else(
            || "these devices".to_owned(),
            |count| match count {
                1 => "this device".to_owned(),
                count => format!("these {}", devices(count)),
            },
        )
    }

    fn slot_condition_missing(&self) -> &'static str {
        "which devices"
    }

    fn slot_all_devices(&self, count: Option<u64>) -> String {
        count.map_or_else(
            || "all devices".to_owned(),
            |count| match count {
                1 => "the only device".to_owned(),
                count => format!("all {}", devices(count)),
            },
        )
    }

    fn slot_when(&self, starts: &Starts, start: Option<EpochMillis>, now: EpochMillis) -> String {
        match (starts, start) {
            (Starts::Now, _) => "now".to_owned(),
            (Starts::Later, Some(start)) => self.day_time_zone(start, now),
            (Starts::Later, None) => "at a time".to_owned(),
        }
    }

    fn slot_answer(&self, seconds: Option<u64>) -> String {
        seconds.map_or_else(
            || "time to answer".to_owned(),
            |seconds| format!("{} to answer", self.long_seconds(seconds)),
        )
    }

    fn slot_limit(&self, seconds: Option<u64>) -> String {
        seconds.map_or_else(|| "a limit".to_owned(), |seconds| self.long_seconds(seconds))
    }

    fn on_one_page(&self) -> &'static str {
        "All on one page"
    }

    fn steps(&self) -> &'static str {
        "Steps"
    }

    fn step(&self, step: Step) -> &'static str {
        match step {
            Step::Action => "Action",
            Step::Fleet => "Fleet",
            Step::When => "When",
            Step::Limits => "Limits",
            Step::Review => "Review",
        }
    }

    fn step_title(&self, step: Step) -> &'static str {
        match step {
            Step::Action => "What should happen?",
            Step::Fleet => "Which devices?",
            Step::When => "When does it start?",
            Step::Limits => "How long may it take?",
            Step::Review => "Check and start",
        }
    }

    fn next_step(&self, step: Step) -> String {
        format!("Next: {}", OrderMessages::step(self, step).to_ascii_lowercase())
    }

    fn back(&self) -> &'static str {
        "Back"
    }

    fn next_step_keys(&self) -> &'static str {
        "next step"
    }

    fn kind(&self) -> &'static str {
        "Kind of action"
    }

    fn kind_method(&self) -> &'static str {
        "Call a method"
    }

    fn kind_twin(&self) -> &'static str {
        "Write twins"
    }

    fn method_name(&self) -> &'static str {
        "Method"
    }

    fn method_hint(&self) -> &'static str {
        "As the device knows it, such as lockDoor"
    }

    fn payload(&self) -> &'static str {
        "Payload (JSON)"
    }

    fn payload_hint(&self) -> &'static str {
        "Empty sends null"
    }

    fn response_timeout(&self) -> &'static str {
        "Response time-out (seconds)"
    }

    fn response_hint(&self) -> &'static str {
        "5 to 300: how long a device has to answer"
    }

    fn connect_timeout(&self) -> &'static str {
        "Connect time-out (seconds)"
    }

    fn connect_hint(&self) -> &'static str {
        "0 to 300: how long to wait for an offline device"
    }

    fn desired_patch(&self) -> &'static str {
        "Desired properties (JSON)"
    }

    fn tags_patch(&self) -> &'static str {
        "Tags (JSON)"
    }

    fn patch_hint(&self) -> &'static str {
        "Merged into each twin; null deletes a key. Empty leaves them alone"
    }

    fn format_json(&self) -> &'static str {
        "Format"
    }

    fn format_what(&self, what: &str) -> String {
        format!("Format {what}")
    }

    fn json_valid(&self) -> &'static str {
        "Valid JSON."
    }

    fn twin_within_limits(&self, size: u64, limit: u64) -> String {
        format!("Within the hub's limits: {} of {} bytes.", number(size), number(limit))
    }

    fn devices_by_query(&self) -> &'static str {
        "Devices by query"
    }

    fn devices_one_by_one(&self, count: u64) -> String {
        if count == 1 { "This device".to_owned() } else { format!("These {}", devices(count)) }
    }

    fn which_devices(&self) -> &'static str {
        "Which they are"
    }

    fn list_kept_in_tab(&self) -> &'static str {
        "The list is too long for an address: it is kept in this tab, and a link to this page does not carry it."
    }

    fn choose_by_query(&self) -> &'static str {
        "Choose by a query instead"
    }

    fn one_device(&self) -> &'static str {
        "One device"
    }

    fn list_of_ids(&self) -> &'static str {
        "List of ids"
    }

    fn device_ids(&self) -> &'static str {
        "Device ids"
    }

    fn device_ids_hint(&self) -> &'static str {
        "One a line, as they come out of a list or a column of a spreadsheet."
    }

    fn use_device_ids(&self, count: u64) -> String {
        format!("Use these {}", devices(count))
    }

    fn one_device_hint(&self) -> &'static str {
        "Device id"
    }

    fn use_one_device(&self) -> &'static str {
        "Use this device"
    }

    fn all_devices_button(&self) -> &'static str {
        "All devices"
    }

    fn who(&self) -> &'static str {
        "Who this would reach"
    }

    fn reach_waits(&self) -> &'static str {
        "The count appears once the condition is valid."
    }

    fn devices_noun(&self, count: u64) -> &'static str {
        match intl::plural(count) {
            intl::Plural::One => "device",
            intl::Plural::Other => "devices",
        }
    }

    fn connected(&self) -> &'static str {
        "Connected"
    }

    fn offline_when_called(&self) -> &'static str {
        "Offline: will not be reached"
    }

    fn offline_for_twin(&self) -> &'static str {
        "Offline: read it when they connect"
    }

    fn reach_bar(&self, connected: u64, offline: u64) -> String {
        format!("{} connected, {} offline", number(connected), number(offline))
    }

    fn sample_of(&self, count: u64) -> String {
        format!("Sample of {}", number(count))
    }

    fn not_in_hub(&self, missing: u64, named: u64) -> String {
        format!(
            "{} of the {} that are named are not in this hub, and will not be reached.",
            number(missing),
            devices(named)
        )
    }

    fn nobody(&self) -> &'static str {
        "No device satisfies the condition now."
    }

    fn evaluated_again(&self) -> &'static str {
        "The hub picks the devices again when the job starts. This count can change until then."
    }

    fn count_again(&self) -> &'static str {
        "Count again"
    }

    fn start(&self) -> &'static str {
        "Start"
    }

    fn start_now(&self) -> &'static str {
        "Now"
    }

    fn start_later(&self) -> &'static str {
        "At a time"
    }

    fn date_and_time(&self) -> &'static str {
        "Date and time"
    }

    fn in_zone(&self, zone: &str) -> String {
        format!("In {zone} time, at most 7 days ahead")
    }

    fn start_words(&self, at: EpochMillis, now: EpochMillis) -> String {
        format!("{}, {}; {}.", self.day_time(at, now), self.ahead(at, now), intl::utc(at))
    }

    fn slot_held_meanwhile(&self) -> &'static str {
        "A scheduled job holds one of the hub's job slots from now until it ends."
    }

    fn max_execution(&self) -> &'static str {
        "Longest run (seconds)"
    }

    fn closes_before_answers(&self) -> &'static str {
        "The job closes before a device has to answer: devices that are still at work then count as failed."
    }

    fn max_execution_hint(&self) -> &'static str {
        "From the start; devices that have not finished by then are given up"
    }

    fn that_is(&self, duration: &str) -> String {
        format!("That is {duration}.")
    }

    fn fault(&self, fault: &Fault) -> String {
        match fault {
            Fault::Missing => "This cannot be empty.".to_owned(),
            Fault::NotANumber => "A whole number is needed.".to_owned(),
            Fault::Range { least, most } => format!(
                "A number from {} to {} is needed.",
                number(u64::from(*least)),
                number(u64::from(*most))
            ),
            Fault::ConnectAboveResponse => {
                "The connect time-out cannot be longer than the response time-out.".to_owned()
            }
            Fault::JsonEnds => "The JSON ends too early: a bracket or a quote is open.".to_owned(),
            Fault::Twice { name, line } => {
                format!("Line {line}: `{name}` stands twice in one object; only the last would be sent.")
            }
            Fault::NumberTooLarge { line } => format!("Line {line}: this number is too large for JSON."),
            Fault::Json { line: 1, column } => format!("Column {column}: this is not JSON."),
            Fault::Json { line, column } => format!("Line {line}, column {column}: this is not JSON."),
            Fault::DeviceId => format!("No device can have this id. {}.", self.device_id_hint()),
            Fault::NotAnObject => "A JSON object is needed, such as {\"floor\": 3}.".to_owned(),
            Fault::TooLong { most } => format!("The hub takes at most {} bytes.", number(*most)),
            Fault::Twin(problem) => self.twin_problem(problem),
            Fault::NothingToWrite => "Desired properties or tags are needed.".to_owned(),
            Fault::Values => "A value by name below is missing or does not fit.".to_owned(),
            Fault::Condition => "The condition has to be valid.".to_owned(),
            Fault::NoTime => "A date and a time are needed.".to_owned(),
            Fault::InPast => "That is in the past. Choose a later time or start now.".to_owned(),
            Fault::TooFar => "The hub takes starts at most 7 days ahead.".to_owned(),
        }
    }
}
