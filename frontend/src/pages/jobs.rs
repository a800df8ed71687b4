//! The list of jobs, live: also those made elsewhere.

pub mod filter;
mod older;
mod outcomes;
mod row;
mod steady;

use leptos::prelude::*;
use lockstep_api::job::{JobId, JobList};

use self::{
    filter::{Filter, HOURS, STATES, Type},
    older::{OLDER, OLDER_JOBS, place},
    outcomes::Outcomes,
    row::JobRow,
    steady::Steady,
};
use crate::{
    api, clock,
    components::{
        copy::CopyLink,
        face::{Empty, Failed, Loading},
        heading::Heading,
        icon::Icon,
        lazy::Lazy,
        live_chip::freshness,
        location::{Here, Remember},
        remote::Remote,
        search_field::SearchField,
        select_options::select_options,
        sentence::Sentence,
        status::JobStatus,
    },
    intl,
    live::live,
    messages::m,
    reactive::{Memo, RwSignal, bound, drawn, each, memo, memo_of_last},
    routes::Route,
};

const STATE: &str = "state";
const TEXT: &str = "q";
const TYPE: &str = "type";
const HOURS_BACK: &str = "hours";

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
    let filter =
        memo(move || Filter::new(&state.get(), &what.read(), &hours.read(), &text.get(), clock::now()));
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
    view! {
        <section class="panel grid" aria-labelledby="all-jobs">
            <header class="toolbar">
                <h2 id="all-jobs" class="visually-hidden">
                    {m().all_jobs()}
                </h2>
                <SearchField parameter=TEXT label=m().find_jobs() hint=m().find_jobs_hint() />
                <States state here />
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
                <span class="spacer"></span>
                <span class="as-of">{drawn(move || stale.get())}</span>
                <div role="status">
                    {drawn(move || {
                        let show = move || live.jobs.show_newer();
                        let words = m().newer_jobs(newer.get());
                        (newer.get() > 0 && !older.get()).then(|| view! { <Waits icon="up-arrow" words deed=show /> })
                    })}
                    {drawn(move || {
                        let update = move || asked.update(|asked| *asked += 1);
                        let words = m().changed_jobs(changed.get());
                        (changed.get() > 0 && !older.get()).then(|| view! { <Waits icon="rerun" words deed=update /> })
                    })}
                </div>
            </header>
            {drawn(move || match (none.get(), all.get()) {
                _ if older.get() => view! { <Lazy part=&OLDER_JOBS with=filter /> }.into_any(),
                (false, _) => view! { <JobTable>{rows(passing)}</JobTable> }.into_any(),
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
                <span class="quiet" role="status">
                    {drawn(move || m().jobs_shown(passing.read().len() as u64, all.get()))}
                </span>
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
fn rows(passing: Memo<Vec<JobId>>) -> AnyView {
    let jobs = live().jobs;
    let row = move |id: JobId| jobs.cell(&id).map(|job| view! { <JobRow job /> });
    each(move || passing.get(), |id| id.to_string(), row).into_any()
}

/// A change of the list that waits for the person: the list would move under the pointer.
#[component]
fn Waits(icon: &'static str, words: String, deed: impl Fn() + 'static) -> impl IntoView {
    view! {
        <button type="button" class="button" data-size="small" on:click=move |_| deed()>
            <Icon name=icon />
            {words}
        </button>
    }
}

/// Jobs in rows, whichever they are.
#[component]
fn JobTable(children: Children) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=m().table_scrolls()>
            <table class="table" data-narrow>
                <thead>
                    <tr>
                        <th scope="col">{m().status()}</th>
                        <th scope="col">{m().job()}</th>
                        <th scope="col">{m().action_and_fleet()}</th>
                        <th scope="col" class="num">
                            {m().devices_head()}
                        </th>
                        <th scope="col">{m().outcome_head()}</th>
                        <th scope="col">{m().starts()}</th>
                        <th scope="col" class="num">
                            {m().took()}
                        </th>
                    </tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

/// One of several, in the address.
#[component]
fn Select(
    label: &'static str,
    parameter: &'static str,
    chosen: Memo<String>,
    options: Vec<(String, String)>,
) -> impl IntoView {
    let here = Here::new();
    view! {
        <select
            class="input"
            data-size="small"
            aria-label=label
            on:change=move |event| here.set(&[(parameter, &event_target_value(&event))], Remember::Push)
        >
            {select_options(options, chosen)}
        </select>
    }
}

/// One state at a time, as links: each is an address.
#[component]
fn States(state: Memo<String>, here: Here) -> impl IntoView {
    let link = move |value: &'static str, words: &'static str| {
        view! {
            <a
                class="button"
                data-size="small"
                href=bound(move || here.with(&[(STATE, value)]))
                aria-current=bound(move || (state.get() == value).then_some("true"))
            >
                {words}
            </a>
        }
    };
    view! {
        <nav class="toolbar" aria-label=m().filter_by_state()>
            {link("", m().all_states())}
            {STATES.map(|state| link(JobStatus::Hub(state).slug(), JobStatus::Hub(state).word())).into_iter().collect_view()}
        </nav>
    }
}
