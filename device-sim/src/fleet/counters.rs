//! What a fleet has done so far, in numbers.

use crate::device::Notice;

/// Numbers of a whole fleet. Those of the present come first; the others only grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Devices of the fleet.
    pub devices: u32,
    /// Devices that connect at once by themselves: all but those that the scenario keeps offline, for now or for ever.
    pub expected: u32,
    /// Devices that are connected and subscribed now.
    pub connected: u32,
    /// Devices that were connected, refused by the hub, or did not trust it, at least once.
    pub settled: u32,
    /// Connections begun.
    pub attempts: u64,
    /// Connections that ended against the will of the device, or could not be made.
    pub losses: u64,
    /// Connections that the hub refused.
    pub refusals: u64,
    /// Whole twins received.
    pub twins: u64,
    /// Methods answered, with whatever status.
    pub answered: u64,
    /// Methods that a failing device did not answer.
    pub ignored: u64,
    /// Versions of desired properties reported as applied.
    pub applied: u64,
    /// Patches of reported properties that the hub took.
    pub reported: u64,
    /// Requests for twins and patches of reported properties that the hub refused.
    pub twin_refusals: u64,
    /// Messages that could not be sent.
    pub not_sent: u64,
}

impl Counters {
    /// Counts what happened to one device.
    pub(super) fn count(&mut self, notice: &Notice<'_>) {
        match notice {
            Notice::Connected | Notice::Left | Notice::Desired { .. } => {}
            Notice::Lost { .. } | Notice::Untrusted { .. } => self.losses += 1,
            Notice::Refused { .. } => self.refusals += 1,
            Notice::Twin { .. } => self.twins += 1,
            Notice::Applied { .. } => self.applied += 1,
            Notice::Reported => self.reported += 1,
            Notice::TwinRefused { .. } => self.twin_refusals += 1,
            Notice::Called { status: Some(_), .. } => self.answered += 1,
            Notice::Called { status: None, .. } => self.ignored += 1,
            Notice::NotSent { .. } => self.not_sent += 1,
        }
    }

    /// Moves the difference from `before` to `self`, both of one worker, into the numbers of the fleet.
    pub(super) fn add_change(&self, before: &Self, total: &mut Self) {
        total.connected = total.connected.saturating_sub(before.connected).saturating_add(self.connected);
        total.settled += self.settled - before.settled;
        total.attempts += self.attempts - before.attempts;
        total.losses += self.losses - before.losses;
        total.refusals += self.refusals - before.refusals;
        total.twins += self.twins - before.twins;
        total.answered += self.answered - before.answered;
        total.ignored += self.ignored - before.ignored;
        total.applied += self.applied - before.applied;
        total.reported += self.reported - before.reported;
        total.twin_refusals += self.twin_refusals - before.twin_refusals;
        total.not_sent += self.not_sent - before.not_sent;
    }
}
