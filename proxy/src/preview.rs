//! What an order would reach, and the proof that somebody looked.

use axum::{Json, extract::State};
use iothub_wire::query::PageSize;
use lockstep_api::preview::{Preview, PreviewRequest};

use crate::{
    app::App,
    devices::Target,
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
    let target = Target::parse(&request.condition)?;
    jobs::action(&request.action)?;
    let (hub, client) = (&app.hub, app.hub.interactive());
    let count = target.count(hub, &client).await?;
    let (mut connected, mut sample) = (0, Vec::new());
    if count > 0 {
        connected = target.connected(hub, &client).await?.min(count);
        let page = client.query::<DeviceRow>(&target.select(COLUMNS), PageSize::clamped(SAMPLE), None).await;
        let page = hub.heard(page).map_err(|error| problem(&error))?;
        sample = page.items.into_iter().take(SAMPLE).map(Into::into).collect();
    }
    let now = app.now();
    let (token, expires_at) = app.previews.issue(&request.action, &request.condition, count, now);
    Ok(Json(Preview { count, connected, sample, token, expires_at, as_of: now }))
}
