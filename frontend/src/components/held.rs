//! What waits while the pointer is over something that it would push: what one aims at stays where it is.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;

use crate::reactive::{Memo, RwSignal, memo_of_last};

/// True while the pointer is below an element and in its column, for what grows at the end of that element.
///
/// A finger that has left the screen is over nothing.
pub fn pointer_below(id: &'static str) -> RwSignal<bool> {
    let below = RwSignal::new(false);
    let put = move |now: bool| {
        if below.get_untracked() != now {
            below.set(now);
        }
    };
    let over = window_event_listener(ev::pointerover, move |event| {
        let element = document().get_element_by_id(id);
        put(element.is_some_and(|element| {
            let (area, x, y) =
                (element.get_bounding_client_rect(), event.client_x().into(), event.client_y().into());
            (area.left()..area.right()).contains(&x) && area.bottom() <= y && on_page(&event)
        }));
    });
    let out = window_event_listener(ev::pointerout, move |event| {
        if event.related_target().is_none() {
            put(false);
        }
    });
    on_cleanup(move || {
        over.remove();
        out.remove();
    });
    below
}

/// Not over a dialog or a menu, which nothing on the page pushes.
fn on_page(event: &ev::PointerEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| matches!(target.closest("dialog, [popover]"), Ok(None)))
}

/// Something that comes once, and not while it is `held`.
pub fn comes_unless<T: Clone + PartialEq + Send + Sync + 'static>(
    held: RwSignal<bool>,
    now: impl Fn() -> Option<T> + Send + Sync + 'static,
) -> Memo<Option<T>> {
    memo_of_last(move |last| match last {
        Some(None) if held.get() => None,
        _ => now(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_kept_up_to_date_and_what_is_not_waits() {
        Owner::new().with(|| {
            let (held, count) = (RwSignal::new(false), RwSignal::new(None));
            let shown = comes_unless(held, move || count.get());
            assert_eq!(shown.get_untracked(), None);
            held.set(true);
            count.set(Some(1));
            assert_eq!(shown.get_untracked(), None);
            held.set(false);
            assert_eq!(shown.get_untracked(), Some(1));
            held.set(true);
            count.set(Some(2));
            assert_eq!(shown.get_untracked(), Some(2));
        });
    }
}
