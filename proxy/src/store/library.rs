//! What people keep to use again.

use lockstep_api::{
    library::{Keep, Kept},
    time::EpochMillis,
};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::Row as _;

use super::{Store, StoreError, json};

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Template,
    Query,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Template => "template",
            Self::Query => "query",
        }
    }
}

impl Store {
    /// Everything of a kind, by name.
    pub(crate) async fn library<T: DeserializeOwned>(&self, kind: Kind) -> Result<Vec<Kept<T>>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, name, content, changed_by, changed_at FROM library WHERE kind = $1 ORDER BY name, id",
        )
        .bind(kind.word().to_owned())
        .fetch_all(&self.pool)
        .await?;
        let rows = rows.iter().map(|row| {
            let id: String = row.try_get("id")?;
            let content: String = row.try_get("content")?;
            Ok(Kept {
                name: row.try_get("name")?,
                content: serde_json::from_str(&content).map_err(|_| StoreError::Unreadable(id.clone()))?,
                changed_by: Some(row.try_get("changed_by")?),
                changed_at: Some(EpochMillis(row.try_get("changed_at")?)),
                id,
            })
        });
        rows.collect()
    }

    /// Keeps something, in the place of what had the id before.
    pub(crate) async fn keep<T: Serialize>(
        &self,
        kind: Kind,
        id: &str,
        kept: &Keep<T>,
        by: &str,
        now: EpochMillis,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO library (kind, id, name, content, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (kind, id) DO UPDATE SET name = $3, content = $4, changed_by = $5, changed_at = $6",
        )
        .bind(kind.word().to_owned())
        .bind(id.to_owned())
        .bind(kept.name.clone())
        .bind(json(&kept.content))
        .bind(by.to_owned())
        .bind(now.0)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Removes something; false when it was not there.
    pub(crate) async fn discard(&self, kind: Kind, id: &str) -> Result<bool, StoreError> {
        let removed = sqlx::query("DELETE FROM library WHERE kind = $1 AND id = $2")
            .bind(kind.word().to_owned())
            .bind(id.to_owned())
            .execute(&self.pool)
            .await?;
        Ok(removed.rows_affected() > 0)
    }
}
