//! Gathers the writes of one change of state, until the lock on it is released.

use serde::Serialize;

use super::{Table, Write};

/// The writes of one change. An ephemeral hub's ledger takes none.
#[derive(Debug)]
pub(crate) struct Ledger {
    writes: Option<Vec<Write>>,
}

impl Ledger {
    /// A ledger for a durable hub, or one that keeps nothing.
    pub(crate) fn new(durable: bool) -> Self {
        Self { writes: durable.then(Vec::new) }
    }

    /// Records a value as JSON.
    pub(crate) fn put(&mut self, table: Table, key: impl Into<Vec<u8>>, value: &impl Serialize) {
        if let Some(writes) = &mut self.writes {
            // Our own records have text keys and finite numbers only, so they always serialise.
            writes.push(Write::put(table, key, serde_json::to_vec(value).unwrap_or_default()));
        }
    }

    /// Records bytes as they are.
    pub(crate) fn put_bytes(&mut self, table: Table, key: impl Into<Vec<u8>>, value: &[u8]) {
        if let Some(writes) = &mut self.writes {
            writes.push(Write::put(table, key, value.to_vec()));
        }
    }

    /// Records a removal.
    pub(crate) fn remove(&mut self, table: Table, key: impl Into<Vec<u8>>) {
        if let Some(writes) = &mut self.writes {
            writes.push(Write::remove(table, key));
        }
    }

    /// Takes what was recorded.
    pub(crate) fn take(&mut self) -> Vec<Write> {
        self.writes.as_mut().map(std::mem::take).unwrap_or_default()
    }
}
