//! Orders, the jobs that came of them, and what people call jobs.

use lockstep_api::{
    job::{Job, JobId, JobOrder, OlderQuery, RepeatedDevices},
    problem::ProblemCode,
    time::EpochMillis,
};
use sqlx::{Row as _, any::AnyRow};

use super::{Store, StoreError, json, parsed};

/// How far an order is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stage {
    /// Being sent to the hub: whether it has the job is not known before it is asked.
    Submitting,
    /// No slot is free: the hub does not know of it yet.
    Waiting,
    /// The hub has it.
    Submitted,
    /// The hub, or a rule of ours, refused it when its turn came.
    Refused(ProblemCode),
    /// Withdrawn before the hub had it.
    Withdrawn,
}

impl Stage {
    fn word(&self) -> &'static str {
        match self {
            Self::Submitting => "submitting",
            Self::Waiting => "waiting",
            Self::Submitted => "submitted",
            Self::Refused(_) => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// What Lockstep knows of a job.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct JobRecord {
    pub(crate) id: JobId,
    pub(crate) name: Option<String>,
    pub(crate) note: Option<String>,
    /// Who gave the order; absent for a job that was made elsewhere.
    pub(crate) created_by: Option<String>,
    pub(crate) created_at: EpochMillis,
    /// The order and how far it is; absent for a job that was made elsewhere.
    pub(crate) order: Option<(JobOrder, Stage)>,
    /// When an order that had to wait left the queue, for the hub or for ever.
    pub(crate) left_queue_at: Option<EpochMillis>,
    /// The job as it ended, once it is archived.
    pub(crate) archived: Option<Job>,
}

const COLUMNS: &str =
    "id, name, note, created_by, created_at, job_order, stage, problem, left_queue_at, job, archived_at";

impl Store {
    /// Records an order that is about to be sent; false when the id has an order already.
    pub(crate) async fn begin(
        &self,
        id: &JobId,
        order: &JobOrder,
        stage: &Stage,
        by: &str,
        now: EpochMillis,
    ) -> Result<bool, StoreError> {
        let repeats = order.repeats.as_ref();
        let part = order.part.as_ref();
        let inserted = sqlx::query(
            "INSERT INTO jobs (id, name, note, created_by, created_at, parent, reason, series, part, parts, job_order, stage) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO NOTHING",
        )
        .bind(id.as_str().to_owned())
        .bind(order.name.clone())
        .bind(order.note.clone())
        .bind(by.to_owned())
        .bind(now.0)
        .bind(repeats.map(|repeats| repeats.job.as_str().to_owned()))
        .bind(repeats.map(|repeats| json(&repeats.devices)))
        .bind(part.map(|part| part.series.as_str().to_owned()))
        .bind(part.map(|part| i64::from(part.number)))
        .bind(part.map(|part| i64::from(part.of)))
        .bind(json(order))
        .bind(stage.word().to_owned())
        .execute(&self.pool)
        .await?;
        Ok(inserted.rows_affected() > 0)
    }

    /// Notes how far an order is now, and when it has left the queue.
    pub(crate) async fn stage(&self, id: &JobId, stage: &Stage, now: EpochMillis) -> Result<(), StoreError> {
        let problem = if let Stage::Refused(problem) = stage { Some(json(problem)) } else { None };
        let sql = "UPDATE jobs SET stage = $2, problem = $3, \
                   left_queue_at = CASE WHEN stage = 'waiting' AND $2 <> 'waiting' THEN $4 ELSE left_queue_at END \
                   WHERE id = $1";
        sqlx::query(sql)
            .bind(id.as_str().to_owned())
            .bind(stage.word().to_owned())
            .bind(problem)
            .bind(now.0)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Forgets an order that came to nothing.
    pub(crate) async fn forget(&self, id: &JobId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM jobs WHERE id = $1")
            .bind(id.as_str().to_owned())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Names a job, whoever made it, and notes something on it. An absent text removes what there was.
    pub(crate) async fn label(
        &self,
        id: &JobId,
        name: Option<&str>,
        note: Option<&str>,
        now: EpochMillis,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO jobs (id, name, note, created_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (id) DO UPDATE SET name = $2, note = $3",
        )
        .bind(id.as_str().to_owned())
        .bind(name.map(str::to_owned))
        .bind(note.map(str::to_owned))
        .bind(now.0)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// What is known of a job.
    pub(crate) async fn record(&self, id: &JobId) -> Result<Option<JobRecord>, StoreError> {
        let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM jobs WHERE id = $1"));
        let row = sqlx::query(sql).bind(id.as_str().to_owned()).fetch_optional(&self.pool).await?;
        row.map(|row| record(&row)).transpose()
    }

    /// The newest records after a place in the list, newest first; `None` is its beginning.
    pub(crate) async fn records(
        &self,
        after: Option<&OlderQuery>,
        most: u32,
    ) -> Result<Vec<JobRecord>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM jobs WHERE created_at < $1 OR created_at = $1 AND id > $2 \
             ORDER BY created_at DESC, id LIMIT $3"
        );
        let (before, id) = after.map_or((i64::MAX, ""), |after| (after.before.0, after.id.as_str()));
        let rows =
            sqlx::query(sqlx::AssertSqlSafe(sql)).bind(before).bind(id.to_owned()).bind(i64::from(most));
        rows.fetch_all(&self.pool).await?.iter().map(record).collect()
    }

    /// The orders at a stage, the oldest first: of those that wait, the one whose turn is next.
    pub(crate) async fn at_stage(&self, stage: &Stage) -> Result<Vec<JobRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM jobs WHERE stage = $1 ORDER BY created_at, id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(stage.word().to_owned());
        rows.fetch_all(&self.pool).await?.iter().map(record).collect()
    }

    /// Jobs of ours that the hub has and whose end is not archived.
    pub(crate) async fn unfinished(&self) -> Result<Vec<JobId>, StoreError> {
        let rows = sqlx::query(
            "SELECT id FROM jobs WHERE stage = 'submitted' AND archived_at IS NULL ORDER BY created_at, id",
        );
        let ids = rows.fetch_all(&self.pool).await?;
        ids.iter().map(|row| Ok(JobId::listed(row.try_get::<String, _>(0)?))).collect()
    }

    /// The family of a job, itself first: every attempt from the first one on with the parts of its series, the copies of the
    /// job, and the one that it is a copy of. A copy of another attempt is a job of its own. Of a very large family some are
    /// left out.
    pub(crate) async fn family(&self, id: &JobId) -> Result<Vec<JobId>, StoreError> {
        let rows = sqlx::query(FAMILY)
            .bind(id.as_str().to_owned())
            .bind(json(&RepeatedDevices::Own))
            .bind(MOST_RELATIVES)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok(JobId::listed(row.try_get::<String, _>(0)?))).collect()
    }
}

/// Jobs of one family that are looked at.
const MOST_RELATIVES: i64 = 500;

/// `attempts` goes up from a job to the first attempt, `family` from all of these to their repetitions and series. A `UNION`
/// takes each job once, so a circle ends.
const FAMILY: &str = "
    WITH RECURSIVE
    attempts(id) AS (
        SELECT CAST($1 AS TEXT)
        UNION SELECT jobs.parent FROM jobs JOIN attempts ON jobs.id = attempts.id
        WHERE jobs.parent IS NOT NULL AND jobs.reason <> $2
    ),
    family(id) AS (
        SELECT id FROM attempts
        UNION SELECT jobs.id FROM family
        JOIN jobs ON (jobs.parent = family.id AND jobs.reason <> $2)
            OR jobs.series = family.id
            OR jobs.series = (SELECT series FROM jobs AS member WHERE member.id = family.id)
    )
    SELECT id FROM (
        SELECT id FROM family
        UNION SELECT jobs.parent FROM jobs JOIN attempts ON jobs.id = attempts.id
        WHERE jobs.parent IS NOT NULL AND jobs.reason = $2
        UNION SELECT id FROM jobs WHERE parent = $1 AND reason = $2
    ) AS members
    ORDER BY CASE WHEN id = $1 THEN 0 ELSE 1 END, id
    LIMIT $3";

fn record(row: &AnyRow) -> Result<JobRecord, StoreError> {
    let text = |name: &str| row.try_get::<Option<String>, _>(name);
    let id = JobId::listed(row.try_get::<String, _>("id")?);
    let order = match (text("job_order")?, text("stage")?) {
        (Some(order), Some(stage)) => {
            let stage = match stage.as_str() {
                "submitting" => Stage::Submitting,
                "waiting" => Stage::Waiting,
                "submitted" => Stage::Submitted,
                "withdrawn" => Stage::Withdrawn,
                "refused" => Stage::Refused(parsed(&id, &text("problem")?.unwrap_or_default())?),
                _ => return Err(StoreError::Unreadable(id.to_string())),
            };
            Some((parsed(&id, &order)?, stage))
        }
        _ => None,
    };
    let archived = match (row.try_get::<Option<i64>, _>("archived_at")?, text("job")?) {
        (Some(_), Some(job)) => Some(parsed(&id, &job)?),
        _ => None,
    };
    Ok(JobRecord {
        name: text("name")?,
        note: text("note")?,
        created_by: text("created_by")?,
        created_at: EpochMillis(row.try_get("created_at")?),
        order,
        left_queue_at: row.try_get::<Option<i64>, _>("left_queue_at")?.map(EpochMillis),
        archived,
        id,
    })
}
