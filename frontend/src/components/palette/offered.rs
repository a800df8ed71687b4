//! What the page below the palette offers: the buttons and links of its head.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::messages::m;

/// Those that can be pressed.
const OFFERED: &str = "main .page-head .actions :is(a, button):not([aria-disabled='true'], :disabled)";

/// Something that the page offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Its words.
    pub words: String,
    /// What it is found by beside them, as its element says in `data-also`.
    pub also: String,
}

/// What can be pressed, but for what the palette does itself.
pub fn offered() -> Vec<Offered> {
    let offered = elements().into_iter().map(|element| Offered {
        words: words(&element),
        also: element.get_attribute("data-also").unwrap_or_default(),
    });
    offered.filter(|offered| !offered.words.is_empty() && offered.words != m().copy_link()).collect()
}

/// Presses the one of those words, as if by the pointer; nothing when the page does not offer it any more.
pub fn press(wanted: &str) {
    if let Some(element) = elements().into_iter().find(|element| words(element) == wanted) {
        // What it opens begins at the element.
        _ = element.focus();
        element.click();
    }
}

fn elements() -> Vec<HtmlElement> {
    let Ok(found) = document().query_selector_all(OFFERED) else { return Vec::new() };
    let seen = |element: &HtmlElement| element.get_bounding_client_rect().width() > 0.0;
    let element = |number| found.get(number)?.dyn_into::<HtmlElement>().ok();
    (0..found.length()).filter_map(element).filter(seen).collect()
}

fn words(element: &HtmlElement) -> String {
    element.text_content().unwrap_or_default().trim().to_owned()
}
