//! What is shown while nobody is signed in.

mod form;

use leptos::prelude::*;

use self::form::FORM;
use crate::{
    components::{
        face::{Failed, Loading},
        heading::Heading,
        icon::Icon,
        lazy::Lazy,
    },
    messages::m,
    reactive::StoredValue,
    session::{SessionState, session_store},
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
        SessionState::SignedOut(why) => view! { <Lazy part=&FORM with=StoredValue::new(why) /> }.into_any(),
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
