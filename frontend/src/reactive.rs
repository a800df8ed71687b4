//! Memos, effects and drawn parts behind one boxed closure each.
//!
//! Leptos compiles its machinery once per closure. Behind a box it is compiled once per type, and the dashboard has
//! hundreds of closures and few types: this is a quarter of what a browser loads.

use leptos::prelude::*;

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

/// A value that is computed from others, and wakes its readers only when it differs.
pub fn memo<T: PartialEq + Send + Sync + 'static>(
    compute: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    boxed_memo(Box::new(compute))
}

/// Does something to the world outside when what it read changes.
pub fn effect(act: impl FnMut() + 'static) {
    boxed_effect(Box::new(act));
}

fn boxed_memo<T: PartialEq + Send + Sync + 'static>(compute: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
    Memo::new(move |_| compute())
}

fn boxed_effect(act: Box<dyn FnMut()>) {
    Effect::new(act);
}
