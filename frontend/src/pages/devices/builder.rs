//! The condition as rows, beside its text: both are the same condition.

use leptos::prelude::*;

use super::conditions::{Row, Rows, Test};
use crate::{
    components::{icon::Icon, icon_button::IconButton},
    known::Known,
    messages::m,
    part,
    parts::Piece,
    reactive::{RwSignal, bound, drawn, each, effect, memo},
};

/// Id of the list of properties to choose from.
const PATHS: &str = "builder-paths";

part!(
    /// The rows, over the text of the field.
    BUILDER, builder in forms: Piece<RwSignal<String>> = |text| view! { <Builder text /> }.into_any()
);

#[component]
fn Builder(text: RwSignal<String>) -> impl IntoView {
    let known = Known::here();
    known.prepare(|| ());
    let rows = RwSignal::new(Rows::of_text(&text.read_untracked()));
    // What is typed into the text becomes rows; what is typed into rows has become text already.
    effect(move || {
        let text = text.get();
        let same = rows.with_untracked(|rows| rows.as_ref().is_some_and(|rows| rows.text() == text));
        if !same {
            rows.set(Rows::of_text(&text));
        }
    });
    let change = move |change: &dyn Fn(&mut Rows)| {
        rows.update(|rows| {
            if let Some(rows) = rows {
                change(rows);
            }
        });
        if let Some(written) = rows.with_untracked(|rows| rows.as_ref().map(Rows::text)) {
            text.set(written);
        }
    };
    let count = memo(move || rows.with(|rows| rows.as_ref().map(|rows| rows.rows.len())));
    let any = memo(move || rows.with(|rows| rows.as_ref().is_some_and(|rows| rows.any)));
    let item = move |place: usize| {
        let row =
            memo(move || rows.with(|rows| rows.as_ref()?.rows.get(place).cloned()).unwrap_or_else(Row::new));
        let edit = move |edit: &dyn Fn(&mut Row)| {
            change(&|rows| {
                if let Some(row) = rows.rows.get_mut(place) {
                    edit(row);
                }
            });
        };
        let remove = move || {
            change(&|rows| {
                if place < rows.rows.len() {
                    rows.rows.remove(place);
                }
            });
        };
        let option = move |(number, test): (usize, Test)| {
            view! {
                <option value=number.to_string() prop:selected=bound(move || row.read().test == test)>
                    {test.word()}
                </option>
            }
        };
        let values = memo(move || known.values(&row.read().path));
        let list = format!("{PATHS}-{place}");
        view! {
            <li>
                <span class="joint">
                    {drawn(move || (place > 0).then(|| if any.get() { "OR" } else { "AND" }))}
                </span>
                <input
                    class="input"
                    list=PATHS
                    aria-label=m().property()
                    placeholder="tags.building"
                    autocomplete="off"
                    spellcheck="false"
                    autocapitalize="off"
                    prop:value=bound(move || row.read().path.clone())
                    on:input=move |event| edit(&|row| row.path = event_target_value(&event))
                />
                <select
                    class="input"
                    aria-label=m().comparison()
                    on:change=move |event| {
                        let number: usize = event_target_value(&event).parse().unwrap_or_default();
                        edit(&|row| row.test = Test::ALL.get(number).copied().unwrap_or(row.test));
                    }
                >
                    {Test::ALL.into_iter().enumerate().map(option).collect_view()}
                </select>
                <input
                    class="input"
                    list=list.clone()
                    aria-label=m().value()
                    autocomplete="off"
                    spellcheck="false"
                    autocapitalize="off"
                    disabled=bound(move || !row.read().test.takes_value())
                    prop:value=bound(move || row.read().value.clone())
                    on:input=move |event| edit(&|row| row.value = event_target_value(&event))
                />
                <datalist id=list>
                    {drawn(move || values.get().into_iter().map(|value| view! { <option value=value></option> }).collect_view())}
                </datalist>
                <IconButton icon="x" label=m().remove_condition() deed=remove />
            </li>
        }
    };
    view! {
        <div class="stack builder" role="group" aria-label=m().builder()>
            <datalist id=PATHS>
                {drawn(move || {
                    known.properties().into_iter().map(|path| view! { <option value=path></option> }).collect_view()
                })}
            </datalist>
            {drawn(move || count.get().is_none().then(|| view! { <p class="quiet">{m().more_than_rows()}</p> }))}
            <ul class="conditions">
                {each(move || (0..count.get().unwrap_or_default()).collect(), usize::to_string, item)}
            </ul>
            <div class="toolbar" hidden=bound(move || count.get().is_none())>
                <button
                    type="button"
                    class="button"
                    data-size="small"
                    on:click=move |_| change(&|rows| rows.rows.push(Row::new()))
                >
                    <Icon name="plus" />
                    {m().add_condition()}
                </button>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=bound(move || any.get())
                        on:change=move |_| change(&|rows| rows.any = !rows.any)
                    />
                    {m().any_is_enough()}
                </label>
            </div>
        </div>
    }
}
