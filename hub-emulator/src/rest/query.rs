//! `POST /devices/query`: twins, rows of jobs, projections and aggregates, in pages.

use std::fmt;
use std::str::FromStr;

use iothub_query::ast::{ComparisonOperator, Expression, ExpressionKind, Literal};
use iothub_query::{Query, RowKind};
use iothub_wire::error::ErrorCode;
use iothub_wire::ids::JobId;
use iothub_wire::query::ItemType;
use serde_json::Value;

use super::answer::Answer;
use super::paging::{Page, Paging};
use super::request::Call;
use crate::hub::State;
use crate::identity::Identity;
use crate::refusal::Refusal;
use crate::registry::SearchedTwin;

/// Answers a page of a query.
pub(super) fn query(call: &Call<'_>, body: &[u8]) -> Result<Answer, Refusal> {
    let query = read(body)?;
    let paging = Paging::of(call)?;
    let page = call.hub.with(|state, _| match query.row_kind() {
        RowKind::DeviceJob => job_rows(&query, &paging, state),
        RowKind::Twin | RowKind::Raw if query.aggregates() => groups(&query, &paging, state),
        RowKind::Twin | RowKind::Raw => twins(&query, &paging, state),
    })?;
    Ok(page.answer(match query.row_kind() {
        RowKind::Twin => ItemType::Twin,
        RowKind::DeviceJob => ItemType::DeviceJob,
        RowKind::Raw => ItemType::Raw,
    }))
}

fn read(body: &[u8]) -> Result<Query, Refusal> {
    let body: Value = serde_json::from_slice(body)
        .map_err(|_| Refusal::new(ErrorCode::IotHubFormatError, "the body is not JSON"))?;
    match body.get("query") {
        None | Some(Value::Null) => Err(Refusal::new(ErrorCode::ArgumentNull, "BadRequest")),
        Some(Value::String(text)) => {
            // The real hub says `BadRequest` alone; what is wrong is worth a few words more.
            Query::parse(text).map_err(|error| Refusal::argument(format!("BadRequest: {error}")))
        }
        Some(_) => Err(Refusal::argument("BadRequest")),
    }
}

/// The place of a twin in the pages of a query: how many rows came so far (TOP counts them), and the last identity.
struct TwinPlace {
    given: u64,
    last: Identity,
}

impl fmt::Display for TwinPlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.given, self.last)
    }
}

impl FromStr for TwinPlace {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (given, last) = text.split_once('/').ok_or(())?;
        Ok(Self { given: given.parse().map_err(|_| ())?, last: Identity::parse(last).ok_or(())? })
    }
}

fn twins(query: &Query, paging: &Paging, state: &State) -> Result<Page<Value>, Refusal> {
    let place: Option<TwinPlace> = paging.after()?;
    let (mut given, last) = place.map_or((0, None), |place| (place.given, Some(place.last)));
    let left = query
        .top()
        .map_or(usize::MAX, |top| usize::try_from(top.saturating_sub(given)).unwrap_or(usize::MAX));
    let found = state.registry.after(last.as_ref()).filter_map(|(identity, entry)| {
        let twin = SearchedTwin::new(identity, entry);
        (twin.within(query.collection()) && query.matches(&twin)).then_some((identity, twin))
    });
    Ok(paging.page(found.take(left), |(identity, twin)| {
        // A token may have been made up, with any number.
        given = given.saturating_add(1);
        let place = TwinPlace { given, last: identity.clone() };
        (place.to_string(), query.project(&twin).unwrap_or_default())
    }))
}

/// Groups are counted anew for each page; the place is the number of rows that came so far.
fn groups(query: &Query, paging: &Paging, state: &State) -> Result<Page<Value>, Refusal> {
    let given: usize = paging.after()?.unwrap_or(0);
    let Some(mut aggregation) = query.aggregation() else {
        return Ok(Page { items: Vec::new(), next: None });
    };
    for (identity, entry) in state.registry.after(None) {
        let twin = SearchedTwin::new(identity, entry);
        if twin.within(query.collection()) {
            aggregation.add(&twin);
        }
    }
    let rows = aggregation.finish().into_iter().enumerate().skip(given);
    Ok(paging.page(rows, |(index, row)| ((index + 1).to_string(), row)))
}

/// The place of a row: its job and its number.
struct RowPlace {
    job: JobId,
    row: u32,
}

impl fmt::Display for RowPlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.job, self.row)
    }
}

impl FromStr for RowPlace {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (job, row) = text.split_once('/').ok_or(())?;
        Ok(Self { job: job.parse().map_err(|_| ())?, row: row.parse().map_err(|_| ())? })
    }
}

fn job_rows(query: &Query, paging: &Paging, state: &State) -> Result<Page<Value>, Refusal> {
    let place: Option<RowPlace> = paging.after()?;
    let only = query.select().filter.as_ref().and_then(only_job);
    let jobs = state.jobs.all().filter(|(id, _)| {
        only.is_none_or(|only| id.as_str() == only) && place.as_ref().is_none_or(|place| **id >= place.job)
    });
    let rows = jobs.flat_map(|(id, job)| {
        let first =
            place.as_ref().filter(|place| place.job == *id).map_or(0, |place| place.row.saturating_add(1));
        (first..job.row_count()).filter_map(move |row| {
            let printed = serde_json::to_value(job.print_row(row)?).ok()?;
            Some((RowPlace { job: id.clone(), row }, printed))
        })
    });
    let matching = rows.filter(|(_, row)| query.matches(row));
    Ok(paging.page(matching, |(place, row)| (place.to_string(), row)))
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
