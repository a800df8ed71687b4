//! Everything by typing: jobs, devices, saved queries, actions and places.

mod command;
mod entries;
mod offered;

use leptos::prelude::*;
use lockstep_api::{
    job::JobList,
    library::{Kept, SavedQuery, Template},
};

use self::entries::{Deed, Entry, Group, Sources, found};
use super::{
    dialog::{Opening, first_field},
    face::FailureLine,
    icon::Icon,
    location::Here,
    remote::Remote,
};
use crate::{
    api, clock,
    messages::m,
    part,
    parts::Piece,
    reactive::{RwSignal, bound, drawn, effect, memo},
    session::session_store,
};

part!(
    /// What is in the palette.
    PALETTE, palette in forms: Piece<Opening> = |opening| view! { <Palette opening /> }.into_any()
);

/// Id of the list of results.
const LIST: &str = "palette-list";

#[component]
fn Palette(opening: Opening) -> impl IntoView {
    let here = Here::new();
    let session = session_store();
    let typed = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let field = first_field();
    let jobs = Remote::<JobList>::new();
    let templates = Remote::<Vec<Kept<Template>>>::new();
    let queries = Remote::<Vec<Kept<SavedQuery>>>::new();
    let read = move || {
        jobs.load(api::jobs());
        templates.load(api::templates());
        queries.load(api::saved_queries());
    };
    read();
    let offered = offered::offered();
    let pending = memo(move || jobs.busy() || templates.busy() || queries.busy());
    let entries = memo(move || {
        let sources = Sources {
            jobs: jobs.part(|list| list.jobs.clone()).unwrap_or_default(),
            orders: session.may_operate(),
            templates: templates.value().unwrap_or_default(),
            queries: queries.value().unwrap_or_default(),
            offered: offered.clone(),
            now: clock::now(),
        };
        found(&typed.read(), &sources)
    });
    let take = move |number: usize, new_tab: bool| {
        let Some(entry) = entries.read_untracked().get(number).cloned() else { return };
        opening.close();
        match entry.deed {
            Deed::Open(href) if new_tab => _ = window().open_with_url_and_target(&href, "_blank"),
            Deed::Open(href) => here.open(&href),
            Deed::Run(command) => command.run(session),
            // The dialog gives the focus back first.
            Deed::Press(words) => request_animation_frame(move || offered::press(&words)),
        }
    };
    // Whoever types faster than the network means what will be found, and not what happens to be there already.
    let wish = RwSignal::new(None::<bool>);
    effect(move || {
        let Some(new_tab) = wish.get().filter(|_| !pending.get()) else { return };
        wish.set(None);
        take(chosen.get_untracked(), new_tab);
    });
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let count = entries.read_untracked().len().max(1);
        let now = chosen.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => chosen.set(now.saturating_add(1) % count),
            "ArrowUp" => chosen.set(now.checked_sub(1).unwrap_or(count - 1)),
            "Enter" => {
                wish.set(Some(event.ctrl_key() || event.meta_key()));
                return event.prevent_default();
            }
            _ => return,
        }
        wish.set(None);
        event.prevent_default();
    };
    let failure = memo(move || jobs.failure().or_else(|| templates.failure()).or_else(|| queries.failure()));
    let retry = Callback::new(move |()| read());
    let missing = memo(move || !pending.get() && failure.read().is_none() && entries.read().is_empty());
    view! {
        <div class="ask">
            <Icon name="search" />
            <input
                role="combobox"
                aria-expanded="true"
                aria-controls=LIST
                aria-label=m().palette_hint()
                aria-activedescendant=bound(move || format!("{LIST}-{}", chosen.get()))
                placeholder=m().palette_hint()
                autocomplete="off"
                spellcheck="false"
                node_ref=field
                prop:value=bound(move || typed.get())
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    chosen.set(0);
                    wish.set(None);
                }
                on:keydown=keys
            />
            <kbd>"Esc"</kbd>
        </div>
        <div role="listbox" id=LIST aria-label=m().palette_results()>
            {drawn(move || {
                let entries = entries.get();
                Group::ALL
                    .map(|group| {
                        let of_group = entries
                            .iter()
                            .enumerate()
                            .filter(|(_, entry)| entry.group == group)
                            .map(|(number, entry)| option(number, entry, &typed.read_untracked(), chosen, take))
                            .collect::<Vec<_>>();
                        (!of_group.is_empty())
                            .then(|| {
                                view! {
                                    <ul role="group" aria-label=group_name(group)>
                                        <li role="presentation">{group_name(group)}</li>
                                        {of_group}
                                    </ul>
                                }
                            })
                    })
                    .into_iter()
                    .collect_view()
            })}
        </div>
        {drawn(move || failure.get().map(|failure| view! { <div class="body"><FailureLine failure retry /></div> }))}
        {drawn(move || missing.get().then(|| view! { <p class="body quiet" role="status">{m().palette_nothing()}</p> }))}
        <p class="keys">
            <span><kbd>"↑"</kbd> " " <kbd>"↓"</kbd> " " {m().keys_choose()}</span>
            <span><kbd>"Enter"</kbd> " " {m().keys_open()}</span>
            <span><kbd>"Ctrl"</kbd> " " <kbd>"Enter"</kbd> " " {m().keys_new_tab()}</span>
            <span><kbd>">"</kbd> " " {m().palette_commands()}</span>
            <span><kbd>"#"</kbd> " " {m().jobs()}</span>
        </p>
    }
}

fn group_name(group: Group) -> &'static str {
    match group {
        Group::Actions => m().palette_actions(),
        Group::Here => m().palette_here(),
        Group::Jobs => m().jobs(),
        Group::Queries => m().saved_queries(),
        Group::Places => m().palette_places(),
        Group::Commands => m().palette_commands(),
    }
}

fn option(
    number: usize,
    entry: &Entry,
    typed: &str,
    chosen: RwSignal<usize>,
    take: impl Fn(usize, bool) + Copy + Send + 'static,
) -> AnyView {
    let (before, hit, after) = marked(&entry.text, typed);
    let (before, hit, after) = (before.to_owned(), hit.to_owned(), after.to_owned());
    let aside = entry.aside.clone();
    let status = entry.status;
    let icon = entry.icon;
    view! {
        <li
            role="option"
            id=format!("{LIST}-{number}")
            data-status=status
            aria-selected=bound(move || (chosen.get() == number).to_string())
            on:click=move |event| take(number, event.ctrl_key() || event.meta_key())
        >
            <Icon name=icon />
            <span class="clip">
                {before} {(!hit.is_empty()).then(|| view! { <mark>{hit}</mark> })} {after}
            </span>
            <span class="quiet clip">{aside}</span>
        </li>
    }
    .into_any()
}

/// The text around the first place where the typed word stands in it.
fn marked<'t>(text: &'t str, typed: &str) -> (&'t str, &'t str, &'t str) {
    let word = typed
        .trim_start_matches(['>', '#'])
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let at = if word.is_empty() { None } else { text.to_ascii_lowercase().find(&word) };
    match at
        .and_then(|at| Some((text.get(..at)?, text.get(at..at + word.len())?, text.get(at + word.len()..)?)))
    {
        Some(parts) => parts,
        None => (text, "", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn what_was_typed_is_marked_where_it_stands() {
        assert_eq!(marked("Call unlockDoor", "LOCK x"), ("Call un", "lock", "Door"));
        assert_eq!(marked("äöü", "ö"), ("ä", "ö", "ü"));
        assert_eq!(marked("abc", ""), ("abc", "", ""));
        assert_eq!(marked("abc", "z"), ("abc", "", ""));
    }
}
