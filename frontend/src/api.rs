//! Typed calls to the proxy.

mod failure;
mod fetch;

use gloo_net::http::Request;
use lockstep_api::{
    cluster::Clusters,
    device::{
        Device, DeviceCount, DeviceHistory, DeviceJobs, DevicePage, DeviceQuery, MethodAnswer, MethodRequest,
        TwinChange,
    },
    job::{Job, JobId, JobLabel, JobList, JobOrder, OlderJobs, OlderQuery, Rerun, RerunPlans, Reruns},
    library::{Keep, Kept, SavedQuery, Template},
    path,
    preview::{Preview, PreviewRequest},
    row::{ExportFormat, RowQuery, RowWindow},
    session::{Session, SignIn, SignInWays},
};

pub use self::failure::Failure;
use self::fetch::{done, fetch, read, send, typed};
use crate::{
    address::{escape, search},
    json,
};

/// Who is signed in.
pub async fn session() -> Result<Session, Failure> {
    read(path::SESSION).await
}

/// How somebody can sign in here.
pub async fn sign_in_ways() -> Result<SignInWays, Failure> {
    read(path::SIGN_IN).await
}

/// Exchanges the operator token for a session.
pub async fn sign_in(token: String) -> Result<Session, Failure> {
    send(Request::post(path::SESSION), &SignIn { token }).await
}

/// Ends the session.
pub async fn sign_out() -> Result<(), Failure> {
    done(fetch(Request::delete(path::SESSION), None).await)
}

/// A page of devices.
pub async fn devices(query: DeviceQuery) -> Result<DevicePage, Failure> {
    read(&with_search(path::DEVICES, &parameters_of(query))).await
}

/// How many devices satisfy the condition of a query.
pub async fn device_count(query: DeviceQuery) -> Result<DeviceCount, Failure> {
    read(&with_search(path::DEVICE_COUNT, &parameters_of(query))).await
}

fn parameters_of(query: DeviceQuery) -> [(&'static str, String); 4] {
    [
        ("condition", query.condition.unwrap_or_default()),
        ("unchecked", if query.unchecked { "true".to_owned() } else { String::new() }),
        ("columns", query.columns.unwrap_or_default()),
        ("page", query.page.unwrap_or_default()),
    ]
}

/// One device with its twin.
pub async fn device(id: String) -> Result<Device, Failure> {
    read(&path::device(&escape(&id))).await
}

/// Registers a device; the hub makes up its keys.
pub async fn register(id: String) -> Result<Device, Failure> {
    typed(fetch(Request::put(&path::device(&escape(&id))), None).await?)
}

/// Writes the twin of a device, only if nobody else has when the change has an etag.
pub async fn change_twin(id: String, change: TwinChange) -> Result<Device, Failure> {
    send(Request::patch(&path::twin(&escape(&id))), &change).await
}

/// Calls a method of a device, once.
pub async fn call_method(id: String, request: MethodRequest) -> Result<MethodAnswer, Failure> {
    send(Request::post(&path::methods(&escape(&id))), &request).await
}

/// What jobs did with a device.
pub async fn device_jobs(id: String) -> Result<DeviceJobs, Failure> {
    read(&path::device_jobs(&escape(&id))).await
}

/// The conditions that people keep.
pub async fn saved_queries() -> Result<Vec<Kept<SavedQuery>>, Failure> {
    read(path::QUERIES).await
}

/// Keeps a condition under an id.
pub async fn keep_query(id: String, query: Keep<SavedQuery>) -> Result<(), Failure> {
    done(fetch(Request::put(&path::query(&id)), Some(json::written(&query))).await)
}

/// Discards a condition that was kept.
pub async fn discard_query(id: String) -> Result<(), Failure> {
    done(fetch(Request::delete(&path::query(&escape(&id))), None).await)
}

/// The actions to begin an order with, those that come with Lockstep first.
pub async fn templates() -> Result<Vec<Kept<Template>>, Failure> {
    read(path::TEMPLATES).await
}

/// Keeps a template under an id.
pub async fn keep_template(id: String, template: Keep<Template>) -> Result<(), Failure> {
    done(fetch(Request::put(&path::template(&id)), Some(json::written(&template))).await)
}

/// Discards a template that was kept.
pub async fn discard_template(id: String) -> Result<(), Failure> {
    done(fetch(Request::delete(&path::template(&escape(&id))), None).await)
}

/// The list of jobs.
pub async fn jobs() -> Result<JobList, Failure> {
    read(path::JOBS).await
}

/// Jobs that the list is too short for.
pub async fn older_jobs(than: OlderQuery) -> Result<OlderJobs, Failure> {
    let parameters = [("before", than.before.0.to_string()), ("id", than.id.to_string())];
    read(&with_search(path::OLDER_JOBS, &parameters)).await
}

/// How many devices were connected, over the last day.
pub async fn device_history() -> Result<DeviceHistory, Failure> {
    read(path::DEVICE_HISTORY).await
}

/// Orders a job. Asking again with the same id and order is safe.
pub async fn order(id: JobId, order: JobOrder) -> Result<Job, Failure> {
    send(Request::put(&path::job(&escape(id.as_str()))), &order).await
}

/// Withdraws a job that does not run yet.
pub async fn cancel(id: JobId) -> Result<Job, Failure> {
    typed(fetch(Request::post(&path::cancel(&escape(id.as_str()))), None).await?)
}

/// Names a job and notes something on it; what is empty is removed.
pub async fn label(id: JobId, label: JobLabel) -> Result<Job, Failure> {
    send(Request::patch(&path::job(&escape(id.as_str()))), &label).await
}

/// What running a job again would take, for all of its devices or for those of one failure group.
pub async fn rerun_plans(id: JobId, code: Option<String>) -> Result<RerunPlans, Failure> {
    let parameters = [("code", code.unwrap_or_default())];
    read(&with_search(&path::rerun(&escape(id.as_str())), &parameters)).await
}

/// Where the failures of a job that has ended cluster.
pub async fn clusters(id: JobId) -> Result<Clusters, Failure> {
    read(&path::clusters(&escape(id.as_str()))).await
}

/// Runs a job again for some of its devices. Asking again with the same body is safe.
pub async fn rerun(id: JobId, rerun: Rerun) -> Result<Reruns, Failure> {
    send(Request::post(&path::rerun(&escape(id.as_str()))), &rerun).await
}

/// The jobs that repeat a job or belong to its series.
pub async fn relatives(id: JobId) -> Result<Vec<Job>, Failure> {
    read(&path::relatives(&escape(id.as_str()))).await
}

/// The address of the rows of a job as a file: all that pass a filter.
pub fn export_address(id: &JobId, format: ExportFormat, filter: RowQuery) -> String {
    let mut parameters = vec![("format", format.word().to_owned())];
    parameters.extend(filter_of(filter));
    with_search(&path::export(&escape(id.as_str())), &parameters)
}

/// What an order would reach.
pub async fn preview(request: PreviewRequest) -> Result<Preview, Failure> {
    send(Request::post(path::PREVIEW), &request).await
}

/// A window of the rows of a job.
pub async fn rows(id: JobId, query: RowQuery) -> Result<RowWindow, Failure> {
    let mut parameters = vec![("from", query.from.to_string()), ("to", query.to.to_string())];
    parameters.extend(query.around.clone().map(|name| ("around", name)));
    parameters.extend(filter_of(query));
    read(&with_search(&path::rows(&escape(id.as_str())), &parameters)).await
}

/// The search parameters of a filter of rows and their order.
fn filter_of(query: RowQuery) -> [(&'static str, String); 4] {
    let order = query.order.map(|order| order.to_string());
    [("outcome", query.outcome), ("text", query.text), ("code", query.code), ("order", order)]
        .map(|(name, value)| (name, value.unwrap_or_default()))
}

fn with_search(path: &str, parameters: &[(&str, String)]) -> String {
    format!("{path}{}", search(parameters.iter().map(|(name, value)| (*name, value.as_str()))))
}
