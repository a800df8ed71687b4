//! What became of devices a day, as a small chart with its figure in words.

use leptos::prelude::*;
use lockstep_api::job::Job;

use crate::{
    clock,
    components::status::{Listed, listed},
    intl,
    live::live,
    messages::m,
    reactive::{drawn, memo},
};

/// Days that are shown, today included.
const DAYS: usize = 14;

/// Size of the chart: its height, from one bar to the next, and the width of a bar.
const HEIGHT: u64 = 28;
const PITCH: usize = 10;
const WIDTH: usize = 7;

/// Outcomes of a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Day {
    succeeded: u64,
    failed: u64,
}

/// The chart; nothing while no device has an outcome.
#[component]
pub fn Outcomes() -> impl IntoView {
    let jobs = live().jobs;
    let days = memo(move || {
        let now = clock::now();
        let mut days = [Day::default(); DAYS];
        for id in jobs.shown() {
            if let Some(job) = jobs.cell(&id) {
                add(&mut days, &job.read(), |job| Some(intl::days_from(job.starts_at()?, now)));
            }
        }
        days
    });
    drawn(move || {
        let days = days.get();
        let (succeeded, failed) =
            days.iter().fold((0, 0), |(good, bad), day| (good + day.succeeded, bad + day.failed));
        (succeeded + failed > 0).then(|| {
            let [good, bad] = bars(&days);
            let words = m().outcomes_a_day(succeeded, failed);
            view! {
                <span class="in-words" title=words><svg
                    class="bars"
                    viewBox=format!("0 0 {} {HEIGHT}", DAYS * PITCH)
                    role="img"
                    aria-label=words.clone()
                >
                    <path class="base" d=format!("M0 {HEIGHT}H{}", DAYS * PITCH)></path>
                    <path class="good" d=good></path>
                    <path class="bad" d=bad></path>
                </svg></span>
                <span>
                    <b>{intl::percent(succeeded, succeeded + failed, false)}</b>
                    " "
                    {m().of_outcomes_succeeded()}
                </span>
            }
        })
    })
}

/// What succeeded and, on top of it, what did not, as paths of one bar a day. The highest day fills the chart, and a day
/// with anything to show is seen.
fn bars(days: &[Day]) -> [String; 2] {
    let most = days.iter().map(|day| day.succeeded + day.failed).max().unwrap_or_default().max(1);
    let mut paths = [String::new(), String::new()];
    for (day, x) in days.iter().zip((0..).step_by(PITCH)) {
        let all = day.succeeded + day.failed;
        let height = if all == 0 { 0 } else { (all * HEIGHT / most).max(2) };
        let bad = if day.failed == 0 { 0 } else { (day.failed * height / all).max(1) };
        for (path, bottom, height) in [(0, HEIGHT, height - bad), (1, HEIGHT - (height - bad), bad)] {
            if height > 0 {
                paths[path] += &format!("M{x} {bottom}v-{height}h{WIDTH}v{height}z");
            }
        }
    }
    paths
}

/// Adds the counts of a job to the day on which it started, so many days ago.
fn add(days: &mut [Day; DAYS], job: &Job, ago: impl Fn(&Job) -> Option<i64>) {
    // What has only answered is no outcome that anybody knows.
    let known = listed(job).filter(|listed| !listed.answered_only);
    let (Some(Listed { tally, .. }), Some(ago)) = (known, ago(job)) else { return };
    let place = usize::try_from(ago).ok().and_then(|ago| (DAYS - 1).checked_sub(ago));
    if let Some(day) = place.and_then(|place| days.get_mut(place)) {
        day.succeeded += tally.succeeded;
        day.failed += tally.failed + tally.not_reached + tally.cancelled;
    }
}

#[cfg(test)]
mod tests {
    use lockstep_api::job::HubCounts;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_failed_stands_on_what_succeeded() {
        let days = [Day { succeeded: 100, failed: 0 }, Day::default(), Day { succeeded: 25, failed: 25 }];
        assert_eq!(bars(&days), ["M0 28v-28h7v28zM20 28v-7h7v7z", "M20 21v-7h7v7z"]);
        let one_of_many = [Day { succeeded: 10_000, failed: 1 }, Day { succeeded: 1, failed: 0 }];
        assert_eq!(bars(&one_of_many), ["M0 28v-27h7v27zM10 28v-2h7v2z", "M0 1v-1h7v1z"]);
    }

    #[test]
    fn a_job_counts_for_its_day_and_old_ones_do_not() {
        let job = json!({"id": "j", "state": "completed", "action": {"twin": {"tags": {"a": 1}}}});
        let counts = HubCounts { devices: 5, succeeded: 4, failed: 1, running: 0, pending: 0 };
        let job = Job { hub_counts: Some(counts), ..serde_json::from_value(job).unwrap() };
        let mut days = [Day::default(); DAYS];
        for ago in [0, 0, 13, 14, -1] {
            add(&mut days, &job, |_| Some(ago));
        }
        assert_eq!(
            (days[DAYS - 1], days[0]),
            (Day { succeeded: 8, failed: 2 }, Day { succeeded: 4, failed: 1 })
        );
        assert_eq!(days[1..DAYS - 1], [Day::default(); DAYS - 2]);
    }
}
