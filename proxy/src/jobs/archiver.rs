//! Keeps jobs that have ended, with their rows: the hub forgets them after thirty days.
//!
//! While nobody watches, the jobs that Lockstep ordered cost one list call a minute, and each one pass over its rows at
//! its end, from half of the budget.

use std::time::Duration;

use iothub_wire::ids::JobId as HubJobId;
use lockstep_api::{
    audit::AuditEntry,
    job::{Job, JobId},
};
use tracing::{info, warn};

use crate::{
    app::{App, Parts},
    audit::Doing,
    store::Archived,
};

/// Longest time that the rows of one job are read for; then it is another one's turn.
const LONGEST: Duration = Duration::from_secs(6 * 3600);

/// Archives what has ended until the proxy ends.
pub(crate) async fn work(app: App) {
    let pause = app.watches.pace().unwatched;
    loop {
        // What is watched is looked at all the time; who watches says when something has ended.
        let _ = tokio::time::timeout(pause, app.book.until_ended()).await;
        match app.book.store().unfinished().await {
            Ok(open) if open.is_empty() => {}
            Ok(open) => look(&app, open).await,
            Err(error) => {
                warn!(error = &error as &dyn std::error::Error, "It is not known what is to be archived");
            }
        }
    }
}

/// One list call tells which of the open jobs have ended.
async fn look(app: &Parts, open: Vec<JobId>) {
    let Ok(list) = app.watches.list.read(&app.hub.background()).await else { return };
    for id in open {
        let listed = list.jobs.iter().find(|job| job.id == id);
        match listed {
            Some(job) if job.state.ended() => archive(app, &id).await,
            Some(_) => {}
            // Where there are more jobs than are listed, it is not told apart from one that the hub has forgotten.
            None if list.truncated => archive(app, &id).await,
            None => lost(app, &id).await,
        }
    }
}

/// Reads all of a job and keeps it.
async fn archive(app: &Parts, id: &JobId) {
    let Ok(hub_id) = HubJobId::lax(id.as_str()) else { return };
    let (watch, _guard) = app.watches.job_quietly(&hub_id);
    let Ok(archived) = tokio::time::timeout(LONGEST, watch.to_archive()).await else {
        warn!(job.id = %id, "The rows of job `{id}` were not read in time");
        return;
    };
    keep(app, id, &archived).await;
}

/// Keeps what is known of a job that the hub has forgotten before its end was seen.
async fn lost(app: &Parts, id: &JobId) {
    let Ok(Some(record)) = app.book.store().record(id).await else { return };
    let Some((order, _)) = record.order else { return };
    let job = Job {
        id: id.clone(),
        state: lockstep_api::job::JobState::Unknown,
        action: order.action,
        condition: Some(order.condition),
        created_at: Some(record.created_at),
        start_at: order.start_at,
        ended_at: None,
        max_execution_seconds: Some(order.max_execution_seconds),
        failure_reason: None,
        hub_counts: None,
        record: lockstep_api::job::JobRecord::default(),
    };
    warn!(job.id = %id, "The hub has forgotten job `{id}`, whose end Lockstep has not seen");
    keep(app, id, &Archived { job, rows: Vec::new() }).await;
}

async fn keep(app: &Parts, id: &JobId, archived: &Archived) {
    match app.book.store().archive(id, archived, app.now()).await {
        Ok(()) => {
            info!(job.id = %id, "Job `{id}` is archived with {} rows", archived.rows.len());
            let entry = AuditEntry::Ended {
                job: id.clone(),
                state: archived.job.state,
                devices: archived.rows.iter().map(|row| row.row.outcome).collect(),
            };
            app.audit.add_after(&Doing::own(), entry).await;
            app.watches.poke_known(id);
        }
        Err(error) => {
            warn!(error = &error as &dyn std::error::Error, job.id = %id, "Job `{id}` could not be archived");
        }
    }
}
