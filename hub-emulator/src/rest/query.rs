//! `POST /devices/query`: twins, rows of jobs, projections and aggregates, in pages.

mod rows;
mod twins;

use iothub_query::{Query, RowKind};
use iothub_wire::error::ErrorCode;
use iothub_wire::query::ItemType;
use serde_json::Value;

use super::answer::Answer;
use super::paging::Paging;
use super::request::Call;
use crate::refusal::Refusal;

/// Answers a page of a query.
pub(super) async fn query(call: &Call<'_>, body: &[u8]) -> Result<Answer, Refusal> {
    let query = read(body)?;
    let paging = Paging::of(call, &query)?;
    Ok(match query.row_kind() {
        RowKind::DeviceJob => rows::page(call.hub, &query, &paging).await?.answer(ItemType::DeviceJob),
        RowKind::Raw if query.aggregates() => {
            twins::groups(call.hub, &query, &paging).await?.answer(ItemType::Raw)
        }
        RowKind::Raw => twins::page(call.hub, &query, &paging).await?.answer(ItemType::Raw),
        RowKind::Twin => twins::page(call.hub, &query, &paging).await?.answer(ItemType::Twin),
    })
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
