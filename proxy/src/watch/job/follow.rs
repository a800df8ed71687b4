//! Asks for the job until it has ended.

use std::time::Duration;

use iothub_client::budget::OperationClass;
use lockstep_api::job::{Job, JobState};

use super::JobWatch;
use crate::translate;

/// A job that waits for its start is looked at less often, but still: somebody may withdraw it elsewhere.
const WAITING: u32 = 8;
/// However slow the pace is, it is looked at this often.
const SLOWEST: Duration = Duration::from_secs(15);

pub(super) async fn follow(watch: &JobWatch) {
    let tools = &watch.tools;
    let interval = tools.interval(OperationClass::JobOperations);
    let client = tools.hub.background();
    loop {
        match tools.hub.heard(client.job(&watch.id).await) {
            Ok(job) => {
                let job = job.as_ref().and_then(translate::job::job);
                watch.learn(|known| known.job(job, tools.now()));
            }
            Err(_) => {
                tools.pause(interval).await;
                continue;
            }
        }
        let next = watch
            .lock()
            .job_state()
            .map_or(Some(interval * 4), |job| next_look(job, interval, tools.now().0));
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

/// How long until the job is asked for again; `None` when it has ended.
fn next_look(job: &Job, interval: Duration, now: i64) -> Option<Duration> {
    match job.state {
        JobState::Completed | JobState::Failed | JobState::Cancelled => None,
        JobState::Queued | JobState::Running | JobState::Unknown => Some(interval),
        JobState::Scheduled => {
            let until_start = job.start_at.map_or(0, |start_at| start_at.0.saturating_sub(now).max(0));
            let until_start = Duration::from_millis(until_start.unsigned_abs());
            let longest = interval.saturating_mul(WAITING).min(SLOWEST).max(interval);
            Some(until_start.clamp(interval, longest))
        }
    }
}
