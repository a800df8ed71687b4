//! Step 4: how long it may take.

use leptos::prelude::*;

use super::{
    desk::Desk,
    draft::{Field, Kind},
    field::TextField,
    step::Step,
};
use crate::{
    components::told::Careful,
    messages::m,
    part,
    parts::Piece,
    reactive::{drawn, memo},
};

part!(
    /// The job's time to live.
    LIMITS, limits_step in forms: Piece<Desk> = |desk| view! { <LimitsStep desk /> }.into_any()
);

#[component]
fn LimitsStep(desk: Desk) -> impl IntoView {
    let words = memo(move || {
        let seconds = desk.draft.read().max_execution_seconds().ok()?;
        Some(m().that_is(&m().seconds(u64::from(seconds))))
    });
    let short = memo(move || {
        let draft = desk.draft.read();
        let answer = draft.response_timeout.trim().parse::<u32>().ok();
        draft.kind == Kind::Method
            && draft.max_execution_seconds().ok().zip(answer).is_some_and(|(run, answer)| run < answer)
    });
    view! {
        <form class="stack" id="limits" aria-label=m().step(Step::Limits) on:submit=|event| event.prevent_default()>
            <section class="panel">
                <div class="body stack">
                    <TextField
                        desk
                        field=Field::MaxExecution
                        id="max-execution"
                        label=m().max_execution()
                        hint=m().max_execution_hint()
                        numeric=true
                    />
                    <p class="small quiet">{drawn(move || words.get())}</p>
                    {drawn(move || {
                        short
                            .get()
                            .then(|| {
                                view! {
                                    <Careful words=m().closes_before_answers() />
                                }
                            })
                    })}
                </div>
            </section>
        </form>
    }
}
