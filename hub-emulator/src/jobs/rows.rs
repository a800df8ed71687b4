//! The devices of a job, one row each.

use iothub_wire::job::{DeviceJobError, DeviceJobStatistics, DeviceJobStatus};
use iothub_wire::method::MethodResult;
use iothub_wire::time::UtcTime;

use crate::identity::Identity;

/// Where a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowState {
    /// Not begun.
    Pending,
    /// A method call that waits for its device; nothing has been sent.
    Waiting,
    /// A method call that was or is about to be sent; it is never sent again.
    Attempted,
    Completed,
    Failed,
}

impl RowState {
    /// The word that `devices.jobs` shows.
    pub(super) fn status(self) -> DeviceJobStatus {
        match self {
            Self::Pending => DeviceJobStatus::Pending,
            Self::Waiting | Self::Attempted => DeviceJobStatus::Running,
            Self::Completed => DeviceJobStatus::Completed,
            Self::Failed => DeviceJobStatus::Failed,
        }
    }
}

/// One device of a job.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) target: Identity,
    pub(super) state: RowState,
    pub(super) updated_at: UtcTime,
    /// What came back: of a completed method call the answer, of a failed row the error.
    pub(super) result: Option<Box<Result<MethodResult, DeviceJobError>>>,
}

/// The rows of a job in their order, counted.
#[derive(Debug, Default)]
pub(super) struct Rows {
    rows: Vec<Row>,
    pending: u64,
    running: u64,
    succeeded: u64,
    failed: u64,
    /// No row before this one is pending.
    cursor: usize,
}

impl Rows {
    /// A pending row per target.
    pub(super) fn new(targets: Vec<Identity>, now: UtcTime) -> Self {
        let row = |target| Row { target, state: RowState::Pending, updated_at: now, result: None };
        let rows: Vec<Row> = targets.into_iter().map(row).collect();
        let pending = rows.len() as u64;
        Self { rows, pending, ..Self::default() }
    }

    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn get(&self, row: u32) -> Option<&Row> {
        self.rows.get(row as usize)
    }

    pub(super) fn state(&self, row: u32) -> Option<RowState> {
        self.get(row).map(|row| row.state)
    }

    /// The next row to begin.
    pub(super) fn next_pending(&mut self) -> Option<u32> {
        while let Some(row) = self.rows.get(self.cursor) {
            if row.state == RowState::Pending {
                return u32::try_from(self.cursor).ok();
            }
            self.cursor += 1;
        }
        None
    }

    /// Says whether every row has ended.
    pub(super) fn done(&self) -> bool {
        self.pending == 0 && self.running == 0
    }

    /// Says whether rows have not begun.
    pub(super) fn waiting_to_begin(&self) -> bool {
        self.pending > 0
    }

    pub(super) fn statistics(&self) -> DeviceJobStatistics {
        DeviceJobStatistics {
            device_count: self.rows.len() as u64,
            failed_count: self.failed,
            succeeded_count: self.succeeded,
            running_count: self.running,
            pending_count: self.pending,
        }
    }

    /// A row begins to wait for its device.
    pub(super) fn begin(&mut self, row: u32, now: UtcTime) {
        self.set(row, RowState::Waiting, None, now);
    }

    /// A row's call is sent.
    pub(super) fn attempted(&mut self, row: u32, now: UtcTime) {
        self.set(row, RowState::Attempted, None, now);
    }

    /// A row ends: well, with the answer of a method, or with an error.
    pub(super) fn finish(
        &mut self,
        row: u32,
        outcome: Result<Option<MethodResult>, DeviceJobError>,
        now: UtcTime,
    ) {
        let (state, result) = match outcome {
            Ok(answer) => (RowState::Completed, answer.map(Ok)),
            Err(error) => (RowState::Failed, Some(Err(error))),
        };
        self.set(row, state, result.map(Box::new), now);
    }

    fn set(
        &mut self,
        row: u32,
        state: RowState,
        result: Option<Box<Result<MethodResult, DeviceJobError>>>,
        now: UtcTime,
    ) {
        let Some(row) = self.rows.get_mut(row as usize) else { return };
        let before = std::mem::replace(&mut row.state, state);
        row.updated_at = now;
        row.result = result;
        *self.count(before) -= 1;
        *self.count(state) += 1;
    }

    fn count(&mut self, state: RowState) -> &mut u64 {
        match state {
            RowState::Pending => &mut self.pending,
            RowState::Waiting | RowState::Attempted => &mut self.running,
            RowState::Completed => &mut self.succeeded,
            RowState::Failed => &mut self.failed,
        }
    }
}
