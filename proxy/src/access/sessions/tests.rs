use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use lockstep_api::session::Role;

use super::*;
use crate::store::StateSource;

#[derive(Debug, Default)]
struct Test {
    seconds: AtomicI64,
    count: AtomicU64,
}

impl Test {
    fn later(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Environment for Test {
    fn now(&self) -> UtcTime {
        UtcTime::from_unix_seconds(self.seconds.load(Ordering::Relaxed))
    }

    fn random(&self) -> u128 {
        self.count.fetch_add(1, Ordering::Relaxed).into()
    }
}

/// A store, and the sessions of two proxies that share it.
async fn two_proxies() -> (Arc<Test>, Sessions, Sessions) {
    let (environment, store) = (Arc::new(Test::default()), Store::open(&StateSource::Memory).await.unwrap());
    let sessions = || Sessions::new(store.clone(), "token".to_owned(), environment.clone());
    let (one, other) = (sessions(), sessions());
    (environment, one, other)
}

fn somebody() -> Person {
    Person { subject: "1".to_owned(), name: "somebody".to_owned(), role: Role::Operator }
}

async fn holds(sessions: &Sessions, key: &SecretString) -> bool {
    sessions.find(key.expose_secret()).await.unwrap().is_some()
}

#[tokio::test]
async fn a_session_holds_on_every_proxy_until_it_is_closed() {
    let (_, one, other) = two_proxies().await;
    let (key, session) = one.open(somebody()).await.unwrap();
    let elsewhere = other.find(key.expose_secret()).await.unwrap().unwrap();
    assert_eq!(elsewhere.person().name, "somebody");
    one.close(key.expose_secret()).await.unwrap();
    assert!(session.ended().is_cancelled(), "at once on this proxy");
    assert!(!holds(&one, &key).await && !holds(&other, &key).await);
    assert!(!elsewhere.ended().is_cancelled());
    other.look().await.unwrap();
    assert!(elsewhere.ended().is_cancelled(), "on the other with its next look");
}

#[tokio::test]
async fn a_session_that_nobody_uses_ends_and_one_that_is_used_ends_after_half_a_day() {
    let (environment, sessions, _) = two_proxies().await;
    let (used, _) = sessions.open(somebody()).await.unwrap();
    let (unused, _) = sessions.open(somebody()).await.unwrap();
    for _ in 0..LIFETIME_SECONDS / (IDLE_SECONDS / 2) - 1 {
        environment.later(IDLE_SECONDS / 2);
        assert!(holds(&sessions, &used).await);
    }
    assert!(!holds(&sessions, &unused).await);
    environment.later(IDLE_SECONDS / 2);
    assert!(!holds(&sessions, &used).await);
}

#[tokio::test]
async fn a_page_that_has_a_stream_open_uses_its_session() {
    let (environment, sessions, _) = two_proxies().await;
    let (key, stream) = sessions.open(somebody()).await.unwrap();
    for _ in 0..4 {
        environment.later(IDLE_SECONDS / 2);
        sessions.look().await.unwrap();
    }
    assert!(!stream.ended().is_cancelled());
    drop(stream);
    sessions.look().await.unwrap();
    environment.later(IDLE_SECONDS);
    assert!(!holds(&sessions, &key).await);
}

#[tokio::test]
async fn another_token_ends_the_sessions_of_the_one_before() {
    let (environment, before, _) = two_proxies().await;
    let (key, _) = before.open(somebody()).await.unwrap();
    let after = Sessions::new(before.store.clone(), "another".to_owned(), environment);
    assert!(!holds(&after, &key).await);
    assert!(holds(&before, &key).await);
}

#[tokio::test]
async fn the_oldest_session_makes_room() {
    let (environment, sessions, _) = two_proxies().await;
    let (key, oldest) = sessions.open(somebody()).await.unwrap();
    environment.later(1);
    for _ in 0..MOST {
        sessions.open(somebody()).await.unwrap();
    }
    assert!(!holds(&sessions, &key).await);
    sessions.look().await.unwrap();
    assert!(oldest.ended().is_cancelled());
}

#[tokio::test]
async fn keys_that_nobody_has_leave_nothing_behind() {
    let (_, sessions, _) = two_proxies().await;
    assert!(sessions.find("made up").await.unwrap().is_none());
    assert!(sessions.lock().is_empty());
}
