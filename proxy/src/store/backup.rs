//! A copy of the database while the proxy runs, and a state made from one.

use std::{
    fs::{self, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};

use super::{FILE, OpenError, StateSource, Store, claim, prepare};

/// Why there is no copy, or no state made from one.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is nothing to copy.
    #[error("there is no database in {}; name the proxy's directory with --state", .0.display())]
    NoDatabase(PathBuf),
    /// Nothing is written over.
    #[error("{} is there already; move it away, or choose another name", .0.display())]
    There(PathBuf),
    /// The file cannot be written or read.
    #[error("{} cannot be used", .0.display())]
    File(PathBuf, #[source] io::Error),
    /// The database cannot be copied.
    #[error("the database in {} cannot be copied", .0.display())]
    Copy(PathBuf, #[source] sqlx::Error),
    /// The copy is damaged, or no database.
    #[error("{} is not a whole database", .0.display())]
    Damaged(PathBuf),
    /// The copy is of a newer Lockstep, or not of Lockstep.
    #[error("no state can be made of it")]
    Open(#[from] OpenError),
}

/// Copies the database of a state into a new file, as it is at one moment; a proxy may be using it.
///
/// # Errors
/// [`BackupError`]; there is no file then.
pub async fn backup(state: &Path, to: &Path) -> Result<(), BackupError> {
    let file = state.join(FILE);
    if !file.is_file() {
        return Err(BackupError::NoDatabase(state.to_owned()));
    }
    new_file(to)?;
    let copied = copy(&file, to).await.map_err(|error| BackupError::Copy(state.to_owned(), error));
    let whole = match copied {
        Ok(()) => whole(to).await,
        Err(error) => Err(error),
    };
    whole.inspect_err(|_| _ = fs::remove_file(to))
}

/// Makes a state of a copy, in a directory that has none, and brings it up to date.
///
/// # Errors
/// [`BackupError`]; the directory has no state then.
pub async fn restore(from: &Path, state: &Path) -> Result<(), BackupError> {
    whole(from).await?;
    claim(state).map_err(|error| OpenError::Directory(state.to_owned(), error))?;
    let file = state.join(FILE);
    let mut target = new_file(&file)?;
    let unusable = |error| BackupError::File(from.to_owned(), error);
    let copied = fs::File::open(from).and_then(|mut source| {
        io::copy(&mut source, &mut target)?;
        target.sync_all()
    });
    let opened = match copied.map_err(unusable) {
        Ok(()) => Store::open(&StateSource::Directory(state.to_owned())).await.map_err(BackupError::from),
        Err(error) => Err(error),
    };
    match opened {
        Ok(store) => {
            store.close().await;
            Ok(())
        }
        Err(error) => {
            for file in [FILE.to_owned(), format!("{FILE}-wal"), format!("{FILE}-shm")] {
                _ = fs::remove_file(state.join(file));
            }
            Err(error)
        }
    }
}

/// An empty file for its owner alone.
fn new_file(path: &Path) -> Result<fs::File, BackupError> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(|error| {
        match error.kind() {
            io::ErrorKind::AlreadyExists => BackupError::There(path.to_owned()),
            _ => BackupError::File(path.to_owned(), error),
        }
    })
}

async fn copy(file: &Path, to: &Path) -> Result<(), sqlx::Error> {
    let mut connection = connect(file, "rw").await?;
    prepare(&mut connection).await?;
    // SQLite's own copy of what is in it at one moment, packed.
    sqlx::query("VACUUM INTO $1").bind(to.display().to_string()).execute(&mut connection).await?;
    connection.close().await
}

/// Whether every page of a database is as it should be.
async fn whole(file: &Path) -> Result<(), BackupError> {
    let damaged = |_| BackupError::Damaged(file.to_owned());
    if let Err(error) = fs::File::open(file) {
        return Err(BackupError::File(file.to_owned(), error));
    }
    let mut connection = connect(file, "ro").await.map_err(damaged)?;
    let checked = connection.fetch_one("PRAGMA integrity_check").await.map_err(damaged)?;
    let words: String = checked.try_get(0).map_err(damaged)?;
    if words == "ok" { Ok(()) } else { Err(BackupError::Damaged(file.to_owned())) }
}

async fn connect(file: &Path, mode: &str) -> Result<AnyConnection, sqlx::Error> {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(&format!("sqlite://{}?mode={mode}", file.display())).await
}
