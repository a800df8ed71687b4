//! The address of the tab: its signals, its history, and links followed without loading the page again.

use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlAnchorElement, HtmlElement, MouseEvent, ScrollRestoration};

use crate::reactive::{RwSignal, StoredValue};

/// Pages of which the link is remembered by which they were left.
const MOST_LEFT: usize = 20;
/// Frames in which that link is looked for when one comes back: a list may have to be read first.
const LOOKS: u32 = 90;

/// How a change of the address is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remember {
    /// Back leads to the address before, and to where one was on it.
    Push,
    /// Back leads to the address before, and stays where one is on it: something was opened beside the page.
    PushBeside,
    /// Back leads further: the change was one of many, such as a letter typed.
    Replace,
}

/// Where the new page is looked at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scroll {
    /// At its top: it is another page.
    Top,
    /// Where one is: it is the same page with another filter.
    Stay,
}

/// The address of the tab.
#[derive(Debug, Clone, Copy)]
pub struct Navigation {
    path: RwSignal<String>,
    search: RwSignal<String>,
    /// Addresses of pages, each with the link that was followed from there; the latest last.
    left: StoredValue<Vec<(String, String)>>,
}

impl Navigation {
    /// Reads the address, and follows Back, Forward and links as long as the owner lives.
    pub fn start() -> Self {
        let navigation = Self {
            path: RwSignal::new(String::new()),
            search: RwSignal::new(String::new()),
            left: StoredValue::new(Vec::new()),
        };
        navigation.read();
        let listeners = [
            window_event_listener(ev::popstate, move |_| navigation.come_back()),
            window_event_listener(ev::click, move |event| {
                if let Some(href) = followed(&event) {
                    event.prevent_default();
                    navigation.leave_by(&href);
                    navigation.go(&href, Remember::Push, Scroll::Top);
                }
            }),
        ];
        on_cleanup(move || listeners.into_iter().for_each(WindowListenerHandle::remove));
        navigation
    }

    /// The path, to read; it changes with [`Navigation::go`].
    pub fn path(self) -> RwSignal<String> {
        self.path
    }

    /// The search part, to read; it changes with [`Navigation::go`].
    pub fn search(self) -> RwSignal<String> {
        self.search
    }

    /// Opens an address of this app.
    pub fn go(self, href: &str, remember: Remember, scroll: Scroll) {
        let Ok(history) = window().history() else { return };
        let depth = depth();
        let push = |back: ScrollRestoration| {
            // It is a property of each entry: first of the one that is left, then of the new one.
            _ = history.set_scroll_restoration(back);
            let pushed = history.push_state_with_url(&JsValue::from(depth + 1.0), "", Some(href));
            _ = history.set_scroll_restoration(ScrollRestoration::Auto);
            pushed
        };
        let changed = match remember {
            Remember::Push => push(ScrollRestoration::Auto),
            Remember::PushBeside => push(ScrollRestoration::Manual),
            Remember::Replace => history.replace_state_with_url(&JsValue::from(depth), "", Some(href)),
        };
        if changed.is_ok() {
            self.read();
            if scroll == Scroll::Top {
                window().scroll_to_with_x_and_y(0.0, 0.0);
            }
        }
    }

    fn leave_by(self, href: &str) {
        let link = (self.address(), href.to_owned());
        self.left.update_value(|left| {
            left.retain(|(from, _)| *from != link.0);
            left.push(link);
            if left.len() > MOST_LEFT {
                left.remove(0);
            }
        });
    }

    /// After Back and Forward. On another page the focus goes to the link by which it was left, such as the row of a job.
    fn come_back(self) {
        let before = self.path.get_untracked();
        self.read();
        if before != self.path.get_untracked() {
            let address = self.address();
            let of_page =
                |left: &Vec<(String, String)>| left.iter().find(|(from, _)| *from == address).cloned();
            if let Some((_, href)) = self.left.with_value(of_page) {
                // In the first frame the heading takes it, as on any page that is opened.
                request_animation_frame(move || find_again(href, LOOKS));
            }
        }
    }

    fn address(self) -> String {
        format!("{}{}", self.path.get_untracked(), self.search.get_untracked())
    }

    fn read(self) {
        let location = window().location();
        set(self.path, location.pathname().unwrap_or_default());
        set(self.search, location.search().unwrap_or_default());
    }
}

/// How many steps of this tab lead to where it is: Back from one is a step less. Each entry of the history knows its own.
pub fn depth() -> f64 {
    window()
        .history()
        .and_then(|history| history.state())
        .ok()
        .and_then(|state| state.as_f64())
        .unwrap_or(0.0)
}

/// Gives the focus to the link of that address once it is drawn, unless the person has gone on meanwhile.
fn find_again(href: String, looks: u32) {
    request_animation_frame(move || {
        let free = |active: Element| active.tag_name() == "BODY" || active.has_attribute("data-page-heading");
        if looks == 0 || !document().active_element().is_none_or(free) {
            return;
        }
        // Compared, not selected: an address may have any character.
        let links = document().query_selector_all("main a[href]").ok();
        let found = links.and_then(|links| {
            let link = |place| links.get(place)?.dyn_into::<HtmlElement>().ok();
            (0..links.length())
                .filter_map(link)
                .find(|link| link.get_attribute("href").as_deref() == Some(&href))
        });
        match found {
            Some(link) => _ = link.focus(),
            None => find_again(href, looks - 1),
        }
    });
}

fn set(signal: RwSignal<String>, value: String) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

/// The address of a link that leads to another page of this app and is followed plainly: not into a new tab, not to
/// another site, not to a place of the same page, not away on purpose (`rel="external"`).
fn followed(event: &MouseEvent) -> Option<String> {
    let plain = event.button() == 0
        && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
        && !event.default_prevented();
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let link = target.closest("a[href]").ok()??.dyn_into::<HtmlAnchorElement>().ok()?;
    let here = window().location();
    let leads_away = !link.target().is_empty()
        || link.has_attribute("download")
        || link.rel().contains("external")
        || here.origin().ok()? != link.origin();
    let same_page = !link.hash().is_empty()
        && here.pathname().ok()? == link.pathname()
        && here.search().ok()? == link.search();
    (plain && !leads_away && !same_page)
        .then(|| format!("{}{}{}", link.pathname(), link.search(), link.hash()))
}
