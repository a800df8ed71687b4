//! How many devices were connected over the last day: the hub does not remember, so the proxy counts.

use std::time::Duration;

use axum::{Json, extract::State};
use lockstep_api::{
    device::{DeviceCount, DeviceHistory},
    problem::ProblemCode,
    time::EpochMillis,
};
use tracing::warn;

use super::{Population, Target};
use crate::{
    app::{App, Parts},
    refusal::Refusal,
    store::StoreError,
};

/// How long samples are kept.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// `GET /api/device-history`.
pub(crate) async fn history(State(app): State<App>) -> Result<Json<DeviceHistory>, Refusal> {
    let now = app.now();
    let samples = app.book.store().samples(ago(now, KEPT)).await.map_err(ProblemCode::from)?;
    Ok(Json(DeviceHistory { samples, every_seconds: app.watches.pace().sample.as_secs(), as_of: now }))
}

/// Counts the fleet now and then until the proxy ends, watched or not. It costs one query each time, from half of the
/// budget; what cannot be counted is left out.
pub(crate) async fn work(app: App) {
    let Ok(everything) = Target::read("*", false) else { return };
    loop {
        tokio::time::sleep(app.watches.pace().sample).await;
        let Ok(population) = everything.population(&app.hub, &app.hub.background()).await else { continue };
        if let Err(error) = keep(&app, population).await {
            warn!(
                error = &error as &dyn std::error::Error,
                "How many devices are connected could not be kept"
            );
        }
    }
}

async fn keep(app: &Parts, Population { count, connected }: Population) -> Result<(), StoreError> {
    let now = app.now();
    let sample = DeviceCount { total: count, connected, as_of: rounded(now, app.watches.pace().sample) };
    app.book.store().add_sample(sample, ago(now, KEPT)).await
}

/// The beginning of the turn that an instant is in: proxies that share a store have the same ones.
fn rounded(at: EpochMillis, every: Duration) -> EpochMillis {
    let every = i64::try_from(every.as_millis()).unwrap_or(i64::MAX).max(1);
    EpochMillis(at.0 - at.0.rem_euclid(every))
}

fn ago(now: EpochMillis, span: Duration) -> EpochMillis {
    EpochMillis(now.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_that_count_in_the_same_five_minutes_name_the_same_instant() {
        let every = Duration::from_secs(300);
        assert_eq!(rounded(EpochMillis(300_000), every), EpochMillis(300_000));
        assert_eq!(rounded(EpochMillis(599_999), every), EpochMillis(300_000));
    }
}
