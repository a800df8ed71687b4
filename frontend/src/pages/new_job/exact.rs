//! The exact request: as the hub gets it, and for a terminal.

use leptos::prelude::*;

use super::{
    desk::Desk,
    request::{Form, body, target, text},
};
use crate::{
    components::{
        copy::CopyButton,
        icon::Icon,
        json::JsonBlock,
        location::{Here, Remember},
    },
    intl,
    messages::m,
    part,
    parts::Piece,
    reactive::{bound, drawn, memo},
};

/// Name of the search parameter with the form.
const AS: &str = "as";

part!(
    /// The panel, for an order.
    EXACT, exact_request in forms: Piece<Desk> = |desk| view! { <ExactRequest desk /> }.into_any()
);

#[component]
fn ExactRequest(desk: Desk) -> impl IntoView {
    let here = Here::new();
    let named = here.parameter(AS);
    let form = memo(move || match named.read().as_str() {
        "az" => Form::Az,
        "curl" => Form::Curl,
        _ => Form::Json,
    });
    let order = memo(move || desk.draft.read().order(desk.now(), intl::from_local, None).ok());
    let id = desk.job_id();
    let host = desk.session().map(|session| session.hub.host).unwrap_or_default();
    let (address, shown, copied) = (target(&id), id.clone(), host.clone());
    let copy = Callback::new(move |()| {
        let order = order.get_untracked();
        order.map(|order| text(form.get_untracked(), &copied, &id, &order)).unwrap_or_default()
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
                                {address.clone()}
                            </p>
                            <JsonBlock value=body(&shown, &order) />
                        }
                            .into_any()
                    }
                    (Some(order), form) => {
                        view! {
                            <pre class="code">{text(form, &host, &shown, &order)}</pre>
                            <p class="small quiet">{m().needs_own_token()}</p>
                        }
                            .into_any()
                    }
                    (None, _) => {
                        view! {
                            <p class="message" data-tone="bad">
                                <Icon name="failed" />
                                <span>{m().submit_disabled_fields()}</span>
                            </p>
                        }
                            .into_any()
                    }
                })}
            </div>
        </section>
    }
}
