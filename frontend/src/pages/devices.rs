//! The list of devices.

mod first_run;
mod register;
mod table;

use leptos::prelude::*;
use lockstep_api::device::{DeviceCount, DevicePage, DeviceQuery};

use self::{first_run::FirstRun, table::DeviceTable};
use crate::{
    api,
    components::{
        face::{Empty, Failed, FailureLine, Loading},
        heading::Heading,
        icon::Icon,
        location::{Here, Remember},
        query_editor::QueryEditor,
        remote::Remote,
        sentence::Sentence,
    },
    intl,
    lint::{Blank, usable},
    messages::m,
    reactive::{Memo, RwSignal, bound, drawn, effect, memo},
    routes::Route,
};

/// Name of the search parameter with the condition.
const CONDITION: &str = "q";

/// Devices that satisfy the condition in the address.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let here = Here::new();
    let condition = here.parameter(CONDITION);
    let typed = RwSignal::new(condition.get_untracked());
    let page = Remote::<DevicePage>::new();
    let count = Remote::<DeviceCount>::new();
    let read = move || {
        let condition = wanted(&condition.get_untracked());
        page.load(api::devices(DeviceQuery { condition: condition.clone(), ..DeviceQuery::default() }));
        count.load(api::device_count(condition));
    };
    page.retry(Callback::new(move |()| read()));
    count.retry(Callback::new(move |()| {
        count.load(api::device_count(wanted(&condition.get_untracked())));
    }));
    effect(move || {
        typed.set(condition.get());
        page.clear();
        count.clear();
        read();
    });
    let run = Callback::new(move |()| {
        let text = typed.get_untracked().trim().to_owned();
        if !usable(&text, Blank::All) {
            return;
        }
        if text == condition.get_untracked() {
            read();
        } else {
            here.set(&[(CONDITION, &text)], Remember::Push);
        }
    });
    let use_query = Callback::new(move |query: &'static str| here.set(&[(CONDITION, query)], Remember::Push));
    let more = Callback::new(move |()| {
        let Some(next) = page.value().and_then(|page| page.next) else { return };
        let condition = wanted(&condition.get_untracked());
        let before = page.value().map(|page| page.devices).unwrap_or_default();
        page.load(async move {
            let mut page =
                api::devices(DeviceQuery { condition, page: Some(next), ..DeviceQuery::default() }).await?;
            page.devices.splice(0..0, before);
            Ok(page)
        });
    });
    let empty = memo(move || page.part(|page| page.devices.is_empty() && page.next.is_none()));
    view! {
        <main id="main" class="page" data-primary="new-job">
            <header class="page-head">
                <div class="row">
                    <Heading title=m().devices_title() />
                    <div class="actions reading" role="status">
                        {drawn(move || {
                            count
                                .part(|count| {
                                    view! {
                                        <span>
                                            <Sentence spans=m().connected_of(count.connected, count.total) />
                                        </span>
                                    }
                                })
                        })}
                    </div>
                </div>
            </header>
            <section class="workbench" role="search" aria-label=m().filter_devices()>
                <QueryEditor text=typed blank=Blank::All id="condition" run>
                    <button type="button" class="button" data-size="small" on:click=move |_| run.run(())>
                        {m().run()}
                    </button>
                </QueryEditor>
            </section>
            {drawn(move || match (empty.get(), condition.get().is_empty()) {
                (Some(true), true) => view! { <FirstRun use_query look_again=Callback::new(move |()| read()) /> }.into_any(),
                _ => view! { <Found page count condition more retry=Callback::new(move |()| read()) /> }.into_any(),
            })}
        </main>
    }
}

/// The condition to ask for: none for an empty one.
fn wanted(condition: &str) -> Option<String> {
    let condition = condition.trim();
    (!condition.is_empty()).then(|| condition.to_owned())
}

#[component]
fn Found(
    page: Remote<DevicePage>,
    count: Remote<DeviceCount>,
    condition: Memo<String>,
    more: Callback<()>,
    retry: Callback<()>,
) -> impl IntoView {
    let face = memo(move || match page.part(|page| page.devices.is_empty() && page.next.is_none()) {
        Some(true) => Face::Empty,
        Some(false) => Face::List,
        None if page.failure().is_some() => Face::Failed,
        None => Face::Loading,
    });
    let title = move || {
        count.part(|count| m().devices_count(count.total)).unwrap_or_else(|| m().devices_title().to_owned())
    };
    let new_job = move || Route::NewJob { condition: condition.get() }.href();
    view! {
        <section class="panel grid" aria-labelledby="found">
            <header>
                <h2 id="found">{drawn(title)}</h2>
                <span class="count">
                    {drawn(move || page.part(|page| m().for_last_query(&intl::time(page.as_of))))}
                </span>
                <span class="spacer"></span>
                <a class="button" data-size="small" href=bound(new_job)>
                    <Icon name="plus" />
                    {m().new_job_for_these()}
                </a>
            </header>
            {drawn(move || match face.get() {
                Face::Loading => view! { <Loading /> }.into_any(),
                Face::Failed => {
                    page.failure().map(|failure| view! { <Failed failure retry /> }).into_any()
                }
                Face::Empty => {
                    view! {
                        <Empty title=m().no_match() why=m().no_match_why()>
                            <a class="button" data-size="small" href=Route::devices().href()>
                                {m().clear_filter()}
                            </a>
                        </Empty>
                    }
                        .into_any()
                }
                Face::List => view! { <DeviceTable page count more retry /> }.into_any(),
            })}
            {drawn(move || {
                let failure = page.failure().filter(|_| matches!(face.get(), Face::List | Face::Empty))?;
                Some(view! { <footer><FailureLine failure retry /></footer> })
            })}
        </section>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Face {
    Loading,
    Failed,
    Empty,
    List,
}
