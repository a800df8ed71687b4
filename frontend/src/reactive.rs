//! Signals, memos, effects and drawn parts, behind types and boxes of our own.
//!
//! Leptos compiles its machinery once per closure and per type of value. Behind a box it is compiled once for all
//! closures, and behind [`RwSignal`], [`Memo`] and [`StoredValue`], which hold values whose type only the handle knows,
//! once for all values: without either, a browser would load half as much again. The names are those of Leptos, and so
//! is what they do.

mod each;
mod erased;
mod memo;
mod signal;
mod stored;

use leptos::prelude::*;

pub use self::{
    each::each,
    memo::{Memo, memo, memo_of_last},
    signal::{ArcRwSignal, RwSignal},
    stored::StoredValue,
};

/// A part of a page that is drawn anew when what it read changes.
pub type Drawn = Box<dyn FnMut() -> AnyView + Send>;

/// Draws a part of a page, and draws it anew when what it read changes.
pub fn drawn<V: IntoView + 'static>(mut draw: impl FnMut() -> V + Send + 'static) -> Drawn {
    Box::new(move || draw().into_any())
}

/// Keeps an attribute, a property, a class or a style up to date.
pub fn bound<V: 'static>(value: impl FnMut() -> V + Send + 'static) -> Box<dyn FnMut() -> V + Send> {
    Box::new(value)
}

/// Does something to the world outside when what it read changes.
pub fn effect(act: impl FnMut() + 'static) {
    boxed_effect(Box::new(act));
}

/// Does something to the world outside, and knows what it made the last time, `None` at first.
pub fn effect_of_last<T: 'static>(mut act: impl FnMut(Option<T>) -> T + 'static) {
    let mut last = None;
    effect(move || last = Some(act(last.take())));
}

fn boxed_effect(act: Box<dyn FnMut()>) {
    Effect::new(act);
}
