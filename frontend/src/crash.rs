//! What a person sees when the app itself fails.

use leptos::prelude::document;

use crate::messages;

/// Shows the bar of `index.html` when the app panics, and logs where.
pub fn show_panics() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into());
        show();
    }));
}

/// Shows the bar of `index.html`, with its button to reload.
pub fn show() {
    let Some(bar) = document().get_element_by_id("crash") else { return };
    // Without a language the words of the page stay: that it could not start.
    if let Some(m) = messages::spoken() {
        if let Ok(Some(text)) = bar.query_selector("p") {
            text.set_text_content(Some(m.crashed()));
        }
        if let Ok(Some(button)) = bar.query_selector("button") {
            button.set_text_content(Some(m.reload()));
        }
    }
    _ = bar.remove_attribute("hidden");
}
