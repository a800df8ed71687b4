//! The list of jobs, live: also those made elsewhere.

mod cells;
mod columns;
mod controls;
pub mod filter;
mod older;
mod outcomes;
mod row;
mod steady;

use std::collections::BTreeSet;

use leptos::prelude::*;
use lockstep_api::job::{JobId, JobList};

use self::{
    columns::{Column, Columns, JOB_COLUMNS},
    controls::{Select, States, Waits},
    filter::{ELSEWHERE, Filter, HOURS, Type, person},
    older::{OLDER, OLDER_JOBS, place},
    outcomes::Outcomes,
    row::JobRow,
    steady::Steady,
};
use crate::{
    api, clock,
    components::{
        columns::ColumnsMenu,
        copy::CopyLink,
        face::{Empty, Failed, Loading},
        heading::Heading,
        icon::Icon,
        lazy::Lazy,
        live_chip::freshness,
        location::Here,
        remote::Remote,
        search_field::SearchField,
        sentence::Sentence,
    },
    intl,
    live::live,
    messages::m,
    reactive::{Memo, RwSignal, bound, drawn, each, effect, memo, memo_of_last},
    routes::Route,
};

const STATE: &str = "state";
const TEXT: &str = "q";
const TYPE: &str = "type";
const HOURS_BACK: &str = "hours";
const BY: &str = "by";

/// Id of the panel.
const PANEL: &str = "jobs-panel";

/// Jobs, newest first.
#[component]
pub fn JobsPage() -> impl IntoView {
    let live = live();
    let freshness = freshness();
    live.jobs.open();
    // The stream brings the list. It is also asked for once, so that a page has data, or a reason, without a stream.
    let first = Remote::<JobList>::new();
    let read = Callback::new(move |()| {
        first.load_then(api::jobs(), move |answer| {
            if let (Ok(list), false) = (answer, live.jobs.known()) {
                live.jobs.apply(list.clone());
            }
        });
    });
    read.run(());
    let known = memo(move || live.jobs.as_of().is_some());
    let stale = move || {
        let as_of = live.jobs.as_of().filter(|_| freshness.read().old())?;
        Some(m().as_of(&intl::time(as_of)))
    };
    view! {
        <main id="main" class="page" data-primary="new-job" data-stale=bound(stale)>
            <header class="page-head">
                <div class="row">
                    <Heading title=m().jobs() />
                    <div class="actions reading">
                        <CopyLink />
                        <Outcomes />
                        {drawn(move || {
                            live.jobs
                                .slots()
                                .map(|slots| {
                                    view! {
                                        <span class="chip" role="status">
                                            <Icon name="gauge" />
                                            <span>
                                                <Sentence spans=m().slots(&slots) />
                                            </span>
                                        </span>
                                    }
                                })
                        })}
                    </div>
                </div>
            </header>
            {drawn(move || match (known.get(), first.failure()) {
                (true, _) => view! { <Known stale=memo(stale) /> }.into_any(),
                (false, Some(failure)) => {
                    view! {
                        <section class="panel">
                            <Failed failure retry=read />
                        </section>
                    }
                        .into_any()
                }
                (false, None) => {
                    view! {
                        <section class="panel">
                            <Loading />
                        </section>
                    }
                        .into_any()
                }
            })}
        </main>
    }
}

#[component]
fn Known(stale: Memo<Option<String>>) -> impl IntoView {
    let live = live();
    let here = Here::new();
    let (state, text) = (here.parameter(STATE), here.parameter(TEXT));
    let (what, hours) = (here.parameter(TYPE), here.parameter(HOURS_BACK));
    let by = here.parameter(BY);
    let columns = Columns::of_address(here);
    let people = memo(move || {
        let of = |id: JobId| live.jobs.cell(&id).map(|job| job.read().record.created_by.clone());
        let mut people: BTreeSet<_> = live.jobs.shown().into_iter().filter_map(of).collect();
        // Who is asked for is there to choose, whoever ordered what is listed now.
        people.extend(person(&by.read()));
        people
    });
    let filters_by = memo(move || !by.read().is_empty());
    let filter = memo(move || {
        Filter::new(&state.get(), &what.read(), &hours.read(), &text.get(), clock::now()).by(by.get())
    });
    // Membership in a filtered list follows the jobs themselves, so it is asked of their cells.
    let asked = RwSignal::new(0);
    let steady = memo_of_last(move |last| {
        let filter = filter.get();
        let passes = |id: &JobId| live.jobs.cell(id).is_some_and(|job| filter.passes(&job.read()));
        Steady::after(last, filter.clone(), asked.get(), live.jobs.shown(), passes)
    });
    let passing = memo(move || steady.read().shown.clone());
    let changed = memo(move || steady.read().changed as u64);
    let all = memo(move || live.jobs.shown().len() as u64);
    let none = memo(move || passing.read().is_empty());
    let newer = memo(move || live.jobs.newer(|job| filter.read().passes(job)) as u64);
    let older = here.parameter(OLDER);
    let older = memo(move || !older.read().is_empty());
    let waits = move || match (newer.get(), changed.get()) {
        (0, 0) => None,
        (newer, 0) => Some(m().newer_jobs(newer)),
        (0, changed) => Some(m().changed_jobs(changed)),
        (newer, changed) => Some(m().newer_and_changed_jobs(newer, changed)),
    };
    let update = Callback::new(move |()| {
        live.jobs.show_newer();
        asked.update(|asked| *asked += 1);
    });
    // In an empty list nothing can move.
    effect(move || {
        if none.get() && newer.get() > 0 {
            live.jobs.show_newer();
        }
    });
    view! {
        <section class="panel grid" id=PANEL tabindex="-1" aria-labelledby="all-jobs">
            <header class="toolbar">
                <h2 id="all-jobs" class="visually-hidden">
                    {m().all_jobs()}
                </h2>
                <SearchField parameter=TEXT label=m().find_jobs() hint=m().find_jobs_hint() />
                <States state here />
                <span class="spacer"></span>
                <ColumnsMenu content=&JOB_COLUMNS with=columns />
            </header>
            <div class="shown">
                <Select
                    label=m().filter_by_type()
                    parameter=TYPE
                    chosen=what
                    options=[("", m().all_types())]
                        .into_iter()
                        .chain(Type::ALL.map(|what| (what.name(), m().job_type(what))))
                        .map(|(value, words)| (value.to_owned(), words.to_owned()))
                        .collect()
                />
                <Select
                    label=m().filter_by_time()
                    parameter=HOURS_BACK
                    chosen=hours
                    options=[(String::new(), m().any_time().to_owned())]
                        .into_iter()
                        .chain(HOURS.map(|hours| (hours.to_string(), m().last_hours(hours))))
                        .collect()
                />
                {drawn(move || {
                    let people = people.get();
                    // Where everything was ordered by one, or nobody knows by whom, there is nothing to choose.
                    (people.len() > 1 || filters_by.get()).then(|| {
                        let named = people.into_iter().map(|person| match person {
                            Some(person) => (person.clone(), person),
                            None => (ELSEWHERE.to_owned(), m().made_elsewhere().to_owned()),
                        });
                        let options = [(String::new(), m().anybody().to_owned())].into_iter().chain(named).collect();
                        view! { <Select label=m().filter_by_person() parameter=BY chosen=by options /> }
                    })
                })}
                <div class="changes" hidden=bound(move || older.get())>
                    <span class="as-of">{drawn(move || stale.get())}</span>
                    <span class="quiet nowrap" role="status">
                        {drawn(move || m().jobs_shown(passing.read().len() as u64, all.get()))}
                    </span>
                    <div role="status">{drawn(move || waits().map(|words| view! { <Waits words update then=PANEL /> }))}</div>
                </div>
            </div>
            {drawn(move || match (none.get(), all.get()) {
                _ if older.get() => view! { <Lazy part=&OLDER_JOBS with=(filter, columns.chosen) /> }.into_any(),
                (false, _) => view! { <JobTable columns=columns.chosen>{rows(passing, columns.chosen)}</JobTable> }.into_any(),
                (true, 0) => {
                    view! {
                        <Empty title=m().no_jobs() why=m().no_jobs_why()>
                            <a class="button" data-size="small" href=Route::new_job().href()>
                                {m().new_job()}
                            </a>
                        </Empty>
                    }
                        .into_any()
                }
                (true, _) => {
                    view! {
                        <Empty title=m().no_jobs_match() why=m().no_jobs_match_why()>
                            <a class="button" data-size="small" href=Route::Jobs.href()>
                                {m().clear_job_filter()}
                            </a>
                        </Empty>
                    }
                        .into_any()
                }
            })}
            <footer hidden=bound(move || older.get())>
                <span class="quiet">
                    {drawn(move || if live.jobs.truncated() { m().jobs_truncated() } else { m().hub_keeps() })}
                </span>
                {drawn(move || {
                    live.jobs.older().map(|next| view! { <a href=here.with(&[(OLDER, &place(&next))])>{m().older_jobs()}</a> })
                })}
                <span class="spacer"></span>
                <span class="quiet small">
                    {drawn(move || live.jobs.as_of().map(|as_of| m().jobs_as_of(&intl::time(as_of))))}
                </span>
            </footer>
        </section>
    }
}

/// The rows of jobs in the list.
fn rows(passing: Memo<Vec<JobId>>, columns: Memo<Vec<Column>>) -> AnyView {
    let jobs = live().jobs;
    let row = move |id: JobId| jobs.cell(&id).map(|job| view! { <JobRow job columns /> });
    each(move || passing.get(), |id| id.to_string(), row).into_any()
}

/// Jobs in rows, whichever they are.
#[component]
fn JobTable(columns: Memo<Vec<Column>>, children: Children) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=m().table_scrolls()>
            <table class="table" data-narrow>
                <thead>
                    <tr>
                        <th scope="col">{m().status()}</th>
                        <th scope="col">{m().job()}</th>
                        {drawn(move || columns.get().into_iter().map(Column::head).collect_view())}
                    </tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
