//! Group commit: a queue of the newest value per record, and one thread that commits it.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use redb::Database;
use tokio::sync::watch;

use super::disk::{self, Disk, OpenError};
use super::{StoreFailed, Table, Write};

/// Records waiting for the next commit: bounded by the number of distinct records.
type Group = BTreeMap<(Table, Vec<u8>), Option<Vec<u8>>>;

#[derive(Debug, Default)]
struct Queue {
    group: Group,
    /// How many pushes there have been.
    pushed: u64,
    closing: bool,
}

/// How far the disk is.
#[derive(Debug, Clone, Copy, Default)]
struct Durable {
    /// Everything up to this push is there.
    pushed: u64,
    /// Nothing more will come.
    ended: bool,
}

#[derive(Debug)]
pub(super) struct Journal {
    queue: Mutex<Queue>,
    filled: Condvar,
    durable: watch::Sender<Durable>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// The directory, until the writer has it.
    disk: Mutex<Option<Disk>>,
}

impl Journal {
    /// A journal that gathers writes and commits none of them before it is begun.
    pub(super) fn new(disk: Disk) -> Arc<Self> {
        Arc::new(Self {
            queue: Mutex::default(),
            filled: Condvar::new(),
            durable: watch::Sender::new(Durable::default()),
            thread: Mutex::default(),
            disk: Mutex::new(Some(disk)),
        })
    }

    /// Opens the file for writing and starts to commit.
    pub(super) fn begin(self: &Arc<Self>) -> Result<(), OpenError> {
        let Some(disk) = lock(&self.disk).take() else { return Ok(()) };
        let database = disk.open()?;
        let writer = Arc::clone(self);
        let thread = std::thread::Builder::new().name("store".to_owned()).spawn(move || {
            writer.run(&database);
            drop((database, disk));
        });
        match thread {
            Ok(thread) => *lock(&self.thread) = Some(thread),
            Err(_) => self.end(),
        }
        Ok(())
    }

    pub(super) fn push(&self, writes: impl IntoIterator<Item = Write>) {
        let mut writes = writes.into_iter().peekable();
        if writes.peek().is_none() {
            // Nothing would ever be committed for it.
            return;
        }
        let mut queue = lock(&self.queue);
        queue.group.extend(writes.map(|write| ((write.table, write.key), write.value)));
        queue.pushed += 1;
        self.filled.notify_one();
    }

    pub(super) async fn flushed(&self) -> Result<(), StoreFailed> {
        let target = lock(&self.queue).pushed;
        let mut durable = self.durable.subscribe();
        let reached = durable.wait_for(|durable| durable.pushed >= target || durable.ended).await;
        let reached = reached.is_ok_and(|durable| durable.pushed >= target);
        if reached { Ok(()) } else { Err(StoreFailed) }
    }

    pub(super) async fn close(&self) {
        lock(&self.queue).closing = true;
        self.filled.notify_one();
        let thread = lock(&self.thread).take();
        if let Some(thread) = thread {
            // Joining blocks, for the length of one commit.
            _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }

    /// The writer: takes the group, commits it, tells who waits. Ends when closed, or at the first failure.
    fn run(&self, database: &Database) {
        // However it ends, by a panic too: whoever waits for the disk hears of it.
        let _ended = Ended(self);
        loop {
            let (group, pushed, closing) = {
                let mut queue = lock(&self.queue);
                while queue.group.is_empty() && !queue.closing {
                    queue = self.filled.wait(queue).unwrap_or_else(PoisonError::into_inner);
                }
                (std::mem::take(&mut queue.group), queue.pushed, queue.closing)
            };
            if !group.is_empty()
                && let Err(error) = disk::commit(database, group)
            {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "The store cannot be written any more"
                );
                return;
            }
            self.durable.send_modify(|durable| durable.pushed = pushed);
            if closing {
                return;
            }
        }
    }

    fn end(&self) {
        self.durable.send_modify(|durable| durable.ended = true);
    }
}

/// Says that nothing more will come when it is dropped.
struct Ended<'j>(&'j Journal);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Locks; a panic elsewhere does not make the data under it wrong, as every change is a single assignment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_writer_that_panics_tells_whoever_waits_for_the_disk() {
        let directory = tempfile::tempdir().unwrap();
        let journal = Journal::new(Disk::claim(directory.path()).unwrap());
        journal.push([Write::put(Table::Twins, "a", b"1".to_vec())]);
        let writer = Arc::clone(&journal);
        let panicked = std::thread::spawn(move || {
            let _ended = Ended(&writer);
            panic!("standard error is gone");
        });
        assert!(panicked.join().is_err());
        assert_eq!(journal.flushed().await, Err(StoreFailed));
    }
}
