//! What an empty hub shows: how devices get here.

use std::time::Duration;

use leptos::prelude::*;

use super::register::Register;
use crate::{
    components::{copy::CopyButton, icon::Icon, query_text::QueryText, sentence::Sentence},
    messages::m,
    part,
    parts::Piece,
    session::session_store,
};

const SIMULATE: &str =
    "lockstep-device-sim fleet --count 1000 --prefix door- --hub-file hub.connection-string";
/// How often the hub is asked whether there is a device by now.
const EVERY: Duration = Duration::from_secs(20);

/// The same for the hub emulator, with the files that it writes where it is started.
const SIMULATE_HERE: &str = "lockstep-device-sim fleet --count 1000 --prefix door- \\
  --hub-file .lockstep/hub/service.connection-string --ca .lockstep/hub/ca.pem";
const CONNECT: &str = "lockstep-proxy --hub-connection-string-file hub.connection-string";

part!(
    /// Three ways to get devices, and queries that work once they are there.
    FIRST_RUN, first_run in forms: Piece<Ways> = |ways| view! { <FirstRun ways /> }.into_any()
);

/// What can be done from here.
#[derive(Clone, Copy)]
pub struct Ways {
    /// Puts a query into the filter.
    pub use_query: Callback<String>,
    /// Asks the hub again.
    pub look_again: Callback<()>,
}

#[component]
fn FirstRun(ways: Ways) -> impl IntoView {
    let Ways { use_query, look_again } = ways;
    // The first device shows by itself. One look costs two queries, so there are three a minute.
    let look = move || {
        if !document().hidden() {
            look_again.run(());
        }
    };
    let waiting = set_interval_with_handle(look, EVERY);
    on_cleanup(move || {
        if let Ok(waiting) = waiting {
            waiting.clear();
        }
    });
    let host = session_store().current().map(|session| session.hub.host).unwrap_or_default();
    let simulate = if host.starts_with("localhost") { SIMULATE_HERE } else { SIMULATE };
    let queries = [
        (m().one_building(), "tags.building = 43 AND tags.floor IN [2, 3]"),
        (m().doors_unlocked(), "properties.reported.lockState = 'unlocked'"),
        (m().without_building(), "NOT is_defined(tags.building)"),
    ];
    view! {
        <div class="first">
            <header>
                <h2>{m().no_devices()}</h2>
                <p class="quiet">
                    <Sentence spans=m().no_devices_lead(&host) />
                </p>
                <div class="actions">
                    <span class="status" data-status="running" data-fill="" role="status">
                        <Icon name="running" />
                        {m().waiting_for_first()}
                    </span>
                    <button type="button" class="button" on:click=move |_| look_again.run(())>
                        <Icon name="rerun" />
                        {m().look_again()}
                    </button>
                </div>
            </header>
            <div class="ways">
                {way("devices", m().simulate(), m().simulate_how(), simulate)}
                {way("link", m().connect_hub(), m().connect_hub_how(), CONNECT)}
                <Register />
            </div>
            <section class="panel" aria-labelledby="queries">
                <header>
                    <h2 id="queries">{m().queries_to_start()}</h2>
                </header>
                <table class="table" data-narrow>
                    <tbody>
                        {queries
                            .map(|(name, query)| {
                                view! {
                                    <tr>
                                        <th scope="row">{name}</th>
                                        <td class="wide query" data-cell="break">
                                            <QueryText text=query />
                                        </td>
                                        <td data-cell="end">
                                            <button
                                                type="button"
                                                class="button"
                                                data-size="small"
                                                aria-label=format!("{}: {name}", m().use_query())
                                                on:click=move |_| use_query.run(query.to_owned())
                                            >
                                                {m().use_query()}
                                            </button>
                                        </td>
                                    </tr>
                                }
                            })
                            .into_iter()
                            .collect_view()}
                    </tbody>
                </table>
            </section>
        </div>
    }
}

fn way(icon: &'static str, title: &'static str, how: &'static str, command: &'static str) -> impl IntoView {
    view! {
        <section class="panel">
            <header>
                <Icon name=icon />
                <h2>{title}</h2>
            </header>
            <div class="body">
                <p>{how}</p>
                <div class="code-block">
                    <pre class="code">{command}</pre>
                    <CopyButton text=Callback::new(move |()| command.to_owned()) label=m().copy_command() />
                </div>
            </div>
        </section>
    }
}
