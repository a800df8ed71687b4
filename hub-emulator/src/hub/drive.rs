//! Drives the job engine: steps when something is due, makes the method calls that a step asks for.

use std::sync::Arc;

use iothub_wire::method::MethodResult;
use iothub_wire::time::UtcTime;

use super::Hub;
use crate::jobs::{Attempt, row_error};
use crate::refusal::Refusal;

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
            let (step, behind) = self.with(|state, now| {
                // A clock that was advanced is followed from one due instant to the next: a job gets the time that passed.
                let at = due.map_or(now, |due| due.min(now));
                (state.jobs.step(&mut state.registry, at, &mut state.ledger), at < now)
            });
            self.moved();
            for attempt in step.attempts {
                let hub = Arc::clone(self);
                self.tasks.spawn(async move {
                    let shutdown = hub.shutdown.clone();
                    shutdown.run_until_cancelled(hub.attempt(attempt)).await;
                });
            }
            due = step.wake_at;
            // Others have their turn as well, and the shutdown, however much there is to do.
            tokio::task::yield_now().await;
            match due {
                _ if behind => {}
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
