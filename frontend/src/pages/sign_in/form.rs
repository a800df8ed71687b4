//! Logging in at the provider, or signing in with the operator token: what this proxy has.

use leptos::{ev::SubmitEvent, prelude::*};
use lockstep_api::{path, session::SignInWays};

use crate::{
    address::escape,
    api,
    components::{
        face::Loading,
        heading::Heading,
        remote::Remote,
        sentence::Sentence,
        told::{Careful, Wrong},
    },
    messages::m,
    part,
    parts::Piece,
    reactive::{RwSignal, StoredValue, bound, drawn},
    session::{Why, session_store, token_of},
};

part!(FORM, sign_in_form in forms: Piece<StoredValue<Why>> = |why| view! { <SignInForm why=why.get_value() /> }.into_any());

#[component]
fn SignInForm(why: Why) -> impl IntoView {
    let ways = Remote::<SignInWays>::new();
    ways.load(api::sign_in_ways());
    let (told, refused) = match why {
        Why::NotYet => (None, None),
        Why::Ended => (Some(m().session_ended()), None),
        Why::NotLetIn(failure) => (Some(m().not_let_in(failure)), None),
        Why::Refused(failure) => (None, Some(m().failure(&failure))),
    };
    let wrong = RwSignal::new(refused);
    view! {
        <header class="page-head">
            <Heading title=m().sign_in_title() />
            <div role="status">{told.map(|words| view! { <Careful words /> })}</div>
        </header>
        {drawn(move || match (ways.value(), ways.failure()) {
            (Some(SignInWays { token, provider: Some(provider) }), _) => {
                view! {
                    <Provider name=provider />
                    {token.then(|| view! { <TokenBesides wrong /> })}
                }
                    .into_any()
            }
            (None, None) => view! { <Loading /> }.into_any(),
            // Whoever has the token gets in, also when it cannot be asked what else there is.
            (Some(_), _) | (None, Some(_)) => {
                view! {
                    <p class="quiet">
                        <Sentence spans=m().sign_in_lead() />
                    </p>
                    <TokenForm wrong />
                }
                    .into_any()
            }
        })}
    }
}

/// The way to the provider, and back to where the person is going.
#[component]
fn Provider(name: String) -> impl IntoView {
    let location = window().location();
    let to = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    let address = format!("{}?to={}", path::LOGIN, escape(&to));
    view! {
        <p class="quiet">{m().provider_lead(&name)}</p>
        <div class="actions">
            <a class="button" data-kind="primary" href=address rel="external">
                {m().log_in_with(&name)}
            </a>
        </div>
    }
}

#[component]
fn TokenBesides(wrong: RwSignal<Option<String>>) -> impl IntoView {
    view! {
        <details class="panel" open=wrong.with_untracked(Option::is_some)>
            <summary>{m().token_besides()}</summary>
            <div class="body">
                <TokenForm wrong />
            </div>
        </details>
    }
}

#[component]
fn TokenForm(wrong: RwSignal<Option<String>>) -> impl IntoView {
    let session = session_store();
    let token = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = token.get_untracked().trim().to_owned();
        if typed.is_empty() {
            wrong.set(Some(m().token_needed().to_owned()));
        } else {
            session.sign_in(token_of(&typed).unwrap_or(typed));
        }
    };
    view! {
        <form class="stack" on:submit=submit>
            <div class="field">
                <label for="token">{m().token()}</label>
                <input
                    class="input mono"
                    id="token"
                    type="password"
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby="token-message"
                    aria-invalid=bound(move || wrong.read().is_some().then_some("true"))
                    prop:value=bound(move || token.get())
                    on:input=move |event| token.set(event_target_value(&event))
                />
                <div id="token-message" role="alert">
                    {drawn(move || {
                        wrong
                            .get()
                            .map(|sentence| {
                                view! {
                                    <Wrong words=sentence />
                                }
                            })
                    })}
                </div>
            </div>
            <div class="actions">
                <button type="submit" class="button" data-kind="primary">
                    {m().sign_in()}
                </button>
            </div>
        </form>
    }
}
