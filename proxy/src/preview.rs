//! What an order would reach, and the proof that somebody looked.

use axum::{Json, extract::State};
use iothub_query::DeviceList;
use iothub_wire::query::PageSize;
use lockstep_api::{
    job::Action,
    preview::{Preview, PreviewRequest, Sampled},
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
mod sample;

pub(crate) use proof::Previews;

/// `POST /api/preview`.
pub(crate) async fn preview(
    State(app): State<App>,
    Body(request): Body<PreviewRequest>,
) -> Result<Json<Preview>, Refusal> {
    let (target, others) = targets(&request)?;
    request.action.as_ref().map(jobs::action).transpose()?;
    let twins = match &request.action {
        Some(Action::Twin { .. }) => target.select(&format!("{COLUMNS}, {}", sample::DESIRED)).ok(),
        _ => None,
    };
    let (text, action) = match twins {
        Some(text) => (text, request.action.as_ref()),
        None => (target.select(COLUMNS)?, None),
    };
    let (hub, client) = (&app.hub, app.hub.interactive());
    let page = client.query::<DeviceRow>(&text, PageSize::LARGEST, None).await;
    let page = hub.heard(page).map_err(|error| problem(&error))?;
    let read: Vec<Sampled> = page.items.into_iter().map(|row| sample::sampled(row, action)).collect();
    // A fleet that fits on a page is counted on it: queries are what a hub has least of.
    let Population { mut count, mut connected } = if page.next.is_none() {
        let connected = read.iter().filter(|one| one.device.connected).count();
        Population { count: read.len() as u64, connected: connected as u64 }
    } else {
        target.population(hub, &client).await?
    };
    for other in others {
        let more = other.population(hub, &client).await?;
        count += more.count;
        connected += more.connected;
    }
    let now = app.now();
    let signed = request.action.map(|action| app.previews.issue(&action, &request.condition, count, now));
    let changes = sample::changes(&read);
    Ok(Json(Preview { count, connected, changes, sample: sample::of_each_kind(read), signed, as_of: now }))
}

/// What is counted: the condition, or those that its list of devices is split into.
fn targets(request: &PreviewRequest) -> Result<(Target, Vec<Target>), ProblemCode> {
    let chunks = DeviceList::parse(&request.condition).map(|list| list.chunks()).unwrap_or_default();
    let mut targets = chunks.into_iter().map(|chunk| Target::read(&chunk.condition, false));
    let first = targets.next().unwrap_or_else(|| Target::read(&request.condition, request.unchecked))?;
    Ok((first, targets.collect::<Result<_, _>>()?))
}
