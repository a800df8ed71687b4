//! Where the job stands: one sentence, one bar, one ledger.

use leptos::prelude::*;
use lockstep_api::{job::JobState, row::Tally, time::EpochMillis};

use super::ledger::Ledger;
use crate::{
    clock::ticker,
    components::outcome_bar::OutcomeBar,
    intl,
    live::live,
    messages::m,
    reactive::{Memo, drawn, memo},
    session::session_store,
};

/// What the lead is made of.
#[derive(Debug, Clone, PartialEq)]
struct Standing {
    state: JobState,
    tally: Tally,
    total: u64,
    started_at: Option<EpochMillis>,
}

/// The section on top of the job.
#[component]
pub fn ProgressSection(
    /// Set while what is shown is old.
    stale: Memo<Option<String>>,
) -> impl IntoView {
    let job = live().job;
    let ticker = ticker();
    let rate = session_store().current().map_or(0.0, |session| session.hub.device_operations_per_second);
    let standing = memo(move || {
        let tally = job.tally();
        let total = job.rows_known().devices.unwrap_or_else(|| tally.total());
        job.job_part(|job| Standing { state: job.state, tally, total, started_at: job.starts_at() })
    });
    let old = memo(move || stale.read().is_some());
    let lead = move || standing.get().map(|standing| lead(&standing, old.get()));
    let aside = move || {
        let standing = standing.get()?;
        Some(match job.as_of().filter(|_| old.get()) {
            Some(as_of) => m().heard_at(&intl::time(as_of)),
            None => aside(&standing, rate),
        })
    };
    let left = memo(move || {
        let standing = standing.get().filter(|standing| standing.state == JobState::Running)?;
        if old.get() { Some(m().left_unknown().to_owned()) } else { left(&standing, ticker.at()) }
    });
    view! {
        <section class="progress" aria-label=m().progress()>
            <div class="lead">
                <h2>{drawn(lead)}</h2>
                <span class="quiet">{drawn(aside)}</span>
                <span class="eta">{drawn(move || left.get())}</span>
            </div>
            <OutcomeBar tally=memo(move || job.tally()) />
            <Ledger />
        </section>
    }
}

fn lead(standing: &Standing, old: bool) -> String {
    let settled = standing.tally.settled();
    match standing.state {
        JobState::Waiting | JobState::Queued | JobState::Scheduled => m().not_begun().to_owned(),
        JobState::Cancelled | JobState::Failed if standing.total == 0 => m().no_device_touched().to_owned(),
        JobState::Completed if standing.total == 0 => m().no_device_matched().to_owned(),
        _ if standing.total == 0 => m().counting().to_owned(),
        JobState::Completed => m().all_have_outcome(standing.tally.succeeded, standing.total),
        _ if old => m().had_outcome(settled, standing.total),
        JobState::Running | JobState::Failed | JobState::Cancelled | JobState::Unknown => {
            m().have_outcome(settled, standing.total)
        }
    }
}

fn aside(standing: &Standing, rate: f64) -> String {
    let tally = &standing.tally;
    match standing.state {
        _ if standing.total == 0 => String::new(),
        JobState::Completed => m().did_not(tally.failed, tally.not_reached, tally.cancelled),
        JobState::Running => {
            m().speed(&intl::percent(tally.settled(), standing.total, true), &intl::decimal(rate))
        }
        JobState::Waiting
        | JobState::Queued
        | JobState::Scheduled
        | JobState::Failed
        | JobState::Cancelled
        | JobState::Unknown => String::new(),
    }
}

/// The time left at the speed so far; said only once there is some speed to go by, and while the hub still has devices
/// to begin with. How long the last ones take to answer follows no speed.
fn left(standing: &Standing, now: EpochMillis) -> Option<String> {
    let Tally { pending, running, .. } = standing.tally;
    if pending == 0 && running > 0 {
        return Some(m().waiting_for_answers(running));
    }
    let seconds = left_seconds(&standing.tally, standing.total, standing.started_at?, now)?;
    // Rounded, so that the figure does not flicker with every answer.
    let rounded = if seconds > 30 { seconds.div_ceil(10) * 10 } else { seconds };
    Some(m().left(&m().seconds(rounded)))
}

/// The seconds left at the speed so far; `None` while there is no speed to go by.
pub fn left_seconds(tally: &Tally, total: u64, started_at: EpochMillis, now: EpochMillis) -> Option<u64> {
    let settled = tally.settled();
    let elapsed = u64::try_from(now.since(started_at)).ok()?;
    let open = total.checked_sub(settled).filter(|open| *open > 0)?;
    if settled == 0 || elapsed < 2_000 {
        return None;
    }
    let seconds = u128::from(elapsed) * u128::from(open) / u128::from(settled) / 1000;
    u64::try_from(seconds.max(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running(succeeded: u64, pending: u64) -> Standing {
        let tally = Tally { succeeded, pending, ..Tally::default() };
        Standing {
            state: JobState::Running,
            tally,
            total: succeeded + pending,
            started_at: Some(EpochMillis(0)),
        }
    }

    #[test]
    fn the_time_left_follows_the_speed_so_far() {
        assert_eq!(left(&running(100, 100), EpochMillis(60_000)), Some("About 1 m left".to_owned()));
        assert_eq!(left(&running(0, 100), EpochMillis(60_000)), None);
        assert_eq!(left(&running(100, 0), EpochMillis(60_000)), None);
    }

    #[test]
    fn the_last_devices_are_waited_for_without_a_promise() {
        let mut standing = running(198, 0);
        (standing.tally.running, standing.total) = (2, 200);
        assert_eq!(left(&standing, EpochMillis(60_000)), Some("Waiting for 2 devices to answer".to_owned()));
    }

    #[test]
    fn a_job_that_matched_nothing_says_so() {
        let standing = Standing { state: JobState::Completed, ..running(0, 0) };
        assert_eq!(lead(&standing, false), "No device satisfied the condition when the job started");
    }

    #[test]
    fn what_is_old_is_told_in_the_past() {
        assert_eq!(lead(&running(1, 1), true), "1 of 2 had an outcome");
    }
}
