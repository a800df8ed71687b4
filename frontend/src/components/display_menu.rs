//! Theme, density and contrast, and the way out.

use leptos::prelude::*;

use super::{choice::Choice, icon::Icon, lazy_menu::LazyMenu};
use crate::{
    display::{Contrast, Density, Display, Theme, Zone},
    intl,
    messages::{Language, m},
    part,
    parts::Piece,
    reactive::{RwSignal, memo},
    session::{session_store, view_only},
};

part!(CONTENT, display_menu in forms: Piece<()> = |()| view! { <Content /> }.into_any());

/// The button and its menu, a native popover.
#[component]
pub fn DisplayMenu() -> impl IntoView {
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
        <LazyMenu id="display-menu" label=m().display() part=&CONTENT with=() />
    }
}

#[component]
fn Content() -> impl IntoView {
    let display = RwSignal::new(Display::stored());
    let session = session_store();
    let caller = session.current().map(|session| session.caller).unwrap_or_default();
    let change = move |change: &dyn Fn(&mut Display)| {
        display.update(change);
        display.get_untracked().choose();
    };
    // Words and times are made in many places, so the page is made anew; what is typed and where one is stays.
    let again = move |setting: &dyn Fn(&mut Display)| {
        change(setting);
        _ = window().location().reload();
    };
    view! {
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
            <Choice
                legend=m().zone()
                name="zone"
                options=vec![(m().zone_local(), Zone::Local), ("UTC", Zone::Utc)]
                chosen=memo(move || display.get().zone)
                choose=Callback::new(move |zone| again(&|display| display.zone = zone))
            />
            <Choice
                legend=m().language()
                name="language"
                options=vec![("English", Language::English), ("Español", Language::Spanish)]
                chosen=memo(move || display.get().language.unwrap_or_else(Language::preferred))
                choose=Callback::new(move |language| again(&|display| display.language = Some(language)))
            />
            <p class="small quiet">{m().times_in(&intl::zone())}</p>
            <p class="small quiet">{m().signed_in_as(&caller)}</p>
            {view_only().map(|why| view! { <p class="small">{why}</p> })}
            <button type="button" class="button" data-size="small" on:click=move |_| session.sign_out()>
                {m().sign_out()}
            </button>
    }
}
