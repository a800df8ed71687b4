//! Values that are computed from others.

use std::{fmt, marker::PhantomData, ops::Deref};

use leptos::{
    prelude::{self as leptos_signals, Read as _, ReadUntracked as _},
    reactive::signal::guards::{Mapped, Plain, ReadGuard},
};

use super::erased::{Erased, Look, known};

#[expect(clippy::disallowed_types, reason = "this is where it is compiled once")]
type Cell = leptos_signals::Memo<Erased>;
type Guard = ReadGuard<Erased, Mapped<Plain<Option<Erased>>, Erased>>;

/// A value that is computed from others, and wakes its readers only when it differs.
pub struct Memo<T> {
    cell: Cell,
    holds: PhantomData<fn() -> T>,
}

/// A value that is computed from others, and wakes its readers only when it differs.
pub fn memo<T: PartialEq + Send + Sync + 'static>(
    compute: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    Memo::new(Box::new(move |_| Box::new(compute())))
}

/// A value that is computed from others and from what it was before, `None` at first.
pub fn memo_of_last<T: PartialEq + Send + Sync + 'static>(
    compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
) -> Memo<T> {
    Memo::new(Box::new(move |last| Box::new(compute(last.map(known)))))
}

impl<T: Send + Sync + 'static> Memo<T> {
    fn new(compute: Compute) -> Self
    where
        T: PartialEq,
    {
        Self { cell: new_cell(compute, differs::<T>), holds: PhantomData }
    }

    /// Looks at the value, tracked.
    pub fn read(self) -> impl Deref<Target = T> {
        Look::<T, _>::new(read(self.cell))
    }

    /// Looks at the value, not tracked.
    pub fn read_untracked(self) -> impl Deref<Target = T> {
        Look::<T, _>::new(read_untracked(self.cell))
    }

    /// Makes something of the value, tracked.
    pub fn with<U>(self, make: impl FnOnce(&T) -> U) -> U {
        make(&self.read())
    }
}

impl<T: Clone + Send + Sync + 'static> Memo<T> {
    /// The value, tracked.
    pub fn get(self) -> T {
        self.read().clone()
    }

    /// The value, not tracked.
    pub fn get_untracked(self) -> T {
        self.read_untracked().clone()
    }
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

impl<T> fmt::Debug for Memo<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Memo").finish_non_exhaustive()
    }
}

/// Words that never change, where words may change.
impl From<&'static str> for Memo<String> {
    fn from(words: &'static str) -> Self {
        memo(|| words.to_owned())
    }
}

fn differs<T: PartialEq + 'static>(old: Option<&Erased>, new: Option<&Erased>) -> bool {
    old.map(known::<T>) != new.map(known::<T>)
}

// What follows is Leptos' machinery, compiled once, as in `signal`.

type Compute = Box<dyn Fn(Option<&Erased>) -> Erased + Send + Sync>;

#[inline(never)]
fn new_cell(compute: Compute, differs: fn(Option<&Erased>, Option<&Erased>) -> bool) -> Cell {
    Cell::new_with_compare(compute, differs)
}

#[inline(never)]
fn read(cell: Cell) -> Guard {
    cell.read()
}

#[inline(never)]
fn read_untracked(cell: Cell) -> Guard {
    cell.read_untracked()
}
