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

/// An order by its id, with what it repeats and its place in a series.
type Ordered<'t> = (&'t str, Option<(&'t str, RepeatedDevices)>, Option<(&'t str, u32)>);

/// Orders given one after another.
async fn ordered(jobs: &[Ordered<'_>]) -> Store {
    let store = Store::open(&StateSource::Memory).await.unwrap();
    for (at, (name, repeats, part)) in jobs.iter().enumerate() {
        let repeats = repeats.map(|(job, devices)| Repeats { job: id(job), devices });
        let part = part.map(|(series, number)| Part { series: id(series), number, of: 2 });
        let order = JobOrder { repeats, part, ..order() };
        let at = EpochMillis(i64::try_from(at).unwrap());
        store.begin(&id(name), &order, &Stage::Submitted, "operator", at).await.unwrap();
    }
    store
}

async fn family(store: &Store, name: &str) -> Vec<String> {
    let mut family: Vec<_> = store.family(&id(name)).await.unwrap().iter().map(JobId::to_string).collect();
    assert_eq!(family[0], name, "itself comes first");
    family.sort();
    family
}

#[tokio::test]
async fn a_family_is_the_series_and_the_copies_of_the_job_but_not_those_of_another_part() {
    use RepeatedDevices::Own;
    let store = ordered(&[
        ("series", None, Some(("series", 1))),
        ("series-2", None, Some(("series", 2))),
        ("copy-of-2", Some(("series-2", Own)), None),
        ("alone", None, None),
        ("copy-of-alone", Some(("alone", Own)), None),
    ])
    .await;
    for (name, expected) in [
        ("series", vec!["series", "series-2"]),
        ("series-2", vec!["copy-of-2", "series", "series-2"]),
        ("alone", vec!["alone", "copy-of-alone"]),
        ("copy-of-alone", vec!["alone", "copy-of-alone"]),
        ("unknown", vec!["unknown"]),
    ] {
        assert_eq!(family(&store, name).await, expected, "{name}");
    }
}

#[tokio::test]
async fn a_family_is_every_attempt_from_the_first_one_on_with_all_of_their_parts() {
    use RepeatedDevices::{Chosen, Failed, NotReached, Own};
    let store = ordered(&[
        // `made` was made elsewhere: Lockstep knows it by what repeats it.
        ("again", Some(("made", Failed)), Some(("again", 1))),
        ("again-2", Some(("made", Failed)), Some(("again", 2))),
        ("third", Some(("again-2", NotReached)), None),
        ("one", Some(("again", Chosen)), None),
        ("copy", Some(("third", Own)), None),
        ("of-copy", Some(("copy", Failed)), None),
    ])
    .await;
    let attempts = ["again", "again-2", "made", "one", "third"];
    for name in ["made", "again-2", "one"] {
        assert_eq!(family(&store, name).await, attempts, "{name}");
    }
    assert_eq!(family(&store, "third").await, ["again", "again-2", "copy", "made", "one", "third"]);
    assert_eq!(family(&store, "copy").await, ["copy", "of-copy", "third"]);
    assert_eq!(family(&store, "of-copy").await, ["copy", "of-copy", "third"]);
}

#[tokio::test]
async fn a_circle_of_repetitions_ends_and_a_large_family_keeps_the_job_that_was_asked_for() {
    use RepeatedDevices::Failed;
    let circle = ordered(&[("a", Some(("b", Failed)), None), ("b", Some(("a", Failed)), None)]).await;
    assert_eq!(family(&circle, "a").await, ["a", "b"]);
    let names: Vec<_> = (0..700).map(|number| format!("job-{number:03}")).collect();
    let mut jobs = vec![("first", None, None)];
    jobs.extend(names.iter().map(|name| (name.as_str(), Some(("first", Failed)), None)));
    let many = ordered(&jobs).await;
    assert_eq!(family(&many, "job-699").await.len(), 500);
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

#[tokio::test]
async fn a_copy_that_is_taken_while_the_store_is_in_use_makes_a_state_with_the_same_in_it() {
    let directory = tempfile::tempdir().unwrap();
    let (copy, other) = (directory.path().join("copy.db"), directory.path().join("other"));
    let store = store(directory.path()).await;
    store.begin(&id("j"), &order(), &Stage::Waiting, "ann", EpochMillis(1)).await.unwrap();
    backup(&directory.path().join("state"), &copy).await.unwrap();
    store.begin(&id("later"), &order(), &Stage::Waiting, "ann", EpochMillis(2)).await.unwrap();
    restore(&copy, &other).await.unwrap();
    let restored = Store::open(&StateSource::Directory(other.clone())).await.unwrap();
    assert_eq!(restored.record(&id("j")).await.unwrap(), store.record(&id("j")).await.unwrap());
    assert_eq!(restored.record(&id("later")).await.unwrap(), None);
    use std::os::unix::fs::PermissionsExt as _;
    for file in [&copy, &other.join(FILE)] {
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
    // Nothing is written over.
    assert!(matches!(backup(&directory.path().join("state"), &copy).await, Err(BackupError::There(_))));
    assert!(matches!(restore(&copy, &other).await, Err(BackupError::There(_))));
    assert!(restored.record(&id("j")).await.unwrap().is_some());
}

#[tokio::test]
async fn what_is_no_whole_database_of_lockstep_makes_no_state() {
    let directory = tempfile::tempdir().unwrap();
    let (copy, state) = (directory.path().join("copy.db"), directory.path().join("new"));
    assert!(matches!(backup(&state, &copy).await, Err(BackupError::NoDatabase(_))));
    assert!(matches!(restore(&copy, &state).await, Err(BackupError::File(..))));
    fs::write(&copy, "no database at all").unwrap();
    assert!(matches!(restore(&copy, &state).await, Err(BackupError::Damaged(_))));
    fs::remove_file(&copy).unwrap();
    let store = store(directory.path()).await;
    // As a newer Lockstep would leave it.
    let newer = "INSERT INTO _sqlx_migrations VALUES (9999, 'newer', CURRENT_TIMESTAMP, TRUE, X'00', 0)";
    sqlx::query(newer).execute(&store.pool).await.unwrap();
    backup(&directory.path().join("state"), &copy).await.unwrap();
    assert!(matches!(restore(&copy, &state).await, Err(BackupError::Open(OpenError::Migration(..)))));
    assert_eq!(fs::read_dir(&state).unwrap().count(), 0, "nothing is left behind");
    fs::write(&copy, fs::read(&copy).unwrap().split_at(20_000).0).unwrap();
    assert!(matches!(restore(&copy, &state).await, Err(BackupError::Damaged(_))));
}
