//! Whether something is being written that going on would lose, for whoever would go on.

use leptos::prelude::*;

use crate::reactive::RwSignal;

/// True while something is being written.
#[derive(Debug, Clone, Copy)]
pub struct Unsaved(RwSignal<bool>);

impl Unsaved {
    /// Nothing yet; for everything below.
    pub fn provide() -> Self {
        let unsaved = Self(RwSignal::new(false));
        provide_context(unsaved);
        unsaved
    }

    /// What whoever is above asks about; somebody who does not ask is told nothing.
    pub fn here() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(false)))
    }

    /// Whether something is being written, tracked.
    pub fn get(self) -> bool {
        self.0.get()
    }

    /// The same, not tracked.
    pub fn get_untracked(self) -> bool {
        self.0.get_untracked()
    }

    /// Says so.
    pub fn set(self, unsaved: bool) {
        if self.0.try_get_untracked().is_some_and(|old| old != unsaved) {
            self.0.set(unsaved);
        }
    }
}
