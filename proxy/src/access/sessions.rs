//! Sessions of browsers. They are rows of the store, so that they outlive a restart and hold on every proxy that shares it;
//! here is only what has to end together with one of them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use iothub_client::environment::Environment;
use iothub_wire::time::UtcTime;
use lockstep_api::time::EpochMillis;
use secrecy::{ExposeSecret as _, SecretString};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::{
    Person,
    token::{hash_text, random},
};
use crate::store::{Holding, Store, StoreError, StoredSession};

/// How long a session lasts.
pub(crate) const LIFETIME_SECONDS: i64 = 12 * 3600;
/// How long a session lasts that nobody uses. A page that is on a screen has a stream open, and uses it.
pub(crate) const IDLE_SECONDS: i64 = 3600;
/// More sessions than any team has; the oldest makes room.
const MOST: i64 = 1000;
/// How exactly it is noted when a session was used: not every request writes.
const NOTED_MILLIS: i64 = 60_000;
/// How often it is looked whether sessions with open streams still hold, as another proxy may have ended them.
const ROUND: Duration = Duration::from_secs(5);

/// A session of one browser.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    person: Arc<Person>,
    expires_at: UtcTime,
    ended: Arc<CancellationToken>,
}

impl Session {
    /// Whose it is.
    pub(crate) fn person(&self) -> &Arc<Person> {
        &self.person
    }

    /// Cancelled when the session ends. Whoever keeps this (not only the token inside) keeps the session in use.
    pub(crate) fn ended(&self) -> &Arc<CancellationToken> {
        &self.ended
    }

    /// When it ends by itself.
    pub(crate) fn expires_at(&self) -> UtcTime {
        self.expires_at
    }
}

/// All sessions.
#[derive(Debug)]
pub(crate) struct Sessions {
    store: Store,
    /// What a session has to have been opened with.
    opened_with: String,
    /// What ends with the sessions that something is open of, by the hash of their key.
    open: Mutex<HashMap<String, Weak<CancellationToken>>>,
    environment: Arc<dyn Environment>,
}

impl Sessions {
    /// Those that were opened with something, and that alone.
    pub(crate) fn new(store: Store, opened_with: String, environment: Arc<dyn Environment>) -> Self {
        Self { store, opened_with, open: Mutex::default(), environment }
    }

    /// Opens a session for a person and returns its key, for the cookie.
    pub(crate) async fn open(&self, person: Person) -> Result<(SecretString, Session), StoreError> {
        let now = self.now();
        let key = random(&*self.environment);
        let stored = StoredSession {
            key_hash: hash_text(key.expose_secret()),
            person,
            opened_with: self.opened_with.clone(),
            opened_at: now,
            used_at: now,
            expires_at: EpochMillis(now.0.saturating_add(LIFETIME_SECONDS * 1000)),
        };
        let ended = self.ending(&stored.key_hash);
        let session = session(&stored, ended);
        self.store.open_session(stored, self.holding(now), MOST).await?;
        Ok((key, session))
    }

    /// The session with this key, unless it has ended.
    pub(crate) async fn find(&self, key: &str) -> Result<Option<Session>, StoreError> {
        let key_hash = hash_text(key);
        // Taken before it is looked: whoever ends the session meanwhile ends what is opened now.
        let ended = self.ending(&key_hash);
        let Some(stored) = self.used(&key_hash).await? else {
            drop(ended);
            self.forget(&key_hash);
            return Ok(None);
        };
        Ok(Some(session(&stored, ended)))
    }

    /// Ends the session with this key, and its streams.
    pub(crate) async fn close(&self, key: &str) -> Result<(), StoreError> {
        let key_hash = hash_text(key);
        self.store.close_session(&key_hash).await?;
        self.end(&key_hash);
        Ok(())
    }

    /// Ends what is open of sessions that no longer hold, again and again.
    pub(crate) async fn work(&self) {
        loop {
            tokio::time::sleep(ROUND).await;
            if let Err(error) = self.look().await {
                warn!(
                    error = &error as &dyn std::error::Error,
                    "It is not known whether sessions have ended elsewhere"
                );
            }
        }
    }

    /// Looks once at each session that something is open of; it counts as used.
    async fn look(&self) -> Result<(), StoreError> {
        let open: Vec<_> = {
            let mut open = self.lock();
            open.retain(|_, ended| ended.strong_count() > 0);
            open.keys().cloned().collect()
        };
        for key_hash in open {
            if self.used(&key_hash).await?.is_none() {
                self.end(&key_hash);
            }
        }
        Ok(())
    }

    /// The session of a key if it holds, which is used now.
    async fn used(&self, key_hash: &str) -> Result<Option<StoredSession>, StoreError> {
        let now = self.now();
        let stored = self.store.session(key_hash, self.holding(now)).await?;
        if stored.as_ref().is_some_and(|stored| now.0 - stored.used_at.0 > NOTED_MILLIS) {
            self.store.use_session(key_hash, now).await?;
        }
        Ok(stored)
    }

    fn holding(&self, now: EpochMillis) -> Holding<'_> {
        let used_after = EpochMillis(now.0.saturating_sub(IDLE_SECONDS * 1000));
        Holding { opened_with: &self.opened_with, now, used_after }
    }

    fn now(&self) -> EpochMillis {
        EpochMillis(self.environment.now().unix_millis())
    }

    /// What ends with a session, the same for all that is open of it.
    fn ending(&self, key_hash: &str) -> Arc<CancellationToken> {
        let mut open = self.lock();
        if let Some(ended) = open.get(key_hash).and_then(Weak::upgrade) {
            return ended;
        }
        let ended = Arc::new(CancellationToken::new());
        open.insert(key_hash.to_owned(), Arc::downgrade(&ended));
        ended
    }

    /// Keeps nothing of a key that no session has: anybody can make up keys.
    fn forget(&self, key_hash: &str) {
        let mut open = self.lock();
        if open.get(key_hash).is_some_and(|ended| ended.strong_count() == 0) {
            open.remove(key_hash);
        }
    }

    fn end(&self, key_hash: &str) {
        if let Some(ended) = self.lock().remove(key_hash).and_then(|ended| ended.upgrade()) {
            ended.cancel();
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Weak<CancellationToken>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn session(stored: &StoredSession, ended: Arc<CancellationToken>) -> Session {
    let expires_at = UtcTime::from_unix_millis(stored.expires_at.0);
    Session { person: Arc::new(stored.person.clone()), expires_at, ended }
}

#[cfg(test)]
mod tests;
