//! What an order would reach, and the proof that somebody looked.

use axum::{Json, extract::State};
use iothub_query::DeviceList;
use iothub_wire::query::PageSize;
use lockstep_api::{
    device::DeviceSummary,
    preview::{Preview, PreviewRequest},
    problem::ProblemCode,
};

use crate::{
    app::App,
    devices::{Population, Target},
    extract::Body,
    hub::problem,
    jobs,
    refusal::Refusal,
    translate::device::{COLUMNS, DeviceRow},
};

mod proof;

pub(crate) use proof::Previews;

/// Devices that a preview shows.
const SAMPLE: usize = 5;

/// `POST /api/preview`.
pub(crate) async fn preview(
    State(app): State<App>,
    Body(request): Body<PreviewRequest>,
) -> Result<Json<Preview>, Refusal> {
    let (target, others) = targets(&request)?;
    jobs::action(&request.action)?;
    let (hub, client) = (&app.hub, app.hub.interactive());
    let page = client.query::<DeviceRow>(&target.select(COLUMNS)?, PageSize::LARGEST, None).await;
    let page = hub.heard(page).map_err(|error| problem(&error))?;
    let mut sample: Vec<DeviceSummary> = page.items.into_iter().map(|row| row.summary(0)).collect();
    // A fleet that fits on a page is counted on it: queries are what a hub has least of.
    let Population { mut count, mut connected } = if page.next.is_none() {
        let connected = sample.iter().filter(|device| device.connected).count();
        Population { count: sample.len() as u64, connected: connected as u64 }
    } else {
        target.population(hub, &client).await?
    };
    for other in others {
        let more = other.population(hub, &client).await?;
        count += more.count;
        connected += more.connected;
    }
    sample.truncate(SAMPLE);
    let now = app.now();
    let (token, expires_at) = app.previews.issue(&request.action, &request.condition, count, now);
    Ok(Json(Preview { count, connected, sample, token, expires_at, as_of: now }))
}

/// What is counted: the condition, or those that its list of devices is split into.
fn targets(request: &PreviewRequest) -> Result<(Target, Vec<Target>), ProblemCode> {
    let chunks = DeviceList::parse(&request.condition).map(|list| list.chunks()).unwrap_or_default();
    let mut targets = chunks.into_iter().map(|chunk| Target::read(&chunk.condition, false));
    let first = targets.next().unwrap_or_else(|| Target::read(&request.condition, request.unchecked))?;
    Ok((first, targets.collect::<Result<_, _>>()?))
}
