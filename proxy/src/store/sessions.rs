//! Who is signed in.

use lockstep_api::time::EpochMillis;
use sqlx::{Row as _, any::AnyRow};

use super::{Store, StoreError};
use crate::access::Person;

/// A session as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredSession {
    /// The hash of its key.
    pub(crate) key_hash: String,
    /// Whose it is, with the role they had when it was opened.
    pub(crate) person: Person,
    /// What it was opened with.
    pub(crate) opened_with: String,
    pub(crate) opened_at: EpochMillis,
    pub(crate) used_at: EpochMillis,
    pub(crate) expires_at: EpochMillis,
}

/// What makes a session one that still holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Holding<'a> {
    /// It was opened with this.
    pub(crate) opened_with: &'a str,
    /// It expires after this.
    pub(crate) now: EpochMillis,
    /// It was used after this.
    pub(crate) used_after: EpochMillis,
}

impl Store {
    /// Keeps a new session. Those that no longer hold are forgotten, and the oldest of more than `most`.
    pub(crate) async fn open_session(
        &self,
        session: StoredSession,
        holding: Holding<'_>,
        most: i64,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sessions WHERE opened_with <> $1 OR expires_at <= $2 OR used_at <= $3")
            .bind(holding.opened_with.to_owned())
            .bind(holding.now.0)
            .bind(holding.used_after.0)
            .execute(&self.pool)
            .await?;
        sqlx::query(
            "INSERT INTO sessions (key_hash, subject, person, role, opened_with, opened_at, used_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(session.key_hash)
        .bind(session.person.subject)
        .bind(session.person.name)
        .bind(session.person.role.name())
        .bind(session.opened_with)
        .bind(session.opened_at.0)
        .bind(session.used_at.0)
        .bind(session.expires_at.0)
        .execute(&self.pool)
        .await?;
        // SQLite has no OFFSET without a LIMIT.
        sqlx::query(
            "DELETE FROM sessions WHERE key_hash IN \
             (SELECT key_hash FROM sessions ORDER BY opened_at DESC, key_hash LIMIT 1000000 OFFSET $1)",
        )
        .bind(most)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The session of a key, if it holds.
    pub(crate) async fn session(
        &self,
        key_hash: &str,
        holding: Holding<'_>,
    ) -> Result<Option<StoredSession>, StoreError> {
        let row = sqlx::query(
            "SELECT * FROM sessions \
             WHERE key_hash = $1 AND opened_with = $2 AND expires_at > $3 AND used_at > $4",
        )
        .bind(key_hash.to_owned())
        .bind(holding.opened_with.to_owned())
        .bind(holding.now.0)
        .bind(holding.used_after.0)
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(stored).transpose()
    }

    /// Notes that a session was used.
    pub(crate) async fn use_session(&self, key_hash: &str, now: EpochMillis) -> Result<(), StoreError> {
        sqlx::query("UPDATE sessions SET used_at = $2 WHERE key_hash = $1 AND used_at < $2")
            .bind(key_hash.to_owned())
            .bind(now.0)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Ends a session.
    pub(crate) async fn close_session(&self, key_hash: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sessions WHERE key_hash = $1")
            .bind(key_hash.to_owned())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

fn stored(row: &AnyRow) -> Result<StoredSession, StoreError> {
    Ok(StoredSession {
        key_hash: row.try_get("key_hash")?,
        person: Person {
            subject: row.try_get("subject")?,
            name: row.try_get("person")?,
            role: row
                .try_get::<String, _>("role")?
                .parse()
                .map_err(|_| StoreError::Unreadable("a session".to_owned()))?,
        },
        opened_with: row.try_get("opened_with")?,
        opened_at: EpochMillis(row.try_get("opened_at")?),
        used_at: EpochMillis(row.try_get("used_at")?),
        expires_at: EpochMillis(row.try_get("expires_at")?),
    })
}
