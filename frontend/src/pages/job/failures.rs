//! Why devices did not succeed: by reason, with what to do.

mod compare;
mod group;

use leptos::prelude::*;
use lockstep_api::{
    cluster::Clusters,
    job::{Action, JobId},
    row::FailureGroup,
};

use self::group::Group;
use crate::{
    api,
    components::{
        face::FailureLine,
        held::{pointer_below, unmoved},
        remote::Remote,
    },
    keyboard::focus_soon,
    live::live,
    messages::m,
    reactive::{Memo, bound, drawn, each, memo, memo_of_last},
};

/// Id of the button that asks where devices are.
const ASK: &str = "where-asked";
/// Id of the reasons, or of the words that there is none.
const REASONS: &str = "reasons";
/// Id of what is told then.
const TOLD: &str = "where-told";

/// The panel.
#[component]
pub fn Failures(
    /// The job.
    id: Memo<JobId>,
    /// Set while what is shown is old.
    stale: Memo<Option<String>>,
) -> impl IntoView {
    let job = live().job;
    // A reason that is new waits while the pointer is over what it would push; the head says how many there are.
    let held = pointer_below(REASONS);
    let groups = memo_of_last(move |last: Option<&Vec<FailureGroup>>| {
        let (mut now, held) = (in_place(last, job.groups()), held.get());
        if let Some(last) = last.filter(|_| held) {
            now.truncate(last.len());
        }
        now
    });
    let timeout = memo(move || {
        job.job_part(|job| match job.action {
            Action::Method { response_timeout_seconds, .. } => Some(response_timeout_seconds),
            Action::Twin { .. } | Action::Other { .. } => None,
        })
        .flatten()
    });
    let partly = move || {
        let (known, total) = (job.rows_known(), job.tally().total());
        (!groups.read().is_empty() && known.known < total).then(|| m().of_rows_known(known.known, total))
    };
    let ended = memo(move || job.job_part(|job| job.state.ended()).unwrap_or_default());
    let clusters = Remote::<Clusters>::new();
    let look = Callback::new(move |()| clusters.load(api::clusters(id.get_untracked())));
    clusters.retry(look);
    // A job that is opened after its end tells at once. To one that has been watched nothing is added unasked: the
    // groups would move.
    if ended.get_untracked() && !groups.read_untracked().is_empty() {
        look.run(());
    }
    let askable = memo(move || ended.get() && !groups.read().is_empty() && clusters.part(|_| ()).is_none());
    let press = move |_| {
        if clusters.busy() {
            return;
        }
        clusters.load_then(api::clusters(id.get_untracked()), |answer| {
            // The button goes, and the keyboard would begin again at the top of the page.
            if answer.is_ok() && document().active_element().is_some_and(|active| active.id() == ASK) {
                focus_soon(TOLD);
            }
        });
    };
    let known = memo(move || clusters.part(|_| ()).is_some());
    let ended_at_first = ended.get_untracked();
    let told_at_once = memo(move || ended_at_first && known.get() && partly().is_none());
    let below = move || match (partly(), ended.get(), known.get()) {
        (Some(words), _, _) => words,
        (None, false, _) => m().where_later().to_owned(),
        (None, true, false) => String::new(),
        (None, true, true) => m().where_compared().to_owned(),
    };
    // The hub counts before the rows are read, and only a row says why.
    let unread = unmoved(held, move || {
        let tally = job.tally();
        Some(tally.failed + tally.not_reached).filter(|unread| *unread > 0)
    });
    let count = memo(move || job.groups().len() as u64);
    view! {
        <section class="panel failures" aria-labelledby="why">
            <header>
                <h2 id="why">{m().why()}</h2>
                <span class="count">
                    {drawn(move || (count.get() > 0).then(|| m().reasons(count.get())))}
                </span>
                <span class="as-of">{drawn(move || stale.get())}</span>
            </header>
            {drawn(move || {
                clusters.failure().map(|failure| view! { <div class="body"><FailureLine failure retry=look /></div> })
            })}
            <div class="reasons" id=REASONS>
                <ul class="groups">
                    {each(
                        move || groups.get(),
                        |group| format!("{} {} {}", group.outcome.byte(), group.code, group.sample),
                        move |group| view! { <Group id group groups timeout ended clusters /> },
                    )}
                </ul>
                {drawn(move || {
                    let words = || match unread.get() {
                        None => m().no_failures().to_owned(),
                        Some(unread) => m().failures_unread(unread),
                    };
                    groups.read().is_empty().then(|| view! { <p class="body quiet">{words()}</p> })
                })}
            </div>
            // It is there from the first reason on: nothing is pushed when the job ends.
            <footer hidden=bound(move || groups.read().is_empty() || told_at_once.get())>
                <span class="small quiet" id=TOLD tabindex="-1">{drawn(below)}</span>
                <span class="spacer"></span>
                <button
                    type="button"
                    class="button"
                    data-size="small"
                    id=ASK
                    aria-disabled=bound(move || clusters.busy().to_string())
                    data-away=bound(move || (!askable.get()).then_some(""))
                    on:click=press
                >
                    {m().where_they_are()}
                </button>
            </footer>
        </section>
    }
}

/// The groups in the order in which they are on the page, and those that have come since below them: counts change with
/// every answer, and a button that changes its place is not the one that was aimed at.
fn in_place(last: Option<&Vec<FailureGroup>>, mut now: Vec<FailureGroup>) -> Vec<FailureGroup> {
    let is =
        |one: &FailureGroup, other: &FailureGroup| one.outcome == other.outcome && one.code == other.code;
    let place = |group: &FailureGroup| last?.iter().position(|before| is(before, group));
    now.sort_by_key(|group| place(group).unwrap_or(usize::MAX));
    now
}

#[cfg(test)]
mod tests {
    use lockstep_api::row::Outcome;

    use super::*;

    #[test]
    fn a_reason_keeps_its_place_when_another_outgrows_it() {
        let group = |code: &str, count| FailureGroup {
            outcome: Outcome::Failed,
            code: code.to_owned(),
            count,
            sample: String::new(),
        };
        let codes =
            |groups: &[FailureGroup]| groups.iter().map(|group| group.code.clone()).collect::<Vec<_>>();
        let first = in_place(None, vec![group("504", 9), group("409", 2)]);
        let later = in_place(Some(&first), vec![group("409", 12), group("500", 11), group("504", 10)]);
        assert_eq!(codes(&later), ["504", "409", "500"]);
        assert_eq!(later[1].count, 12);
    }
}
