//! Keeps a job that was made elsewhere, once it has ended and somebody has looked at it.
//!
//! Its rows have been read for whoever looks, so to keep them costs the hub nothing; it would forget them. The archiver
//! does the same for the jobs of Lockstep, watched or not. What could not be read whole is not kept: whoever looks next
//! reads it again.

use std::{sync::Arc, time::Duration};

use lockstep_api::job::Job;
use tracing::{error, info};

use super::JobWatch;
use crate::store::{JobRecord, StoreError};

/// How long until a store that failed is tried again.
const AGAIN: Duration = Duration::from_secs(60);

pub(super) async fn keep(watch: &Arc<JobWatch>) {
    loop {
        let job = watch.until(|known| known.whole().cloned()).await;
        // Not with whoever looks, who may leave: half of the rows would stay behind.
        let kept = watch.tools.tasks.spawn(store(Arc::clone(watch), job)).await;
        if let Ok(Ok(())) = kept {
            return;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn store(watch: Arc<JobWatch>, job: Job) -> Result<(), StoreError> {
    let (store, id) = (watch.tools.book.store(), &watch.topic);
    let result = async {
        if store.record(id).await?.is_some_and(|record| has(&record, &job)) {
            return Ok(());
        }
        store.archive(id, &watch.to_archive().await, watch.tools.now()).await?;
        info!(job.id = %id, "Job `{id}`, made elsewhere, is archived");
        watch.poke();
        Ok(())
    }
    .await;
    if let Err(error) = &result {
        error!(error = error as &dyn std::error::Error, job.id = %id, "Job `{id}`, made elsewhere, is not archived");
    }
    result
}

/// Whether it is ours, or kept already. Another job by its name may have been kept.
fn has(record: &JobRecord, job: &Job) -> bool {
    record.order.is_some() || record.archived.as_ref().is_some_and(|kept| kept.created_at == job.created_at)
}
