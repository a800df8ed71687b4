//! One row, and what it answered while it is open.

use std::{sync::Arc, time::Duration};

use leptos::{html::Tr, prelude::*};
use lockstep_api::row::{Outcome, Row};

use super::{answer::Answer, columns::RowColumns, rows::Rows};
use crate::{
    clock,
    components::{icon::Icon, long_list::Viewport, status::OutcomeView},
    intl, json,
    live::live,
    messages::m,
    reactive::{Memo, RwSignal, bound, drawn, effect, effect_of_last, memo},
    routes::Route,
};

/// How long a changed outcome is tinted.
const FLASH: Duration = Duration::from_millis(900);

/// The row at a position, and its answer while it is open. Its outcome is a cell of its own; its text changes in place when
/// it is read again.
#[component]
pub fn RowView(
    /// Place among the rows that pass the filter.
    position: u32,
    /// The rows.
    rows: Rows,
    /// The name of the row whose answer is open.
    opened: Memo<String>,
    /// Opens or closes the answer of a row by its name.
    open: Callback<String>,
    /// Learns how tall the answer is.
    viewport: Viewport,
    /// Properties of the device beside it.
    columns: RowColumns,
) -> impl IntoView {
    let job = live().job;
    let row = memo(move || rows.at(position));
    let name = move || row.with(|row| row.as_ref().map(|row| row.name())).unwrap_or_default();
    let outcome =
        memo(move || row.with(|row| row.as_ref().map(|row| *job.row(row.index, row.outcome).read())));
    let flash = RwSignal::new(false);
    effect_of_last(move |before: Option<(Option<u32>, Option<Outcome>)>| {
        let (now, outcome) = (row.with(|row| row.as_ref().map(|row| row.index)), outcome.get());
        let changed =
            before.is_some_and(|(index, before)| index == now && before.is_some() && before != outcome);
        if changed && job.calm() && !flash.get_untracked() {
            flash.set(true);
            clock::after(FLASH, move || flash.set(false));
        }
        (now, outcome)
    });
    let expanded = memo(move || row.with(|row| row.is_some()) && name() == *opened.read());
    let toggle = move |_| open.run(untrack(name));
    let keys = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && expanded.get_untracked() {
            toggle(());
        }
    };
    let beside = (!columns.chosen.read_untracked().is_empty()).then(|| columns.cells(row));
    view! {
        <tr
            data-row
            role="row"
            aria-rowindex=position.saturating_add(2)
            data-open=bound(move || expanded.get().then_some(""))
            on:keydown=keys
        >
            <td role="cell">
                <button
                    type="button"
                    class="toggle"
                    data-row-target
                    aria-expanded=bound(move || expanded.get().to_string())
                    aria-label=bound(move || m().answer_of(&name()))
                    on:click=move |_| toggle(())
                >
                    <Icon name="right" />
                </button>
            </td>
            <th scope="row" role="rowheader">
                {drawn(move || row.with(|row| device(row.as_deref())))}
            </th>
            {beside}
            <td role="cell" data-cell="end" class:changed=bound(move || flash.get())>
                {drawn(move || outcome.get().map(|outcome| view! { <OutcomeView outcome /> }))}
            </td>
            {drawn(move || row.with(|row| texts(row.as_deref())))}
        </tr>
        {drawn(move || expanded.get().then(|| view! { <OpenRow row viewport columns /> }))}
    }
}

/// The device, and the module of it.
fn device(row: Option<&Row>) -> impl IntoView + use<> {
    let id = row.map(|row| row.device.clone()).unwrap_or_default();
    let address = Route::Device { id: id.clone() }.href();
    let module = row.and_then(|row| row.module.as_ref()).map(|module| format!(" / {module}"));
    view! {
        <a class="id" href=address>
            {id}
        </a>
        {module}
    }
}

/// The cells beside the outcome. They are drawn anew together: that costs less than to follow each.
fn texts(row: Option<&Row>) -> impl IntoView + use<> {
    let text = |part: fn(&Row) -> String| row.map(part).unwrap_or_default();
    view! {
        <td role="cell" class="num mono" data-cell="second">
            {text(code)}
        </td>
        <td role="cell" class="wide mono quiet" data-cell="rest">
            {text(answer)}
        </td>
        <td role="cell" class="num" data-cell="hide">
            {text(took)}
        </td>
        <td role="cell" class="num quiet" data-cell="hide">
            {text(updated)}
        </td>
    }
}

/// The answer under its row.
#[component]
fn OpenRow(row: Memo<Option<Arc<Row>>>, viewport: Viewport, columns: RowColumns) -> impl IntoView {
    let element = NodeRef::<Tr>::new();
    effect(move || {
        row.with(|_| ());
        if element.get().is_some() {
            request_animation_frame(move || {
                if let Some(element) = element.try_get_untracked().flatten() {
                    viewport.opened(f64::from(element.offset_height()));
                }
            });
        }
    });
    view! {
        <tr class="detail" role="row" node_ref=element>
            <td colspan=7 + columns.chosen.read_untracked().len() role="cell">
                {drawn(move || row.get().map(|row| view! { <Answer row=Row::clone(&row) /> }))}
            </td>
        </tr>
    }
}

/// The status that the device chose, or the hub's name for what went wrong.
fn code(row: &Row) -> String {
    match (&row.error, row.status) {
        (_, Some(status)) => status.to_string(),
        (Some(error), None) => error.code.clone(),
        (None, None) => String::new(),
    }
}

fn answer(row: &Row) -> String {
    match (&row.payload, &row.error) {
        (Some(payload), _) => json::line(payload),
        (None, Some(error)) => error.description.clone(),
        (None, None) => String::new(),
    }
}

fn took(row: &Row) -> String {
    let finished = row.updated_at.filter(|_| row.outcome.settled());
    row.started_at.zip(finished).map(|(start, end)| m().duration(end.since(start))).unwrap_or_default()
}

fn updated(row: &Row) -> String {
    row.updated_at.map(intl::time).unwrap_or_default()
}

#[cfg(test)]
pub(super) mod tests {
    use lockstep_api::{row::RowError, time::EpochMillis};
    use serde_json::json;

    use super::*;

    /// A row that took 214 ms.
    pub fn row() -> Row {
        Row {
            index: 0,
            device: "door-1".to_owned(),
            module: None,
            outcome: Outcome::Failed,
            status: None,
            payload: None,
            error: None,
            started_at: Some(EpochMillis(1_000)),
            updated_at: Some(EpochMillis(1_214)),
        }
    }

    #[test]
    fn an_answer_is_shown_before_the_hubs_words() {
        let error =
            Some(RowError { code: "DeviceNotOnline".to_owned(), description: "Timed out.".to_owned() });
        let not_reached = Row { error, ..row() };
        assert_eq!(
            (code(&not_reached), answer(&not_reached)),
            ("DeviceNotOnline".to_owned(), "Timed out.".to_owned())
        );
        let refused = Row { status: Some(409), payload: Some(json!({"error": "held open"})), ..row() };
        assert_eq!(
            (code(&refused), answer(&refused)),
            ("409".to_owned(), r#"{"error":"held open"}"#.to_owned())
        );
    }

    #[test]
    fn a_row_at_work_has_no_time_taken_yet() {
        assert_eq!(took(&row()), "214 ms");
        assert_eq!(took(&Row { outcome: Outcome::Running, ..row() }), "");
    }
}
