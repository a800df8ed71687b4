//! Lists whose items keep their place on the page.

use std::sync::Arc;

use leptos::prelude::*;

/// An item as Leptos holds it.
struct Item {
    key: String,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

/// Draws a part for each item, and keeps it as long as an item with its key is there.
pub fn each<T: Send + 'static, V: IntoView + 'static>(
    items: impl Fn() -> Vec<T> + Send + 'static,
    key: impl Fn(&T) -> String + Send + 'static,
    draw: impl Fn(T) -> V + Send + Sync + 'static,
) -> AnyView {
    let draw = Arc::new(draw);
    boxed_each(Box::new(move || {
        let item = |item: T| {
            let draw = draw.clone();
            Item { key: key(&item), draw: Box::new(move || draw(item).into_any()) }
        };
        items().into_iter().map(item).collect()
    }))
}

fn boxed_each(items: Box<dyn Fn() -> Vec<Item> + Send>) -> AnyView {
    view! { <For each=items key=|item| item.key.clone() children=|item| (item.draw)() /> }.into_any()
}
