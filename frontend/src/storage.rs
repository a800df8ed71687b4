//! What is kept in the browser: settings for this browser, drafts for this tab.
//!
//! Storage may be full, forbidden or absent; then nothing is kept, and nothing fails.

use serde::{Serialize, de::DeserializeOwned};
use web_sys::Storage;

use crate::json;

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// For this browser, until it is cleared.
    Browser,
    /// For this tab, reloads included.
    Tab,
}

/// Reads what [`write()`] kept; `None` when there is nothing or it is not readable any more.
pub fn read<T: DeserializeOwned>(keep: Keep, key: &str) -> Option<T> {
    let text = storage(keep)?.get_item(key).ok().flatten()?;
    json::read(&text)
}

/// Keeps a value under a key.
pub fn write<T: Serialize>(keep: Keep, key: &str, value: &T) {
    if let Some(storage) = storage(keep) {
        _ = storage.set_item(key, &json::written(value));
    }
}

/// Forgets what is kept under a key.
pub fn remove(keep: Keep, key: &str) {
    if let Some(storage) = storage(keep) {
        _ = storage.remove_item(key);
    }
}

fn storage(keep: Keep) -> Option<Storage> {
    let window = web_sys::window()?;
    match keep {
        Keep::Browser => window.local_storage().ok().flatten(),
        Keep::Tab => window.session_storage().ok().flatten(),
    }
}
