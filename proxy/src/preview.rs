//! What an order would reach, and the proof that somebody looked.

use axum::{Json, extract::State};
use iothub_wire::query::PageSize;
use lockstep_api::{
    device::DeviceSummary,
    preview::{Preview, PreviewRequest},
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
    let target = Target::read(&request.condition, request.unchecked)?;
    jobs::action(&request.action)?;
    let (hub, client) = (&app.hub, app.hub.interactive());
    let page = client.query::<DeviceRow>(&target.select(COLUMNS), PageSize::LARGEST, None).await;
    let page = hub.heard(page).map_err(|error| problem(&error))?;
    let mut sample: Vec<DeviceSummary> = page.items.into_iter().map(|row| row.summary(0)).collect();
    // A fleet that fits on a page is counted on it: queries are what a hub has least of.
    let Population { count, connected } = if page.next.is_none() {
        let connected = sample.iter().filter(|device| device.connected).count();
        Population { count: sample.len() as u64, connected: connected as u64 }
    } else {
        target.population(hub, &client).await?
    };
    sample.truncate(SAMPLE);
    let now = app.now();
    let (token, expires_at) = app.previews.issue(&request.action, &request.condition, count, now);
    Ok(Json(Preview { count, connected, sample, token, expires_at, as_of: now }))
}
