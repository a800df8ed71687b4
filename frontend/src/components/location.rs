//! The address of the page, to read and to change: filters, tabs and selection live there.

use leptos::prelude::*;

pub use crate::navigation::Remember;
use crate::{
    address,
    navigation::{Navigation, Scroll},
    reactive::{Memo, memo, memo_of_last},
    routes::Route,
};

/// The address of the page.
#[derive(Debug, Clone, Copy)]
pub struct Here(Navigation);

impl Here {
    /// The address, by the navigation of the app.
    pub fn new() -> Self {
        Self(use_context().unwrap_or_else(Navigation::start))
    }

    /// A search parameter, empty when absent. It keeps its last value while the page is being left: the address changes
    /// before the page goes.
    pub fn parameter(self, name: &'static str) -> Memo<String> {
        let kind = Route::of_path(&self.0.path().read_untracked()).kind();
        memo_of_last(move |before: Option<&String>| {
            if self.route().kind() != kind {
                return before.cloned().unwrap_or_default();
            }
            let found =
                address::parameters(&self.0.search().read()).into_iter().find(|(found, _)| found == name);
            found.map(|(_, value)| value).unwrap_or_default()
        })
    }

    /// Changes search parameters; an empty value removes one.
    pub fn set(self, changes: &[(&str, &str)], remember: Remember) {
        let search = self.0.search().get_untracked();
        let changed = address::changed(&search, changes);
        if changed != search {
            let path = self.0.path().get_untracked();
            self.0.go(&format!("{path}{changed}"), remember, Scroll::Stay);
        }
    }

    /// The address of this page with some parameters changed, tracked.
    pub fn with(self, changes: &[(&str, &str)]) -> String {
        format!("{}{}", *self.0.path().read(), address::changed(&self.0.search().read(), changes))
    }

    /// Opens another page.
    pub fn go(self, route: &Route, remember: Remember) {
        self.0.go(&route.href(), remember, Scroll::Top);
    }

    /// Opens an address of this app in the place of this one.
    pub fn leave(self, href: &str) {
        self.0.go(href, Remember::Replace, Scroll::Top);
    }

    /// Opens an address of this app.
    pub fn open(self, href: &str) {
        self.0.go(href, Remember::Push, Scroll::Top);
    }

    /// The page, tracked.
    pub fn route(self) -> Route {
        Route::of_path(&self.0.path().read())
    }

    /// Which kind of page it is, tracked: it wakes nobody when only the search part or an id changes.
    pub fn kind(self) -> Memo<crate::routes::Kind> {
        memo(move || self.route().kind())
    }
}
