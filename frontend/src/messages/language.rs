//! Which language is spoken.

use std::cell::Cell;

use super::{Messages, en};
use crate::{
    part,
    parts::{NotLoaded, Part},
};

type Said = &'static (dyn Messages + Sync);

part!(ENGLISH, english in english: Said = &en::English);

thread_local! {
    static SPOKEN: Cell<Option<Said>> = const { Cell::new(None) };
}

/// A language of the dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
}

impl Language {
    /// The one that the person has chosen, or that the browser asks for.
    pub fn preferred() -> Self {
        Self::English
    }

    /// Loads it, and speaks it from now on.
    pub async fn speak(self) -> Result<(), NotLoaded> {
        let said = self.part().load().await?;
        SPOKEN.set(Some(said));
        Ok(())
    }

    fn part(self) -> &'static Part<Said> {
        match self {
            Self::English => &ENGLISH,
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
