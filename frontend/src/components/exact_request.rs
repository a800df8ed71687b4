//! The exact request: as the hub gets it, and for a terminal.

mod request;

use leptos::prelude::*;
use lockstep_api::job::{JobId, JobOrder};

use self::request::{Form, body, target, text};
use super::{
    copy::CopyButton,
    json::JsonBlock,
    location::{Here, Remember},
    told::Wrong,
};
use crate::{
    messages::m,
    part,
    parts::Piece,
    reactive::{Memo, bound, drawn, memo},
    session::session_store,
};

/// Name of the search parameter with the form.
const AS: &str = "as";

part!(
    /// The panel.
    EXACT, exact_request in forms: Piece<Exact> = |exact| view! { <ExactRequest exact /> }.into_any()
);

/// An order, and the job that it makes.
#[derive(Clone, Copy)]
pub struct Exact {
    /// The job.
    pub id: Memo<JobId>,
    /// What is asked of the hub; `None` while it cannot be told.
    pub order: Memo<Option<JobOrder>>,
}

#[component]
fn ExactRequest(exact: Exact) -> impl IntoView {
    let Exact { id, order } = exact;
    let here = Here::new();
    let named = here.parameter(AS);
    let form = memo(move || match named.read().as_str() {
        "az" => Form::Az,
        "curl" => Form::Curl,
        _ => Form::Json,
    });
    let host = session_store().current().map(|session| session.hub.address).unwrap_or_default();
    let copied = host.clone();
    let copy = Callback::new(move |()| {
        let order = order.get_untracked();
        order
            .map(|order| text(form.get_untracked(), &copied, &id.read_untracked(), &order))
            .unwrap_or_default()
    });
    let choice = move |which: Form, name: &'static str, words: &'static str| {
        view! {
            <button
                type="button"
                aria-pressed=bound(move || (form.get() == which).to_string())
                on:click=move |_| here.set(&[(AS, name)], Remember::Replace)
            >
                {words}
            </button>
        }
    };
    view! {
        <section class="panel" aria-labelledby="request">
            <header>
                <h2 id="request">{m().exact_request()}</h2>
                <span class="spacer"></span>
                <div class="segmented" data-size="small" role="group" aria-label=m().request_forms()>
                    {choice(Form::Json, "", "JSON")}
                    {choice(Form::Az, "az", "az")}
                    {choice(Form::Curl, "curl", "curl")}
                </div>
                <CopyButton text=copy label=m().copy_request() />
            </header>
            <div class="body stack">
                {drawn(move || match (order.get(), form.get()) {
                    (Some(order), Form::Json) => {
                        view! {
                            <p class="mono request-line">
                                <b>"PUT"</b>
                                " "
                                {target(&id.read())}
                            </p>
                            <JsonBlock value=body(&id.read(), &order) />
                        }
                            .into_any()
                    }
                    (Some(order), form) => {
                        view! {
                            <pre class="code">{text(form, &host, &id.read(), &order)}</pre>
                            <p class="small quiet">{m().needs_own_token()}</p>
                        }
                            .into_any()
                    }
                    (None, _) => {
                        view! {
                            <Wrong words=m().submit_disabled_fields() />
                        }
                            .into_any()
                    }
                })}
            </div>
        </section>
    }
}
