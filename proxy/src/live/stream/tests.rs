use std::net::SocketAddr;

use axum::{extract::State, http::HeaderMap};
use futures::StreamExt as _;
use iothub_client::ServiceConnectionString;
use lockstep_api::{live::LiveEvent, problem::ProblemCode};

use super::*;
use crate::{
    access::Person,
    config::{AccessMode, Config},
    extract::Params,
    live::{MOST_STREAMS, live},
    server::assemble,
};

const EVENT: LiveEvent = LiveEvent::Lagged { missed: 0 };

/// A proxy whose hub is not there; nothing here asks it.
async fn app() -> App {
    let text = "HostName=localhost:1;SharedAccessKeyName=service;SharedAccessKey=YWJjZGVmZ2hpamtsbW5vcA==";
    let config = Config::new(ServiceConnectionString::parse(text).unwrap(), AccessMode::Open);
    assemble(config, SocketAddr::from(([127, 0, 0, 1], 8080))).await.unwrap()
}

fn open(app: &App, caller: &Caller, last: Option<&EventId>) -> impl Frames<Item = String> + Unpin + use<> {
    open_for(app, caller, last, &LiveQuery { job: None, jobs: true })
}

fn open_for(
    app: &App,
    caller: &Caller,
    last: Option<&EventId>,
    query: &LiveQuery,
) -> impl Frames<Item = String> + Unpin + use<> {
    let room = (app.access.shares.stream(caller).unwrap(), app.streams.clone().try_acquire_owned().unwrap());
    let stream = Stream::open(app, caller, query, last, room);
    Box::pin(stream.into_bytes().map(|frame| String::from_utf8(frame.unwrap().to_vec()).unwrap()))
}

#[tokio::test]
async fn a_slow_browser_is_told_what_it_missed_and_starts_again() {
    let app = app().await;
    let mut frames = open(&app, &Caller::unasked(), None);
    assert_eq!(frames.next().await.unwrap(), "retry: 1000\n\n");
    assert!(frames.next().await.unwrap().contains(r#"{"hub":"live"}"#));
    for _ in 0..2000 {
        app.bus.publish(Topic::Jobs, &EVENT);
    }
    assert_eq!(frames.next().await.unwrap(), "data: {\"lagged\":{\"missed\":976}}\n\n");
    let again = frames.next().await.unwrap();
    assert!(again.contains(".2000\ndata: {\"hub\""), "{again}");
}

#[tokio::test]
async fn a_job_of_an_id_that_no_hub_takes_is_gone_and_the_stream_goes_on() {
    let app = app().await;
    let query = LiveQuery { job: Some(lockstep_api::job::JobId::listed("a b")), jobs: true };
    let mut frames = open_for(&app, &Caller::unasked(), None, &query);
    let _preamble = frames.next().await;
    assert_eq!(frames.next().await.unwrap(), "data: {\"gone\":{\"job\":\"a b\"}}\n\n");
    assert!(frames.next().await.unwrap().contains(r#"{"hub":"live"}"#));
}

#[tokio::test]
async fn events_of_other_things_are_not_sent() {
    let app = app().await;
    let mut frames = open(&app, &Caller::unasked(), None);
    let _ = (frames.next().await, frames.next().await);
    app.bus.publish(Topic::Job(lockstep_api::job::JobId::listed("other")), &EVENT);
    app.bus.publish(Topic::Jobs, &EVENT);
    assert!(frames.next().await.unwrap().contains(".2\n"));
}

#[tokio::test]
async fn a_stream_ends_with_a_word_at_shutdown_and_when_the_session_ends() {
    let app = app().await;
    let (_, session) = app.access.sessions.open(Person::local_operator()).await.unwrap();
    let mut mine = open(&app, &Caller::browser(session.clone()), None);
    let mut other = open(&app, &Caller::unasked(), None);
    for frames in [&mut mine, &mut other] {
        let _ = (frames.next().await, frames.next().await);
    }
    session.ended().cancel();
    assert_eq!(mine.next().await.unwrap(), "data: {\"ended\":{\"reason\":\"signedOut\"}}\n\n");
    assert_eq!(mine.next().await, None);
    app.shutdown.cancel();
    let last = other.next().await.unwrap();
    assert_eq!(last, "data: {\"ended\":{\"reason\":\"shuttingDown\"}}\n\n");
    assert_eq!(other.next().await, None);
}

#[tokio::test]
async fn a_silent_stream_gives_a_sign_of_life() {
    let app = app().await;
    tokio::time::pause();
    let mut frames = open_for(&app, &Caller::unasked(), None, &LiveQuery::default());
    let _ = (frames.next().await, frames.next().await);
    let before = Instant::now();
    assert_eq!(frames.next().await.unwrap(), "data: {\"heartbeat\":{}}\n\n");
    assert_eq!(before.elapsed().as_secs(), HEARTBEAT.as_secs());
}

#[tokio::test]
async fn a_stream_gives_a_sign_of_life_also_while_others_hear_much() {
    let app = app().await;
    tokio::time::pause();
    let mut frames = open_for(&app, &Caller::unasked(), None, &LiveQuery::default());
    let _ = (frames.next().await, frames.next().await);
    let others = async {
        loop {
            app.bus.publish(Topic::Jobs, &EVENT);
            tokio::time::sleep(HEARTBEAT / 4).await;
        }
    };
    tokio::select! {
        frame = frames.next() => assert_eq!(frame.unwrap(), "data: {\"heartbeat\":{}}\n\n"),
        () = others => {}
    }
}

#[tokio::test]
async fn a_browser_that_comes_back_gets_what_it_missed_and_no_snapshot() {
    let app = app().await;
    app.bus.publish(Topic::Jobs, &EVENT);
    app.bus.publish(Topic::Jobs, &EVENT);
    let place = app.bus.join(None);
    let first = place.sequence - 1;
    let snapshot = String::from_utf8(app.bus.numbered(first, b"{}").to_vec()).unwrap();
    let id = snapshot.lines().next().and_then(|line| line.strip_prefix("id: ")).and_then(EventId::parse);
    let mut frames = open(&app, &Caller::unasked(), id.as_ref());
    assert_eq!(frames.next().await.unwrap(), "retry: 1000\n\n");
    assert!(frames.next().await.unwrap().contains(".2\ndata: {\"lagged\""));
    let stranger = Some(EventId { instance: "another".into(), sequence: 2 });
    let mut frames = open(&app, &Caller::unasked(), stranger.as_ref());
    let _ = frames.next().await;
    assert!(frames.next().await.unwrap().contains("data: {\"hub\""));
}

#[tokio::test]
async fn one_stream_too_many_is_refused() {
    let app = app().await;
    let most = u32::try_from(MOST_STREAMS).unwrap();
    let taken = app.streams.clone().acquire_many_owned(most).await.unwrap();
    let open =
        || live(State(App::clone(&app)), Caller::unasked(), Params(LiveQuery::default()), HeaderMap::new());
    assert_eq!(open().await.unwrap_err(), ProblemCode::TooMany.into());
    drop(taken);
    assert!(open().await.is_ok());
}
