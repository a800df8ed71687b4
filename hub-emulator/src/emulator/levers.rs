//! The levers of the control plane, for tests that hold the emulator in their hands.

use std::time::Duration;

use iothub_wire::identity::BulkDevice;
use iothub_wire::ids::{DeviceId, JobId};
use iothub_wire::job::{Job, JobStatus};

use super::Emulator;
use crate::clock::Clock;
use crate::hub::{SeedRefused, SessionView};
use crate::identity::Identity;
use crate::levers::Fault;
use crate::message::{CloudMessage, SendRefused};
use crate::operation::Operation;
use crate::telemetry::TelemetryTail;

impl Emulator {
    /// The hub's clock; advance it to make things due, and with [`Clock::advance_with_tokens`] to let tokens expire.
    pub fn clock(&self) -> &Clock {
        self.hub.clock()
    }

    /// Plans a fault for the next `calls` calls of an operation, after those already planned (a thousand at most).
    pub fn plan(&self, operation: Operation, fault: Fault, calls: u32) {
        if !self.hub.levers.plan(operation, fault, calls) {
            tracing::warn!(%operation, "Too many faults are planned already; this one is not");
        }
    }

    /// Answers every call with 429 for this long, by the hub's clock, and throttles what connected devices send.
    pub fn throttle(&self, period: Duration) {
        self.hub.levers.throttle(self.clock().now(), period);
    }

    /// How often an operation was called, refused calls included.
    pub fn calls(&self, operation: Operation) -> u64 {
        self.hub.levers.calls(operation)
    }

    /// Device-to-cloud messages taken since the start or the last [`Emulator::reset`].
    pub fn telemetry_messages(&self) -> u64 {
        self.hub.telemetry_count()
    }

    /// What the daily quota has counted today, in its chunks; 0 without a quota.
    pub fn messages_today(&self) -> u64 {
        self.hub.messages_today()
    }

    /// Closes the connection of an identity without a word. `false` when there is none.
    pub fn drop_connection(&self, identity: &Identity) -> bool {
        self.hub.drop_connection(identity)
    }

    /// Makes the connection of an identity fall silent without closing it: nothing is read from it and nothing sent.
    /// `false` when there is none.
    pub fn stall_connection(&self, identity: &Identity) -> bool {
        self.hub.stall_connection(identity, true)
    }

    /// Lets a connection that was made to fall silent speak again. `false` when there is none.
    pub fn resume_connection(&self, identity: &Identity) -> bool {
        self.hub.stall_connection(identity, false)
    }

    /// Every connection.
    pub fn sessions(&self) -> Vec<SessionView> {
        self.hub.sessions()
    }

    /// Creates or updates a fleet with its keys, tags, desired and reported properties; import modes, etags and
    /// throttles do not matter.
    pub async fn seed(&self, fleet: &[BulkDevice]) -> Result<(), SeedRefused> {
        self.hub.seed(fleet).await
    }

    /// Forgets identities, jobs, faults and counters; connections are closed.
    pub fn reset(&self) {
        self.hub.reset();
    }

    /// Sends a message to a device; the result is its sequence number.
    pub async fn send_message(&self, device: &DeviceId, message: CloudMessage) -> Result<u64, SendRefused> {
        Ok(self.hub.send_message(device, message).await?)
    }

    /// Follows the device-to-cloud messages, those that are still kept first.
    pub fn telemetry(&self) -> TelemetryTail {
        self.hub.telemetry_after(0)
    }

    /// How many devices and modules are connected.
    pub fn connected(&self) -> usize {
        self.hub.with(|state, _| state.registry.connected().count())
    }

    /// Waits until so many devices and modules are connected.
    pub async fn until_connected(&self, count: usize) {
        self.hub.until(|| (self.connected() == count).then_some(())).await;
    }

    /// Waits until a job has this status; for ever when it never has.
    pub async fn until_job(&self, id: &JobId, status: JobStatus) -> Job {
        let reached = || {
            let job = self.hub.with(|state, _| state.jobs.get(id).map(|job| job.print()))?;
            (job.status == status).then_some(job)
        };
        self.hub.until(reached).await
    }
}
