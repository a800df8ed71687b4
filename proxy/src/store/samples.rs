//! How many devices were connected, now and then.

use lockstep_api::{device::DeviceCount, time::EpochMillis};
use sqlx::{Row as _, any::AnyRow};

use super::{Store, StoreError};

impl Store {
    /// Keeps a count, unless there is one for its instant, and forgets those before another instant.
    pub(crate) async fn add_sample(
        &self,
        sample: DeviceCount,
        forget_before: EpochMillis,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO samples (at, total, connected) VALUES ($1, $2, $3) ON CONFLICT (at) DO NOTHING",
        )
        .bind(sample.as_of.0)
        .bind(i64::try_from(sample.total).unwrap_or(i64::MAX))
        .bind(i64::try_from(sample.connected).unwrap_or(i64::MAX))
        .execute(&self.pool)
        .await?;
        sqlx::query("DELETE FROM samples WHERE at < $1").bind(forget_before.0).execute(&self.pool).await?;
        Ok(())
    }

    /// The counts since an instant, the oldest first.
    pub(crate) async fn samples(&self, since: EpochMillis) -> Result<Vec<DeviceCount>, StoreError> {
        let rows = sqlx::query("SELECT at, total, connected FROM samples WHERE at >= $1 ORDER BY at")
            .bind(since.0)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(sample).collect()
    }
}

fn sample(row: &AnyRow) -> Result<DeviceCount, StoreError> {
    let number = |name| row.try_get::<i64, _>(name).map(|number| u64::try_from(number).unwrap_or_default());
    Ok(DeviceCount {
        total: number("total")?,
        connected: number("connected")?,
        as_of: EpochMillis(row.try_get("at")?),
    })
}
