//! Choosing the columns of a list from the properties of twins that were seen.

use iothub_query::is_column;
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use lockstep_api::device::MOST_COLUMNS;

use super::{columns::KeptColumns, told::Wrong};
use crate::{
    api,
    known::Known,
    messages::m,
    part,
    parts::Piece,
    reactive::{Memo, RwSignal, bound, drawn, memo},
};

part!(
    /// The menu.
    TWIN_COLUMNS, twin_columns in forms: Piece<TwinColumns> = |columns| view! { <Content columns /> }.into_any()
);

/// The columns of a list.
#[derive(Clone, Copy)]
pub struct TwinColumns {
    /// How they are chosen.
    pub kept: KeptColumns,
    /// Paths of twins, each a column.
    pub chosen: Memo<Vec<String>>,
    /// A device whose twin tells what the others are likely to have.
    pub like: Memo<Option<String>>,
}

#[component]
fn Content(columns: TwinColumns) -> impl IntoView {
    let TwinColumns { kept, chosen, like } = columns;
    let known = Known::here();
    known.prepare(|| ());
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    // Those that are shown already come first, and nothing moves while boxes are ticked.
    let first = RwSignal::new(chosen.get_untracked());
    let paths = memo(move || {
        let mut paths = first.get();
        for path in known.properties() {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        paths
    });
    if let Some(device) = like.get_untracked() {
        spawn_local(async move {
            if let Ok(device) = api::device(device).await {
                known.learn(&device);
            }
        });
    }
    let full = memo(move || chosen.read().len() >= MOST_COLUMNS);
    let toggle = move |path: &str| {
        let mut columns = chosen.get_untracked();
        match columns.iter().position(|column| column == path) {
            Some(place) => _ = columns.remove(place),
            None if full.get_untracked() => return,
            None => columns.push(path.to_owned()),
        }
        kept.choose(&columns);
    };
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        if full.get_untracked() {
            return;
        }
        let path = typed.get_untracked().trim().to_owned();
        if !path.is_empty() && !is_column(&path) {
            wrong.set(true);
            return;
        }
        if !path.is_empty() && !chosen.read_untracked().contains(&path) {
            toggle(&path);
            first.update(|first| first.push(path));
        }
        typed.set(String::new());
    };
    view! {
            <p class="small quiet">{m().columns_hint()}</p>
            <p class="small quiet" id="columns-full" role="status">
                {drawn(move || full.get().then(|| m().columns_full(MOST_COLUMNS as u64)))}
            </p>
            <ul class="checks">
                {drawn(move || {
                    paths
                        .get()
                        .into_iter()
                        .map(|path| {
                            let (own, label) = (path.clone(), path.clone());
                            let shown = memo(move || chosen.read().contains(&own));
                            view! {
                                <li>
                                    <label>
                                        <input
                                            type="checkbox"
                                            prop:checked=bound(move || shown.get())
                                            disabled=bound(move || full.get() && !shown.get())
                                            on:change=move |_| toggle(&path)
                                        />
                                        <code>{label}</code>
                                    </label>
                                </li>
                            }
                        })
                        .collect_view()
                })}
            </ul>
            <form class="toolbar" on:submit=add>
                <input
                    class="input mono"
                    autocomplete="off"
                    spellcheck="false"
                    autocapitalize="off"
                    aria-label=m().column_path()
                    placeholder="properties.reported.lockState"
                    aria-describedby="column-wrong"
                    aria-invalid=bound(move || wrong.get().then_some("true"))
                    prop:value=bound(move || typed.get())
                    on:input=move |event| {
                        wrong.set(false);
                        typed.set(event_target_value(&event));
                    }
                />
                <button
                    class="button"
                    data-size="small"
                    aria-disabled=bound(move || full.get().to_string())
                    aria-describedby="columns-full"
                >
                    {m().add_column()}
                </button>
            </form>
            <div id="column-wrong" aria-live="polite">
                {drawn(move || {
                    wrong
                        .get()
                        .then(|| {
                            view! {
                                <Wrong words=m().column_wrong() />
                            }
                        })
                })}
            </div>
    }
}
