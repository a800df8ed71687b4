//! Which language is spoken.

use std::cell::Cell;

use leptos::prelude::document;
use serde::{Deserialize, Serialize};

use super::{Messages, browser_tag, en, es};
use crate::{
    display::Display,
    part,
    parts::{NotLoaded, Part},
};

type Said = &'static (dyn Messages + Sync);

part!(ENGLISH, english in english: Said = &en::English);
part!(SPANISH, spanish in spanish: Said = &es::Spanish);

thread_local! {
    static SPOKEN: Cell<Option<Said>> = const { Cell::new(None) };
}

/// A language of the dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English.
    English,
    /// Spanish.
    Spanish,
}

impl Language {
    /// The one that the person has chosen, or that the browser asks for.
    pub fn preferred() -> Self {
        Display::stored().language.unwrap_or_else(|| Self::of_tag(&browser_tag()))
    }

    /// The one for a BCP 47 tag, such as `es-MX`; English for those that there are not.
    fn of_tag(tag: &str) -> Self {
        match tag.split('-').next() {
            Some("es") => Self::Spanish,
            _ => Self::English,
        }
    }

    /// Loads it, and speaks it from now on.
    pub async fn speak(self) -> Result<(), NotLoaded> {
        let said = self.part().load().await?;
        SPOKEN.set(Some(said));
        if let Some(root) = document().document_element() {
            _ = root.set_attribute("lang", said.tag());
        }
        Ok(())
    }

    fn part(self) -> &'static Part<Said> {
        match self {
            Self::English => &ENGLISH,
            Self::Spanish => &SPANISH,
        }
    }
}

/// The messages of the language that is spoken, once one was loaded.
pub fn spoken() -> Option<Said> {
    SPOKEN.get()
}

/// The messages of the language that is spoken.
pub fn m() -> Said {
    // Tests load nothing; nor does a debug build have to.
    #[cfg(debug_assertions)]
    return spoken().unwrap_or(&en::English);
    #[cfg(not(debug_assertions))]
    spoken().unwrap_or_else(|| unreachable!("the app is mounted once a language is loaded"))
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn a_browser_that_asks_for_any_spanish_gets_it_and_others_english() {
        for (tag, language) in [
            ("es-MX", Language::Spanish),
            ("es", Language::Spanish),
            ("de", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::of_tag(tag), language, "{tag}");
        }
    }
}
