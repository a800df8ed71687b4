//! Jobs that Lockstep keeps and that the list is too short for, page by page. They have ended, so nothing here is live.

use leptos::prelude::*;
use lockstep_api::{
    job::{Job, JobId, OlderJobs, OlderQuery},
    time::EpochMillis,
};

use super::{JobTable, columns::Column, filter::Filter, row::JobRow};
use crate::{
    api::{self, Failure},
    components::{
        face::{Empty, Failed, Loading},
        location::Here,
        remote::Remote,
    },
    messages::m,
    part,
    parts::Piece,
    reactive::{ArcRwSignal, Memo, drawn, effect, memo},
};

/// Name of the search parameter with the place in the list.
pub const OLDER: &str = "older";

/// Jobs that make a page full.
const FULL: usize = 50;
/// Most answers that are read for one page.
const MOST_READ: usize = 20;

part!(OLDER_JOBS, older_jobs in forms: Piece<(Memo<Filter>, Memo<Vec<Column>>)> = |(filter, columns)| view! { <Older filter columns /> }.into_any());

/// A place as it stands in the address.
pub fn place(query: &OlderQuery) -> String {
    format!("{}.{}", query.before.0, query.id)
}

fn query(place: &str) -> Option<OlderQuery> {
    let (before, id) = place.split_once('.')?;
    Some(OlderQuery { before: EpochMillis(before.parse().ok()?), id: JobId::listed(id) })
}

/// Jobs that pass a filter, out of so many that were looked at.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    jobs: Vec<Job>,
    looked_at: u64,
    next: Option<OlderQuery>,
}

/// Reads on until a page is full of jobs that pass, or there are no more; a rare one ends the search of one page after
/// so many jobs, and one can go on.
async fn find(mut from: OlderQuery, filter: Filter) -> Result<Found, Failure> {
    let mut found = Found { jobs: Vec::new(), looked_at: 0, next: None };
    for _ in 0..MOST_READ {
        let OlderJobs { jobs, next } = api::older_jobs(from).await?;
        found.looked_at += jobs.len() as u64;
        found.jobs.extend(jobs.into_iter().filter(|job| filter.passes(job)));
        found.next = next;
        match &found.next {
            Some(next) if found.jobs.len() < FULL => from = next.clone(),
            _ => break,
        }
    }
    Ok(found)
}

#[component]
fn Older(
    /// Which of them are shown.
    filter: Memo<Filter>,
    /// The columns of each.
    columns: Memo<Vec<Column>>,
) -> impl IntoView {
    let here = Here::new();
    let at = here.parameter(OLDER);
    let page = Remote::<Found>::new();
    let read = Callback::new(move |()| {
        // An address that names no place is the beginning of what is kept.
        let all = || OlderQuery { before: EpochMillis(i64::MAX), id: JobId::listed("") };
        page.load(find(query(&at.read_untracked()).unwrap_or_else(all), filter.get_untracked()));
    });
    page.retry(read);
    effect(move || {
        at.with(|_| ());
        filter.with(|_| ());
        page.clear();
        read.run(());
    });
    let passing = memo(move || page.part(|page| page.jobs.clone()));
    let all = move || page.part(|page| page.looked_at).unwrap_or_default();
    let row = move |job| view! { <JobRow job=ArcRwSignal::new(job) columns /> };
    let link = move |at: &str, words: &'static str| view! { <a href=here.with(&[(OLDER, at)])>{words}</a> };
    view! {
        {drawn(move || match (passing.get(), page.failure()) {
            (Some(jobs), _) if jobs.is_empty() => {
                view! { <Empty title=m().no_jobs_match() why=m().no_kept_match() /> }.into_any()
            }
            (Some(jobs), _) => view! { <JobTable columns>{jobs.into_iter().map(row).collect_view()}</JobTable> }.into_any(),
            (None, Some(failure)) => view! { <Failed failure retry=read /> }.into_any(),
            (None, None) => view! { <Loading /> }.into_any(),
        })}
        <footer>
            <span class="quiet" role="status">
                {drawn(move || passing.with(|jobs| Some(m().jobs_shown(jobs.as_ref()?.len() as u64, all()))))}
            </span>
            <span class="quiet">{m().lockstep_keeps()}</span>
            {link("", m().newest_jobs())}
            {drawn(move || page.part(|page| page.next.as_ref().map(|next| link(&place(next), m().older_jobs()))))}
        </footer>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_an_address_leads_back_to_itself() {
        let wanted = OlderQuery { before: EpochMillis(1_795_728_718_918), id: JobId::listed("night.lock-1") };
        assert_eq!(query(&place(&wanted)), Some(wanted));
        assert_eq!(query("yesterday"), None);
    }
}
