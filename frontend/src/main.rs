//! The dashboard: orders jobs, and shows what every device answered.
//!
//! | module | what it holds |
//! |---|---|
//! | [`app`] | mounting, contexts, which page |
//! | [`routes`], [`address`] | every link and every search parameter, as pure functions |
//! | [`navigation`] | the tab's address and history |
//! | [`api`] | typed calls to the proxy |
//! | [`feed`] | the tab's one stream of live events: a pure state machine and its effects |
//! | [`live`] | what the stream says, as signals at the leaf |
//! | [`json`] | JSON between text, values and our types |
//! | [`lint`] | what is said of a condition while it is typed |
//! | [`reactive`] | signals, memos, effects and drawn parts, erased so that Leptos is compiled once |
//! | [`parts`] | what a browser loads when it is first needed: languages and pages |
//! | [`messages`], [`intl`] | every word, in one module per language; numbers and dates by the browser |
//! | [`keyboard`], [`display`], [`storage`], [`clock`] | shortcuts, theme, what is kept in the browser, time |
//! | [`components`] | what several pages draw |
//! | [`pages`] | one folder per page |
//!
//! Pure logic is tested on the host (`cargo test -p lockstep-frontend`), what needs a browser in one
//! (`cargo test -p lockstep-frontend --target wasm32-unknown-unknown`, with `wasm-bindgen-test-runner`).

#![allow(unreachable_pub, reason = "`#[component]` expands to `pub` items")]
#![expect(clippy::needless_pass_by_value, reason = "components own their props")]

mod address;
mod api;
mod app;
mod changes;
mod clock;
mod components;
mod crash;
mod display;
mod feed;
mod intl;
mod json;
mod keyboard;
mod known;
mod lint;
mod live;
mod messages;
mod navigation;
mod pages;
mod parts;
mod reactive;
mod routes;
mod session;
mod storage;
mod typed;
mod unsaved;
mod words;

use crate::{messages::Language, parts::NotLoaded};

fn main() {
    crash::show_panics();
    display::apply(&display::Display::stored());
    // Leptos runs nothing before it mounts.
    js_sys::futures::spawn_local(async {
        match Language::preferred().speak().await {
            Ok(()) => {
                clock::next_task().await;
                app::mount();
            }
            Err(NotLoaded) => crash::show(),
        }
    });
}
