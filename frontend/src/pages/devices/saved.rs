//! Conditions that are kept for everybody: used, kept and discarded in a menu.

use leptos::{ev::SubmitEvent, prelude::*};
use lockstep_api::library::{Keep, Kept, LONGEST_NAME, SavedQuery};

use crate::{
    api,
    components::{
        face::{FailureLine, Loading},
        icon::Icon,
        lazy::Lazy,
        query_text::QueryText,
        remote::Remote,
        undo::{Discarded, Undo},
    },
    messages::m,
    pages::new_job::fresh_id,
    part,
    parts::Piece,
    reactive::{RwSignal, StoredValue, bound, drawn, memo},
};

part!(CONTENT, saved_content in forms: Piece<Use> = |with| view! { <Content with /> }.into_any());

/// What is in the field, and how a condition is put there.
#[derive(Clone, Copy)]
pub struct Use {
    typed: RwSignal<String>,
    use_query: Callback<String>,
}

/// The button and its menu, a native popover.
#[component]
pub fn SavedQueries(
    /// What is in the field.
    typed: RwSignal<String>,
    /// Puts a condition into the filter.
    use_query: Callback<String>,
) -> impl IntoView {
    let opened = RwSignal::new(0);
    view! {
        <button
            type="button"
            class="button"
            data-kind="plain"
            data-size="small"
            popovertarget="saved-queries"
            on:click=move |_| opened.update(|opened| *opened += 1)
        >
            <Icon name="bookmark" />
            {m().saved_queries()}
            <Icon name="down" />
        </button>
        <div class="menu saved" id="saved-queries" popover="auto" role="group" aria-label=m().saved_queries()>
            {drawn(move || {
                (opened.get() > 0).then(|| view! { <Lazy part=&CONTENT with=Use { typed, use_query } /> })
            })}
        </div>
    }
}

#[component]
fn Content(with: Use) -> impl IntoView {
    let Use { typed, use_query } = with;
    let kept = Remote::<Vec<Kept<SavedQuery>>>::new();
    let changed = Remote::<()>::new();
    let name = RwSignal::new(String::new());
    let read = Callback::new(move |()| kept.load(api::saved_queries()));
    let ready = memo(move || !name.read().trim().is_empty() && !typed.read().trim().is_empty());
    // The one whose place it takes.
    let before = memo(move || {
        let same = |query: &&Kept<SavedQuery>| same_name(&query.name, &name.read());
        kept.part(|kept| {
            kept.iter().find(same).map(|query| (query.id.clone(), query.content.condition.clone()))
        })
        .flatten()
    });
    let keep = move |event: SubmitEvent| {
        event.prevent_default();
        if !ready.get_untracked() || changed.busy() {
            return;
        }
        let content = SavedQuery { condition: typed.get_untracked().trim().to_owned() };
        let query = Keep { name: name.get_untracked().trim().to_owned(), content };
        let id = before.get_untracked().map_or_else(fresh_id, |(id, _)| id);
        changed.load_then(api::keep_query(id, query), move |answer| {
            if answer.is_ok() {
                name.set(String::new());
                read.run(());
            }
        });
    };
    let discarded = Discarded::new();
    let discard = Callback::new(move |Kept { id, name, content, .. }: Kept<SavedQuery>| {
        let keep = Keep { name: name.clone(), content };
        let discard = api::discard_query(id.clone());
        discarded.discard(
            changed,
            name,
            discard,
            move || api::keep_query(id.clone(), keep.clone()),
            move || read.run(()),
        );
    });
    read.run(());
    view! {
            {drawn(move || match (kept.value(), kept.failure()) {
                (Some(kept), _) if kept.is_empty() => {
                    view! { <p class="small quiet">{m().no_saved_queries()}</p> }.into_any()
                }
                (Some(kept), _) => {
                    view! {
                        <ul>
                            {kept
                                .into_iter()
                                .map(|query| view! { <Saved query use_query discard /> })
                                .collect_view()}
                        </ul>
                    }
                        .into_any()
                }
                (None, Some(failure)) => view! { <FailureLine failure retry=read /> }.into_any(),
                (None, None) => view! { <Loading /> }.into_any(),
            })}
            <Undo discarded />
            <form class="stack" data-writes="" on:submit=keep>
                <div class="field">
                    <label for="query-name">{m().save_query_as()}</label>
                    <div class="toolbar">
                        <input
                            class="input"
                            id="query-name"
                            autocomplete="off"
                            maxlength=LONGEST_NAME
                            prop:value=bound(move || name.get())
                            on:input=move |event| name.set(event_target_value(&event))
                        />
                        <button
                            class="button"
                            data-size="small"
                            aria-disabled=bound(move || (!ready.get()).to_string())
                            aria-busy=bound(move || changed.busy().to_string())
                        >
                            {drawn(move || if before.read().is_some() { m().replace() } else { m().save() })}
                        </button>
                    </div>
                    <span class="hint" role="status">
                        {drawn(move || match before.get() {
                            Some((_, condition)) => m().replaces_query(&condition),
                            None => m().save_query_hint().to_owned(),
                        })}
                    </span>
                </div>
                {drawn(move || changed.failure().map(|failure| view! { <FailureLine failure /> }))}
            </form>
    }
}

/// As the proxy sees it, which takes no two of one name.
fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

#[component]
fn Saved(
    query: Kept<SavedQuery>,
    use_query: Callback<String>,
    discard: Callback<Kept<SavedQuery>>,
) -> impl IntoView {
    let own_copy = StoredValue::new(query.clone());
    let Kept { name, content, changed_by, .. } = query;
    let condition = content.condition.clone();
    let by = changed_by.map(|by| m().saved_by(&by));
    view! {
        <li>
            <button
                type="button"
                popovertarget="saved-queries"
                popovertargetaction="hide"
                on:click=move |_| use_query.run(condition.clone())
            >
                <Icon name="bookmark" />
                <span>{name.clone()}</span>
                <small>
                    <code class="query">
                        <QueryText text=content.condition />
                    </code>
                    " "
                    {by}
                </small>
            </button>
            <button
                type="button"
                class="discard"
                data-writes=""
                aria-label=m().discard_query(&name)
                on:click=move |_| discard.run(own_copy.get_value())
            >
                <Icon name="x" />
            </button>
        </li>
    }
}
