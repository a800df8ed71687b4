//! The file itself: opening, checking, reading everything once, committing a group.

use std::io;
use std::path::{Path, PathBuf};

use redb::{Database, ReadableDatabase as _, ReadableTable as _, TableDefinition};

use super::{FORMAT, Table};

/// The name of the file inside the state directory.
const FILE: &str = "hub.redb";
const FORMAT_KEY: &[u8] = b"format";

/// Why a store cannot be used. It is never changed by a refusal.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error("cannot create the state directory {0}")]
    Directory(PathBuf, #[source] io::Error),
    #[error("the store {0} is in use by another process")]
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

/// Opens the file, creating it when there is none, and reads all of it.
pub(super) fn open(directory: &Path) -> Result<(Database, Contents), OpenError> {
    std::fs::create_dir_all(directory).map_err(|error| OpenError::Directory(directory.to_owned(), error))?;
    let path = directory.join(FILE);
    let existed = path.exists();
    let opened = if existed { Database::open(&path) } else { Database::create(&path) };
    let database = opened.map_err(|error| match error {
        redb::DatabaseError::DatabaseAlreadyOpen => OpenError::InUse(path.clone()),
        other => OpenError::Damaged(path.clone(), Box::new(other.into())),
    })?;
    let damaged = |error: redb::Error| OpenError::Damaged(path.clone(), Box::new(error));
    if !existed {
        let format = FORMAT.to_string().into_bytes();
        let first = [((Table::Meta, FORMAT_KEY.to_vec()), Some(format))];
        commit(&database, first).map_err(damaged)?;
        return Ok((database, Contents::default()));
    }
    check_format(&database, &path)?;
    let contents = read(&database).map_err(damaged)?;
    Ok((database, contents))
}

fn check_format(database: &Database, path: &Path) -> Result<(), OpenError> {
    let format = || -> Result<Option<u32>, redb::Error> {
        let table = database.begin_read()?.open_table(definition(Table::Meta))?;
        let value = table.get(FORMAT_KEY)?;
        Ok(value.and_then(|value| std::str::from_utf8(value.value()).ok()?.parse().ok()))
    };
    match format() {
        Ok(Some(found)) if found > FORMAT => Err(OpenError::Newer { path: path.to_owned(), found }),
        Ok(Some(_)) => Ok(()),
        Ok(None) | Err(redb::Error::TableDoesNotExist(_)) => Err(OpenError::Formatless(path.to_owned())),
        Err(error) => Err(OpenError::Damaged(path.to_owned(), Box::new(error))),
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
