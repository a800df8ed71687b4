//! Scheduled jobs.

use iothub_wire::{
    ids::JobId,
    job::{Job, JobRequest, JobStatus, JobType},
    query::PageSize,
};
use reqwest::Method;

use crate::{
    Client, Continuation, Error, Page,
    budget::OperationClass,
    call::{Call, segment},
};

/// Which jobs to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JobFilter {
    /// Jobs of this type; `None` for all.
    pub kind: Option<JobType>,
    /// Jobs of this status; `None` for all.
    pub status: Option<JobStatus>,
}

impl Client {
    /// Creates a job. Sent once: after an [ambiguous](Error::ambiguous) failure ask for the id and compare.
    ///
    /// # Errors
    /// See [`Error`]; a known id is refused with `JobAlreadyExists`, a job too many with
    /// `ThrottlingMaxActiveJobCountExceeded`.
    pub async fn create_job(&self, request: &JobRequest) -> Result<Job, Error> {
        let call = Call::new(Method::PUT, path(&request.id), OperationClass::JobOperations).json(request)?;
        self.send(call).await?.json()
    }

    /// Reads a job; `None` when the hub does not know the id.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn job(&self, id: &JobId) -> Result<Option<Job>, Error> {
        let job: Job = self.send(Call::get(path(id), OperationClass::JobOperations)).await?.json()?;
        Ok(Some(job).filter(Job::known))
    }

    /// Withdraws a job that has not begun.
    ///
    /// # Errors
    /// See [`Error`]; a job that runs or has ended is refused with `OperationNotAllowedInCurrentState`, an unknown one
    /// with `JobNotFound`.
    pub async fn cancel_job(&self, id: &JobId) -> Result<Job, Error> {
        let path = format!("{}/cancel", path(id));
        self.send(Call::new(Method::POST, path, OperationClass::JobOperations)).await?.json()
    }

    /// Lists one page of jobs of at most `size`; `from` is the page before's `next`.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn jobs(
        &self,
        filter: JobFilter,
        size: PageSize,
        from: Option<&Continuation>,
    ) -> Result<Page<Job>, Error> {
        let kind = filter.kind.map(|kind| format!("jobType={kind}"));
        let status = filter.status.map(|status| format!("jobStatus={status}"));
        let parameters: Vec<_> = kind.into_iter().chain(status).collect();
        let separator = if parameters.is_empty() { "" } else { "?" };
        let path = format!("/jobs/v2/query{separator}{}", parameters.join("&"));
        self.page(Call::get(path, OperationClass::JobOperations), size, from).await
    }
}

fn path(id: &JobId) -> String {
    format!("/jobs/v2/{}", segment(id.as_str()))
}
