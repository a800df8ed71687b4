//! The record of who did what: every write before it is done and after, and everybody who signs in.
//!
//! What cannot be recorded is not done. Each record is a row of the store and a line of the log (target `audit`), hung to the one before it.

mod chain;
mod recorded;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    Json,
    extract::{FromRequestParts, State},
    http::request::Parts as RequestParts,
};
use iothub_client::environment::Environment;
use lockstep_api::{
    audit::{Actor, AuditEntry, AuditPage, AuditQuery, AuditRecord},
    job::{Job, JobId},
    problem::ProblemCode,
    time::EpochMillis,
};
use tokio::sync::Mutex;
use tracing::{error, info};

pub use self::chain::{Broken, Head, NoHead, NoKey};
use self::chain::{ChainKey, follow};
pub(crate) use self::recorded::recorded;
use crate::{
    access::{Access, Caller, ClientAddress, Person},
    app::App,
    extract::Params,
    refusal::Refusal,
    request_id::RequestId,
    store::{OpenError, StateSource, Store, StoreError, StoredRecord},
};

/// Name of the key's file in a state directory.
pub const KEY_FILE: &str = "audit.key";
/// Records on a page.
const PAGE: i64 = 100;
/// How often another number is tried, while other proxies add records as well.
const TRIES: u32 = 20;

/// Jobs that a request has made, told by its handler as an extension of the answer.
#[derive(Debug, Clone)]
pub(crate) struct MadeJobs(Vec<JobId>);

impl MadeJobs {
    pub(crate) fn of(jobs: &[Job]) -> Self {
        Self(jobs.iter().map(|job| job.id.clone()).collect())
    }
}

/// Whose doing something is, and from where.
#[derive(Debug, Clone)]
pub(crate) struct Doing {
    actor: Option<Actor>,
    address: String,
    request_id: String,
}

impl FromRequestParts<App> for Doing {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut RequestParts, app: &App) -> Result<Self, Refusal> {
        Ok(Self::of(&app.access, parts))
    }
}

impl Doing {
    /// Of whoever sends a request.
    pub(crate) fn of(access: &Access, request: &RequestParts) -> Self {
        let actor = request.extensions.get::<Caller>().map(|caller| actor(caller.person()));
        let id = request.extensions.get::<RequestId>().map(ToString::to_string);
        let ClientAddress(address) = ClientAddress::of(access, request);
        Self { actor, address: address.to_string(), request_id: id.unwrap_or_default() }
    }

    /// Of the proxy itself: what was ordered before is done now.
    pub(crate) fn own() -> Self {
        Self { actor: None, address: String::new(), request_id: String::new() }
    }

    /// The same request, of somebody who has just proven who they are.
    pub(crate) fn by(self, person: &Person) -> Self {
        Self { actor: Some(actor(person)), ..self }
    }
}

fn actor(person: &Person) -> Actor {
    Actor { name: person.name.clone(), subject: person.subject.clone(), role: person.role }
}

/// The record.
#[derive(Debug)]
pub(crate) struct Audit {
    store: Store,
    key: ChainKey,
    /// One record at a time: each hangs on the one before.
    turn: Mutex<()>,
    environment: Arc<dyn Environment>,
}

impl Audit {
    /// The record in a store, with its key in a file: a new one only when nothing is recorded yet.
    pub(crate) async fn open(
        store: Store,
        state: &StateSource,
        key_file: Option<PathBuf>,
        environment: Arc<dyn Environment>,
    ) -> Result<Self, NoKey> {
        let file = match (key_file, state) {
            (Some(file), _) => Some(file),
            (None, StateSource::Directory(directory)) => Some(directory.join(KEY_FILE)),
            (None, StateSource::Memory) => None,
        };
        let unread = |error| NoKey::Record(Box::new(error));
        let head = store.audit_head().await.map_err(unread)?;
        let key = match (file, head) {
            (Some(file), Some(head)) => {
                let key = ChainKey::read(&file)?;
                // What is added with another key cannot be followed any more.
                let before = store.audit_before(head.number, "", 1).await.map_err(unread)?;
                let before = before.first().map(|record| record.mac.as_str()).unwrap_or_default();
                if key.mac(before, &head.record) != head.mac {
                    return Err(NoKey::Another(file));
                }
                key
            }
            (Some(file), None) => ChainKey::in_file(&file, &*environment)?,
            (None, _) => ChainKey::random(&*environment),
        };
        Ok(Self { store, key, turn: Mutex::default(), environment })
    }

    /// Adds an entry and returns its number. What it is about must not be done when this fails.
    pub(crate) async fn add(&self, doing: &Doing, entry: AuditEntry) -> Result<u64, StoreError> {
        let _turn = self.turn.lock().await;
        let Doing { actor, address, request_id } = doing.clone();
        let at = EpochMillis(self.environment.now().unix_millis());
        let mut record = AuditRecord { number: 0, at, actor, address, request_id, entry };
        for _ in 0..TRIES {
            let (last, before) =
                self.store.audit_head().await?.map_or_else(Default::default, |head| (head.number, head.mac));
            let number = last + 1;
            record.number = u64::try_from(number).unwrap_or_default();
            // The contract's types have text keys and no other numbers than finite ones, so they always serialise.
            let text = serde_json::to_string(&record).unwrap_or_default();
            let mac = self.key.mac(&before, &text);
            let stored = StoredRecord { number, record: text.clone(), mac: mac.clone() };
            if self.store.add_audit(stored, at.0).await? {
                info!(target: "audit", head = format!("{number}:{mac}"), record = text, "Recorded");
                return Ok(record.number);
            }
        }
        Err(StoreError::Crowded)
    }

    /// Adds what has happened already; where it cannot be stored, the log has it.
    pub(crate) async fn add_after(&self, doing: &Doing, entry: AuditEntry) {
        if let Err(error) = self.add(doing, entry.clone()).await {
            let error = &error as &dyn std::error::Error;
            error!(target: "audit", error, ?doing, ?entry, "Not recorded");
        }
    }
}

/// `GET /api/audit`: the newest first.
pub(crate) async fn page(
    State(app): State<App>,
    Params(AuditQuery { before, text }): Params<AuditQuery>,
) -> Result<Json<AuditPage>, Refusal> {
    let before = before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX);
    let found = app.audit.store.audit_before(before, text.as_deref().unwrap_or_default(), PAGE + 1).await;
    let mut found = found.map_err(ProblemCode::from)?;
    let more = found.len() > PAGE.unsigned_abs() as usize;
    found.truncate(PAGE.unsigned_abs() as usize);
    let records = found.into_iter().map(|stored| {
        let number = stored.number;
        serde_json::from_str(&stored.record).map_err(|_| StoreError::Unreadable(format!("record {number}")))
    });
    Ok(Json(AuditPage { records: records.collect::<Result<_, _>>().map_err(ProblemCode::from)?, more }))
}

/// Why it is not known that the record is whole.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The store cannot be opened.
    #[error("the record cannot be opened")]
    Store(#[from] OpenError),
    /// The key cannot be read.
    #[error(transparent)]
    Key(#[from] NoKey),
    /// It is not.
    #[error(transparent)]
    Broken(#[from] Broken),
}

/// Follows the record of a state from its beginning, and returns its last link; `None` when there is none.
///
/// # Errors
/// [`VerifyError`], also when the head is not in it.
pub async fn verify(
    state: &StateSource,
    key: &Path,
    head: Option<&Head>,
) -> Result<Option<Head>, VerifyError> {
    let key = ChainKey::read(key)?;
    let store = Store::open(state).await?;
    Ok(follow(&store, &key, head).await?)
}

#[cfg(test)]
mod tests;
