//! Theme, density and contrast, and the way out.

use leptos::prelude::*;

use super::icon::Icon;
use crate::{
    display::{Contrast, Density, Display, Theme},
    intl,
    messages::m,
    reactive::{Memo, RwSignal, bound, memo},
    session::session_store,
};

/// The button and its menu, a native popover.
#[component]
pub fn DisplayMenu(
    /// Who is signed in.
    caller: String,
) -> impl IntoView {
    let display = RwSignal::new(Display::stored());
    let session = session_store();
    let change = move |change: &dyn Fn(&mut Display)| {
        display.update(change);
        display.get_untracked().choose();
    };
    view! {
        <button
            type="button"
            class="button"
            data-kind="plain"
            data-icon=""
            aria-label=m().display()
            popovertarget="display-menu"
        >
            <Icon name="settings" />
        </button>
        <div class="menu settings" id="display-menu" popover="auto" role="group" aria-label=m().display()>
            <Choice
                legend=m().theme()
                name="theme"
                options=vec![
                    (m().theme_system(), Theme::System),
                    (m().theme_light(), Theme::Light),
                    (m().theme_dark(), Theme::Dark),
                ]
                chosen=memo(move || display.get().theme)
                choose=Callback::new(move |theme| change(&|display| display.theme = theme))
            />
            <Choice
                legend=m().density()
                name="density"
                options=vec![
                    (m().density_compact(), Density::Compact),
                    (m().density_normal(), Density::Normal),
                    (m().density_comfortable(), Density::Comfortable),
                ]
                chosen=memo(move || display.get().density)
                choose=Callback::new(move |density| change(&|display| display.density = density))
            />
            <Choice
                legend=m().contrast()
                name="contrast"
                options=vec![
                    (m().contrast_system(), Contrast::System),
                    (m().contrast_normal(), Contrast::Normal),
                    (m().contrast_more(), Contrast::More),
                ]
                chosen=memo(move || display.get().contrast)
                choose=Callback::new(move |contrast| change(&|display| display.contrast = contrast))
            />
            <p class="small quiet">{m().times_in(&intl::zone())}</p>
            <p class="small quiet">{m().signed_in_as(&caller)}</p>
            <button type="button" class="button" data-size="small" on:click=move |_| session.sign_out()>
                {m().sign_out()}
            </button>
        </div>
    }
}

/// Radio buttons side by side.
#[component]
pub fn Choice<T: Copy + PartialEq + Send + Sync + 'static>(
    /// What is chosen.
    legend: &'static str,
    /// Name of the group of radio buttons.
    name: &'static str,
    /// Words and values.
    options: Vec<(&'static str, T)>,
    /// The value in force.
    chosen: Memo<T>,
    /// Takes the chosen value.
    choose: Callback<T>,
) -> impl IntoView {
    let radios = options.into_iter().map(|(words, value)| {
        view! {
            <label>
                <input
                    class="visually-hidden"
                    type="radio"
                    name=name
                    prop:checked=bound(move || chosen.get() == value)
                    on:change=move |_| choose.run(value)
                />
                {words}
            </label>
        }
    });
    view! {
        <fieldset>
            <legend>{legend}</legend>
            <div class="segmented" data-size="small">
                {radios.collect_view()}
            </div>
        </fieldset>
    }
}
