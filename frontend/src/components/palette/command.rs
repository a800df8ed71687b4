//! Commands of the palette: what the menu for the display can do, and what goes with every page.

use leptos::prelude::window;

use crate::{
    components::copy::copy_text,
    display::{Contrast, Density, Display, Theme, Zone},
    messages::{Language, m},
    session::SessionStore,
};

/// A command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Light or dark.
    Theme(Theme),
    /// How much room a row takes.
    Density(Density),
    /// How strong lines and text are.
    Contrast(Contrast),
    /// In which zone times are written.
    Zone(Zone),
    /// Which language is spoken.
    Language(Language),
    /// Copies the address of the page.
    CopyLink,
    /// Ends the session.
    SignOut,
}

impl Command {
    /// All of them with their words, as the menu for the display has them.
    pub fn all() -> Vec<(Self, String)> {
        let named = |setting: &str, choice: &str| format!("{setting}: {choice}");
        let theme = |theme, words| (Self::Theme(theme), named(m().theme(), words));
        let density = |density, words| (Self::Density(density), named(m().density(), words));
        let contrast = |contrast, words| (Self::Contrast(contrast), named(m().contrast(), words));
        let zone = |zone, words| (Self::Zone(zone), named(m().zone(), words));
        let language = |language, words| (Self::Language(language), named(m().language(), words));
        vec![
            theme(Theme::System, m().theme_system()),
            theme(Theme::Light, m().theme_light()),
            theme(Theme::Dark, m().theme_dark()),
            density(Density::Compact, m().density_compact()),
            density(Density::Normal, m().density_normal()),
            density(Density::Comfortable, m().density_comfortable()),
            contrast(Contrast::System, m().contrast_system()),
            contrast(Contrast::Normal, m().contrast_normal()),
            contrast(Contrast::More, m().contrast_more()),
            zone(Zone::Local, m().zone_local()),
            zone(Zone::Utc, "UTC"),
            language(Language::English, "English"),
            language(Language::Spanish, "Español"),
            (Self::CopyLink, m().copy_link().to_owned()),
            (Self::SignOut, m().sign_out().to_owned()),
        ]
    }

    /// What else it is found by: who looks for a language may not know the one that is spoken.
    pub fn also(self) -> &'static str {
        match self {
            Self::Language(Language::English) => "inglés",
            Self::Language(Language::Spanish) => "Spanish castellano",
            _ => "",
        }
    }

    /// Does it.
    pub fn run(self, session: SessionStore) {
        match self {
            Self::Theme(theme) => change(|display| display.theme = theme),
            Self::Density(density) => change(|display| display.density = density),
            Self::Contrast(contrast) => change(|display| display.contrast = contrast),
            // Words and times are made in many places, so the page is made anew.
            Self::Zone(zone) => {
                change(|display| display.zone = zone);
                _ = window().location().reload();
            }
            Self::Language(language) => {
                change(|display| display.language = Some(language));
                _ = window().location().reload();
            }
            Self::CopyLink => _ = copy_text(&window().location().href().unwrap_or_default()),
            Self::SignOut => session.sign_out(),
        }
    }
}

fn change(change: impl FnOnce(&mut Display)) {
    let mut display = Display::stored();
    change(&mut display);
    display.choose();
}
