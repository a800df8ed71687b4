//! Jobs that have ended, with what every device answered.

use iothub_wire::job::DeviceJobStatus;
use lockstep_api::{
    job::{Job, JobId},
    row::Row,
    time::EpochMillis,
};
use sqlx::{AssertSqlSafe, Row as _};

use super::{Store, StoreError, json, parsed};

/// Rows of one statement: five values each, and SQLite takes 32,766.
const ROWS_A_STATEMENT: usize = 1000;

/// A row, with the hub's own word for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ArchivedRow {
    pub(crate) row: Row,
    pub(crate) status: DeviceJobStatus,
}

/// A job that has ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Archived {
    pub(crate) job: Job,
    pub(crate) rows: Vec<ArchivedRow>,
}

impl Store {
    /// Keeps a job that has ended. It counts as archived once all of it is there: an attempt that was interrupted is begun
    /// again.
    pub(crate) async fn archive(
        &self,
        id: &JobId,
        archived: &Archived,
        now: EpochMillis,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM job_rows WHERE job = $1")
            .bind(id.as_str().to_owned())
            .execute(&self.pool)
            .await?;
        for rows in archived.rows.chunks(ROWS_A_STATEMENT) {
            let mut insert = sqlx::query(AssertSqlSafe(insertion(rows.len())));
            for ArchivedRow { row, status } in rows {
                insert = insert
                    .bind(id.as_str().to_owned())
                    .bind(i64::from(row.index))
                    .bind(row.device.clone())
                    .bind(json(status))
                    .bind(json(row));
            }
            insert.execute(&self.pool).await?;
        }
        let created_at = archived.job.created_at.unwrap_or(now);
        sqlx::query(
            "INSERT INTO jobs (id, created_at, job, archived_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (id) DO UPDATE SET job = $3, archived_at = $4, \
             created_at = CASE WHEN jobs.job_order IS NULL THEN $2 ELSE jobs.created_at END",
        )
        .bind(id.as_str().to_owned())
        .bind(created_at.0)
        .bind(json(&archived.job))
        .bind(now.0)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// A job that was archived, with its rows in their order.
    pub(crate) async fn archived(&self, id: &JobId) -> Result<Option<Archived>, StoreError> {
        let Some(job) = self.record(id).await?.and_then(|record| record.archived) else { return Ok(None) };
        let rows = sqlx::query("SELECT status, content FROM job_rows WHERE job = $1 ORDER BY place")
            .bind(id.as_str().to_owned())
            .fetch_all(&self.pool)
            .await?;
        let rows = rows.iter().map(|row| {
            let (status, text) = (row.try_get::<String, _>(0)?, row.try_get::<String, _>(1)?);
            Ok(ArchivedRow { status: parsed(id, &status)?, row: parsed(id, &text)? })
        });
        Ok(Some(Archived { job, rows: rows.collect::<Result<_, StoreError>>()? }))
    }

    /// What archived jobs did with a device, the newest first.
    pub(crate) async fn of_device(&self, device: &str, most: u32) -> Result<Vec<(Job, Row)>, StoreError> {
        let rows = sqlx::query(
            "SELECT jobs.id, jobs.job, job_rows.content FROM job_rows JOIN jobs ON jobs.id = job_rows.job \
             WHERE job_rows.device = $1 AND jobs.archived_at IS NOT NULL ORDER BY jobs.created_at DESC LIMIT $2",
        )
        .bind(device.to_owned())
        .bind(i64::from(most))
        .fetch_all(&self.pool)
        .await?;
        let rows = rows.iter().map(|row| {
            let id = JobId::listed(row.try_get::<String, _>(0)?);
            let (job, text) = (row.try_get::<String, _>(1)?, row.try_get::<String, _>(2)?);
            Ok((parsed(&id, &job)?, parsed(&id, &text)?))
        });
        rows.collect()
    }
}

/// The statement that inserts so many rows.
fn insertion(rows: usize) -> String {
    let row = |row: usize| {
        let first = row * 5;
        format!("(${}, ${}, ${}, ${}, ${})", first + 1, first + 2, first + 3, first + 4, first + 5)
    };
    let values: Vec<_> = (0..rows).map(row).collect();
    format!("INSERT INTO job_rows (job, place, device, status, content) VALUES {}", values.join(", "))
}
