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

/// Something that stays as it was while it is `held`.
pub fn unmoved<T: Clone + PartialEq + Send + Sync + 'static>(
    held: RwSignal<bool>,
    now: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    unmoved_once(held, |_| true, now)
}

/// The same for something that is not `whole` from the beginning: until it is, there is nothing to hold.
pub fn unmoved_once<T: Clone + PartialEq + Send + Sync + 'static>(
    held: RwSignal<bool>,
    whole: impl Fn(&T) -> bool + Send + Sync + 'static,
    now: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    memo_of_last(move |last: Option<&T>| match last {
        Some(last) if held.get() && whole(last) => last.clone(),
        _ => now(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_is_what_it_was_and_then_what_it_is() {
        Owner::new().with(|| {
            let (held, count) = (RwSignal::new(true), RwSignal::new(0));
            let shown = unmoved(held, move || count.get());
            assert_eq!(shown.get_untracked(), 0);
            count.set(1);
            assert_eq!(shown.get_untracked(), 0);
            held.set(false);
            assert_eq!(shown.get_untracked(), 1);
            count.set(2);
            assert_eq!(shown.get_untracked(), 2);
        });
    }

    #[test]
    fn what_is_not_whole_yet_is_not_held() {
        Owner::new().with(|| {
            let (held, name) = (RwSignal::new(true), RwSignal::new(None));
            let shown = unmoved_once(held, Option::is_some, move || name.get());
            assert_eq!(shown.get_untracked(), None);
            name.set(Some(1));
            assert_eq!(shown.get_untracked(), Some(1));
            name.set(Some(2));
            assert_eq!(shown.get_untracked(), Some(1));
        });
    }
}
