//! What Lockstep remembers: orders and who gave them, jobs that wait, and jobs that have ended with their rows.
//!
//! One SQL text for every database: parameters are `$1`, values are TEXT and BIGINT, and JSON is text. The hub stays the
//! truth about its jobs; the store knows what the hub does not, or forgets after thirty days.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use lockstep_api::job::JobId;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{
    AnyConnection, AnyPool, Connection as _, Executor as _, SqlSafeStr as _,
    any::AnyPoolOptions,
    migrate::{Migration, MigrationType, Migrator},
};

mod archive;
mod audit;
mod backup;
mod jobs;
mod library;
mod samples;
mod sessions;

pub(crate) use archive::{Archived, ArchivedRow};
pub(crate) use audit::StoredRecord;
pub use backup::{BackupError, backup, restore};
pub(crate) use jobs::{JobRecord, Stage};
pub(crate) use library::Kind;
pub(crate) use sessions::{Holding, StoredSession};

/// The name of the file inside the state directory.
const FILE: &str = "lockstep.db";

/// Every migration, oldest first; one that has shipped is never changed.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "jobs", include_str!("store/migrations/0001_jobs.sql")),
    (2, "library", include_str!("store/migrations/0002_library.sql")),
    (3, "samples", include_str!("store/migrations/0003_samples.sql")),
    (4, "left_queue", include_str!("store/migrations/0004_left_queue.sql")),
    (5, "series", include_str!("store/migrations/0005_series.sql")),
    (6, "sessions", include_str!("store/migrations/0006_sessions.sql")),
    (7, "people", include_str!("store/migrations/0007_people.sql")),
    (8, "audit", include_str!("store/migrations/0008_audit.sql")),
];

/// Where the store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateSource {
    /// A directory, which is created when it is not there.
    Directory(PathBuf),
    /// Memory: for tests. It is gone with the proxy.
    Memory,
}

/// Why a store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The directory cannot be made or written.
    #[error("the state directory {} cannot be used", .0.display())]
    Directory(PathBuf, #[source] io::Error),
    /// The database cannot be opened, or is none.
    #[error("the database in {} cannot be used", .0.display())]
    Database(PathBuf, #[source] sqlx::Error),
    /// The database is of a newer Lockstep, or was changed by somebody else.
    #[error("the database in {} does not fit this version of Lockstep", .0.display())]
    Migration(PathBuf, #[source] sqlx::migrate::MigrateError),
}

/// The store did not do what it was asked for; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    #[error("what is stored of {0} cannot be read")]
    Unreadable(String),
    #[error("so many others add to the record that there was no turn")]
    Crowded,
}

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    pool: AnyPool,
}

impl Store {
    /// Opens or makes the database and brings it up to date.
    pub(crate) async fn open(source: &StateSource) -> Result<Self, OpenError> {
        sqlx::any::install_default_drivers();
        let (path, url, connections) = match source {
            // Every connection to a database in memory has one of its own.
            StateSource::Memory => (PathBuf::from("memory"), "sqlite::memory:".to_owned(), 1),
            StateSource::Directory(directory) => {
                claim(directory).map_err(|error| OpenError::Directory(directory.clone(), error))?;
                let file = directory.join(FILE);
                (directory.clone(), format!("sqlite://{}?mode=rwc", file.display()), 4)
            }
        };
        let failed = |error| OpenError::Database(path.clone(), error);
        if let StateSource::Directory(_) = source {
            // A pool tries for half a minute; a file that is no database is none the second time either.
            let mut first = AnyConnection::connect(&url).await.map_err(failed)?;
            prepare(&mut first).await.map_err(failed)?;
            first.close().await.map_err(failed)?;
        }
        let options = AnyPoolOptions::new().max_connections(connections).min_connections(1);
        let options = options.after_connect(|connection, _| Box::pin(prepare(connection)));
        let pool = options.connect(&url).await.map_err(failed)?;
        let migrations = MIGRATIONS.iter().map(|(version, name, sql)| {
            Migration::new(*version, (*name).into(), MigrationType::Simple, sql.into_sql_str(), false)
        });
        Migrator::with_migrations(migrations.collect())
            .run(&pool)
            .await
            .map_err(|error| OpenError::Migration(path, error))?;
        Ok(Self { pool })
    }

    /// Asks the database for nothing.
    pub(crate) async fn answers(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Waits for what is under way and closes the database.
    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

/// Makes the directory for its owner alone.
fn claim(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)
}

/// SQLite's settings: readers do not wait for the writer, and what was answered survives a crash of the machine.
async fn prepare(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    if connection.backend_name() == "SQLite" {
        let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000;";
        connection.execute(settings).await?;
    }
    Ok(())
}

/// A value as text for the database.
fn json(value: &impl Serialize) -> String {
    // The contract's types have text keys and no other numbers than finite ones, so they always serialise.
    serde_json::to_string(value).unwrap_or_default()
}

/// A value from the database.
fn parsed<T: DeserializeOwned>(job: &JobId, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable(format!("job {job}")))
}

#[cfg(test)]
mod tests;
