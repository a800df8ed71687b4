//! The record of who did what. Nothing here changes a row, and nothing deletes one.

use sqlx::{Row as _, any::AnyRow};

use super::{Store, StoreError};

/// A record as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredRecord {
    pub(crate) number: i64,
    /// JSON, to the byte as it was authenticated.
    pub(crate) record: String,
    pub(crate) mac: String,
}

impl Store {
    /// The last record.
    pub(crate) async fn audit_head(&self) -> Result<Option<StoredRecord>, StoreError> {
        let row = sqlx::query("SELECT number, record, mac FROM audit ORDER BY number DESC LIMIT 1")
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(stored).transpose()
    }

    /// Adds a record; false when somebody else has added one of this number.
    pub(crate) async fn add_audit(&self, record: StoredRecord, at: i64) -> Result<bool, StoreError> {
        let added = sqlx::query(
            "INSERT INTO audit (number, at, record, mac) VALUES ($1, $2, $3, $4) ON CONFLICT (number) DO NOTHING",
        )
        .bind(record.number)
        .bind(at)
        .bind(record.record)
        .bind(record.mac)
        .execute(&self.pool)
        .await?;
        Ok(added.rows_affected() == 1)
    }

    /// Records below a number with a text in them, the newest first.
    pub(crate) async fn audit_before(
        &self,
        before: i64,
        text: &str,
        most: i64,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        let rows = sqlx::query(
            "SELECT number, record, mac FROM audit WHERE number < $1 AND LOWER(record) LIKE $2 ESCAPE '\\' \
             ORDER BY number DESC LIMIT $3",
        )
        .bind(before)
        .bind(pattern(text))
        .bind(most)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(stored).collect()
    }

    /// Records above a number, the oldest first.
    pub(crate) async fn audit_after(&self, after: i64, most: i64) -> Result<Vec<StoredRecord>, StoreError> {
        let rows =
            sqlx::query("SELECT number, record, mac FROM audit WHERE number > $1 ORDER BY number LIMIT $2")
                .bind(after)
                .bind(most)
                .fetch_all(&self.pool)
                .await?;
        rows.iter().map(stored).collect()
    }
}

fn stored(row: &AnyRow) -> Result<StoredRecord, StoreError> {
    Ok(StoredRecord {
        number: row.try_get("number")?,
        record: row.try_get("record")?,
        mac: row.try_get("mac")?,
    })
}

/// What `LIKE` finds a text with, in small letters.
fn pattern(text: &str) -> String {
    let mut pattern = "%".to_owned();
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}
