//! How many method calls are under way to whom.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::identity::Identity;

/// Most calls under way to one identity, those that wait for it to connect included (our choice).
const MOST_CALLS: usize = 64;

/// Calls by identity; who has none has no entry.
#[derive(Debug, Default)]
pub(super) struct InFlight(Mutex<HashMap<Identity, usize>>);

/// One call under way, until it is dropped.
#[derive(Debug)]
pub(super) struct Flight<'a> {
    all: &'a InFlight,
    target: &'a Identity,
}

impl InFlight {
    /// Begins a call; `None` when there are [`MOST_CALLS`] already.
    pub(super) fn begin<'a>(&'a self, target: &'a Identity) -> Option<Flight<'a>> {
        let mut calls = self.lock();
        let count = calls.entry(target.clone()).or_default();
        if *count >= MOST_CALLS {
            return None;
        }
        *count += 1;
        Some(Flight { all: self, target })
    }

    /// Locks; every change under this lock is a single assignment.
    fn lock(&self) -> MutexGuard<'_, HashMap<Identity, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        if let Entry::Occupied(mut count) = self.all.lock().entry(self.target.clone()) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_identity_has_so_many_calls_and_leaves_nothing_behind() {
        let all = InFlight::default();
        let (d, e) = (Identity::parse("d").unwrap(), Identity::parse("e").unwrap());
        let mut flights: Vec<_> = (0..MOST_CALLS).map(|_| all.begin(&d).unwrap()).collect();
        assert!(all.begin(&d).is_none() && all.begin(&e).is_some());
        flights.pop();
        flights.push(all.begin(&d).unwrap());
        drop(flights);
        assert!(all.lock().is_empty());
    }
}
