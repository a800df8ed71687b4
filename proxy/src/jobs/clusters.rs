//! Where the failures of a job cluster: tags that most of those devices have, and few of those that succeeded.
//!
//! It costs one query for each of the larger groups and one for those that succeeded, once for each job that is looked
//! at after it has ended; queries are what a hub has least of.

use axum::{Json, extract::State};
use iothub_query::chunks;
use iothub_wire::query::PageSize;
use lockstep_api::{
    cluster::{Cluster, Clusters},
    problem::ProblemCode,
    row::{FailureGroup, Outcome},
};

use super::{FIRST_ROWS, known};
use crate::{
    app::{App, Parts},
    devices::Target,
    extract::Id,
    hub::problem,
    refusal::Refusal,
    translate::device::{COLUMNS, DeviceRow},
    watch::Rows,
};

mod shared_tags;

use shared_tags::{Tags, common};

/// Groups that are looked at, the largest first.
const MOST_GROUPS: usize = 3;
/// A group of fewer devices is read device by device.
const FEWEST: u64 = 3;
/// Devices that are looked at of each kind: one page of the hub.
const SAMPLE: usize = 100;

/// `GET /api/jobs/{id}/clusters`.
pub(crate) async fn clusters(State(app): State<App>, Id(id): Id) -> Result<Json<Clusters>, Refusal> {
    let (watch, _guard) = app.watches.job(&known(&id)?);
    super::readable(&app, &watch).await?;
    let ended = tokio::time::timeout(FIRST_ROWS, watch.ended(Samples::of)).await;
    let (_, samples) = ended.map_err(|_| ProblemCode::RowsUnread { known: watch.rows_known() })?;
    let found = watch.clusters().get_or_try_init(|| samples.look(&app)).await?;
    Ok(Json(found.clone()))
}

/// Devices of one job that are looked at.
#[derive(Debug)]
struct Samples {
    groups: Vec<(FailureGroup, Vec<String>)>,
    succeeded: Vec<String>,
}

impl Samples {
    fn of(rows: &Rows) -> Self {
        let large = |group: &FailureGroup| group.count >= FEWEST;
        let groups = rows.groups().into_iter().filter(large).take(MOST_GROUPS);
        let sampled = |group: FailureGroup| {
            let devices = sample(rows, group.outcome, Some(&group.code));
            (group, devices)
        };
        Self { groups: groups.map(sampled).collect(), succeeded: sample(rows, Outcome::Succeeded, None) }
    }

    async fn look(&self, app: &Parts) -> Result<Clusters, ProblemCode> {
        let mut clusters = Vec::new();
        // Where nobody succeeded there is nothing to compare with.
        if !self.groups.is_empty() && !self.succeeded.is_empty() {
            let succeeded = tags(app, &self.succeeded).await?;
            for (group, devices) in &self.groups {
                let failed = tags(app, devices).await?;
                clusters.extend(common(&failed, &succeeded).map(|common| Cluster {
                    outcome: group.outcome,
                    code: group.code.clone(),
                    condition: common.condition(),
                    tags: common.tags,
                    failed: common.failed,
                    succeeded: common.succeeded,
                }));
            }
        }
        Ok(Clusters { clusters })
    }
}

/// Devices of a kind, taken evenly from all over the job.
fn sample(rows: &Rows, outcome: Outcome, code: Option<&str>) -> Vec<String> {
    let mut devices: Vec<_> = rows.targets(outcome, code).into_iter().map(|target| target.device).collect();
    devices.dedup();
    let step = devices.len().div_ceil(SAMPLE).max(1);
    devices.into_iter().step_by(step).collect()
}

/// The tags of devices; of so many as one condition holds.
async fn tags(app: &Parts, devices: &[String]) -> Result<Vec<Tags>, ProblemCode> {
    let Some(chunk) = chunks("", devices.iter().map(String::as_str)).into_iter().next() else {
        return Ok(Vec::new());
    };
    let text = Target::read(&chunk.condition, false)?.select(COLUMNS)?;
    let page = app.hub.interactive().query::<DeviceRow>(&text, PageSize::LARGEST, None).await;
    let page = app.hub.heard(page).map_err(|error| problem(&error))?;
    Ok(page.items.into_iter().map(|row| row.summary(0).tags).collect())
}
