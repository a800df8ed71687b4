//! Values whose type only their handle knows.

use std::{any::Any, marker::PhantomData, ops::Deref};

/// A value as Leptos holds it.
pub(super) type Erased = Box<dyn Any + Send + Sync>;

/// The value again. Its handle put it there, so the type is the right one.
pub(super) fn known<T: 'static>(value: &Erased) -> &T {
    value.downcast_ref().unwrap_or_else(|| mixed_up())
}

/// The value again, to change it.
pub(super) fn known_mut<T: 'static>(value: &mut Erased) -> &mut T {
    value.downcast_mut().unwrap_or_else(|| mixed_up())
}

fn mixed_up() -> ! {
    unreachable!("a handle holds values of one type")
}

/// A look at a value, which cannot be written meanwhile.
pub struct Look<T, G> {
    guard: G,
    holds: PhantomData<fn() -> T>,
}

impl<T, G> Look<T, G> {
    pub(super) fn new(guard: G) -> Self {
        Self { guard, holds: PhantomData }
    }
}

impl<T: 'static, G: Deref<Target = Erased>> Deref for Look<T, G> {
    type Target = T;

    fn deref(&self) -> &T {
        known(&self.guard)
    }
}
