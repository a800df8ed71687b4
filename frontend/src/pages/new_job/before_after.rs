//! What a twin job would do to the devices of the fleet, and to one of them property by property.

use leptos::prelude::*;
use lockstep_api::{
    device::{Device, TwinChange},
    job::Action,
    preview::Sampled,
};

use super::{desk::Desk, reach::WouldChange};
use crate::{
    api,
    changes::changes,
    components::{
        change_table::ChangeTable,
        face::{FailureLine, Loading},
        remote::Remote,
        select_options::select_options,
    },
    messages::m,
    part,
    parts::Piece,
    reactive::{Memo, RwSignal, drawn, effect, memo},
};

part!(
    /// The panel, for an order that writes twins.
    BEFORE_AFTER, before_after in forms: Piece<Desk> = |desk| view! { <BeforeAfter desk /> }.into_any()
);

#[component]
fn BeforeAfter(desk: Desk) -> impl IntoView {
    let sample = memo(move || desk.preview.part(|preview| preview.sample.clone()).unwrap_or_default());
    let counted = memo(move || desk.preview.part(|preview| (preview.changes, preview.count)));
    let asked = RwSignal::new(String::new());
    let id = memo(move || match asked.get() {
        asked if asked.is_empty() => sample.with(|sample| first_to_look_at(sample)),
        asked => asked,
    });
    let device = Remote::<Device>::new();
    effect(move || {
        let id = id.get();
        device.clear();
        if !id.is_empty() {
            device.load(api::device(id));
        }
    });
    let change = memo(move || match desk.draft.read().action() {
        Ok(Action::Twin { desired, tags }) => Some(TwinChange { desired, tags, etag: None }),
        _ => None,
    });
    let compared = move || {
        let change = change.get()?;
        Some(match (device.value(), device.failure()) {
            (Some(device), _) => {
                let mut found = changes(&device, &change);
                found.retain(|change| change.before != change.after);
                if found.is_empty() {
                    view! { <p class="quiet">{m().job_changes_nothing()}</p> }.into_any()
                } else {
                    view! { <ChangeTable changes=found after=m().value_after_job() /> }.into_any()
                }
            }
            (None, Some(failure)) => view! { <FailureLine failure /> }.into_any(),
            (None, None) => view! { <Loading /> }.into_any(),
        })
    };
    drawn(move || {
        let (changes, count) = counted.get()?;
        change.with(Option::is_some).then(|| {
            view! {
                <section class="panel" aria-labelledby="before-after">
                    <header>
                        <h2 id="before-after">{m().before_after()}</h2>
                    </header>
                    <div class="body stack">
                        <WouldChange changes count />
                        <WhichDevice sample asked id />
                        <div role="status">{drawn(compared)}</div>
                    </div>
                </section>
            }
        })
    })
}

/// A device that would change, if there is one.
fn first_to_look_at(sample: &[Sampled]) -> String {
    let changing = sample.iter().find(|one| one.changes == Some(true));
    changing.or(sample.first()).map(|one| one.device.id.clone()).unwrap_or_default()
}

/// One of the sample, or any other by its id.
#[component]
fn WhichDevice(sample: Memo<Vec<Sampled>>, asked: RwSignal<String>, id: Memo<String>) -> impl IntoView {
    let options = move || {
        let mut options: Vec<_> = sample.read().iter().map(in_words).collect();
        let id = id.get();
        if options.iter().all(|(known, _)| *known != id) {
            options.push((id.clone(), id));
        }
        options
    };
    view! {
        <div class="toolbar">
            <select
                class="input"
                aria-label=m().device()
                on:change=move |event| asked.set(event_target_value(&event))
            >
                {drawn(move || select_options(options(), id))}
            </select>
            <input
                class="input mono"
                aria-label=m().another_device()
                placeholder=m().another_device()
                autocomplete="off"
                spellcheck="false"
                on:change=move |event| asked.set(event_target_value(&event).trim().to_owned())
            />
        </div>
    }
}

fn in_words(one: &Sampled) -> (String, String) {
    let (device, stays) = (&one.device, one.changes == Some(false));
    let connection = m().connection(device.connected);
    let stays = if stays { format!(" · {}", m().stays_as_it_is()) } else { String::new() };
    (device.id.clone(), format!("{} · {connection}{stays}", device.id))
}
