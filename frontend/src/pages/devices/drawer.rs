//! A device beside the list: j and k go through the list without leaving it.

use leptos::{html::Dialog, prelude::*};

use super::list::{DEVICE, List};
use crate::{
    components::{icon_button::IconButton, lazy::Lazy, location::Remember},
    keyboard::typing,
    messages::m,
    pages::DEVICE_BRIEF,
    reactive::{drawn, effect, memo},
    routes::Route,
};

/// The drawer, open while the address names a device for it.
#[component]
pub fn Drawer(
    /// The list.
    list: List,
) -> impl IntoView {
    let device = list.here.parameter(DEVICE);
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
    let close = move || list.here.set(&[(DEVICE, "")], Remember::Replace);
    let go = move |step: i32| {
        if let Some(other) = list.beside(&device.read_untracked(), step) {
            list.here.set(&[(DEVICE, &other)], Remember::Replace);
        }
    };
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
            on:close=move |_| close()
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
                {drawn(move || open.get().then(|| view! { <Lazy part=&DEVICE_BRIEF with=device /> }))}
            </div>
        </dialog>
    }
}
