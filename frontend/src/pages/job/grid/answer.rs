//! What a device answered, under its row.

use leptos::prelude::*;
use lockstep_api::{
    job::{Action, Target},
    row::{Outcome, Row},
    time::EpochMillis,
};
use serde_json::Value;

use super::super::rerun::{Ask, Asked};
use crate::{
    components::{copy::CopyButton, icon::Icon, json::JsonBlock, status::outcome_slug},
    intl, json,
    live::live,
    messages::m,
    routes::Route,
};

/// From the start of the job to the end of this device, as the hub tells it; nothing of one whose turn has not come.
fn moments(row: &Row, writes: bool) -> [(&'static str, Option<EpochMillis>); 2] {
    let ended = match row.outcome {
        Outcome::Succeeded if writes => m().written_at(),
        _ if row.status.is_some() => m().answered_at(),
        Outcome::NotReached => m().given_up_at(),
        _ => m().ended(),
    };
    [
        (m().job_began_at(), row.started_at.filter(|_| row.outcome != Outcome::Pending)),
        (ended, row.updated_at.filter(|_| row.outcome.settled())),
    ]
}

/// All of an answer, when it came, and what can be done about it.
#[component]
pub fn Answer(
    /// The row.
    row: Row,
) -> impl IntoView {
    let writes = live().job.job_part(|job| matches!(job.action, Action::Twin { .. })).unwrap_or_default();
    let answer = full_answer(&row);
    let text = answer.as_ref().map(json::indented).unwrap_or_default();
    let error = row.error.clone();
    let silent = match (row.outcome, answer.is_none() && error.is_none()) {
        (Outcome::Succeeded, true) => Some(m().twin_written()),
        (_, true) => Some(m().no_answer_yet()),
        (_, false) => None,
    };
    let facts = moments(&row, writes);
    let asked = Asked::here();
    let again =
        row.outcome.settled().then(|| Target { device: row.device.clone(), module: row.module.clone() });
    view! {
        <div class="answer">
            <div class="stack">
                {error
                    .map(|error| {
                        view! {
                            <p class="message" data-outcome=outcome_slug(row.outcome)>
                                <Icon name=outcome_slug(row.outcome) />
                                <span>
                                    <code>{error.code}</code>
                                    " "
                                    {error.description}
                                </span>
                            </p>
                        }
                    })}
                {silent.map(|words| view! { <p class="quiet">{words}</p> })}
                {answer
                    .map(|answer| {
                        view! {
                            <div class="code-block">
                                <JsonBlock value=answer />
                                <CopyButton text=Callback::new(move |()| text.clone()) label=m().copy_answer() />
                            </div>
                        }
                    })}
            </div>
            <div>
                <dl class="facts">
                    {facts
                        .map(|(name, at)| {
                            at.map(|at| {
                                view! {
                                    <dt>{name}</dt>
                                    <dd>{intl::time(at)}</dd>
                                }
                            })
                        })
                        .into_iter()
                        .collect_view()}
                </dl>
                <div class="actions">
                    <a class="button" data-size="small" href=Route::Device { id: row.device }.href()>
                        {m().open_device()}
                    </a>
                    {again
                        .map(|target| {
                            view! {
                                <button
                                    type="button"
                                    class="button"
                                    data-writes=""
                                    data-size="small"
                                    on:click=move |_| asked.ask(Ask::One(target.clone()))
                                >
                                    <Icon name="rerun" />
                                    {m().run_again()}
                                </button>
                            }
                        })}
                </div>
            </div>
        </div>
    }
}

/// Status and payload as the device gave them; `None` when it gave none.
fn full_answer(row: &Row) -> Option<Value> {
    match (row.status, &row.payload) {
        (None, None) => None,
        (None, Some(payload)) => Some(payload.clone()),
        (Some(status), payload) => Some(serde_json::json!({ "status": status, "payload": payload })),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::row::tests::row, *};

    #[test]
    fn a_device_that_was_not_reached_has_not_answered_and_a_twin_is_not_called() {
        let words = |row: &Row, writes| moments(row, writes).map(|(word, at)| at.map(|_| word));
        let not_reached = Row { outcome: Outcome::NotReached, ..row() };
        assert_eq!(words(&not_reached, false), [Some("Job began"), Some("Given up")]);
        let answered = Row { status: Some(409), ..row() };
        assert_eq!(words(&answered, false), [Some("Job began"), Some("Answered")]);
        let written = Row { outcome: Outcome::Succeeded, ..row() };
        assert_eq!(words(&written, true), [Some("Job began"), Some("Written")]);
        assert_eq!(words(&Row { outcome: Outcome::Pending, ..row() }, false), [None, None]);
    }
}
