//! A fleet of many pages: every row is read once the job has ended, and what a page adds up is what the hub has.

use iothub_client::tier::Tier;
use lockstep_api::row::{Outcome, RowWindow};

use crate::{
    live_job::Page,
    stage::{Stage, job, set_floor},
};

const DEVICES: usize = 1200;

#[tokio::test]
async fn a_job_over_many_pages_is_read_to_the_last_row() {
    let stage = Stage::with(Tier::Unlimited, |config| config.preview_threshold = u64::MAX).await;
    let ids: Vec<String> = (0..DEVICES).map(|number| format!("pump-{number:04}")).collect();
    stage.register_many(&ids).await;
    job(stage.order("floor", &set_floor("*")).await).await;

    let mut live = stage.live("job=floor").await;
    let mut page = Page::default();
    while !page.finished() {
        page.apply(live.next().await);
    }
    let progress = page.progress.unwrap();
    assert_eq!((progress.devices, progress.rows_known), (Some(1200), 1200));
    assert_eq!((progress.tally.succeeded, progress.tally.total()), (1200, 1200));
    assert!(page.states.iter().all(|outcome| outcome == Outcome::Succeeded));

    let window: RowWindow = stage.get("/api/jobs/floor/rows?from=1100&to=2000").await;
    assert_eq!((window.total, window.rows.len()), (1200, 100));
    let most: RowWindow = stage.get("/api/jobs/floor/rows?to=1200").await;
    assert_eq!(most.rows.len(), 500, "a window has at most 500 rows");
    let one: RowWindow = stage.get("/api/jobs/floor/rows?to=10&text=PUMP-0777").await;
    assert_eq!(one.rows[0].device, "pump-0777");
}
