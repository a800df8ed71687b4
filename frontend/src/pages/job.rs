//! One job, live: where it stands, why devices did not succeed, and what each of them answered.

mod cancel;
mod export;
mod facts;
mod failures;
mod grid;
mod head;
mod history;
mod label;
mod ledger;
mod paper;
mod progress;
mod request;
pub mod rerun;
mod waiting;

use leptos::prelude::*;
use lockstep_api::job::JobId;

use self::{
    facts::Facts,
    failures::Failures,
    grid::Grid,
    head::Head,
    history::History,
    paper::{Paper, PaperHead},
    progress::ProgressSection,
    rerun::{Asked, RerunDialog},
    waiting::Waiting,
};
use crate::{
    components::{
        face::{Empty, Loading},
        heading::Heading,
        live_chip::{Freshness, freshness},
        location::Here,
    },
    intl,
    live::live,
    messages::m,
    reactive::{Memo, bound, drawn, memo, memo_of_last},
    routes::Route,
};

/// Name of the search parameter with the outcomes to show.
const OUTCOME: &str = "outcome";
/// Name of the search parameter with the failure group to show.
const CODE: &str = "code";
/// Name of the search parameter with the text to find.
const TEXT: &str = "q";
/// Name of the search parameter with the order of rows.
const SORT: &str = "sort";
/// Name of the search parameter with the device whose answer is open.
const OPEN: &str = "open";

/// The job in the address.
#[component]
pub fn JobPage() -> impl IntoView {
    let here = Here::new();
    let live = live();
    let freshness = freshness();
    Asked::provide();
    Paper::provide();
    let id = memo_of_last(move |before: Option<&JobId>| match here.route() {
        Route::Job { id } => id,
        // The page is being left.
        _ => before.cloned().unwrap_or_else(|| JobId::listed("")),
    });
    let known = memo(move || live.job.as_of().is_some());
    let face = move || match (known.get(), live.job.missing()) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    };
    let face = memo(face);
    // Nothing that a hub has to say changes what has become of a job that has ended and is read.
    let settled = memo(move || {
        let read = live.job.rows_known().complete_in_seconds.is_none();
        read && live.job.job_part(|job| job.state.ended()).unwrap_or_default()
    });
    let stale = memo(move || {
        let old = match *freshness.read() {
            Freshness::Stale(_) => !settled.get(),
            ref other => other.old(),
        };
        Some(m().as_of(&intl::time(live.job.as_of().filter(|_| old)?)))
    });
    view! {
        <main id="main" class="page" data-stale=bound(move || stale.get())>
            {drawn(move || match face.get() {
                Some(true) => {
                    view! {
                        <PaperHead />
                        <Head id stale />
                        <Waiting />
                        <div class="job">
                            <ProgressSection stale />
                            <Failures id stale />
                            <Facts id />
                            <History id />
                            <Grid id stale />
                        </div>
                        <RerunDialog id />
                    }
                        .into_any()
                }
                Some(false) => {
                    view! {
                        <Plain id />
                        <section class="panel">
                            <Empty title=m().job_gone() why=m().job_gone_why()>
                                <a class="button" data-size="small" href=Route::Jobs.href()>
                                    {m().back_to_jobs()}
                                </a>
                            </Empty>
                        </section>
                    }
                        .into_any()
                }
                None => {
                    view! {
                        <Plain id />
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

/// The head while nothing is known but the id.
#[component]
fn Plain(id: Memo<JobId>) -> impl IntoView {
    let title = memo(move || id.read().to_string());
    view! {
        <header class="page-head">
            <nav class="crumb" aria-label=m().breadcrumb()>
                <a href=Route::Jobs.href()>{m().jobs()}</a>
                " / "
                <span class="mono">{drawn(move || title.get())}</span>
            </nav>
            <Heading title />
        </header>
    }
}
