//! The address of the page, to read and to change: filters, tabs and selection live there.

use std::mem::discriminant;

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

use crate::{address, routes::Route};

/// How a change of the address is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remember {
    /// Back leads to the address before.
    Push,
    /// Back leads further: the change was one of many, such as a letter typed.
    Replace,
}

/// The address of the page.
#[derive(Debug, Clone, Copy)]
pub struct Here {
    path: Memo<String>,
    search: Memo<String>,
    navigate: Callback<(String, Remember, bool)>,
}

impl Here {
    /// The address inside the router.
    pub fn new() -> Self {
        let location = use_location();
        let navigate = use_navigate();
        let navigate = Callback::new(move |(to, remember, scroll): (String, Remember, bool)| {
            let replace = remember == Remember::Replace;
            navigate(&to, NavigateOptions { resolve: false, replace, scroll, ..NavigateOptions::default() });
        });
        Self { path: location.pathname, search: location.search, navigate }
    }

    /// A search parameter, empty when absent. It keeps its last value while the page is being left: the address changes
    /// before the page goes.
    pub fn parameter(self, name: &'static str) -> Memo<String> {
        let page = discriminant(&Route::of_path(&self.path.get_untracked()));
        Memo::new(move |before: Option<&String>| {
            if discriminant(&self.route()) != page {
                return before.cloned().unwrap_or_default();
            }
            let found = address::parameters(&self.search.get()).into_iter().find(|(found, _)| found == name);
            found.map(|(_, value)| value).unwrap_or_default()
        })
    }

    /// Changes search parameters; an empty value removes one.
    pub fn set(self, changes: &[(&str, &str)], remember: Remember) {
        let search = self.search.get_untracked();
        let changed = address::changed(&search, changes);
        if changed.trim_start_matches('?') != search.trim_start_matches('?') {
            self.navigate.run((format!("{}{changed}", self.path.get_untracked()), remember, false));
        }
    }

    /// The address of this page with some parameters changed, tracked.
    pub fn with(self, changes: &[(&str, &str)]) -> String {
        format!("{}{}", self.path.get(), address::changed(&self.search.get(), changes))
    }

    /// Opens another page.
    pub fn go(self, route: &Route, remember: Remember) {
        self.navigate.run((route.href(), remember, true));
    }

    /// Opens an address of this app in the place of this one.
    pub fn leave(self, href: &str) {
        self.navigate.run((href.to_owned(), Remember::Replace, true));
    }

    /// Opens an address of this app.
    pub fn open(self, href: &str) {
        self.navigate.run((href.to_owned(), Remember::Push, true));
    }

    /// The page, tracked.
    pub fn route(self) -> Route {
        Route::of_path(&self.path.get())
    }
}
