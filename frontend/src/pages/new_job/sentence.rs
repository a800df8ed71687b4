//! The order sentence: the job in plain words, each slot a way back to its step. What is signed is what was read.

use leptos::prelude::*;

use super::{
    desk::Desk,
    draft::{Draft, Kind, Starts},
    step::Step,
};
use crate::{
    components::{json::JsonLine, query_text::QueryText},
    intl,
    messages::{Slot, Span, m},
    reactive::{bound, drawn, memo},
};

/// The sentence, on every step.
#[component]
pub fn OrderSentence(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let spans = memo(move || {
        let draft = desk.draft.read();
        // A list that takes several jobs is too long to be read out.
        let counted = everything(&draft) || desk.series().is_some() || draft.condition.trim().is_empty();
        match draft.kind {
            Kind::Method => m().order_method(!draft.payload.trim().is_empty(), counted),
            Kind::Twin => m().order_twin(counted),
        }
    });
    let large = memo(move || desk.step() == Step::Review);
    view! {
        <p class="order" class:large=bound(move || large.get())>
            {drawn(move || {
                spans
                    .get()
                    .into_iter()
                    .map(|span| match span {
                        Span::Text(words) | Span::Strong(words) | Span::Code(words) => words.into_any(),
                        Span::Slot(slot) => view! { <SlotLink desk place=slot /> }.into_any(),
                    })
                    .collect_view()
            })}
        </p>
    }
}

#[component]
fn SlotLink(desk: Desk, place: Slot) -> impl IntoView {
    let step = match place {
        Slot::Action | Slot::Payload | Slot::Answer => Step::Action,
        Slot::Count | Slot::Condition => Step::Fleet,
        Slot::When => Step::When,
        Slot::Limit => Step::Limits,
    };
    let filled = memo(move || fill(desk, place));
    view! {
        <a
            href=bound(move || desk.href(step))
            class:query=bound(move || filled.read().code())
            data-todo=bound(move || filled.read().todo().then_some(""))
        >
            {drawn(move || match filled.get() {
                Filled::Words(words) => words.into_any(),
                Filled::Todo(words) => words.into_any(),
                Filled::Json(value) => view! { <JsonLine value /> }.into_any(),
                Filled::Query(text) => view! { <QueryText text /> }.into_any(),
            })}
        </a>
    }
}

/// What stands in a slot.
#[derive(Debug, Clone, PartialEq)]
enum Filled {
    Words(String),
    Json(serde_json::Value),
    Query(String),
    /// Not decided, or not valid.
    Todo(String),
}

impl Filled {
    fn todo(&self) -> bool {
        matches!(self, Self::Todo(_))
    }

    fn code(&self) -> bool {
        matches!(self, Self::Json(_) | Self::Query(_))
    }
}

fn fill(desk: Desk, slot: Slot) -> Filled {
    let draft = desk.draft.read();
    match slot {
        Slot::Action => action(&draft),
        Slot::Payload => payload(&draft),
        Slot::Count => {
            let count = desk.preview.part(|preview| preview.count);
            let words = match everything(&draft) {
                _ if draft.condition.trim().is_empty() => m().slot_condition_missing().to_owned(),
                true => m().slot_all_devices(count),
                false if desk.series().is_some() => m().slot_these_devices(count),
                false => m().slot_devices(count),
            };
            if count.is_some() { Filled::Words(words) } else { Filled::Todo(words) }
        }
        Slot::Condition => match draft.fleet() {
            Ok(condition) => Filled::Query(condition),
            Err(_) => Filled::Todo(draft.condition.trim().to_owned()),
        },
        Slot::When => {
            let start = draft.planned_start(intl::from_local);
            let words = m().slot_when(&draft.starts, start, desk.now());
            if draft.starts == Starts::Later && start.is_none() {
                Filled::Todo(words)
            } else {
                Filled::Words(words)
            }
        }
        Slot::Answer => {
            seconds(draft.response_timeout.trim().parse().ok(), |seconds| m().slot_answer(seconds))
        }
        Slot::Limit => {
            seconds(draft.max_execution_seconds().ok().map(u64::from), |seconds| m().slot_limit(seconds))
        }
    }
}

fn everything(draft: &Draft) -> bool {
    draft.condition.trim() == "*"
}

fn seconds(seconds: Option<u64>, words: impl Fn(Option<u64>) -> String) -> Filled {
    if seconds.is_some() { Filled::Words(words(seconds)) } else { Filled::Todo(words(seconds)) }
}

fn action(draft: &Draft) -> Filled {
    let (desired, tags) = (!draft.desired.trim().is_empty(), !draft.tags.trim().is_empty());
    match draft.kind {
        Kind::Method if draft.method.trim().is_empty() => Filled::Todo(m().slot_method_missing().to_owned()),
        Kind::Method => Filled::Words(draft.method.trim().to_owned()),
        Kind::Twin => match (desired, tags) {
            (true, true) => Filled::Words(m().slot_desired_and_tags().to_owned()),
            (true, false) => Filled::Words(m().slot_desired().to_owned()),
            (false, true) => Filled::Words(m().slot_tags().to_owned()),
            (false, false) => Filled::Todo(m().slot_twin_missing().to_owned()),
        },
    }
}

fn payload(draft: &Draft) -> Filled {
    let texts = match draft.kind {
        Kind::Method => [draft.payload.as_str(), ""],
        Kind::Twin => [draft.desired.as_str(), draft.tags.as_str()],
    };
    let values: Result<Vec<_>, _> =
        texts.into_iter().filter(|text| !text.trim().is_empty()).map(serde_json::from_str).collect();
    match values {
        Ok(mut values) if values.len() == 1 => Filled::Json(values.remove(0)),
        Ok(values) if values.len() == 2 => {
            Filled::Json(serde_json::json!({"desired": values[0], "tags": values[1]}))
        }
        _ => Filled::Todo(m().slot_payload_missing().to_owned()),
    }
}
