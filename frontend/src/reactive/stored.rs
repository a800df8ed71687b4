//! Values that nobody hears of when they are written.

use std::{fmt, marker::PhantomData};

use leptos::prelude::{self as leptos_signals, ReadValue as _, UpdateValue as _};

use super::{
    erased::{Erased, Look, known_mut},
    signal::Guard,
};

#[expect(clippy::disallowed_types, reason = "this is where it is compiled once")]
type Cell = leptos_signals::StoredValue<Erased>;

/// A value that wakes nobody when it is written. It lives as long as the owner it was made under: a write that comes
/// later is dropped, and only the `try_` methods may still read.
pub struct StoredValue<T> {
    cell: Cell,
    holds: PhantomData<fn() -> T>,
}

impl<T: Send + Sync + 'static> StoredValue<T> {
    /// Holds a first value.
    pub fn new(value: T) -> Self {
        Self { cell: new_cell(Box::new(value)), holds: PhantomData }
    }

    /// Makes something of the value.
    pub fn with_value<U>(self, make: impl FnOnce(&T) -> U) -> U {
        make(&Look::<T, _>::new(read(self.cell)))
    }

    /// Makes something of the value; `None` once the owner is gone.
    pub fn try_with_value<U>(self, make: impl FnOnce(&T) -> U) -> Option<U> {
        try_read(self.cell).map(|guard| make(&Look::<T, _>::new(guard)))
    }

    /// Writes the value. False once the owner is gone.
    pub fn set_value(self, value: T) -> bool {
        let mut value = Some(Box::new(value) as Erased);
        update(self.cell, &mut |old| {
            if let Some(value) = value.take() {
                *old = value;
            }
        })
    }

    /// Changes the value in place; `None` once the owner is gone.
    pub fn update_value<U>(self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        let mut change = Some(change);
        let mut made = None;
        update(self.cell, &mut |value| made = change.take().map(|change| change(known_mut(value))));
        made
    }
}

impl<T: Clone + Send + Sync + 'static> StoredValue<T> {
    /// The value.
    pub fn get_value(self) -> T {
        self.with_value(T::clone)
    }

    /// The value; `None` once the owner is gone.
    pub fn try_get_value(self) -> Option<T> {
        self.try_with_value(T::clone)
    }
}

impl<T> Clone for StoredValue<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for StoredValue<T> {}

impl<T> fmt::Debug for StoredValue<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("StoredValue").finish_non_exhaustive()
    }
}

// What follows is Leptos' machinery, compiled once, as in `signal`.

#[inline(never)]
fn new_cell(value: Erased) -> Cell {
    Cell::new(value)
}

#[inline(never)]
fn read(cell: Cell) -> Guard {
    cell.read_value()
}

#[inline(never)]
fn try_read(cell: Cell) -> Option<Guard> {
    cell.try_read_value()
}

#[inline(never)]
fn update(cell: Cell, change: &mut dyn FnMut(&mut Erased)) -> bool {
    cell.try_update_value(change).is_some()
}
