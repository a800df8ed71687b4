use iothub_wire::job::DeviceJobStatus;
use lockstep_api::{
    device::DeviceCount,
    job::{Action, Job, JobOrder, JobRecord as Noted, JobState, OlderQuery, Part, RepeatedDevices, Repeats},
    problem::ProblemCode,
    row::{Outcome, Row},
    time::EpochMillis,
};

use super::*;

fn id(text: &str) -> JobId {
    JobId::listed(text)
}

fn order() -> JobOrder {
    let action = Action::Twin { desired: serde_json::json!({"floor": 3}).as_object().cloned(), tags: None };
    JobOrder {
        start_at: Some(EpochMillis(5_000)),
        name: Some("Floors".into()),
        repeats: Some(Repeats { job: id("before"), devices: RepeatedDevices::Failed }),
        ..JobOrder::new(action, "*", 60)
    }
}

fn ended(name: &str) -> Job {
    Job {
        id: id(name),
        state: JobState::Completed,
        action: order().action,
        condition: Some("*".into()),
        created_at: Some(EpochMillis(1_000)),
        start_at: Some(EpochMillis(5_000)),
        ended_at: Some(EpochMillis(9_000)),
        max_execution_seconds: Some(60),
        failure_reason: None,
        hub_counts: None,
        record: Noted::default(),
    }
}

fn row(index: u32) -> ArchivedRow {
    let row = Row {
        index,
        device: format!("door-{index}"),
        module: None,
        outcome: Outcome::Succeeded,
        status: Some(200),
        payload: Some(serde_json::json!({"ok": true})),
        error: None,
        started_at: None,
        updated_at: Some(EpochMillis(8_000)),
    };
    ArchivedRow { row, status: DeviceJobStatus::Completed }
}

async fn store(directory: &Path) -> Store {
    Store::open(&StateSource::Directory(directory.join("state"))).await.unwrap()
}

#[tokio::test]
async fn an_order_is_there_after_a_restart_with_its_stage() {
    let directory = tempfile::tempdir().unwrap();
    let first = store(directory.path()).await;
    assert!(first.begin(&id("a"), &order(), &Stage::Submitting, "operator", EpochMillis(1)).await.unwrap());
    assert!(!first.begin(&id("a"), &order(), &Stage::Submitting, "operator", EpochMillis(2)).await.unwrap());
    let refused = Stage::Refused(ProblemCode::CountGrown { previewed: 1, now: 2 });
    first.stage(&id("a"), &refused, EpochMillis(3)).await.unwrap();
    first.close().await;

    let record = store(directory.path()).await.record(&id("a")).await.unwrap().unwrap();
    let stage = Stage::Refused(ProblemCode::CountGrown { previewed: 1, now: 2 });
    assert_eq!(record.order, Some((order(), stage)));
    assert_eq!((record.name.as_deref(), record.created_by.as_deref()), (Some("Floors"), Some("operator")));
}

#[tokio::test]
async fn what_waits_is_in_the_order_in_which_it_came() {
    let store = Store::open(&StateSource::Memory).await.unwrap();
    for (at, name) in [(2, "b"), (1, "c"), (3, "a")] {
        store.begin(&id(name), &order(), &Stage::Waiting, "operator", EpochMillis(at)).await.unwrap();
    }
    let waiting = store.at_stage(&Stage::Waiting).await.unwrap();
    assert_eq!(waiting.iter().map(|record| record.id.as_str()).collect::<Vec<_>>(), ["c", "b", "a"]);
    store.stage(&id("c"), &Stage::Submitted, EpochMillis(9)).await.unwrap();
    store.stage(&id("c"), &Stage::Submitted, EpochMillis(10)).await.unwrap();
    let left = store.record(&id("c")).await.unwrap().unwrap().left_queue_at;
    assert_eq!(left, Some(EpochMillis(9)), "it left the queue once");
    store.forget(&id("b")).await.unwrap();
    assert_eq!(store.at_stage(&Stage::Waiting).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_job_that_was_made_elsewhere_can_be_named() {
    let store = Store::open(&StateSource::Memory).await.unwrap();
    store.label(&id("x"), Some("Nightly"), None, EpochMillis(1)).await.unwrap();
    store.label(&id("x"), None, Some("see the log"), EpochMillis(2)).await.unwrap();
    let record = store.record(&id("x")).await.unwrap().unwrap();
    assert_eq!((record.name, record.note.as_deref(), record.order), (None, Some("see the log"), None));
}

#[tokio::test]
async fn a_job_is_archived_with_all_its_rows_whatever_an_earlier_attempt_left() {
    let store = Store::open(&StateSource::Memory).await.unwrap();
    store.begin(&id("a"), &order(), &Stage::Submitted, "operator", EpochMillis(1)).await.unwrap();
    assert_eq!(store.unfinished().await.unwrap(), [id("a")]);
    let archived = Archived { job: ended("a"), rows: (0..2_500).map(row).collect() };
    for _ in 0..2 {
        store.archive(&id("a"), &archived, EpochMillis(10_000)).await.unwrap();
    }
    assert_eq!(store.archived(&id("a")).await.unwrap(), Some(archived));
    assert_eq!(store.unfinished().await.unwrap(), []);
    assert_eq!(store.archived(&id("b")).await.unwrap(), None);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let newer = store(directory.path()).await;
    sqlx::query("UPDATE _sqlx_migrations SET version = 99 WHERE version = 2")
        .execute(&newer.pool)
        .await
        .unwrap();
    newer.close().await;
    let refused = Store::open(&StateSource::Directory(directory.path().join("state"))).await.unwrap_err();
    assert!(matches!(refused, OpenError::Migration(..)), "{refused}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("state")).unwrap();
    let file = directory.path().join("state").join(FILE);
    fs::write(&file, "no database at all, however long it is read").unwrap();
    let refused = Store::open(&StateSource::Directory(directory.path().join("state"))).await.unwrap_err();
    assert!(matches!(refused, OpenError::Database(..)), "{refused}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "no database at all, however long it is read");
}

#[tokio::test]
async fn the_state_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    store(directory.path()).await.close().await;
    let mode = fs::metadata(directory.path().join("state")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[tokio::test]
async fn the_list_is_read_on_from_any_job_in_it_also_where_several_are_of_one_instant() {
    let store = Store::open(&StateSource::Memory).await.unwrap();
    for (at, name) in [(1, "oldest"), (2, "b"), (2, "a"), (2, "c"), (3, "newest")] {
        store.begin(&id(name), &order(), &Stage::Withdrawn, "operator", EpochMillis(at)).await.unwrap();
    }
    let (mut read, mut after) = (Vec::new(), None);
    loop {
        let page = store.records(after.as_ref(), 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(OlderQuery { before: last.created_at, id: last.id.clone() });
        read.extend(page.into_iter().map(|record| record.id.to_string()));
    }
    assert_eq!(read, ["newest", "a", "b", "c", "oldest"]);
}

#[tokio::test]
async fn a_job_is_related_to_its_series_and_to_what_repeats_it_but_not_to_what_repeats_another_part() {
    let store = Store::open(&StateSource::Memory).await.unwrap();
    let (part, repeats) = (
        |number| Some(Part { series: id("series"), number, of: 2 }),
        |job| Some(Repeats { job: id(job), devices: RepeatedDevices::Own }),
    );
    for (at, name, repeats, part) in [
        (1, "series", None, part(1)),
        (2, "series-2", None, part(2)),
        (3, "copy-of-2", repeats("series-2"), None),
        (4, "alone", None, None),
        (5, "copy-of-alone", repeats("alone"), None),
    ] {
        let order = JobOrder { repeats, part, ..order() };
        store.begin(&id(name), &order, &Stage::Submitted, "operator", EpochMillis(at)).await.unwrap();
    }
    for (name, expected) in [
        ("series", vec!["series", "series-2"]),
        ("series-2", vec!["series", "series-2", "copy-of-2"]),
        ("alone", vec!["copy-of-alone"]),
        ("unknown", vec![]),
    ] {
        let relatives = store.relatives(&id(name)).await.unwrap();
        assert_eq!(relatives.iter().map(|record| record.id.as_str()).collect::<Vec<_>>(), expected, "{name}");
    }
}

#[tokio::test]
async fn counts_of_the_fleet_are_kept_once_for_an_instant_and_for_a_day() {
    let store = Store::open(&StateSource::Memory).await.unwrap();
    let sample = |at, connected| DeviceCount { total: 5, connected, as_of: EpochMillis(at) };
    for (sample, forget_before) in
        [(sample(1, 1), 0), (sample(3, 3), 0), (sample(2, 2), 2), (sample(2, 4), 2)]
    {
        store.add_sample(sample, EpochMillis(forget_before)).await.unwrap();
    }
    assert_eq!(store.samples(EpochMillis(0)).await.unwrap(), [sample(2, 2), sample(3, 3)]);
    assert_eq!(store.samples(EpochMillis(3)).await.unwrap(), [sample(3, 3)]);
}
