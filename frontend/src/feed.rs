//! The tab's one stream of live events.
//!
//! [`machine`] decides, as a pure function; this module does what it says: opens and closes the
//! [`source`], asks once after an error whether the session still stands, and wakes up when it is time.

mod machine;
mod source;

use std::{cell::RefCell, rc::Rc, time::Duration};

use leptos::{ev, prelude::*, task::spawn_local};
use lockstep_api::live::{LiveEvent, LiveQuery};

pub use self::machine::Phase;
use self::{
    machine::{Effect as Act, Input, Machine, Probe},
    source::Source,
};
use crate::{api, clock, live::Live, reactive::RwSignal, session::SessionStore};

/// A value that stays on this thread, as what the browser calls back does.
#[expect(
    clippy::disallowed_types,
    reason = "crate::reactive has none that stays on its thread, and there is only one"
)]
type Local<T> = StoredValue<T, LocalStorage>;

/// The stream, for the whole app.
#[derive(Clone, Copy)]
pub struct Feed {
    phase: RwSignal<Phase>,
    inner: Local<Rc<RefCell<Inner>>>,
    live: Live,
    session: SessionStore,
}

struct Inner {
    machine: Machine,
    source: Option<Source>,
    timer: Option<TimeoutHandle>,
}

impl Feed {
    /// Sets up the stream; it opens with the first [`Feed::watch`].
    pub fn start(live: Live, session: SessionStore) -> Self {
        let inner = Inner { machine: Machine::default(), source: None, timer: None };
        let feed = Self {
            phase: RwSignal::new(Phase::Idle),
            inner: Local::new_local(Rc::new(RefCell::new(inner))),
            live,
            session,
        };
        let listeners = [
            window_event_listener(ev::visibilitychange, move |_| {
                feed.put(if document().hidden() { Input::Hidden } else { Input::Shown });
            }),
            // A connection without a network says nothing itself.
            window_event_listener(ev::offline, move |_| feed.put(Input::Failed)),
            window_event_listener(ev::online, move |_| feed.put(Input::Retry)),
        ];
        on_cleanup(move || {
            listeners.into_iter().for_each(WindowListenerHandle::remove);
            feed.put(Input::Stop);
        });
        feed
    }

    /// Follows other things from now on.
    pub fn watch(self, query: LiveQuery) {
        self.live.watch(&query);
        self.put(Input::Watch(query));
    }

    /// Tries again now.
    pub fn retry(self) {
        self.put(Input::Retry);
    }

    /// Where the stream stands, tracked.
    pub fn phase(self) -> Phase {
        self.phase.get()
    }

    fn put(self, input: Input) {
        let Some(inner) = self.inner.try_get_value() else { return };
        let acts = {
            let mut inner = inner.borrow_mut();
            let acts = inner.machine.step(input, clock::now(), js_random());
            let phase = inner.machine.phase().clone();
            if self.phase.try_get_untracked().as_ref() != Some(&phase) {
                self.phase.set(phase);
            }
            acts
        };
        for act in acts {
            self.act(&inner, act);
        }
    }

    fn act(self, inner: &Rc<RefCell<Inner>>, act: Act) {
        match act {
            Act::Close => {
                let mut inner = inner.borrow_mut();
                inner.source = None;
                if let Some(timer) = inner.timer.take() {
                    timer.clear();
                }
            }
            Act::Open(query) => {
                let source =
                    Source::open(&query, move |event| self.heard(event), move || self.put(Input::Failed));
                inner.borrow_mut().source = source;
            }
            Act::Wake { after_millis } => {
                let timer = clock::after(Duration::from_millis(after_millis), move || self.put(Input::Woke));
                if let Some(before) = std::mem::replace(&mut inner.borrow_mut().timer, timer) {
                    before.clear();
                }
            }
            Act::Probe => spawn_local(async move {
                let probe = match api::session().await {
                    Err(failure) if failure.signed_out() => Probe::SignedOut,
                    Ok(_) | Err(_) => Probe::Other,
                };
                self.put(Input::Probed(probe));
            }),
            Act::SignedOut => self.session.ended(),
        }
    }

    fn heard(self, event: LiveEvent) {
        match event {
            LiveEvent::Ended { reason } => self.put(Input::Ended(reason)),
            event => {
                self.put(Input::Heard);
                self.live.apply(event, clock::now());
            }
        }
    }
}

/// A number from 0 to 1, for jitter.
#[cfg(target_arch = "wasm32")]
fn js_random() -> f64 {
    js_sys::Math::random()
}

#[cfg(not(target_arch = "wasm32"))]
fn js_random() -> f64 {
    0.5
}
