//! A device beside the list: j and k go through the list without leaving it.

use leptos::{html::Dialog, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::list::List;
use crate::{
    components::{icon_button::IconButton, lazy::Lazy, told::Careful},
    keyboard::typing,
    messages::m,
    pages::DEVICE_BRIEF,
    reactive::{RwSignal, StoredValue, drawn, effect, memo},
    routes::Route,
    unsaved::Unsaved,
};

/// Frames in which the row of the device that was looked at last is looked for.
const LOOKS: u8 = 20;

/// The drawer, open while the address names a device for it.
#[component]
pub fn Drawer(
    /// The list.
    list: List,
) -> impl IntoView {
    let device = list.beside.open();
    let open = memo(move || !device.read().is_empty());
    let dialog = NodeRef::<Dialog>::new();
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        match open.get() {
            true if !dialog.open() => _ = dialog.show_modal(),
            false if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    let unsaved = Unsaved::provide();
    let halted = RwSignal::new(false);
    effect(move || halted.set(halted.get_untracked() && unsaved.get()));
    // What is being written stays where it is: it is saved or discarded first.
    let free = move || {
        halted.set(unsaved.get_untracked());
        !halted.get_untracked()
    };
    let last = StoredValue::new(String::new());
    effect(move || {
        if open.get() {
            last.set_value(device.get());
            list.show(&device.read());
        } else {
            let last = last.get_value();
            if !last.is_empty() {
                find_row(list, last, LOOKS);
            }
        }
    });
    let close = move || {
        if free() {
            list.beside.close();
        }
    };
    // Set while the next page is on its way to a person who goes on from the last device that was read.
    let going_on = StoredValue::new(false);
    let go = move |step: i32| {
        if !free() {
            return;
        }
        match list.next_to(&device.read_untracked(), step) {
            Some(other) => list.beside.show(&other),
            None => _ = going_on.set_value(step > 0 && open.get_untracked() && list.more()),
        }
    };
    effect(move || {
        list.len();
        if going_on.get_value() {
            going_on.set_value(false);
            if let Some(other) = list.next_to(&device.read_untracked(), 1) {
                list.beside.show(&other);
            }
        }
    });
    let keys = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        // There are fields in it.
        _ if typing(&event) => {}
        "j" => go(1),
        "k" => go(-1),
        _ => {}
    };
    view! {
        <dialog
            class="drawer"
            node_ref=dialog
            aria-labelledby="drawer-title"
            on:close=move |_| list.beside.close()
            on:cancel=move |event: leptos::ev::Event| {
                if !free() {
                    event.prevent_default();
                }
            }
            on:keydown=keys
        >
            <header>
                <h2 id="drawer-title" class="mono" tabindex="-1" autofocus>
                    {drawn(move || device.get())}
                </h2>
                <span class="spacer"></span>
                <button type="button" class="button" data-kind="plain" data-size="small" on:click=move |_| go(-1)>
                    <kbd>"k"</kbd>
                    {m().previous()}
                </button>
                <button type="button" class="button" data-kind="plain" data-size="small" on:click=move |_| go(1)>
                    <kbd>"j"</kbd>
                    {m().next()}
                </button>
                {drawn(move || {
                    let href = Route::Device { id: device.get() }.href();
                    view! {
                        <a class="button" data-size="small" href=href>
                            {m().full_page()}
                        </a>
                    }
                })}
                <IconButton icon="x" label=m().close() deed=close small=true />
            </header>
            <div class="body stack">
                <div role="status">
                    {drawn(move || {
                        halted
                            .get()
                            .then(|| {
                                view! {
                                    <Careful words=m().unsaved_stays() />
                                }
                            })
                    })}
                </div>
                {drawn(move || open.get().then(|| view! { <Lazy part=&DEVICE_BRIEF with=device /> }))}
            </div>
        </dialog>
    }
}

/// Puts the focus back into the list, on the row of the device that was looked at last: it may be another one than the
/// row from which the drawer was opened, and not be drawn yet. Whoever goes on to something else is left alone.
fn find_row(list: List, device: String, looks: u8) {
    request_animation_frame(move || {
        // A browser leaves the focus in a dialog that was closed until it has drawn the page without it.
        let closed = |active: &web_sys::Element| matches!(active.closest("dialog:not([open])"), Ok(Some(_)));
        let free = |active: web_sys::Element| {
            active.tag_name() == "BODY" || active.has_attribute("data-looks-into") || closed(&active)
        };
        if looks == 0 || !document().active_element().is_none_or(free) {
            return;
        }
        if !focus_row(&device) {
            list.show(&device);
            find_row(list, device, looks - 1);
        }
    });
}

/// Gives the focus to the row of a device, if it is drawn.
fn focus_row(device: &str) -> bool {
    let Ok(buttons) = document().query_selector_all("[data-looks-into]") else { return false };
    for place in 0..buttons.length() {
        let button = buttons.get(place).and_then(|button| button.dyn_into::<HtmlElement>().ok());
        if let Some(button) =
            button.filter(|button| button.get_attribute("data-looks-into").as_deref() == Some(device))
        {
            return button.focus().is_ok();
        }
    }
    false
}
