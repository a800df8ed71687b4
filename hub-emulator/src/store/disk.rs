//! The file itself: opening, checking, reading everything once, committing a group.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use redb::backends::FileBackend;
use redb::{Builder, Database, ReadableDatabase as _, ReadableTable as _, TableDefinition};

use super::overlay::Overlay;
use super::{FORMAT, Table};

/// The name of the file inside the state directory.
const FILE: &str = "hub.redb";
/// Its name until it says its format.
const UNFINISHED: &str = "hub.redb.new";
/// Who holds the lock on this file owns the directory.
const LOCK: &str = "hub.lock";
const FORMAT_KEY: &[u8] = b"format";

/// Why a store cannot be used. It is never changed by a refusal.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error("cannot use {0}: give the state directory and its files to the user of the emulator")]
    Inaccessible(PathBuf, #[source] io::Error),
    #[error("the state directory {0} is in use by another emulator")]
    InUse(PathBuf),
    #[error("the store {0} is damaged or is not a store of this program; move it away to start afresh")]
    Damaged(PathBuf, #[source] Box<redb::Error>),
    #[error(
        "the store {path} has format {found}, newer than {FORMAT}; use a newer emulator or another directory"
    )]
    Newer { path: PathBuf, found: u32 },
    #[error("the store {0} does not say its format; move it away to start afresh")]
    Formatless(PathBuf),
}

/// What a store held when it was opened.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    records: Vec<(Table, Vec<u8>, Vec<u8>)>,
}

impl Contents {
    /// Takes one record out.
    pub(crate) fn take_one(&mut self, table: Table, key: &[u8]) -> Option<Vec<u8>> {
        let place = self.records.iter().position(|record| record.0 == table && record.1 == key)?;
        Some(self.records.remove(place).2)
    }

    /// Takes the records of one table out, in the order of their keys.
    pub(crate) fn take(&mut self, table: Table) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> + use<> {
        let (taken, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.records).into_iter().partition(|record| record.0 == table);
        self.records = rest;
        taken.into_iter().map(|(_, key, value)| (key, value))
    }
}

fn definition(table: Table) -> TableDefinition<'static, &'static [u8], &'static [u8]> {
    TableDefinition::new(match table {
        Table::Meta => "meta",
        Table::Identities => "identities",
        Table::Twins => "twins",
        Table::Sessions => "sessions",
        Table::Jobs => "jobs",
        Table::Targets => "targets",
        Table::Rows => "rows",
        Table::Messages => "messages",
    })
}

/// A state directory that is ours.
#[derive(Debug)]
pub(super) struct Disk {
    path: PathBuf,
    /// Dropping it gives the directory back.
    _lock: File,
}

impl Disk {
    /// Takes the directory, creating it when there is none.
    pub(super) fn claim(directory: &Path) -> Result<Self, OpenError> {
        let inaccessible = |path: &Path| {
            let path = path.to_owned();
            |error| OpenError::Inaccessible(path, error)
        };
        fs::create_dir_all(directory).map_err(inaccessible(directory))?;
        let path = directory.join(LOCK);
        let lock = OpenOptions::new().create(true).append(true).mode(0o600).open(&path);
        let lock = lock.map_err(inaccessible(&path))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: directory.join(FILE), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse(directory.to_owned())),
            Err(TryLockError::Error(error)) => Err(OpenError::Inaccessible(path, error)),
        }
    }

    /// Checks the file and reads all of it, without changing it. Makes one when there is none.
    pub(super) fn look(&self) -> Result<Contents, OpenError> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.create()?;
                return Ok(Contents::default());
            }
            Err(error) => return Err(OpenError::Inaccessible(self.path.clone(), error)),
        };
        let damaged = |error| self.refusal(error);
        let overlay = Overlay::over(file).map_err(|error| damaged(error.into()))?;
        // Everything is read anyway. What nobody checks may be served wrong, or end in a panic inside the store.
        let database = Builder::new().set_check_integrity_on_open(true).create_with_backend(overlay);
        let database = database.map_err(|error| damaged(error.into()))?;
        self.check_format(&database)?;
        read(&database).map_err(damaged)
    }

    /// Opens the file for writing, once it has been looked at.
    pub(super) fn open(&self) -> Result<Database, OpenError> {
        Database::open(&self.path).map_err(|error| self.refusal(error.into()))
    }

    /// A file without its format would be refused for ever, so it gets its name when that is on disk.
    fn create(&self) -> Result<(), OpenError> {
        let unfinished = self.path.with_file_name(UNFINISHED);
        let create = || -> Result<(), redb::Error> {
            match fs::remove_file(&unfinished) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
            let file =
                OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&unfinished)?;
            let database = Builder::new().create_with_backend(FileBackend::new(file)?)?;
            let format = FORMAT.to_string().into_bytes();
            commit(&database, [((Table::Meta, FORMAT_KEY.to_vec()), Some(format))])?;
            drop(database);
            fs::rename(&unfinished, &self.path)?;
            // The name is durable with its directory.
            Ok(File::open(self.path.parent().unwrap_or(Path::new(".")))?.sync_all()?)
        };
        create().map_err(|error| self.refusal(error))
    }

    fn check_format(&self, database: &Database) -> Result<(), OpenError> {
        let format = || -> Result<Option<u32>, redb::Error> {
            let table = database.begin_read()?.open_table(definition(Table::Meta))?;
            let value = table.get(FORMAT_KEY)?;
            Ok(value.and_then(|value| std::str::from_utf8(value.value()).ok()?.parse().ok()))
        };
        match format() {
            Ok(Some(found)) if found > FORMAT => Err(OpenError::Newer { path: self.path.clone(), found }),
            Ok(Some(_)) => Ok(()),
            Ok(None) | Err(redb::Error::TableDoesNotExist(_)) => {
                Err(OpenError::Formatless(self.path.clone()))
            }
            Err(error) => Err(self.refusal(error)),
        }
    }

    /// A disk that does not let us is no damage: moving the file away would lose what is good.
    fn refusal(&self, error: redb::Error) -> OpenError {
        use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem, StorageFull};
        let path = self.path.clone();
        match error {
            redb::Error::Io(error)
                if matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem | StorageFull) =>
            {
                OpenError::Inaccessible(path, error)
            }
            redb::Error::DatabaseAlreadyOpen => OpenError::InUse(path),
            other => OpenError::Damaged(path, Box::new(other)),
        }
    }
}

fn read(database: &Database) -> Result<Contents, redb::Error> {
    let transaction = database.begin_read()?;
    let mut records = Vec::new();
    for table in Table::ALL {
        let rows = match transaction.open_table(definition(table)) {
            Ok(rows) => rows,
            Err(redb::TableError::TableDoesNotExist(_)) => continue,
            Err(error) => return Err(error.into()),
        };
        for row in rows.iter()? {
            let (key, value) = row?;
            records.push((table, key.value().to_vec(), value.value().to_vec()));
        }
    }
    Ok(Contents { records })
}

/// Applies a group in one durable transaction.
pub(super) fn commit(
    database: &Database,
    group: impl IntoIterator<Item = ((Table, Vec<u8>), Option<Vec<u8>>)>,
) -> Result<(), redb::Error> {
    let transaction = database.begin_write()?;
    {
        // Groups come ordered by table, so each table is opened once.
        let mut group = group.into_iter().peekable();
        while let Some(table) = group.peek().map(|((table, _), _)| *table) {
            let mut rows = transaction.open_table(definition(table))?;
            while let Some(((_, key), value)) = group.next_if(|((next, _), _)| *next == table) {
                match value {
                    Some(value) => _ = rows.insert(key.as_slice(), value.as_slice())?,
                    None => _ = rows.remove(key.as_slice())?,
                }
            }
        }
    }
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
impl Contents {
    /// What a store would hold after these writes.
    pub(crate) fn of(writes: Vec<super::Write>) -> Self {
        let newest: std::collections::BTreeMap<_, _> =
            writes.into_iter().map(|write| ((write.table, write.key), write.value)).collect();
        let records = newest.into_iter().filter_map(|((table, key), value)| Some((table, key, value?)));
        Self { records: records.collect() }
    }
}
