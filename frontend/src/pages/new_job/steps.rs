//! The steps at the side: done with what was chosen, current, to come.

use leptos::prelude::*;

use super::{
    desk::Desk,
    draft::{Draft, Kind, Starts},
    step::Step,
};
use crate::reactive::{bound, drawn, memo, memo_of_last};
use crate::{components::icon::Icon, intl, messages::m};

/// Links to all steps; any can be opened at any time.
#[component]
pub fn Steps(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    // Who goes back to look at a step has not undone the ones after it.
    let furthest =
        memo_of_last(move |last: Option<&usize>| desk.step().number().max(last.copied().unwrap_or_default()));
    let item = move |step: Step| {
        let current = memo(move || desk.step() == step);
        let done = memo(move || furthest.get() > step.number() && !current.get() && desk.fine(step));
        let summary = memo(move || if done.get() { summary(desk, step) } else { String::new() });
        view! {
            <li data-done=bound(move || done.get().then_some(""))>
                <a href=bound(move || desk.href(step)) aria-current=bound(move || current.get().then_some("step"))>
                    {drawn(move || match done.get() {
                        true => view! { <Icon name="completed" /> }.into_any(),
                        false => view! { <span aria-hidden="true">{step.number()}</span> }.into_any(),
                    })}
                    <b>{m().step(step)}</b>
                    <small>{drawn(move || summary.get())}</small>
                </a>
            </li>
        }
    };
    view! {
        <nav class="steps" aria-label=m().steps()>
            <ol>{Step::ALL.map(item).into_iter().collect_view()}</ol>
        </nav>
    }
}

fn summary(desk: Desk, step: Step) -> String {
    let draft = desk.draft.read();
    match step {
        Step::Action => action(&draft),
        Step::Fleet => m().slot_devices(desk.preview.part(|preview| preview.count)),
        Step::When => match (draft.starts, intl::from_local(&draft.start)) {
            (Starts::Later, Some(start)) => m().day_time(start, desk.now()),
            (Starts::Now | Starts::Later, _) => m().start_now().to_owned(),
        },
        Step::Limits => m().slot_limit(draft.max_execution_seconds().ok().map(u64::from)),
        Step::Review => String::new(),
    }
}

fn action(draft: &Draft) -> String {
    match draft.kind {
        Kind::Method => m().title_method(draft.method.trim()),
        Kind::Twin => {
            let (desired, tags) = (!draft.desired.trim().is_empty(), !draft.tags.trim().is_empty());
            m().title_twin(desired, tags).to_owned()
        }
    }
}
