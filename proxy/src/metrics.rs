//! Figures for Prometheus, on an address of their own: they name no device, no person and no job, but whoever may open
//! the dashboard has no business with them.
//!
//! What happens is counted as it happens; what just is, such as how much of a budget is left, is looked at when somebody asks.

use std::{io, net::SocketAddr, time::Duration};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
    routing::get,
};
use iothub_client::{Observer, budget::OperationClass};
use prometheus_client::{encoding::text::encode, registry::Registry};
use tokio::{net::TcpListener, time::Instant};
use tower_http::timeout::TimeoutLayer;
use tracing::{error, info};

use crate::app::App;

mod families;

use families::{Families, HubCall, Operation, Request as RequestLabels, Route};

/// What Prometheus reads.
const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Who asks does not wait longer than this.
const PATIENCE: Duration = Duration::from_secs(10);

/// The figures of one proxy.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    families: Families,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let (mut registry, families) = (Registry::with_prefix("lockstep"), Families::default());
        families.register(&mut registry);
        Self { registry, families }
    }

    /// All figures as text.
    fn text(&self, app: &App) -> Result<String, std::fmt::Error> {
        self.families.look(app);
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl Observer for Metrics {
    fn called(&self, class: OperationClass, status: Option<u16>, took: Duration) {
        let operation = families::word(class);
        let status = status.map_or_else(|| "none".to_owned(), |status| status.to_string());
        self.families.hub_calls.get_or_create(&HubCall { operation, status }).inc();
        self.families.hub_call_seconds.get_or_create(&Operation { operation }).observe(took.as_secs_f64());
    }
}

/// Counts a request by its route, and how long it took until its answer began.
pub(crate) async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    // A path would be another figure for each device; what no route has are the dashboard's files.
    let route = request.extensions().get::<MatchedPath>().map_or("files", MatchedPath::as_str).to_owned();
    let (method, began) = (families::method(request.method()), Instant::now());
    let response = next.run(request).await;
    let Families { requests, request_seconds, .. } = &app.metrics.families;
    let status = response.status().as_u16();
    requests.get_or_create(&RequestLabels { method, route: route.clone(), status }).inc();
    request_seconds.get_or_create(&Route { route }).observe(began.elapsed().as_secs_f64());
    response
}

/// Answers `GET /metrics` on an address of its own until the proxy ends. Nobody is asked who they are: the address is for
/// those who watch over the proxy, and nothing else answers on it.
///
/// # Errors
/// The address cannot be listened on.
pub(crate) async fn serve(address: SocketAddr, app: &App) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    info!(%address, "Metrics are served");
    let router = Router::new()
        .route("/metrics", get(page))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, PATIENCE))
        .with_state(App::clone(app));
    let shutdown = app.shutdown.clone();
    app.tasks.spawn(async move {
        if let Some(Err(error)) =
            shutdown.run_until_cancelled(axum::serve(listener, router).into_future()).await
        {
            error!(error = &error as &dyn std::error::Error, "Metrics are no longer served");
        }
    });
    Ok(address)
}

async fn page(State(app): State<App>) -> Response {
    match app.metrics.text(&app) {
        Ok(text) => ([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
