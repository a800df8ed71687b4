use std::fs;

use super::*;

fn put(key: &str, value: &str) -> Write {
    Write::put(Table::Twins, key, value.as_bytes().to_vec())
}

fn twins(contents: &mut Contents) -> Vec<(String, String)> {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    contents.take(Table::Twins).map(|(key, value)| (text(key), text(value))).collect()
}

#[tokio::test]
async fn what_was_flushed_is_there_after_reopening() {
    let directory = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(directory.path()).unwrap();
    store.push([put("a", "1"), put("b", "1")]);
    store.push([put("a", "2"), Write::remove(Table::Twins, "b")]);
    store.flushed().await.unwrap();
    store.close().await;
    let (_, mut contents) = Store::open(directory.path()).unwrap();
    assert_eq!(twins(&mut contents), [("a".to_owned(), "2".to_owned())]);
}

#[tokio::test]
async fn nothing_is_durable_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(directory.path()).unwrap();
    store.push([]);
    assert_eq!(store.flushed().await, Ok(()));
}

#[tokio::test]
async fn closing_commits_what_is_queued() {
    let directory = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(directory.path()).unwrap();
    store.push([put("a", "1")]);
    store.close().await;
    let (_, mut contents) = Store::open(directory.path()).unwrap();
    assert_eq!(twins(&mut contents).len(), 1);
}

#[tokio::test]
async fn a_closed_store_says_that_it_keeps_nothing_more() {
    let directory = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(directory.path()).unwrap();
    store.push([put("a", "1")]);
    store.close().await;
    assert_eq!(store.flushed().await, Ok(()));
    store.push([put("a", "2")]);
    assert_eq!(store.flushed().await, Err(StoreFailed));
}

#[tokio::test]
async fn a_store_in_use_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let (_store, _) = Store::open(directory.path()).unwrap();
    assert!(matches!(Store::open(directory.path()), Err(OpenError::InUse(_))));
}

#[test]
fn a_file_that_is_no_store_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("hub.redb");
    for text in ["not a database".to_owned(), "x".repeat(10_000)] {
        fs::write(&path, &text).unwrap();
        assert!(matches!(Store::open(directory.path()), Err(OpenError::Damaged(..))));
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[tokio::test]
async fn a_newer_format_is_refused_with_a_sentence() {
    let directory = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(directory.path()).unwrap();
    store.push([Write::put(Table::Meta, "format", b"7".to_vec())]);
    store.close().await;
    let refusal = Store::open(directory.path()).unwrap_err().to_string();
    assert!(
        refusal.ends_with("has format 7, newer than 1; use a newer emulator or another directory"),
        "{refusal}"
    );
}

#[tokio::test]
async fn an_ephemeral_store_is_always_flushed() {
    let store = Store::ephemeral();
    store.push([put("a", "1")]);
    assert_eq!(store.flushed().await, Ok(()));
}
