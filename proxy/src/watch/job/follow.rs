//! Asks for the job until it has ended.

use std::time::Duration;

use iothub_client::budget::OperationClass;
use lockstep_api::job::{Job, JobState};
use tracing::error;

use super::JobWatch;
use crate::{hub::Subject, translate};

/// A job that waits for its start is looked at less often, but still: somebody may withdraw it elsewhere.
const WAITING: u32 = 8;
/// How often a job that waits for a slot is looked at. That is no question to the hub.
const IN_TURN: Duration = Duration::from_secs(2);
/// However slow the pace is, it is looked at this often.
const SLOWEST: Duration = Duration::from_secs(15);
/// How often a job that has ended is asked for again because its counts lag behind.
const LOOKS_AFTER_END: u32 = 10;

pub(super) async fn follow(watch: &JobWatch) {
    let mut looks_after_end = 0;
    let tools = &watch.tools;
    let interval = tools.interval(OperationClass::JobOperations);
    let client = tools.hub.background();
    let subject = Subject::Job(watch.id.clone());
    let _polling = tools.hub.polling(subject.clone());
    loop {
        // What Lockstep alone knows, or knows to have ended, is no question to the hub.
        let known = matches!(tools.book.without_hub(&watch.topic).await, Ok(Some(_)));
        let of_hub = if known { Ok(None) } else { tools.hub.polled(&subject, client.job(&watch.id).await) };
        let Ok(of_hub) = of_hub else {
            tools.pause(&subject, interval).await;
            continue;
        };
        let of_hub = of_hub.as_ref().and_then(translate::job::job);
        let job = match tools.book.job(&watch.topic, of_hub.clone()).await {
            Ok(job) => job,
            Err(error) => {
                error!(error = &error as &dyn std::error::Error, "A job lacks what Lockstep remembers");
                of_hub
            }
        };
        watch.learn(|known| known.job(job, tools.now()));
        let next = match watch.lock().job_state() {
            None => Some(interval * 4),
            Some(job) if job.state.ended() => {
                looks_after_end += 1;
                let lags = !settled(job) && looks_after_end < LOOKS_AFTER_END;
                // Who makes jobs elsewhere may use a name again.
                let elsewhere = job.record.created_by.is_none().then_some(tools.pace.unwatched.max(interval));
                if lags { Some(interval) } else { elsewhere }
            }
            Some(job) => Some(next_look(job, interval, tools.now().0)),
        };
        let sleep = async {
            match next {
                Some(span) => tokio::time::sleep(span).await,
                // Nothing more will happen to it.
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = sleep => {}
            () = watch.poked.notified() => {}
        }
    }
}

/// Looks again at what people write on a job that is kept, of which the hub need not be asked.
pub(super) async fn label(watch: &JobWatch) {
    loop {
        watch.poked.notified().await;
        match watch.tools.book.job(&watch.topic, None).await {
            Ok(Some(job)) => watch.learn(|known| known.job(Some(job), watch.tools.now())),
            Ok(None) => {}
            Err(error) => {
                error!(error = &error as &dyn std::error::Error, "A job lacks what Lockstep remembers");
            }
        }
    }
}

/// Whether the hub's counts of a job that has ended say so too.
fn settled(job: &Job) -> bool {
    job.hub_counts.is_none_or(|counts| counts.running + counts.pending == 0)
}

/// How long until a job that has not ended is asked for again.
fn next_look(job: &Job, interval: Duration, now: i64) -> Duration {
    if job.state == JobState::Waiting {
        return IN_TURN;
    }
    if job.state != JobState::Scheduled {
        return interval;
    }
    let until_start = job.start_at.map_or(0, |start_at| start_at.0.saturating_sub(now).max(0));
    let longest = interval.saturating_mul(WAITING).min(SLOWEST).max(interval);
    Duration::from_millis(until_start.unsigned_abs()).clamp(interval, longest)
}
