//! Rows of `devices.jobs`.

use std::borrow::Cow;
use std::fmt;
use std::ops::ControlFlow;
use std::str::FromStr;

use iothub_query::ast::{ComparisonOperator, Expression, ExpressionKind, Literal, Segment};
use iothub_query::{Document, Query, Value};
use iothub_wire::ids::JobId;
use iothub_wire::job::DeviceJob;
use serde_json::Value as Json;

use super::super::paging::{Page, Paging};
use crate::hub::scan::{SLICE, Slice};
use crate::hub::{Hub, State};
use crate::jobs::Jobs;
use crate::refusal::Refusal;

/// The place of a row: its job and its number.
#[derive(Clone)]
struct Place {
    job: JobId,
    row: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.job, self.row)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (job, row) = text.split_once('/').ok_or(())?;
        Ok(Self { job: job.parse().map_err(|_| ())?, row: row.parse().map_err(|_| ())? })
    }
}

/// A page of rows, whose payloads are as the devices wrote them.
pub(super) async fn page(hub: &Hub, query: &Query, paging: &Paging) -> Result<Page<DeviceJob>, Refusal> {
    let mut last: Option<Place> = paging.after()?;
    let only = query.select().filter.as_ref().and_then(only_job);
    let mut page = paging.begin();
    let read = |state: &State| slice(&state.jobs, only, &mut last);
    hub.scan(read, |(place, row)| {
        if query.matches(&Searched(&row)) {
            page.add(|| (place.to_string(), row))
        } else {
            ControlFlow::Continue(())
        }
    })
    .await;
    Ok(page.end())
}

/// The next rows after `last`, which moves on; those of one job, if it is told which.
fn slice(jobs: &Jobs, only: Option<&str>, last: &mut Option<Place>) -> Slice<(Place, DeviceJob)> {
    let after = last.take();
    let jobs = jobs.from(after.as_ref().map(|place| &place.job));
    let rows = jobs.filter(|(id, _)| only.is_none_or(|only| id.as_str() == only)).flat_map(|(id, job)| {
        let begun = after.as_ref().filter(|place| place.job == *id);
        let first = begun.map_or(0, |place| place.row.saturating_add(1));
        let place = |row| Place { job: id.clone(), row };
        (first..job.row_count()).filter_map(move |row| Some((place(row), job.print_row(row)?)))
    });
    let items: Vec<_> = rows.take(SLICE).collect();
    *last = items.last().map(|(place, _)| place.clone());
    Slice { more: items.len() == SLICE, items }
}

/// A row being searched: by the fields that a query can name.
struct Searched<'a>(&'a DeviceJob);

impl Document for Searched<'_> {
    fn get(&self, path: &[Segment]) -> Option<Value<'_>> {
        let [field] = path else { return None };
        let text = match field.name() {
            "deviceId" => Cow::Borrowed(self.0.device_id.as_str()),
            "jobId" => Cow::Borrowed(self.0.job_id.as_str()),
            "jobType" => Cow::Owned(self.0.job_type.to_string()),
            "status" => Cow::Owned(self.0.status.to_string()),
            "createdDateTimeUtc" => Cow::Owned(self.0.created_at.to_string()),
            _ => return None,
        };
        Some(Value::String(text))
    }

    fn json(&self, path: &[Segment]) -> Option<Json> {
        serde_json::to_value(self.0).ok()?.json(path)
    }
}

/// The one job that a condition asks for, when it says so by `jobId = '…'`: the others need not be looked at.
fn only_job(filter: &Expression) -> Option<&str> {
    match filter.kind() {
        ExpressionKind::And(operands) => operands.iter().find_map(only_job),
        ExpressionKind::Compare { left, operator: ComparisonOperator::Equal, right } => {
            match (left.kind(), right.kind()) {
                (ExpressionKind::Path(path), ExpressionKind::Literal(Literal::String(text)))
                | (ExpressionKind::Literal(Literal::String(text)), ExpressionKind::Path(path)) => {
                    let [field] = path.attribute() else { return None };
                    (field.name() == "jobId").then_some(text)
                }
                _ => None,
            }
        }
        _ => None,
    }
}
