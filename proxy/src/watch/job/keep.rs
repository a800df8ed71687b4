//! Keeps a job that was made elsewhere, once it has ended and somebody has looked at it.
//!
//! Its rows have been read for whoever looks, so to keep them costs the hub nothing; it would forget them. The archiver
//! does the same for the jobs of Lockstep, watched or not.

use tracing::{error, info};

use super::JobWatch;
use crate::store::StoreError;

pub(super) async fn keep(watch: &JobWatch) {
    let archived = watch.to_archive().await;
    let store = watch.tools.book.store();
    let kept: Result<bool, StoreError> = async {
        let record = store.record(&watch.topic).await?;
        if record.is_some_and(|record| record.order.is_some() || record.archived.is_some()) {
            return Ok(false);
        }
        store.archive(&watch.topic, &archived, watch.tools.now()).await?;
        Ok(true)
    }
    .await;
    match kept {
        Ok(true) => info!(job.id = %watch.topic, "Job `{}`, made elsewhere, is archived", watch.topic),
        Ok(false) => {}
        Err(error) => {
            error!(error = &error as &dyn std::error::Error, "A job that was made elsewhere is not archived");
        }
    }
}
