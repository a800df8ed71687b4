//! Every route, who may call it, and what answers: one table.
//!
//! The router is built from [`table`] alone, so a route without a rule cannot exist.

use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    handler::Handler,
    http::Method,
    middleware::{self, Next},
    routing::{MethodFilter, MethodRouter, on},
};
use lockstep_api::{path, problem::ProblemCode};
use tower_http::{catch_panic::CatchPanicLayer, timeout::RequestBodyTimeoutLayer};
use tracing::debug;

use crate::{
    access::{self, Rule},
    app::App,
    assets, audit, auth, devices, health, jobs, library, live, metrics, preview,
    refusal::{self, Refusal},
    request_id, security_headers, session,
};

/// Largest body of a request, in bytes: a method payload of 128 KB, a list of devices of as much, and what is around them.
pub(crate) const LARGEST_BODY: usize = 384 * 1024;

/// Longest pause within a request's body; who sends more slowly is let go.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// One line of the table.
pub(crate) struct Route {
    method: Method,
    path: &'static str,
    rule: Rule,
    handler: MethodRouter<App>,
}

impl Route {
    fn new<H, T>(method: Method, path: &'static str, rule: Rule, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        // Only methods that routes are made of come in here.
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
        Self { method, path, rule, handler: on(filter, handler) }
    }
}

/// Every route but the dashboard's files, which answer where no route does.
pub(crate) fn table() -> Vec<Route> {
    use Rule::{Admin, Anyone, Operator, Probe, SameSite, Viewer};
    const DEVICE: &str = "/api/devices/{id}";
    const JOB: &str = "/api/jobs/{id}";
    const CANCEL: &str = "/api/jobs/{id}/cancel";
    const ROWS: &str = "/api/jobs/{id}/rows";
    const EXPORT: &str = "/api/jobs/{id}/export";
    const RERUN: &str = "/api/jobs/{id}/rerun";
    const RELATIVES: &str = "/api/jobs/{id}/relatives";
    const CLUSTERS: &str = "/api/jobs/{id}/clusters";
    const DEVICE_JOBS: &str = "/api/devices/{id}/jobs";
    const TWIN: &str = "/api/devices/{id}/twin";
    const METHODS: &str = "/api/devices/{id}/methods";
    const TEMPLATE: &str = "/api/templates/{id}";
    const QUERY: &str = "/api/queries/{id}";
    vec![
        Route::new(Method::GET, "/healthz", Probe, health::healthz),
        Route::new(Method::GET, "/readyz", Probe, health::readyz),
        Route::new(Method::GET, path::SIGN_IN, SameSite, session::ways),
        Route::new(Method::GET, path::LOGIN, SameSite, auth::begin),
        Route::new(Method::GET, path::CALLBACK, Anyone, auth::finish),
        Route::new(Method::GET, path::SESSION, Viewer, session::current),
        Route::new(Method::POST, path::SESSION, SameSite, session::sign_in),
        Route::new(Method::DELETE, path::SESSION, Viewer, session::sign_out),
        Route::new(Method::GET, path::DEVICES, Viewer, devices::list),
        Route::new(Method::GET, path::DEVICE_COUNT, Viewer, devices::count),
        Route::new(Method::GET, path::DEVICE_HISTORY, Viewer, devices::history::history),
        Route::new(Method::GET, DEVICE, Viewer, devices::one),
        Route::new(Method::PUT, DEVICE, Operator, devices::write::register),
        Route::new(Method::PATCH, TWIN, Operator, devices::write::change_twin),
        Route::new(Method::POST, METHODS, Operator, devices::write::invoke),
        Route::new(Method::GET, DEVICE_JOBS, Viewer, devices::jobs),
        Route::new(Method::POST, path::PREVIEW, Operator, preview::preview),
        Route::new(Method::GET, path::JOBS, Viewer, jobs::list),
        Route::new(Method::GET, path::OLDER_JOBS, Viewer, jobs::older),
        Route::new(Method::GET, JOB, Viewer, jobs::one),
        Route::new(Method::PUT, JOB, Operator, jobs::order),
        Route::new(Method::PATCH, JOB, Operator, jobs::label),
        Route::new(Method::POST, CANCEL, Operator, jobs::cancel),
        Route::new(Method::GET, ROWS, Viewer, jobs::rows),
        Route::new(Method::GET, EXPORT, Viewer, jobs::export::export),
        Route::new(Method::GET, RERUN, Viewer, jobs::rerun::plans),
        Route::new(Method::POST, RERUN, Operator, jobs::rerun::rerun),
        Route::new(Method::GET, RELATIVES, Viewer, jobs::relatives),
        Route::new(Method::GET, CLUSTERS, Viewer, jobs::clusters::clusters),
        Route::new(Method::GET, path::TEMPLATES, Viewer, library::templates),
        Route::new(Method::PUT, TEMPLATE, Operator, library::keep_template),
        Route::new(Method::DELETE, TEMPLATE, Operator, library::discard_template),
        Route::new(Method::GET, path::QUERIES, Viewer, library::queries),
        Route::new(Method::PUT, QUERY, Operator, library::keep_query),
        Route::new(Method::DELETE, QUERY, Operator, library::discard_query),
        Route::new(Method::GET, path::AUDIT, Admin, audit::page),
        Route::new(Method::GET, path::LIVE, Viewer, live::live),
    ]
}

/// The router of the table.
pub(crate) fn router(app: &App) -> Router {
    let mut router = Router::new();
    for Route { method, path, rule, handler } in table() {
        debug!(%method, path, ?rule, "Serves a route");
        router = router.route(path, guarded(handler, app, rule));
    }
    let files = guarded(on(MethodFilter::GET.or(MethodFilter::HEAD), assets::serve), app, Rule::Anyone);
    router
        .fallback_service(files.fallback(not_found).with_state(App::clone(app)))
        .method_not_allowed_fallback(|| async { Refusal::method_not_allowed() })
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(RequestBodyTimeoutLayer::new(LONGEST_PAUSE))
        .layer(CatchPanicLayer::custom(refusal::of_panic))
        .layer(middleware::from_fn(refusal::render))
        .layer(middleware::from_fn_with_state(App::clone(app), security_headers::add))
        .layer(middleware::from_fn_with_state(App::clone(app), metrics::count))
        .layer(middleware::from_fn_with_state(App::clone(app), request_id::assign))
        .with_state(App::clone(app))
}

/// A handler behind its rule.
fn guarded(handler: MethodRouter<App>, app: &App, rule: Rule) -> MethodRouter<App> {
    let recorder = App::clone(app);
    let handler = match rule {
        // Whatever takes an operator changes something.
        Rule::Operator => handler.layer(middleware::from_fn(move |request: Request, next: Next| {
            audit::recorded(App::clone(&recorder), request, next)
        })),
        Rule::Probe | Rule::Anyone | Rule::SameSite | Rule::Viewer | Rule::Admin => handler,
    };
    let app = App::clone(app);
    handler.layer(middleware::from_fn(move |request: Request, next: Next| {
        access::guard(App::clone(&app), rule, request, next)
    }))
}

async fn not_found() -> Refusal {
    ProblemCode::RouteNotFound.into()
}

#[cfg(test)]
mod tests;
