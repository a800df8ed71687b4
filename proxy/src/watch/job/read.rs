//! Reads the rows of the job, pass by pass.

use std::time::Duration;

use iothub_client::{Error, budget::OperationClass};
use iothub_query::quoted;
use iothub_wire::{job::DeviceJob, query::PageSize};
use tokio::time::Instant;

use super::{JobWatch, plan::Pass};
use crate::hub::Subject;

/// Shortest pause after a failure.
const FAILED: Duration = Duration::from_secs(1);

pub(super) async fn read(watch: &JobWatch) {
    let tools = &watch.tools;
    let subject = Subject::Rows(watch.id.clone());
    let _polling = tools.hub.polling(subject.clone());
    let mut learnt = watch.learnt.subscribe();
    loop {
        let pass = watch.lock().next_pass(tools.hub.per_minute(OperationClass::Queries));
        let Some(pass) = pass else {
            // The sender is `watch`, so the channel cannot close.
            let _ = learnt.changed().await;
            continue;
        };
        let begun_at = Instant::now();
        if read_pass(watch, &subject, pass).await.is_err() {
            tools.pause(&subject, FAILED).await;
        }
        // How fast pages come is the budget's to say.
        tokio::time::sleep_until(begun_at + tools.pace.fastest).await;
    }
}

/// Reads page after page until the last, or until the pass is no longer of use.
async fn read_pass(watch: &JobWatch, subject: &Subject, pass: Pass) -> Result<(), Error> {
    let hub = &watch.tools.hub;
    let client = hub.background();
    let query = query(watch.id.as_str(), pass);
    let mut next = None;
    watch.lock().begin_pass();
    loop {
        let page = client.query::<DeviceJob>(&query, PageSize::LARGEST, next.as_ref()).await;
        let page = hub.polled(subject, page)?;
        let last = page.next.is_none();
        watch.learn(|known| known.page(pass, page.items, last));
        next = page.next;
        if !last && !watch.presence.awaited() {
            spare(watch).await;
        }
        if last || !watch.lock().worthwhile(pass) {
            return Ok(());
        }
    }
}

/// Leaves half of the budget to others: the next page comes when the hub would have allowed two, or at once when somebody
/// has come to look.
async fn spare(watch: &JobWatch) {
    let Some(per_minute) = watch.tools.hub.per_minute(OperationClass::Queries) else { return };
    let pause = Duration::from_secs_f64(120.0 / per_minute.max(1.0));
    tokio::select! {
        () = tokio::time::sleep(pause) => {}
        () = watch.presence.until_awaited() => {}
    }
}

/// The query of a pass: documented filters only.
fn query(job: &str, pass: Pass) -> String {
    let status = match pass {
        Pass::Everything => "",
        Pass::Failed => " AND devices.jobs.status = 'failed'",
        Pass::Completed => " AND devices.jobs.status = 'completed'",
    };
    format!("SELECT * FROM devices.jobs WHERE devices.jobs.jobId = {}{status}", quoted(job))
}

#[cfg(test)]
mod tests {
    use iothub_query::Query;

    use super::*;

    #[test]
    fn a_query_uses_documented_filters_and_survives_any_job_id() {
        assert_eq!(
            query("j1", Pass::Failed),
            "SELECT * FROM devices.jobs WHERE devices.jobs.jobId = 'j1' AND devices.jobs.status = 'failed'"
        );
        for pass in [Pass::Everything, Pass::Failed, Pass::Completed] {
            assert!(Query::parse(&query("it's", pass)).is_ok());
        }
    }
}
