//! The list of devices.

mod builder;
mod conditions;
mod connected;
mod drawer;
mod first_run;
mod list;
mod register;
mod saved;
mod selection;
mod table;

use leptos::prelude::*;

pub use self::{builder::BUILDER, saved::SavedQueries};

use self::{
    connected::Connected,
    drawer::Drawer,
    first_run::{FIRST_RUN, Ways},
    list::{ANYWAY, CONDITION, List},
    selection::Picked,
    table::DeviceTable,
};
use crate::{
    components::{
        columns::ColumnsMenu,
        copy::CopyLink,
        face::{Empty, Failed, FailureLine, Loading},
        heading::Heading,
        icon::Icon,
        lazy::Lazy,
        location::Remember,
        query_editor::QueryEditor,
        sentence::Sentence,
        twin_columns::TWIN_COLUMNS,
    },
    intl,
    lint::{Blank, usable},
    messages::m,
    reactive::{RwSignal, bound, drawn, effect, memo},
    routes::Route,
};

/// Name of the search parameter that is there while the condition is built from rows.
const BUILDS: &str = "builder";

/// Devices that satisfy the condition in the address.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let list = List::new();
    let typed = RwSignal::new(list.condition.get_untracked());
    effect(move || typed.set(list.condition.get()));
    let ask = move |text: &str, anyway: &str| {
        let text = text.trim();
        if text == *list.condition.read_untracked() {
            list.read();
        }
        list.here.set(&[(CONDITION, text), (ANYWAY, anyway)], Remember::Push);
    };
    let run = Callback::new(move |()| {
        let text = typed.get_untracked();
        if usable(&text, Blank::All) {
            ask(&text, "");
        }
    });
    let anyway = Callback::new(move |()| ask(&typed.get_untracked(), "1"));
    let use_query = Callback::new(move |query: String| ask(&query, ""));
    let builds = list.here.parameter(BUILDS);
    let building = memo(move || !builds.read().is_empty());
    let look_again = Callback::new(move |()| list.read());
    let first_run = memo(move || {
        let empty = list.page.part(|page| page.devices.is_empty() && page.next.is_none());
        empty == Some(true) && list.condition.read().is_empty()
    });
    view! {
        <main id="main" class="page" data-primary="new-job">
            <header class="page-head">
                <div class="row">
                    <Heading title=m().devices_title() />
                    <div class="actions reading">
                        <Connected />
                        <span role="status">
                            {drawn(move || {
                                list.count
                                    .part(|count| {
                                        view! { <Sentence spans=m().connected_of(count.connected, count.total) /> }
                                    })
                            })}
                        </span>
                    </div>
                </div>
            </header>
            <section class="workbench" role="search" aria-label=m().filter_devices()>
                <div class="row">
                    <button
                        type="button"
                        class="button"
                        data-kind="plain"
                        data-size="small"
                        aria-pressed=bound(move || building.get().to_string())
                        on:click=move |_| {
                            let other = if building.get_untracked() { "" } else { "1" };
                            list.here.set(&[(BUILDS, other)], Remember::Replace);
                        }
                    >
                        <Icon name="filter" />
                        {m().builder()}
                    </button>
                    <SavedQueries typed use_query />
                    <CopyLink />
                </div>
                <QueryEditor text=typed blank=Blank::All id="condition" run anyway ran=list.condition prepare=Callback::new(move |()| list.learn())>
                    <button type="button" class="button" data-size="small" on:click=move |_| run.run(())>
                        {m().run()}
                    </button>
                </QueryEditor>
                {drawn(move || building.get().then(|| view! { <Lazy part=&BUILDER with=typed /> }))}
            </section>
            {drawn(move || {
                if first_run.get() {
                    view! { <Lazy part=&FIRST_RUN with=Ways { use_query, look_again } /> }.into_any()
                } else {
                    view! { <Found list /> }.into_any()
                }
            })}
            <Drawer list />
        </main>
    }
}

#[component]
fn Found(list: List) -> impl IntoView {
    let List { page, count, condition, .. } = list;
    let retry = Callback::new(move |()| list.read());
    let face = memo(move || match page.part(|page| page.devices.is_empty() && page.next.is_none()) {
        Some(true) => Face::Empty,
        Some(false) => Face::List,
        None if page.failure().is_some() => Face::Failed,
        None => Face::Loading,
    });
    let title = move || {
        count.part(|count| m().devices_count(count.total)).unwrap_or_else(|| m().devices_title().to_owned())
    };
    // A list without a filter is of all devices, and so is the order.
    let fleet =
        move || Some(condition.get()).filter(|text| !text.is_empty()).unwrap_or_else(|| "*".to_owned());
    let new_job = move || Route::NewJob { condition: fleet() }.href();
    view! {
        <section class="panel grid" aria-labelledby="found" data-stale=bound(move || page.stale())>
            <header>
                <h2 id="found">{drawn(title)}</h2>
                <span class="count">
                    {drawn(move || page.part(|page| m().for_last_query(&intl::time(page.as_of))))}
                </span>
                <span class="spacer"></span>
                <Picked list />
                <a class="button" data-size="small" href=bound(new_job) hidden=bound(move || list.picked.any())>
                    <Icon name="plus" />
                    {m().new_job_for_these()}
                </a>
                <ColumnsMenu content=&TWIN_COLUMNS with=list.menu() />
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
                Face::List => view! { <DeviceTable list /> }.into_any(),
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
