//! Signing in with the operator token.

use leptos::{ev::SubmitEvent, prelude::*};

use crate::{
    components::{
        face::{Failed, Loading},
        heading::Heading,
        icon::Icon,
        sentence::Sentence,
        told::{Careful, Wrong},
    },
    messages::m,
    reactive::{RwSignal, bound, drawn},
    session::{SessionState, Why, session_store, token_of},
};

/// What is shown while nobody is signed in.
#[component]
pub fn SignInPage(
    /// Where the tab stands with the proxy.
    state: SessionState,
) -> impl IntoView {
    let session = session_store();
    let body = match state {
        SessionState::Checking | SessionState::SignedIn(_) => view! {
            <p class="quiet" role="status">
                {m().signing_in()}
            </p>
            <Loading />
        }
        .into_any(),
        SessionState::Down(failure) => view! {
            <Heading title=m().lockstep_down() />
            <Failed failure retry=Callback::new(move |()| session.check()) />
        }
        .into_any(),
        SessionState::SignedOut(why) => view! { <TokenForm why /> }.into_any(),
    };
    view! {
        <div class="env-line"></div>
        <header class="appbar">
            <span class="brand">
                <Icon name="brand" />
                <span>"Lockstep"</span>
            </span>
        </header>
        <main id="main" class="page sign-in">{body}</main>
    }
}

#[component]
fn TokenForm(why: Why) -> impl IntoView {
    let session = session_store();
    let token = RwSignal::new(String::new());
    let (ended, refused) = match why {
        Why::NotYet => (false, None),
        Why::Ended => (true, None),
        Why::Refused(failure) => (false, Some(m().failure(&failure))),
    };
    let wrong = RwSignal::new(refused);
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
        <header class="page-head">
            <Heading title=m().sign_in_title() />
            <p class="quiet">
                <Sentence spans=m().sign_in_lead() />
            </p>
            <div role="status">
                {ended
                    .then(|| {
                        view! {
                            <Careful words=m().session_ended() />
                        }
                    })}
            </div>
        </header>
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
