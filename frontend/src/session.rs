//! Who is signed in, for the whole app.

use leptos::{ev, prelude::*, task::spawn_local};
use lockstep_api::session::{Session, SignInFailure};

use crate::{
    api::{self, Failure},
    messages::m,
    reactive::RwSignal,
};

/// Where the tab stands with the proxy.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionState {
    /// Being asked.
    Checking,
    /// Nobody: a token is needed.
    SignedOut(Why),
    /// The proxy could not say.
    Down(Failure),
    /// Somebody.
    SignedIn(Box<Session>),
}

/// Why nobody is signed in.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// Nobody has signed in yet, or the person signed out.
    NotYet,
    /// The session ended while the tab was open.
    Ended,
    /// A login at the OpenID provider let nobody in.
    NotLetIn(SignInFailure),
    /// The token was refused.
    Refused(Failure),
}

/// The session of the tab.
#[derive(Debug, Clone, Copy)]
pub struct SessionStore(RwSignal<SessionState>);

impl SessionStore {
    /// Starts by asking who is signed in, or with the token in the address, which is removed from it. Where only the
    /// fragment of the address is changed later, the browser does not load the page anew: a token is taken then, too.
    pub fn start() -> Self {
        let store = Self(RwSignal::new(SessionState::Checking));
        match take("token=") {
            Some(token) => store.sign_in(token),
            None => store.ask(
                take("sign-in=")
                    .and_then(|word| SignInFailure::named(&word))
                    .map_or(Why::NotYet, Why::NotLetIn),
            ),
        }
        let listener = window_event_listener(ev::hashchange, move |_| {
            // Also when somebody is signed in: that session may have ended unnoticed.
            if let Some(token) = take("token=") {
                store.sign_in(token);
            }
        });
        on_cleanup(move || listener.remove());
        store
    }

    /// Where the tab stands, tracked.
    pub fn state(self) -> SessionState {
        self.0.get()
    }

    /// The session, not tracked: it stays the same while somebody is signed in. `None` when nobody is.
    pub fn current(self) -> Option<Session> {
        self.0.with_untracked(|state| match state {
            SessionState::SignedIn(session) => Some((**session).clone()),
            SessionState::Checking | SessionState::SignedOut(_) | SessionState::Down(_) => None,
        })
    }

    /// Whether who is signed in may order anything, not tracked.
    pub fn may_operate(self) -> bool {
        self.0.with_untracked(|state| match state {
            SessionState::SignedIn(session) => session.may_operate(),
            SessionState::Checking | SessionState::SignedOut(_) | SessionState::Down(_) => false,
        })
    }

    /// Asks the proxy who is signed in.
    pub fn check(self) {
        self.ask(Why::NotYet);
    }

    fn ask(self, why: Why) {
        spawn_local(async move {
            self.0.set(match api::session().await {
                Ok(session) => SessionState::SignedIn(Box::new(session)),
                Err(failure) if failure.signed_out() => SessionState::SignedOut(why),
                Err(failure) => SessionState::Down(failure),
            });
        });
    }

    /// Exchanges a token for a session.
    pub fn sign_in(self, token: String) {
        self.0.set(SessionState::Checking);
        spawn_local(async move {
            self.0.set(match api::sign_in(token).await {
                Ok(session) => SessionState::SignedIn(Box::new(session)),
                Err(failure) => SessionState::SignedOut(Why::Refused(failure)),
            });
        });
    }

    /// Ends the session here and in the proxy.
    pub fn sign_out(self) {
        spawn_local(async move {
            // Whatever the proxy answers, this tab shows nothing more.
            _ = api::sign_out().await;
            self.0.set(SessionState::SignedOut(Why::NotYet));
        });
    }

    /// The proxy no longer knows the session. An answer that comes late, when nobody is signed in, changes nothing.
    pub fn ended(self) {
        if self.current().is_some() {
            self.0.set(SessionState::SignedOut(Why::Ended));
        }
    }
}

/// Why who is signed in may order nothing, if so.
pub fn view_only() -> Option<&'static str> {
    let session = session_store().current()?;
    (!session.may_operate()).then(|| m().view_only_why(session.read_only))
}

/// The session store of the app.
pub fn session_store() -> SessionStore {
    use_context().unwrap_or_else(|| SessionStore(RwSignal::new(SessionState::Checking)))
}

/// What stands behind a key in the address's fragment, taken out of the address and of the history entry.
fn take(key: &str) -> Option<String> {
    let location = window().location();
    let value = behind(key, &location.hash().ok()?)?;
    let clean = format!("{}{}", location.pathname().ok()?, location.search().ok()?);
    if let Ok(history) = window().history() {
        _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&clean));
    }
    Some(value)
}

/// The token in a fragment, or in an address pasted as a whole, or the text itself.
pub fn token_of(text: &str) -> Option<String> {
    behind("token=", text)
}

fn behind(key: &str, text: &str) -> Option<String> {
    let (_, after) = text.split_once(key)?;
    let value = after.split('&').next().unwrap_or_default().trim();
    (!value.is_empty()).then(|| crate::address::unescape(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_in_a_fragment_and_in_a_pasted_address() {
        assert_eq!(token_of("#token=abc_1"), Some("abc_1".to_owned()));
        assert_eq!(token_of("http://127.0.0.1:8080/#token=abc"), Some("abc".to_owned()));
        assert_eq!(token_of("#token="), None);
        assert_eq!(token_of("#other"), None);
    }
}
