//! Tells what has changed, gathered up so that there are at most ten events a second.

use std::time::Duration;

use lockstep_api::live::{LiveEvent, RowChanges};
use tokio::time::Instant;

use super::{JobWatch, known::News};
use crate::live::Topic;

/// Unchanged progress is published again after so long, so that its age is known.
const REPUBLISH: Duration = Duration::from_secs(5);

pub(super) async fn publish(watch: &JobWatch) {
    let mut learnt = watch.learnt.subscribe();
    // What was learnt by the run before may not have been told.
    learnt.mark_changed();
    let mut told_at = None;
    loop {
        // The sender is `watch`, so the channel cannot close.
        let _ = learnt.changed().await;
        let stale = told_at.is_none_or(|at: Instant| at.elapsed() >= REPUBLISH);
        if tell(watch, stale) {
            told_at = Some(Instant::now());
            tokio::time::sleep(watch.tools.pace.between_events).await;
        }
    }
}

/// Publishes the news, under the lock, so that a snapshot is of one moment; false when there is none.
fn tell(watch: &JobWatch, stale: bool) -> bool {
    let mut known = watch.lock();
    let News { first, progress, rows, gone } = known.take_news();
    let topic = || Topic::Job(watch.topic.clone());
    let bus = &watch.tools.bus;
    if gone {
        bus.publish(topic(), &LiveEvent::Gone { job: watch.topic.clone() });
        return true;
    }
    let Some(now) = known.progress(&watch.tools, &watch.topic) else { return false };
    if first {
        bus.publish(topic(), &known.snapshot(now));
        return true;
    }
    if !progress && rows.is_empty() && !stale {
        return false;
    }
    bus.publish(topic(), &LiveEvent::Progress(now));
    if !rows.is_empty() {
        bus.publish(topic(), &LiveEvent::Rows(RowChanges { job: watch.topic.clone(), changes: rows }));
    }
    true
}
