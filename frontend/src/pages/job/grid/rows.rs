//! The text of the rows near the screen, read in windows.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use leptos::{prelude::untrack, task::spawn_local};
use lockstep_api::{
    job::JobId,
    row::{Row, RowQuery, RowWindow},
};

use super::filter::RowFilter;
use crate::{
    api::{self, Failure},
    clock::Later,
    components::long_list::Window,
    live::{job::WatchedJob, live},
    reactive::{Memo, RwSignal, StoredValue, effect, effect_of_last},
    session::{SessionStore, session_store},
};

/// Windows are read in multiples of this many rows.
const BLOCK: u32 = 50;
/// Most rows in one answer.
pub const MOST_IN_ANSWER: u32 = 500;
/// Rows kept beyond the ones read last.
const KEPT_BEYOND: u32 = 1_000;
/// Pause before rows that came onto the screen are read: a long scroll reads only where it ends.
const SETTLE: Duration = Duration::from_millis(80);
/// Pause before rows whose outcome changed are read again.
const REFRESH: Duration = Duration::from_millis(700);

/// Rows by their position among those that pass the filter.
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    job: WatchedJob,
    id: Memo<JobId>,
    filter: Memo<RowFilter>,
    known: RwSignal<BTreeMap<u32, Arc<Row>>>,
    passing: RwSignal<Option<u32>>,
    /// What is known is of the filter before.
    old: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    read_change: RwSignal<u64>,
    attempt: StoredValue<u64>,
    /// What the attempt under way reads.
    coming: StoredValue<Option<Window>>,
    wanted: StoredValue<Window>,
    later: Later,
    session: SessionStore,
}

impl Rows {
    /// Knows nothing yet, and forgets everything when the job changes. When the filter changes, the old rows stay until the
    /// new ones are there: nothing goes only to come back.
    pub fn new(id: Memo<JobId>, filter: Memo<RowFilter>) -> Self {
        let rows = Self {
            job: live().job,
            id,
            filter,
            known: RwSignal::new(BTreeMap::new()),
            passing: RwSignal::new(None),
            old: RwSignal::new(true),
            failure: RwSignal::new(None),
            read_change: RwSignal::new(0),
            attempt: StoredValue::new(0),
            coming: StoredValue::new(None),
            wanted: StoredValue::new(Window::default()),
            later: Later::new(),
            session: session_store(),
        };
        effect_of_last(move |before: Option<JobId>| {
            let now = id.get();
            filter.with(|_| ());
            if before.as_ref() != Some(&now) {
                rows.forget();
            }
            rows.old.set(true);
            rows.failure.set(None);
            rows.read(Window { from: 0, to: BLOCK });
            now
        });
        rows
    }

    /// Reads what comes onto the screen, and again what changes there.
    pub fn follow(self, visible: Memo<Window>) {
        let job = self.job;
        effect(move || {
            let visible = visible.get();
            self.wanted.set_value(visible);
            let missing =
                self.known.with_untracked(|known| visible.positions().any(|at| !known.contains_key(&at)));
            let coming =
                self.coming.with_value(|coming| coming.is_some_and(|coming| coming.covers(blocks(visible))));
            if missing && !coming && visible.from < visible.to {
                self.plan(SETTLE, true);
            }
        });
        effect_of_last(move |before: Option<()>| {
            job.changed();
            // In a filtered list a change may move rows, so it waits for the person.
            if before.is_some() && self.filter.read_untracked().plain() {
                self.plan(REFRESH, false);
            }
        });
    }

    /// The row at a position, tracked; `None` until read.
    pub fn at(self, position: u32) -> Option<Arc<Row>> {
        self.known.with(|known| known.get(&position).cloned())
    }

    /// Whether every row of a window has been read, tracked.
    pub fn all_known(self, window: Window) -> bool {
        self.known.with(|known| window.positions().all(|at| known.contains_key(&at)))
    }

    /// The position of a row by its name, tracked; `None` when it is not near the screen.
    pub fn position_of(self, name: &str) -> Option<u32> {
        if name.is_empty() {
            return None;
        }
        self.known.with(|known| known.iter().find(|(_, row)| row.name() == name).map(|(at, _)| *at))
    }

    /// Finds the row of a device among those that pass, wherever it is, once: for an address that names one.
    pub fn find(self, name: String, then: impl FnOnce(u32) + 'static) {
        let query = RowQuery { around: Some(name.clone()), ..self.filter.read_untracked().query(0, 1) };
        let id = self.id.get_untracked();
        spawn_local(async move {
            let Ok(found) = api::rows(id, query).await else { return };
            let there = found.rows.first().is_some_and(|row| row.name() == name);
            if there && !self.known.gone() {
                then(found.from);
            }
        });
    }

    /// How many rows pass, tracked; `None` until known.
    pub fn total(self) -> Option<u32> {
        self.room().filter(|_| self.filter.read().plain() || !self.old.get())
    }

    /// How many rows there are to scroll, tracked: those of the filter before, until it is known how many pass.
    pub fn room(self) -> Option<u32> {
        // Without a filter the stream tells, row by row.
        if self.filter.read().plain() { Some(self.job.row_count()) } else { self.passing.get() }
    }

    /// Whether the rows are those of the filter before, tracked.
    pub fn old(self) -> bool {
        self.old.get()
    }

    /// Why the last attempt failed, tracked.
    pub fn failure(self) -> Option<Failure> {
        self.failure.get()
    }

    /// How many rows a filtered list is behind, tracked: `None` when it is not, 0 when that cannot be counted here.
    pub fn behind(self) -> Option<u64> {
        let job = self.job;
        let filter = self.filter.read();
        if filter.plain() || self.old.get() || job.changed() == self.read_change.get() {
            return None;
        }
        let Some(outcomes) = filter.outcomes_only().filter(|_| filter.order.is_none()) else {
            return Some(0);
        };
        let (now, then) = (job.count_of(outcomes) as u64, u64::from(self.passing.get()?));
        (now != then).then(|| now.abs_diff(then))
    }

    /// Reads what is on the screen again.
    pub fn read_again(self) {
        let wanted = self.wanted.get_value();
        self.read(if wanted.from < wanted.to { wanted } else { Window { from: 0, to: BLOCK } });
    }

    /// Reads after a pause; a plan that stands already is kept, unless this one is `sooner`.
    fn plan(self, pause: Duration, sooner: bool) {
        if self.later.planned() && !sooner {
            return;
        }
        self.later.plan(pause, move || {
            if self.wanted.with_value(|wanted| wanted.from < wanted.to) {
                self.read_again();
            }
        });
    }

    fn read(self, window: Window) {
        self.attempt.update_value(|attempt| *attempt += 1);
        let attempt = self.attempt.get_value();
        let change = self.job.changed_untracked();
        let window = blocks(window);
        let query = self.filter.read_untracked().query(window.from, window.to);
        let id = self.id.get_untracked();
        self.coming.set_value(Some(window));
        spawn_local(async move {
            let answer = api::rows(id, query).await;
            if self.attempt.try_get_value() != Some(attempt) {
                return;
            }
            self.coming.set_value(None);
            match answer {
                Ok(answer) => self.take(answer, change),
                Err(failure) if failure.signed_out() => self.session.ended(),
                Err(failure) => {
                    if self.old.get_untracked() {
                        self.forget();
                    }
                    self.failure.set(Some(failure));
                }
            }
        });
    }

    fn forget(self) {
        self.known.set(BTreeMap::new());
        self.passing.set(None);
    }

    fn take(self, answer: RowWindow, change: u64) {
        let old = self.old.get_untracked();
        self.failure.set(None);
        self.read_change.set(change);
        let (first, last) = (answer.from, answer.from.saturating_add(BLOCK));
        self.known.update(|known| {
            if old {
                known.clear();
            }
            known.retain(|at, _| {
                *at >= first.saturating_sub(KEPT_BEYOND) && *at < last.saturating_add(KEPT_BEYOND)
            });
            known.extend((answer.from..).zip(answer.rows.into_iter().map(Arc::new)));
        });
        self.passing.set(Some(answer.total));
        if old {
            self.old.set(false);
        }
        // The stream may have told of more rows while the answer was on its way.
        if self.filter.read_untracked().plain() && answer.total < untrack(|| self.job.row_count()) {
            self.plan(SETTLE, true);
        }
    }
}

/// The window in whole blocks, and small enough for one answer.
fn blocks(window: Window) -> Window {
    let from = window.from / BLOCK * BLOCK;
    let to = window.to.div_ceil(BLOCK).saturating_mul(BLOCK);
    Window { from, to: to.min(from.saturating_add(MOST_IN_ANSWER)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_read_in_whole_blocks_of_one_answer() {
        assert_eq!(blocks(Window { from: 48, to: 103 }), Window { from: 0, to: 150 });
        assert_eq!(blocks(Window { from: 100, to: 5_000 }), Window { from: 100, to: 600 });
    }
}
