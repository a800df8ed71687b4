//! A hundred browsers on one job cost the hub what one costs.

use std::time::Duration;

use iothub_client::tier::Tier;
use iothub_wire::job::JobStatus;
use lockstep_hub_emulator::Operation;

use crate::{
    live_job::Page,
    stage::{Stage, job, set_floor},
};

/// So slow that everything is asked for once.
async fn slow_stage() -> Stage {
    Stage::with(Tier::Unlimited, |config| {
        config.pace.fastest = Duration::from_secs(3600);
        config.pace.grace = Duration::from_secs(3600);
        config.pace.unwatched = Duration::from_secs(3600);
    })
    .await
}

/// How often the hub was called while so many browsers watched a finished job.
async fn calls(browsers: usize) -> [u64; 3] {
    let stage = slow_stage().await;
    stage.register(&["a", "b", "c"]).await;
    job(stage.order("floor", &set_floor("*")).await).await;
    stage.hub.until_job(&"floor".parse().unwrap(), JobStatus::Completed).await;
    let counters = [Operation::GetJob, Operation::Query, Operation::ListJobs];
    let before = counters.map(|operation| stage.hub.calls(operation));
    let mut streams = Vec::new();
    for _ in 0..browsers {
        streams.push(stage.live("job=floor&jobs=true").await);
    }
    for stream in &mut streams {
        let mut page = Page::default();
        while !page.finished() {
            page.apply(stream.next().await);
        }
        assert_eq!(page.states.len(), 3);
    }
    // The list is asked for beside the job: its answer is a fact to wait for.
    let _: lockstep_api::job::JobList = stage.get("/api/jobs").await;
    let after = counters.map(|operation| stage.hub.calls(operation));
    std::array::from_fn(|index| after[index] - before[index])
}

#[tokio::test]
async fn forty_browsers_cost_what_one_costs() {
    let one = calls(1).await;
    assert_eq!(one, [1, 1, 1]);
    assert_eq!(calls(40).await, one);
}
