//! Keeps the hub's state on disk: an ordered journal of writes, committed in groups.
//!
//! State lives in memory; the store only has to bring it back after a restart. Whoever changes state calls
//! [`Store::push`] while it holds the lock on that state, so that writes reach the disk in the order of the changes, and
//! awaits [`Store::flushed`] without the lock before it answers. One thread commits whatever has gathered since its
//! last commit, so a hundred answers share one `fsync`.

mod disk;
mod journal;
mod ledger;
mod overlay;

use std::path::Path;
use std::sync::Arc;

use disk::Disk;
use journal::Journal;

pub(crate) use disk::{Contents, OpenError};
pub(crate) use ledger::Ledger;

/// The version of the records below; a store of a newer version is refused.
pub(crate) const FORMAT: u32 = 1;

/// The kinds of records, each a table of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Table {
    /// Facts of the hub: the format, counters, policy keys.
    Meta,
    /// Registry records, by `device` or `device/module`.
    Identities,
    /// Twins, by the same keys.
    Twins,
    /// Persisted MQTT sessions, by the same keys.
    Sessions,
    /// Jobs, by job id.
    Jobs,
    /// The targets of a started job in row order, by job id.
    Targets,
    /// Rows that have left `pending`, by job id, a slash and the row number in big-endian bytes.
    Rows,
    /// Cloud-to-device messages that wait, by device, a slash and the sequence number in big-endian bytes.
    Messages,
}

impl Table {
    /// Every table.
    pub(crate) const ALL: [Self; 8] = [
        Self::Meta,
        Self::Identities,
        Self::Twins,
        Self::Sessions,
        Self::Jobs,
        Self::Targets,
        Self::Rows,
        Self::Messages,
    ];
}

/// One record to put, or to remove when it has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Write {
    pub(crate) table: Table,
    pub(crate) key: Vec<u8>,
    pub(crate) value: Option<Vec<u8>>,
}

impl Write {
    /// Puts a record.
    pub(crate) fn put(table: Table, key: impl Into<Vec<u8>>, value: Vec<u8>) -> Self {
        Self { table, key: key.into(), value: Some(value) }
    }

    /// Removes a record.
    pub(crate) fn remove(table: Table, key: impl Into<Vec<u8>>) -> Self {
        Self { table, key: key.into(), value: None }
    }
}

/// The disk no longer takes writes; nothing may be answered any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the store has failed")]
pub(crate) struct StoreFailed;

/// The durable side of the hub, or nothing at all (`--ephemeral`).
#[derive(Debug, Clone)]
pub(crate) struct Store {
    journal: Option<Arc<Journal>>,
}

impl Store {
    /// A store that keeps nothing.
    pub(crate) fn ephemeral() -> Self {
        Self { journal: None }
    }

    /// Checks or creates the store in `directory` and reads what it holds. It is not written before [`Store::begin`].
    ///
    /// A file that is damaged, in use or of a newer format is refused and left as it is.
    pub(crate) fn open(directory: &Path) -> Result<(Self, Contents), OpenError> {
        let disk = Disk::claim(directory)?;
        let contents = disk.look()?;
        Ok((Self { journal: Some(Journal::new(disk)) }, contents))
    }

    /// Starts to write: what was read makes sense.
    pub(crate) fn begin(&self) -> Result<(), OpenError> {
        self.journal.as_ref().map_or(Ok(()), Journal::begin)
    }

    /// Queues writes behind all earlier ones. Call it under the lock on the state that they describe.
    ///
    /// The queue holds one value per record, the newest, so its size is bounded by what is in memory anyway.
    pub(crate) fn push(&self, writes: impl IntoIterator<Item = Write>) {
        if let Some(journal) = &self.journal {
            journal.push(writes);
        }
    }

    /// Waits until everything pushed before this call is on disk.
    pub(crate) async fn flushed(&self) -> Result<(), StoreFailed> {
        match &self.journal {
            Some(journal) => journal.flushed().await,
            None => Ok(()),
        }
    }

    /// Commits what is queued and closes the file; later pushes are lost and `flushed` fails.
    pub(crate) async fn close(&self) {
        if let Some(journal) = &self.journal {
            journal.close().await;
        }
    }
}

#[cfg(test)]
mod tests;
