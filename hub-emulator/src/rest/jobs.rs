//! Scheduled jobs.

use iothub_wire::ids::JobId;
use iothub_wire::job::{Job, JobRequest, JobStatus, JobType};
use iothub_wire::query::ItemType;

use super::answer::Answer;
use super::paging::{Page, Paging};
use super::request::Call;
use crate::jobs::no_job;
use crate::refusal::Refusal;

/// `PUT /jobs/v2/{id}`: accepted as `queued`, with a sparse answer.
pub(super) fn create(call: &Call<'_>, body: &[u8]) -> Result<Answer, Refusal> {
    let request = JobRequest::from_json(call.job()?, body)?;
    let accepted = Job::accepted(&request);
    let tracking = call.hub.chance().guid();
    call.hub.with(|state, now| state.jobs.create(request, &tracking, now, &mut state.ledger))?;
    call.hub.wake_jobs();
    Ok(Answer::json(&accepted))
}

/// `GET /jobs/v2/{id}`: an unknown id is 200 with an unknown job.
pub(super) fn get(call: &Call<'_>) -> Result<Answer, Refusal> {
    let Ok(id) = call.job() else { return Ok(Answer::json(&Job::unknown())) };
    let job = call.hub.with(|state, _| state.jobs.get(&id).map(|job| job.print()));
    Ok(Answer::json(&job.unwrap_or_else(Job::unknown)))
}

/// `POST /jobs/v2/{id}/cancel`: an id that no job can have is unknown like any other.
pub(super) fn cancel(call: &Call<'_>) -> Result<Answer, Refusal> {
    let id = call.job().map_err(|_| no_job(call.first_id()))?;
    let job =
        call.hub.with(|state, now| state.jobs.cancel(&id, now, &mut state.ledger).map(|job| job.print()))?;
    call.hub.wake_jobs();
    Ok(Answer::json(&job))
}

/// `GET /jobs/v2/query?jobType=…&jobStatus=…`
pub(super) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    let kind = word::<JobType>(call, "jobType")?;
    let status = word::<JobStatus>(call, "jobStatus")?;
    let chosen = (kind.map(|kind| kind.to_string()), status.map(|status| status.to_string()));
    let paging = Paging::of(call, &format!("{chosen:?}"))?;
    let after: Option<JobId> = paging.after()?;
    let page: Page<_> = call.hub.with(|state, _| {
        let wanted = state.jobs.from(after.as_ref()).filter(|(id, job)| {
            after.as_ref().is_none_or(|after| *id != after)
                && kind.is_none_or(|kind| kind == job.request.action.job_type())
                && status.is_none_or(|status| status == job.status)
        });
        paging.page(wanted, |(id, job)| (id.to_string(), job.print()))
    });
    Ok(page.answer(ItemType::JobResponse))
}

/// A filter: absent or empty is none, an unknown word is refused (our choice).
fn word<T: std::str::FromStr>(call: &Call<'_>, name: &str) -> Result<Option<T>, Refusal> {
    match call.parameter(name)?.as_deref() {
        None | Some("") => Ok(None),
        Some(text) => {
            text.parse().map(Some).map_err(|_| Refusal::argument(format!("{name} is not a known word")))
        }
    }
}
