//! Reading the state slice by slice, so that nobody waits long for the hub.

use std::ops::ControlFlow;

use super::{Hub, State};

/// Most entries that are looked at while the hub is locked.
pub(crate) const SLICE: usize = 64;

/// What was taken out of the state at one time.
#[derive(Debug)]
pub(crate) struct Slice<T> {
    pub(crate) items: Vec<T>,
    /// There may be more.
    pub(crate) more: bool,
}

impl Hub {
    /// Shows to `see` what `read` takes out of the state, slice by slice, until that has seen enough.
    ///
    /// The hub is locked only while a slice is taken, and between slices others have their turn. What changes meanwhile
    /// is seen or not: queries of the real hub are no snapshots either.
    pub(crate) async fn scan<T>(
        &self,
        mut read: impl FnMut(&State) -> Slice<T>,
        mut see: impl FnMut(T) -> ControlFlow<()>,
    ) {
        loop {
            let Slice { items, more } = self.with(|state, _| read(state));
            if items.into_iter().try_for_each(&mut see).is_break() || !more {
                return;
            }
            tokio::task::yield_now().await;
        }
    }
}
