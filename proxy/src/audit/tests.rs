use iothub_client::environment::System;
use lockstep_api::audit::SignedInWith;

use super::*;

fn doing() -> Doing {
    Doing { actor: None, address: "203.0.113.9".to_owned(), request_id: "r".to_owned() }
}

fn entry(reason: &str) -> AuditEntry {
    AuditEntry::NotLetIn { reason: reason.to_owned() }
}

/// A record of five entries in a directory, and the heads that the log has written.
async fn five(directory: &Path) -> (Store, ChainKey, Vec<Head>) {
    let state = StateSource::Directory(directory.to_owned());
    let store = Store::open(&state).await.unwrap();
    let audit = Audit::open(store.clone(), &state, None, Arc::new(System)).await.unwrap();
    let mut heads = Vec::new();
    for number in 1..=5 {
        assert_eq!(audit.add(&doing(), entry(&number.to_string())).await.unwrap(), number);
        let head = store.audit_head().await.unwrap().unwrap();
        heads.push(Head { number: head.number, mac: head.mac });
    }
    (store, audit.key.clone(), heads)
}

/// Does something to the database behind Lockstep's back.
async fn tamper(directory: &Path, statement: &'static str) {
    use sqlx::Connection as _;
    let url = format!("sqlite://{}", directory.join("lockstep.db").display());
    let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
    sqlx::query(statement).execute(&mut connection).await.unwrap();
}

#[tokio::test]
async fn a_record_that_nobody_touched_hangs_together_and_has_every_head_of_the_log() {
    let directory = tempfile::tempdir().unwrap();
    let (store, key, heads) = five(directory.path()).await;
    assert_eq!(follow(&store, &key, None).await.unwrap().as_ref(), heads.last());
    for head in &heads {
        assert_eq!(follow(&store, &key, Some(head)).await.unwrap().as_ref(), heads.last());
    }
    let state = StateSource::Directory(directory.path().to_owned());
    let whole = verify(&state, &directory.path().join(KEY_FILE), heads.last()).await.unwrap();
    assert_eq!(whole.as_ref(), heads.last());
}

#[tokio::test]
async fn whatever_is_done_to_the_record_is_found() {
    let outcomes = [
        (
            "UPDATE audit SET record = REPLACE(record, '\"3\"', '\"4\"') WHERE number = 3",
            "record 3 is not what was",
        ),
        (
            "UPDATE audit SET record = REPLACE(record, '113.9', '113.8') WHERE number = 5",
            "record 5 is not what was",
        ),
        ("DELETE FROM audit WHERE number = 2", "record 2 is missing"),
        ("DELETE FROM audit WHERE number = 1", "record 1 is missing"),
        ("UPDATE audit SET number = number + 10 WHERE number = 5", "record 5 is missing"),
        ("DELETE FROM audit WHERE number >= 4", "the head 5 of the log is not in the record"),
        ("DELETE FROM audit", "the head 5 of the log is not in the record"),
    ];
    for (statement, expected) in outcomes {
        let directory = tempfile::tempdir().unwrap();
        let (store, key, heads) = five(directory.path()).await;
        tamper(directory.path(), statement).await;
        let broken = follow(&store, &key, heads.last()).await.unwrap_err();
        assert!(broken.to_string().starts_with(expected), "{statement}: {broken}");
    }
}

#[tokio::test]
async fn with_another_key_nothing_is_believed_and_a_lost_key_is_not_made_anew() {
    let directory = tempfile::tempdir().unwrap();
    let (store, ..) = five(directory.path()).await;
    let other = ChainKey::random(&System);
    assert!(matches!(follow(&store, &other, None).await, Err(Broken::Changed(1))));
    let state = StateSource::Directory(directory.path().to_owned());
    let open = || Audit::open(store.clone(), &state, None, Arc::new(System));
    assert!(open().await.is_ok());
    std::fs::write(directory.path().join(KEY_FILE), "another-key-that-is-long-enough-for-it").unwrap();
    assert!(matches!(open().await, Err(NoKey::Another(_))), "nothing is added that could not be followed");
    std::fs::remove_file(directory.path().join(KEY_FILE)).unwrap();
    assert!(matches!(open().await, Err(NoKey::File(..))));
}

#[tokio::test]
async fn proxies_that_share_a_store_add_to_one_chain() {
    let directory = tempfile::tempdir().unwrap();
    let state = StateSource::Directory(directory.path().to_owned());
    let store = Store::open(&state).await.unwrap();
    let open = || Audit::open(store.clone(), &state, None, Arc::new(System));
    let (one, other) = (open().await.unwrap(), open().await.unwrap());
    let add = |audit: &Audit, name: &'static str| {
        let (doing, entry) = (doing(), entry(name));
        let audit = Audit {
            store: audit.store.clone(),
            key: audit.key.clone(),
            turn: Mutex::default(),
            environment: Arc::new(System),
        };
        tokio::spawn(async move {
            for _ in 0..10 {
                audit.add(&doing, entry.clone()).await.unwrap();
            }
        })
    };
    let (one, other) = (add(&one, "one"), add(&other, "other"));
    one.await.unwrap();
    other.await.unwrap();
    let key = ChainKey::read(&directory.path().join(KEY_FILE)).unwrap();
    assert_eq!(follow(&store, &key, None).await.unwrap().unwrap().number, 20);
}

#[test]
fn a_record_is_text_that_stays_as_it_is() {
    let actor = Actor {
        name: "ada".to_owned(),
        subject: "https://id.example 1".to_owned(),
        role: lockstep_api::session::Role::Admin,
    };
    let entries = [
        AuditEntry::SignedIn { with: SignedInWith::Provider },
        AuditEntry::Intent {
            route: "PUT /api/jobs/{id}".to_owned(),
            target: Some("j".to_owned()),
            body: Some(serde_json::json!({"condition": "*"})),
        },
        AuditEntry::Outcome { of: 2, status: 409, problem: Some("jobIdTaken".to_owned()), jobs: Vec::new() },
    ];
    let lines = entries.into_iter().zip(1..).map(|(entry, number)| {
        let (address, request_id) = ("203.0.113.9".to_owned(), "r".to_owned());
        let record = AuditRecord {
            number,
            at: EpochMillis(1),
            actor: Some(actor.clone()),
            address,
            request_id,
            entry,
        };
        serde_json::to_string(&record).unwrap()
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r#"
    {"number":1,"at":1,"actor":{"name":"ada","subject":"https://id.example 1","role":"admin"},"address":"203.0.113.9","requestId":"r","entry":{"signedIn":{"with":"provider"}}}
    {"number":2,"at":1,"actor":{"name":"ada","subject":"https://id.example 1","role":"admin"},"address":"203.0.113.9","requestId":"r","entry":{"intent":{"route":"PUT /api/jobs/{id}","target":"j","body":{"condition":"*"}}}}
    {"number":3,"at":1,"actor":{"name":"ada","subject":"https://id.example 1","role":"admin"},"address":"203.0.113.9","requestId":"r","entry":{"outcome":{"of":2,"status":409,"problem":"jobIdTaken"}}}
    "#);
}

/// A proxy whose hub is not there, and that asks nobody who they are.
async fn app() -> App {
    let text = "HostName=localhost:1;SharedAccessKeyName=service;SharedAccessKey=YWJjZGVmZ2hpamtsbW5vcA==";
    let connection = iothub_client::ServiceConnectionString::parse(text).unwrap();
    let config = crate::Config::new(connection, crate::config::AccessMode::Open);
    crate::server::assemble(config, std::net::SocketAddr::from(([127, 0, 0, 1], 8080))).await.unwrap()
}

#[tokio::test]
async fn what_cannot_be_recorded_is_not_done() {
    use tower::ServiceExt as _;
    let app = app().await;
    app.audit.store.close().await;
    let called = axum::http::Request::post("/api/devices/a/methods")
        .header("host", "127.0.0.1")
        .header("content-type", "application/json")
        .body(axum::body::Body::from(
            r#"{"name":"lockDoor","payload":null,"responseTimeoutSeconds":30,"connectTimeoutSeconds":0}"#,
        ));
    let answer = crate::routes::router(&app).oneshot(called.unwrap()).await.unwrap();
    // Had it been done, the hub would have been found missing.
    assert_eq!(answer.status(), axum::http::StatusCode::SERVICE_UNAVAILABLE);
    let body = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
    let problem: lockstep_api::problem::Problem = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem.code, ProblemCode::StoreFailing);
}
