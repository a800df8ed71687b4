//! Shortcuts: which keys mean what is pure; this module listens, and moves the focus.

mod chord;

use leptos::{ev, prelude::*};
use lockstep_api::row::{ExportFormat, RowQuery};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlAnchorElement, HtmlElement, HtmlInputElement, KeyboardEvent};

use self::chord::{Chord, Shortcut};
use crate::{
    api::export_address,
    clock,
    components::{
        dialog::Opening,
        location::{Here, Remember},
    },
    live::{job::WatchedJob, live},
    reactive::StoredValue,
    routes::Route,
};

/// Fields in which nobody types.
const TICKED: [&str; 2] = ["checkbox", "radio"];

/// Listens as long as the owner lives.
pub fn listen(here: Here, sheet: Opening, palette: Opening) {
    let chord = StoredValue::new(Chord::default());
    // A listener has no context to find it by.
    let job = live().job;
    let listener = window_event_listener(ev::keydown, move |event| {
        if (event.ctrl_key() || event.meta_key()) && event.key() == "k" && !dialog_open() {
            event.prevent_default();
            palette.show();
            return;
        }
        if event.default_prevented()
            || event.ctrl_key()
            || event.meta_key()
            || event.alt_key()
            || typing(&event)
        {
            return;
        }
        if dialog_open() {
            return;
        }
        let Some(shortcut) = chord.update_value(|chord| chord.press(&event.key(), clock::now())).flatten()
        else {
            return;
        };
        event.prevent_default();
        match shortcut {
            Shortcut::Search => focus_first("[data-search]"),
            Shortcut::Help => sheet.show(),
            Shortcut::Jobs => here.go(&Route::Jobs, Remember::Push),
            Shortcut::Devices => here.go(&Route::devices(), Remember::Push),
            Shortcut::Actions => here.go(&Route::Actions, Remember::Push),
            Shortcut::NewJob => here.go(&Route::new_job(), Remember::Push),
            Shortcut::Export(format) => export(here, job, format),
            Shortcut::NextRow => move_to_row(1),
            Shortcut::PreviousRow => move_to_row(-1),
        }
    });
    on_cleanup(move || listener.remove());
}

/// All rows of the job whose page is open, as a file; nothing elsewhere, and while there are none.
fn export(here: Here, job: WatchedJob, format: ExportFormat) {
    let known = untrack(|| job.rows_known().known);
    if let (Route::Job { id }, true) = (here.route(), known > 0) {
        save(&export_address(&id, format, RowQuery::default()));
    }
}

/// Takes a file along as a link does: what comes instead of it does not take the place of the page.
fn save(address: &str) {
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(address);
        link.set_download("");
        link.click();
    }
}

/// True while a dialog has the keys.
fn dialog_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// True when the keys belong to a field.
pub fn typing(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    let field = matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT");
    let ticked =
        target.dyn_ref::<HtmlInputElement>().is_some_and(|input| TICKED.contains(&input.type_().as_str()));
    let types = field && !ticked;
    // A menu that closes gives the focus back by itself, if it has it.
    if types && event.key() == "Escape" && target.closest("[popover]").ok().flatten().is_none() {
        _ = target.blur();
    }
    types || target.is_content_editable()
}

/// Moves the focus to an element that is about to be there, or to be shown: its button has gone with what it did.
pub fn focus_soon(id: &'static str) {
    request_animation_frame(move || {
        let found = document().get_element_by_id(id);
        if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            _ = element.focus();
        }
    });
}

fn focus_first(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        _ = element.focus();
    }
}

/// Moves the focus to the next row's link, from the row that has the focus, or to the first.
fn move_to_row(step: i32) {
    let Ok(rows) = document().query_selector_all("[data-row]") else { return };
    let length = i32::try_from(rows.length()).unwrap_or(i32::MAX);
    let active = document().active_element();
    let at = (0..length).find(|at| {
        let row = u32::try_from(*at).ok().and_then(|at| rows.item(at));
        row.is_some_and(|row| active.as_ref().is_some_and(|active| row.contains(Some(active))))
    });
    let to = chord::row_after(at, step, length);
    let Some(row) = to.and_then(|to| rows.item(to)).and_then(|row| row.dyn_into::<web_sys::Element>().ok())
    else {
        return;
    };
    let target = row.query_selector("[data-row-target]").ok().flatten();
    if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
        _ = target.focus();
    }
}
