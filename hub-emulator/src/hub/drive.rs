//! Drives the job engine: steps when something is due, finds the devices and makes the method calls that a step asks
//! for.

use std::ops::ControlFlow;
use std::sync::Arc;

use iothub_wire::method::MethodResult;
use iothub_wire::time::UtcTime;

use super::{Hub, State};
use crate::identity::Identity;
use crate::jobs::{Attempt, Search, row_error};
use crate::refusal::Refusal;
use crate::registry::{job_condition, possible};

impl Hub {
    /// Starts the engine. It ends with the hub's shutdown token.
    pub(crate) fn spawn_jobs(self: &Arc<Self>) {
        let hub = Arc::clone(self);
        self.tasks.spawn(async move {
            let shutdown = hub.shutdown.clone();
            shutdown.run_until_cancelled(hub.drive_jobs()).await;
        });
    }

    async fn drive_jobs(self: &Arc<Self>) {
        let mut due: Option<UtcTime> = None;
        loop {
            let (step, at, behind) = self.with(|state, now| {
                // A clock that was advanced is followed from one due instant to the next: a job gets the time that passed.
                let at = due.map_or(now, |due| due.min(now));
                (state.jobs.step(&mut state.registry, at, &mut state.ledger), at, at < now)
            });
            self.moved();
            for attempt in step.attempts {
                let hub = Arc::clone(self);
                self.tasks.spawn(async move {
                    let shutdown = hub.shutdown.clone();
                    shutdown.run_until_cancelled(hub.attempt(attempt)).await;
                });
            }
            // The engine's time stands still while devices are looked for, whatever the clock does meanwhile.
            let searched = !step.searches.is_empty();
            for search in step.searches {
                self.search(search, at).await;
            }
            due = if searched { Some(at) } else { step.wake_at };
            // Others have their turn as well, and the shutdown, however much there is to do.
            tokio::task::yield_now().await;
            match due {
                _ if behind || searched => {}
                None => self.jobs_due.notified().await,
                Some(at) => {
                    tokio::select! {
                        () = self.jobs_due.notified() => {}
                        () = self.clock.sleep_until(at) => {}
                    }
                }
            }
        }
    }

    /// Finds the devices of a job that begins at this instant.
    async fn search(&self, search: Search, at: UtcTime) {
        let found = self.select(&search.condition).await;
        self.with(|state, _| state.jobs.found(&search, found, at, &mut state.ledger));
    }

    /// The identities that a job's condition selects, or the reason why the job fails.
    async fn select(&self, condition: &str) -> Result<Vec<Identity>, String> {
        let condition = job_condition(condition)?;
        let (mut last, mut selected) = (None, Vec::new());
        let possible = possible(condition.filter(), |ids| condition.matches(ids));
        let read = |state: &State| state.registry.slice(condition.collection(), &mut last, possible);
        self.scan(read, |twin| {
            if condition.matches(&twin) {
                selected.push(twin.identity);
            }
            ControlFlow::Continue(())
        })
        .await;
        Ok(selected)
    }

    /// Makes one method call of a job and records how it ended.
    async fn attempt(self: &Arc<Self>, attempt: Attempt) {
        let Attempt { place, target, call, deadline } = attempt;
        let called = self
            .call_method(&target, &call, |state, now| state.jobs.attempted(&place, now, &mut state.ledger));
        let outcome: Option<Result<MethodResult, Refusal>> = tokio::select! {
            outcome = called => Some(outcome),
            // The engine has ended the row by itself.
            () = self.clock.sleep_until(deadline) => None,
        };
        if let Some(outcome) = outcome {
            let outcome = outcome.map_err(|refusal| row_error(&refusal));
            self.with(|state, now| state.jobs.finished(&place, outcome, now, &mut state.ledger));
        }
        self.wake_jobs();
    }
}
