//! One row, and room for what it answered.

use std::time::Duration;

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

/// The row at a position. Its outcome is a cell of its own; its text changes in place when it is read again.
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
    /// Properties of the device beside it.
    columns: RowColumns,
) -> impl IntoView {
    let job = live().job;
    let row = memo(move || rows.at(position));
    let device = memo(move || row.with(|row| row.as_ref().map(|row| row.device.clone())).unwrap_or_default());
    let name = memo(move || row.with(|row| row.as_ref().map(Row::name)).unwrap_or_default());
    let place = memo(move || row.with(|row| row.as_ref().map(|row| (row.index, row.outcome))));
    let index = memo(move || place.get().map(|(index, _)| index));
    let cell = memo(move || {
        let otherwise = place.get_untracked().map_or(Outcome::Pending, |(_, outcome)| outcome);
        index.get().map(|index| job.row(index, otherwise))
    });
    let outcome = memo(move || cell.read().as_ref().map(|cell| *cell.read()));
    let flash = RwSignal::new(false);
    effect_of_last(move |before: Option<(Option<u32>, Option<Outcome>)>| {
        let (now, outcome) = (index.get(), outcome.get());
        let changed =
            before.is_some_and(|(index, before)| index == now && before.is_some() && before != outcome);
        if changed && job.calm() && !flash.get_untracked() {
            flash.set(true);
            clock::after(FLASH, move || flash.set(false));
        }
        (now, outcome)
    });
    let expanded = memo(move || !name.read().is_empty() && *name.read() == *opened.read());
    let toggle = move |_| open.run(name.get_untracked());
    let keys = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && expanded.get_untracked() {
            toggle(());
        }
    };
    let text = move |part: fn(&Row) -> String| move || row.with(|row| row.as_ref().map(part));
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
                    aria-label=bound(move || m().answer_of(&name.read()))
                    on:click=move |_| toggle(())
                >
                    <Icon name="right" />
                </button>
            </td>
            <th scope="row" role="rowheader">
                <a class="id" href=bound(move || Route::Device { id: device.get() }.href())>
                    {drawn(move || device.get())}
                </a>
                {drawn(move || row.with(|row| row.as_ref()?.module.clone()).map(|module| format!(" / {module}")))}
            </th>
            {columns
                .chosen
                .get_untracked()
                .into_iter()
                .enumerate()
                .map(|(place, path)| columns.cell(device, place, path))
                .collect_view()}
            <td role="cell" data-cell="end" class:changed=bound(move || flash.get())>
                {drawn(move || outcome.get().map(|outcome| view! { <OutcomeView outcome /> }))}
            </td>
            <td role="cell" class="num mono" data-cell="second">
                {drawn(text(code))}
            </td>
            <td role="cell" class="wide mono quiet" data-cell="rest">
                {drawn(text(answer))}
            </td>
            <td role="cell" class="num" data-cell="hide">
                {drawn(text(took))}
            </td>
            <td role="cell" class="num quiet" data-cell="hide">
                {drawn(text(updated))}
            </td>
        </tr>
    }
}

/// The answer under its row, when it is open.
#[component]
pub fn OpenRow(
    /// Place among the rows that pass the filter.
    position: u32,
    /// The rows.
    rows: Rows,
    /// The name of the row whose answer is open.
    opened: Memo<String>,
    /// Learns how tall the answer is.
    viewport: Viewport,
    /// How many columns there are.
    columns: RowColumns,
) -> impl IntoView {
    let row = memo(move || rows.at(position).filter(|row| row.name() == *opened.read()));
    let there = memo(move || row.read().is_some());
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
    drawn(move || {
        there.get().then(|| {
            view! {
                <tr class="detail" role="row" node_ref=element>
                    <td colspan=7 + columns.chosen.read_untracked().len() role="cell">
                        {drawn(move || row.get().map(|row| view! { <Answer row /> }))}
                    </td>
                </tr>
            }
        })
    })
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
