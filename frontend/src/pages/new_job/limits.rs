//! Step 4: how long it may take.

use leptos::prelude::*;

use super::{desk::Desk, draft::Field, field::TextField, step::Step};
use crate::messages::m;
use crate::reactive::{drawn, memo};

/// The job's time to live.
#[component]
pub fn LimitsStep(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let words = memo(move || {
        let seconds = desk.draft.read().max_execution_seconds().ok()?;
        Some(m().that_is(&m().seconds(u64::from(seconds))))
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
                </div>
            </section>
        </form>
    }
}
