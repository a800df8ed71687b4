//! What became of devices a day, as a small chart with its figure in words.

use leptos::prelude::*;
use lockstep_api::job::Job;

use crate::{
    clock,
    components::status::listed_tally,
    intl,
    live::live,
    messages::m,
    reactive::{drawn, memo},
};

/// Days that are shown, today included.
const DAYS: usize = 14;

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
                add(&mut days, &job.read(), |job| {
                    Some(intl::days_from(job.start_at.or(job.created_at)?, now))
                });
            }
        }
        days
    });
    drawn(move || {
        let days = days.get();
        let (succeeded, failed) =
            days.iter().fold((0, 0), |(good, bad), day| (good + day.succeeded, bad + day.failed));
        (succeeded + failed > 0).then(|| {
            let most = days.iter().map(|day| day.succeeded + day.failed).max().unwrap_or_default();
            let bar = move |day: &Day| {
                let all = day.succeeded + day.failed;
                let (height, bad) = (all * 100 / most.max(1), day.failed * 100 / all.max(1));
                view! { <i style:--v=height.to_string() style:--f=bad.to_string()></i> }
            };
            view! {
                <div class="bars" role="img" aria-label=m().outcomes_a_day(succeeded, failed)>
                    {days.iter().map(bar).collect_view()}
                </div>
                <span>
                    <b>{intl::percent(succeeded, succeeded + failed, false)}</b>
                    " "
                    {m().of_outcomes_succeeded()}
                </span>
            }
        })
    })
}

/// Adds the counts of a job to the day on which it started, so many days ago.
fn add(days: &mut [Day; DAYS], job: &Job, ago: impl Fn(&Job) -> Option<i64>) {
    let (Some(tally), Some(ago)) = (listed_tally(job), ago(job)) else { return };
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
