//! Taking the rows along: as files, on paper, as a link.

use leptos::prelude::*;
use lockstep_api::{
    job::JobId,
    row::{ExportFormat, RowQuery},
};
use wasm_bindgen::JsCast as _;

use super::{grid::filter::RowFilter, paper::Paper};
use crate::{
    api,
    components::{copy::copy_text, icon::Icon, lazy_menu::LazyMenu, location::Here},
    live::live,
    messages::m,
    part,
    parts::Piece,
    reactive::{Memo, bound, drawn, memo},
};

/// Id of the menu.
const MENU: &str = "export-menu";

part!(CONTENT, export_menu in forms: Piece<Menu> = |menu| view! { <Content menu /> }.into_any());

/// What the menu is about.
#[derive(Clone, Copy)]
pub struct Menu {
    id: Memo<JobId>,
    paper: Paper,
}

/// The button and its menu, a native popover.
#[component]
pub fn ExportMenu(
    /// The job.
    id: Memo<JobId>,
) -> impl IntoView {
    let job = live().job;
    let paper = Paper::here();
    let there = memo(move || job.rows_known().known > 0);
    view! {
        <button
            type="button"
            class="button"
            popovertarget=MENU
            data-also=m().export_also()
            disabled=bound(move || !there.get())
        >
            <Icon name="download" />
            {m().export()}
            <Icon name="down" />
        </button>
        <LazyMenu id=MENU label=m().export() part=&CONTENT with=Menu { id, paper } class="menu" />
    }
}

#[component]
fn Content(menu: Menu) -> impl IntoView {
    let Menu { id, paper } = menu;
    let here = Here::new();
    let job = live().job;
    let filter = RowFilter::of_address(here);
    // Rows that pass a filter of outcomes are counted here; what else there is, the file will show.
    let shown = memo(move || {
        filter
            .read()
            .outcomes_only()
            .map(|outcomes| outcomes.iter().map(|one| job.tally().of(*one)).sum::<u64>())
    });
    let all = move |format| bound(move || api::export_address(&id.read(), format, RowQuery::default()));
    let filtered =
        move |format| bound(move || api::export_address(&id.read(), format, filter.read().query(0, 0)));
    // The page is covered by it.
    let close = move |_| {
        let menu =
            document().get_element_by_id(MENU).and_then(|menu| menu.dyn_into::<web_sys::HtmlElement>().ok());
        _ = menu.map(|menu| menu.hide_popover());
    };
    view! {
            <ul on:click=close>
                <li>
                    <a href=all(ExportFormat::Csv) download="">
                        <Icon name="download" />
                        <span>{drawn(move || m().export_all(job.rows_known().known))}</span>
                        <kbd>"e c"</kbd>
                        <small>{m().export_all_hint()}</small>
                    </a>
                </li>
                <li hidden=bound(move || filter.read().keeps_all())>
                    <a href=filtered(ExportFormat::Csv) download="">
                        <Icon name="download" />
                        <span>{drawn(move || m().export_shown(shown.get()))}</span>
                        <small>{m().export_shown_hint()}</small>
                    </a>
                </li>
                <li>
                    <a href=all(ExportFormat::Ndjson) download="">
                        <Icon name="code" />
                        <span>{m().export_lines()}</span>
                        <kbd>"e n"</kbd>
                        <small>{m().export_lines_hint()}</small>
                    </a>
                </li>
                <li hidden=bound(move || filter.read().keeps_all())>
                    <a href=filtered(ExportFormat::Ndjson) download="">
                        <Icon name="code" />
                        <span>{m().export_lines_shown()}</span>
                        <small>{m().export_shown_hint()}</small>
                    </a>
                </li>
                <li data-group>
                    <button type="button" on:click=move |_| paper.print()>
                        <Icon name="printer" />
                        {m().print_report()}
                    </button>
                </li>
                <li>
                    <button type="button" on:click=|_| _ = copy_text(&window().location().href().unwrap_or_default())>
                        <Icon name="link" />
                        {m().copy_view()}
                    </button>
                </li>
            </ul>
    }
}
