//! A browser that comes back gets what it missed, or a snapshot.

use lockstep_api::live::LiveEvent;
use reqwest::Method;

use crate::{
    live_job::{Live, Page},
    stage::{Stage, job, set_floor, starting_in},
};

async fn come_back(stage: &Stage, id: &str) -> Live {
    let request = stage.call(Method::GET, "/api/live?job=floor").header("last-event-id", id);
    Live::open(request).await
}

#[tokio::test]
async fn with_the_last_id_the_stream_goes_on_and_with_a_strange_one_it_starts_again() {
    let stage = Stage::new().await;
    stage.register(&["a", "b"]).await;
    job(stage.order("floor", &starting_in(&stage, 60, set_floor("*"))).await).await;
    let mut live = stage.live("job=floor").await;
    let mut page = Page::default();
    let mut last = None;
    while page.snapshots == 0 {
        let (id, event) = live.next_with_id().await.unwrap();
        last = id.or(last);
        page.apply(event);
    }
    drop(live);

    let mut other = stage.live("job=floor").await;
    stage.hub.clock().advance(std::time::Duration::from_secs(60));
    let mut others_page = Page::default();
    while !others_page.finished() {
        others_page.apply(other.next().await);
    }

    let mut live = come_back(&stage, &last.unwrap()).await;
    while !page.finished() {
        page.apply(live.next().await);
    }
    assert_eq!(page.snapshots, 1, "what was missed, and no second snapshot");
    assert_eq!(page.states, others_page.states);

    let mut stranger = come_back(&stage, "00000000.3").await;
    assert!(matches!(stranger.next().await, LiveEvent::Hub(_)));
    let mut again = Page::default();
    again.apply(stranger.next().await);
    assert!(again.finished());
}
