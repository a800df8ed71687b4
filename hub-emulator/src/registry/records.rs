//! Bringing the registry back from the store.

use super::Registry;
use super::account::Account;
use super::entry::{Entry, StoredTwin};
use super::session::Session;
use crate::identity::Identity;
use crate::store::{Contents, Table};

/// A record of the store cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the store is damaged: the {table:?} record `{key}` cannot be read; move the store away to start afresh"
)]
pub(crate) struct LoadError {
    pub(crate) table: Table,
    pub(crate) key: String,
}

impl LoadError {
    pub(crate) fn new(table: Table, key: &[u8]) -> Self {
        Self { table, key: String::from_utf8_lossy(key).into_owned() }
    }
}

impl Registry {
    /// Reads identities, twins, sessions and messages. Nobody is connected.
    pub(crate) fn load(contents: &mut Contents) -> Result<Self, LoadError> {
        let mut registry = Self::default();
        // Identities and twins are written and removed together, and both come in the order of their keys.
        let mut twins = contents.take(Table::Twins);
        for (key, value) in contents.take(Table::Identities) {
            let damaged = || LoadError::new(Table::Identities, &key);
            let identity = identity(&key).ok_or_else(damaged)?;
            let account: Account = serde_json::from_slice(&value).map_err(|_| damaged())?;
            let no_twin = || LoadError::new(Table::Twins, &key);
            let (_, text) = twins.next().filter(|(twin, _)| *twin == key).ok_or_else(no_twin)?;
            let twin = StoredTwin::from_text(text).ok_or_else(no_twin)?;
            let session = Session::default();
            let entry = Entry { account, twin, session, link: None, mailbox: None, awaited: None };
            registry.entries.insert(identity, entry);
        }
        for (key, value) in contents.take(Table::Sessions) {
            let damaged = || LoadError::new(Table::Sessions, &key);
            let identity = identity(&key).ok_or_else(damaged)?;
            let entry = registry.entries.get_mut(&identity).ok_or_else(damaged)?;
            entry.session = serde_json::from_slice(&value).map_err(|_| damaged())?;
        }
        registry.load_mail(contents)?;
        Ok(registry)
    }
}

fn identity(key: &[u8]) -> Option<Identity> {
    Identity::parse(std::str::from_utf8(key).ok()?)
}
