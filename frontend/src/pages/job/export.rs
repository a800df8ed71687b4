//! Taking the rows along: as files, on paper, as a link.

use leptos::prelude::*;
use lockstep_api::{
    job::JobId,
    row::{ExportFormat, RowQuery},
};

use super::{grid::filter::RowFilter, paper::Paper};
use crate::{
    api,
    components::{copy::copy_text, icon::Icon, location::Here},
    live::live,
    messages::m,
    reactive::{Memo, bound, drawn, memo},
};

/// The button and its menu, a native popover.
#[component]
pub fn ExportMenu(
    /// The job.
    id: Memo<JobId>,
) -> impl IntoView {
    let here = Here::new();
    let paper = Paper::here();
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
        bound(move || api::export_address(&id.read(), ExportFormat::Csv, filter.read().query(0, 0)));
    let there = memo(move || job.rows_known().known > 0);
    view! {
        <button
            type="button"
            class="button"
            popovertarget="export-menu"
            hidden=bound(move || !there.get())
        >
            <Icon name="download" />
            {m().export()}
            <Icon name="down" />
        </button>
        <div class="menu" id="export-menu" popover="auto" role="group" aria-label=m().export()>
            <ul>
                <li>
                    <a href=all(ExportFormat::Csv) download="">
                        <Icon name="download" />
                        <span>{drawn(move || m().export_all(job.rows_known().known))}</span>
                        <small>{m().export_all_hint()}</small>
                    </a>
                </li>
                <li hidden=bound(move || filter.read().plain())>
                    <a href=filtered download="">
                        <Icon name="download" />
                        <span>{drawn(move || m().export_shown(shown.get()))}</span>
                        <small>{m().export_shown_hint()}</small>
                    </a>
                </li>
                <li>
                    <a href=all(ExportFormat::Ndjson) download="">
                        <Icon name="code" />
                        <span>{m().export_lines()}</span>
                        <small>{m().export_lines_hint()}</small>
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
        </div>
    }
}
