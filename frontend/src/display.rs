//! Theme, density and contrast: attributes of the root element, kept in this browser.

use leptos::prelude::document;
use serde::{Deserialize, Serialize};

use crate::{
    messages::Language,
    storage::{self, Keep},
};

const KEY: &str = "lockstep.display";

/// How the person wants the pages to look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Display {
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// How much room a row takes.
    pub density: Density,
    /// How strong lines and text are.
    pub contrast: Contrast,
    /// In which zone times are written.
    pub zone: Zone,
    /// Which language is spoken; `None` for the browser's.
    pub language: Option<Language>,
}

/// In which zone times are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Zone {
    /// The browser's.
    #[default]
    Local,
    /// Coordinated universal time.
    Utc,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// How much room a row takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Density {
    /// 28 px.
    Compact,
    /// 32 px.
    #[default]
    Normal,
    /// 40 px.
    Comfortable,
}

/// How strong lines and text are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Contrast {
    /// As the system says.
    #[default]
    System,
    /// Never stronger, whatever the system says.
    Normal,
    /// High contrast.
    More,
}

impl Display {
    /// What was chosen before in this browser.
    pub fn stored() -> Self {
        storage::read(Keep::Browser, KEY).unwrap_or_default()
    }

    /// Puts it into force and keeps it.
    pub fn choose(&self) {
        apply(self);
        storage::write(Keep::Browser, KEY, self);
    }

    /// The attributes of the root element, `None` where the attribute is absent.
    pub fn attributes(&self) -> [(&'static str, Option<&'static str>); 3] {
        let theme = match self.theme {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        };
        let density = match self.density {
            Density::Compact => Some("compact"),
            Density::Normal => None,
            Density::Comfortable => Some("comfortable"),
        };
        let contrast = match self.contrast {
            Contrast::System => None,
            Contrast::Normal => Some("normal"),
            Contrast::More => Some("more"),
        };
        [("data-theme", theme), ("data-density", density), ("data-contrast", contrast)]
    }
}

/// Puts the settings into force.
pub fn apply(display: &Display) {
    let Some(root) = document().document_element() else { return };
    for (name, value) in display.attributes() {
        _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_decides_has_no_attribute() {
        assert!(Display::default().attributes().iter().all(|(_, value)| value.is_none()));
    }

    #[test]
    fn a_setting_of_an_older_version_keeps_what_it_has() {
        let display: Display = serde_json::from_str(r#"{"theme":"Dark"}"#).unwrap();
        assert_eq!(display, Display { theme: Theme::Dark, ..Display::default() });
    }
}
