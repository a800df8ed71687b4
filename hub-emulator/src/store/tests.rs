use std::fs;
use std::path::Path;

use super::*;

fn put(key: &str, value: &str) -> Write {
    Write::put(Table::Twins, key, value.as_bytes().to_vec())
}

/// A store that is written.
fn begun(directory: &Path) -> Store {
    let (store, _) = Store::open(directory).unwrap();
    store.begin().unwrap();
    store
}

fn twins(contents: &mut Contents) -> Vec<(String, String)> {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    contents.take(Table::Twins).map(|(key, value)| (text(key), text(value))).collect()
}

#[tokio::test]
async fn what_was_flushed_is_there_after_reopening() {
    let directory = tempfile::tempdir().unwrap();
    let store = begun(directory.path());
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
    let store = begun(directory.path());
    store.push([]);
    assert_eq!(store.flushed().await, Ok(()));
}

#[tokio::test]
async fn closing_commits_what_is_queued() {
    let directory = tempfile::tempdir().unwrap();
    let store = begun(directory.path());
    store.push([put("a", "1")]);
    store.close().await;
    let (_, mut contents) = Store::open(directory.path()).unwrap();
    assert_eq!(twins(&mut contents).len(), 1);
}

#[tokio::test]
async fn a_closed_store_says_that_it_keeps_nothing_more() {
    let directory = tempfile::tempdir().unwrap();
    let store = begun(directory.path());
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
    for text in [String::new(), "not a database".to_owned(), "x".repeat(10_000)] {
        fs::write(&path, &text).unwrap();
        let refusal = Store::open(directory.path()).unwrap_err();
        assert!(matches!(refusal, OpenError::Damaged(..) | OpenError::Formatless(..)), "{refusal}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[tokio::test]
async fn a_newer_format_is_refused_with_a_sentence() {
    let directory = tempfile::tempdir().unwrap();
    let store = begun(directory.path());
    store.push([Write::put(Table::Meta, "format", b"7".to_vec())]);
    store.close().await;
    let refusal = Store::open(directory.path()).unwrap_err().to_string();
    assert!(
        refusal.ends_with("has format 7, newer than 1; use a newer emulator or another directory"),
        "{refusal}"
    );
}

#[tokio::test]
async fn a_store_is_refused_without_a_change_wherever_it_is_damaged() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("hub.redb");
    let store = begun(directory.path());
    store.push((0..200).map(|number| put(&format!("device{number}"), r#"{"tags":{"animal":"zebra"}}"#)));
    store.close().await;
    let sound = fs::read(&path).unwrap();
    let used = sound.windows(5).enumerate().filter(|(_, text)| *text == b"zebra").map(|(at, _)| at);
    let places = used.step_by(20).chain([0, 9, 64, 128, 320]);
    for place in places {
        let mut damaged = sound.clone();
        damaged[place] ^= 0x20;
        fs::write(&path, &damaged).unwrap();
        match Store::open(directory.path()) {
            Err(refusal) => assert!(matches!(refusal, OpenError::Damaged(..)), "byte {place}: {refusal}"),
            // One of the two copies of the header is enough.
            Ok((_, mut contents)) => assert_eq!(twins(&mut contents).len(), 200, "byte {place}"),
        }
        assert!(fs::read(&path).unwrap() == damaged, "byte {place}: the file was changed");
    }
}

#[tokio::test]
async fn a_store_that_was_looked_at_is_not_changed_before_it_is_begun() {
    let directory = tempfile::tempdir().unwrap();
    let store = begun(directory.path());
    store.push([put("a", "1")]);
    store.close().await;
    let path = directory.path().join("hub.redb");
    let before = fs::read(&path).unwrap();
    let (looked, _) = Store::open(directory.path()).unwrap();
    looked.push([put("a", "2")]);
    drop(looked);
    assert!(fs::read(&path).unwrap() == before);
}

#[test]
fn a_first_start_that_was_killed_leaves_nothing_that_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("hub.redb.new"), "half a file").unwrap();
    begun(directory.path());
    assert!(!directory.path().join("hub.redb.new").exists());
}

#[test]
fn the_store_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    begun(directory.path());
    for name in ["hub.redb", "hub.lock"] {
        let mode = fs::metadata(directory.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_directory_that_cannot_be_used_is_not_called_damaged() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let refusal = Store::open(&file).unwrap_err();
    assert!(matches!(refusal, OpenError::Inaccessible(..)), "{refusal}");
}

#[tokio::test]
async fn an_ephemeral_store_is_always_flushed() {
    let store = Store::ephemeral();
    store.push([put("a", "1")]);
    assert_eq!(store.flushed().await, Ok(()));
}
