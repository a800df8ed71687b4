//! Values that wake their readers when they are written.

use std::{fmt, marker::PhantomData, ops::Deref};

use leptos::{
    prelude::{self as leptos_signals, Read as _, ReadUntracked as _, Update as _},
    reactive::signal::guards::{Plain, ReadGuard},
};

use super::erased::{Erased, Look, known_mut};

#[expect(clippy::disallowed_types, reason = "this is where it is compiled once")]
type Cell = leptos_signals::RwSignal<Erased>;
#[expect(clippy::disallowed_types, reason = "this is where it is compiled once")]
type ArcCell = leptos_signals::ArcRwSignal<Erased>;
pub(super) type Guard = ReadGuard<Erased, Plain<Erased>>;

/// A value that wakes its readers when it is written. It lives as long as the owner it was made under: a write that
/// comes later is dropped, and only the `try_` methods may still read.
pub struct RwSignal<T> {
    cell: Cell,
    holds: PhantomData<fn() -> T>,
}

impl<T: Send + Sync + 'static> RwSignal<T> {
    /// Holds a first value.
    pub fn new(value: T) -> Self {
        Self { cell: new_cell(Box::new(value)), holds: PhantomData }
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

    /// Makes something of the value, not tracked.
    pub fn with_untracked<U>(self, make: impl FnOnce(&T) -> U) -> U {
        make(&self.read_untracked())
    }

    /// True once the owner is gone.
    pub fn gone(self) -> bool {
        try_read_untracked(self.cell).is_none()
    }

    /// Writes the value, and wakes its readers.
    pub fn set(self, value: T) {
        set(self.cell, Box::new(value));
    }

    /// Changes the value in place, and wakes its readers.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        let mut change = Some(change);
        update(self.cell, &mut |value| {
            if let Some(change) = change.take() {
                change(known_mut(value));
            }
        });
    }
}

impl<T: Clone + Send + Sync + 'static> RwSignal<T> {
    /// The value, tracked.
    pub fn get(self) -> T {
        self.read().clone()
    }

    /// The value, not tracked.
    pub fn get_untracked(self) -> T {
        self.read_untracked().clone()
    }

    /// The value, not tracked; `None` once the owner is gone.
    pub fn try_get_untracked(self) -> Option<T> {
        try_read_untracked(self.cell).map(|guard| Look::<T, _>::new(guard).clone())
    }
}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RwSignal<T> {}

impl<T> fmt::Debug for RwSignal<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RwSignal").finish_non_exhaustive()
    }
}

/// A value that wakes its readers when it is written, and lives as long as somebody has it.
pub struct ArcRwSignal<T> {
    cell: ArcCell,
    holds: PhantomData<fn() -> T>,
}

impl<T: Send + Sync + 'static> ArcRwSignal<T> {
    /// Holds a first value.
    pub fn new(value: T) -> Self {
        Self { cell: ArcCell::new(Box::new(value)), holds: PhantomData }
    }

    /// Looks at the value, tracked.
    pub fn read(&self) -> impl Deref<Target = T> {
        Look::<T, _>::new(self.cell.read())
    }

    /// Writes the value, and wakes its readers, unless it is the same.
    pub fn set_if_new(&self, value: T)
    where
        T: PartialEq,
    {
        let old = Look::<T, _>::new(self.cell.read_untracked());
        if *old != value {
            drop(old);
            self.cell.update(|old| *old = Box::new(value));
        }
    }

    /// A handle that lives as long as the owner it is made under.
    pub fn handle(&self) -> RwSignal<T> {
        RwSignal { cell: self.cell.clone().into(), holds: PhantomData }
    }
}

impl<T> Clone for ArcRwSignal<T> {
    fn clone(&self) -> Self {
        Self { cell: self.cell.clone(), holds: PhantomData }
    }
}

impl<T> PartialEq for ArcRwSignal<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cell == other.cell
    }
}

impl<T> fmt::Debug for ArcRwSignal<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ArcRwSignal").finish_non_exhaustive()
    }
}

// What follows is Leptos' machinery, compiled once. It must not become generic, and it must not be copied into its
// callers: there are hundreds.

#[inline(never)]
fn new_cell(value: Erased) -> Cell {
    Cell::new(value)
}

#[inline(never)]
fn read(cell: Cell) -> Guard {
    cell.read()
}

#[inline(never)]
fn read_untracked(cell: Cell) -> Guard {
    cell.read_untracked()
}

#[inline(never)]
fn try_read_untracked(cell: Cell) -> Option<Guard> {
    cell.try_read_untracked()
}

#[inline(never)]
fn set(cell: Cell, value: Erased) {
    cell.update(|old| *old = value);
}

#[inline(never)]
fn update(cell: Cell, change: &mut dyn FnMut(&mut Erased)) {
    cell.update(change);
}
