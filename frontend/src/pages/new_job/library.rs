//! Actions to begin with: those that come with Lockstep and those that people keep.

use leptos::{ev::SubmitEvent, prelude::*};
use lockstep_api::library::{Keep, Kept, LONGEST_NAME, Template};

use super::{
    desk::{Desk, fresh_id},
    draft::Draft,
};
use crate::{
    api,
    components::{
        face::FailureLine,
        icon::Icon,
        icon_button::IconButton,
        remote::Remote,
        undo::{Discarded, Undo},
    },
    messages::m,
    reactive::{RwSignal, StoredValue, bound, drawn, memo},
    words::title_of,
};

/// How many actions come with Lockstep.
const SHIPPED: usize = 4;

/// What a draft does, asking for each of its values; `None` while it does nothing that could be ordered.
pub fn template_of(draft: &Draft) -> Option<Template> {
    Some(Template { action: draft.action().ok()?, parameters: draft.parameters() })
}

/// The panel, for an order.
#[component]
pub fn Library(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let kept = Remote::<Vec<Kept<Template>>>::new();
    let changed = Remote::<()>::new();
    let name = RwSignal::new(String::new());
    let read = Callback::new(move |()| {
        kept.load_then(api::templates(), move |answer| {
            if let Ok(library) = answer {
                desk.begin_from(library);
            }
        });
    });
    kept.retry(read);
    read.run(());
    let after = move |answer: Result<&(), &api::Failure>| {
        if answer.is_ok() {
            name.set(String::new());
            read.run(());
        }
    };
    let ready = memo(move || !name.read().trim().is_empty() && desk.draft.read().action().is_ok());
    let keep = move |event: SubmitEvent| {
        event.prevent_default();
        let template = template_of(&desk.draft.get_untracked());
        let (Some(content), true) = (template, ready.get_untracked() && !changed.busy()) else { return };
        let template = Keep { name: name.get_untracked().trim().to_owned(), content };
        changed.load_then(api::keep_template(fresh_id(), template), after);
    };
    let discarded = Discarded::new();
    let discard = Callback::new(move |Kept { id, name, content, .. }: Kept<Template>| {
        let keep = Keep { name: name.clone(), content };
        let discard = api::discard_template(id.clone());
        discarded.discard(
            changed,
            name,
            discard,
            move || api::keep_template(id.clone(), keep.clone()),
            move || read.run(()),
        );
    });
    view! {
        <section class="panel" aria-labelledby="library">
            <header>
                <h2 id="library">{m().start_from()}</h2>
                <span class="count">{m().templates_hint()}</span>
            </header>
            <div class="body stack">
                {drawn(move || match (kept.value(), kept.failure()) {
                    (Some(kept), _) => {
                        view! {
                            <ul class="templates">
                                {kept.into_iter().map(|kept| view! { <Item desk kept discard /> }).collect_view()}
                            </ul>
                        }
                            .into_any()
                    }
                    (None, Some(failure)) => view! { <FailureLine failure retry=read /> }.into_any(),
                    (None, None) => view! { <Awaited /> }.into_any(),
                })}
                <details>
                    <summary>{m().save_action_as()}</summary>
                    <form class="toolbar" on:submit=keep>
                        <input
                            class="input"
                            aria-label=m().save_action_as()
                            autocomplete="off"
                            maxlength=LONGEST_NAME
                            prop:value=bound(move || name.get())
                            on:input=move |event| name.set(event_target_value(&event))
                        />
                        <button
                            class="button"
                            aria-disabled=bound(move || (!ready.get()).to_string())
                            aria-busy=bound(move || changed.busy().to_string())
                        >
                            {m().save()}
                        </button>
                    </form>
                    <p class="hint small quiet">{m().save_action_hint()}</p>
                </details>
                <Undo discarded />
                {drawn(move || changed.failure().map(|failure| view! { <FailureLine failure /> }))}
            </div>
        </section>
    }
}

/// The room that the actions which come with Lockstep will take: what is below them does not move when they are there.
#[component]
fn Awaited() -> impl IntoView {
    let room = || {
        view! {
            <li>
                <button type="button" class="option" disabled>
                    <Icon name="play" />
                    <span>
                        <b>"\u{a0}"</b>
                        <small>"\u{a0}"</small>
                    </span>
                </button>
            </li>
        }
    };
    view! {
        <div role="status" aria-busy="true">
            <span class="visually-hidden">{m().loading()}</span>
            <ul class="templates" aria-hidden="true">
                {(0..SHIPPED).map(|_| room()).collect_view()}
            </ul>
        </div>
    }
}

#[component]
fn Item(desk: Desk, kept: Kept<Template>, discard: Callback<Kept<Template>>) -> impl IntoView {
    let own_copy = StoredValue::new(kept.clone());
    let Kept { name, content, changed_by, .. } = kept;
    let own = changed_by.is_some();
    let title = title_of(&content.action);
    let from = changed_by.map_or_else(|| m().ships_with().to_owned(), |by| m().saved_by(&by));
    let discard_label = m().discard_action(&name);
    view! {
        <li>
            <button
                type="button"
                class="option"
                on:click=move |_| desk.draft.update(|draft| draft.begin_with(&content))
            >
                <Icon name="play" />
                <span>
                    <b>{name}</b>
                    <small>{title} " · " {from}</small>
                </span>
            </button>
            {own
                .then(|| {
                    view! {
                        <IconButton icon="x" label=discard_label deed=move || discard.run(own_copy.get_value()) small=true />
                    }
                })}
        </li>
    }
}
