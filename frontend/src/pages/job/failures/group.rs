//! One reason: how many devices, what to do, where they cluster.

use leptos::prelude::*;
use lockstep_api::{
    cluster::{Cluster, Clusters},
    job::JobId,
    row::FailureGroup,
};

use super::{
    super::{
        CODE, OUTCOME, TEXT,
        grid::filter,
        rerun::{Ask, Asked},
    },
    compare::{CompareButton, Compared},
};
use crate::{
    components::{
        icon::Icon,
        location::{Here, Remember},
        remote::Remote,
        sentence::Sentence,
        status::outcome_slug,
    },
    intl,
    messages::m,
    reactive::{Memo, StoredValue, drawn, memo},
    routes::Route,
};

/// The group, as it counts now.
#[component]
pub fn Group(
    /// The job.
    id: Memo<JobId>,
    /// The group as it was first heard of.
    group: FailureGroup,
    /// All groups as they are now.
    groups: Memo<Vec<FailureGroup>>,
    /// Seconds that devices have to answer.
    timeout: Memo<Option<u32>>,
    /// Whether the job has ended.
    ended: Memo<bool>,
    /// Where groups cluster, once it is known.
    clusters: Remote<Clusters>,
) -> impl IntoView {
    let here = Here::new();
    let asked = Asked::here();
    let again = worth_a_rerun(&group);
    let own = StoredValue::new(group.clone());
    let rerun = move |_| asked.ask(Ask::Group(own.get_value()));
    let compare = may_have_acted(&group).then(|| {
        let code = StoredValue::new(group.code.clone());
        view! { <CompareButton of=Compared::new(id, group.outcome, code) /> }
    });
    let (outcome, code) = (group.outcome, group.code.clone());
    let name = code.clone();
    let count = memo(move || {
        let groups = groups.read();
        groups
            .iter()
            .find(|group| group.outcome == outcome && group.code == name)
            .map_or(0, |group| group.count)
    });
    let words = m().failure_group(&group);
    let shown = here.parameter(CODE);
    let pressed = {
        let code = code.clone();
        move || (*shown.read() == code).to_string()
    };
    let show = move |_| {
        let outcomes = filter::toggled(&[], outcome);
        // So many as it says: a text that was searched for would hide some.
        here.set(&[(CODE, &code), (OUTCOME, &outcomes), (TEXT, "")], Remember::Push);
    };
    let cluster = {
        let code = group.code.clone();
        memo(move || {
            let of_group = |one: &&Cluster| one.outcome == outcome && one.code == code;
            clusters.part(|found| found.clusters.iter().find(of_group).cloned()).flatten()
        })
    };
    view! {
        <li data-outcome=outcome_slug(outcome)>
            <Icon name=outcome_slug(outcome) />
            <span class="code-name mono">{words}</span>
            <span class="n">{drawn(move || intl::number(count.get()))}</span>
            <p>{drawn(move || view! { <Sentence spans=m().remedy(&group, timeout.get()) /> })}</p>
            {drawn(move || {
                let cluster = cluster.get()?;
                let href = Route::Devices { condition: cluster.condition.clone() }.href();
                Some(view! {
                    <p>
                        <Sentence spans=m().cluster(&cluster, count.get()) />
                        " "
                        <a href=href>{m().devices_there()}</a>
                    </p>
                })
            })}
            <div class="actions">
                <button type="button" class="button" data-size="small" aria-pressed=pressed on:click=show>
                    <Icon name="filter" />
                    {drawn(move || m().show_count(count.get()))}
                </button>
                {compare}
                {drawn(move || {
                    (again && ended.get())
                        .then(|| {
                            view! {
                                <button type="button" class="button" data-writes="" data-size="small" on:click=rerun>
                                    <Icon name="rerun" />
                                    {m().rerun_short()}
                                </button>
                            }
                        })
                })}
            </div>
        </li>
    }
}

/// The hub's name or number for a reason, without its other one.
fn name(group: &FailureGroup) -> &str {
    group.code.rsplit(' ').next().unwrap_or_default()
}

/// True for devices that were called and gave no answer.
fn may_have_acted(group: &FailureGroup) -> bool {
    matches!(name(group), "GatewayTimeout" | "504101")
}

/// True for devices for which the same may go better the next time, and does nothing twice.
fn worth_a_rerun(group: &FailureGroup) -> bool {
    let hopeless = ["ThrottlingException", "429001", "DeviceNotFound", "404001"];
    !may_have_acted(group) && !hopeless.contains(&name(group))
}
