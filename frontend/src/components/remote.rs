//! Something that is fetched: what is known of it, and how the last attempt went.

use std::{future::Future, pin::Pin, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use lockstep_api::time::EpochMillis;

use crate::{
    api::Failure,
    clock::{self, Later},
    feed::{Feed, Phase},
    intl,
    messages::m,
    reactive::{RwSignal, StoredValue, effect_of_last},
    session::{SessionStore, session_store},
};

/// Added to the instant that the proxy names, so that nobody is too early by a clock's error.
const MARGIN: Duration = Duration::from_millis(500);
/// First pause before an unasked retry when nobody said how long.
const UNTOLD: Duration = Duration::from_secs(5);
/// Longest pause before an unasked retry.
const LONGEST: Duration = Duration::from_secs(30);

/// Something that is fetched. What was known stays known when a later attempt fails: old is not gone.
#[derive(Debug)]
pub struct Remote<T: Send + Sync + 'static> {
    value: RwSignal<Option<T>>,
    failure: RwSignal<Option<Failure>>,
    busy: RwSignal<bool>,
    fetched_at: RwSignal<Option<EpochMillis>>,
    latest: StoredValue<u64>,
    session: SessionStore,
}

type Call<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;
type Then<T> = Box<dyn FnOnce(Result<&T, &Failure>)>;

impl<T: Send + Sync + 'static> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Remote<T> {}

impl<T: Clone + Send + Sync + 'static> Remote<T> {
    /// Knows nothing yet.
    pub fn new() -> Self {
        Self {
            value: RwSignal::new(None),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            fetched_at: RwSignal::new(None),
            latest: StoredValue::new(0),
            session: session_store(),
        }
    }

    /// Starts an attempt; only the answer of the latest one counts. `then` sees what came, once it is in place.
    pub fn load_then(
        self,
        call: impl Future<Output = Result<T, Failure>> + 'static,
        then: impl FnOnce(Result<&T, &Failure>) + 'static,
    ) {
        self.load_boxed(Box::pin(call), Box::new(then));
    }

    /// Boxed, so that this is compiled once per type that is fetched, and not once per call.
    fn load_boxed(self, call: Call<T>, then: Then<T>) {
        self.latest.update_value(|latest| *latest += 1);
        let attempt = self.latest.get_value();
        self.busy.set(true);
        spawn_local(async move {
            let answer = call.await;
            if self.latest.try_get_value() != Some(attempt) {
                return;
            }
            self.busy.set(false);
            then(answer.as_ref());
            match answer {
                Ok(value) => {
                    self.fetched_at.set(Some(clock::now()));
                    self.went_well();
                    self.value.set(Some(value));
                }
                Err(failure) => {
                    if failure.signed_out() {
                        self.session.ended();
                    }
                    self.failure.set(Some(failure));
                }
            }
        });
    }

    /// Wakes nobody where nothing had failed: what is drawn by it would be drawn anew, and what has the focus lose it.
    fn went_well(self) {
        if self.failure.with_untracked(Option::is_some) {
            self.failure.set(None);
        }
    }

    /// Starts an attempt; only the answer of the latest one counts.
    pub fn load(self, call: impl Future<Output = Result<T, Failure>> + 'static) {
        self.load_then(call, |_| ());
    }

    /// Tries again what passes by itself, as long as the owner lives: when the proxy said that it is worth it, as soon as
    /// the live connection is back, and else after a while. Refused again and again it waits longer and longer: a call
    /// that needs several queries must let the budget grow.
    pub fn retry(self, again: Callback<()>) {
        if let Some(feed) = use_context::<Feed>() {
            effect_of_last(move |before: Option<bool>| {
                let live = feed.phase() == Phase::Live;
                let failure = self.failure.read_untracked().as_ref().is_some_and(Failure::passing);
                if live && before == Some(false) && failure {
                    again.run(());
                }
                live
            });
        }
        let later = Later::new();
        effect_of_last(move |refused: Option<u32>| {
            let told = self.failure.with(|failure| {
                let failure = failure.as_ref().filter(|failure| failure.passing())?;
                let until = |at: EpochMillis| u64::try_from(at.since(clock::now())).unwrap_or_default();
                Some(failure.retry_at().map_or(UNTOLD, |at| Duration::from_millis(until(at))))
            });
            let Some(told) = told else {
                return if self.value.read().is_some() { 0 } else { refused.unwrap_or_default() };
            };
            let refused = refused.unwrap_or_default();
            let pause = (told + MARGIN).saturating_mul(1 << refused.min(4)).min(LONGEST);
            later.plan(pause, move || again.run(()));
            refused.saturating_add(1)
        });
    }

    /// Forgets everything, also an attempt under way.
    pub fn clear(self) {
        self.latest.update_value(|latest| *latest += 1);
        self.busy.set(false);
        self.value.set(None);
        self.went_well();
        self.fetched_at.set(None);
    }

    /// What is known, tracked.
    pub fn value(self) -> Option<T> {
        self.value.get()
    }

    /// What is known, not tracked.
    pub fn value_untracked(self) -> Option<T> {
        self.value.get_untracked()
    }

    /// A part of what is known, tracked.
    pub fn part<U>(self, part: impl FnOnce(&T) -> U) -> Option<U> {
        self.value.with(|value| value.as_ref().map(part))
    }

    /// Why the last attempt failed, tracked; `None` when it did not.
    pub fn failure(self) -> Option<Failure> {
        self.failure.get()
    }

    /// Says since when what is known is old, tracked; `None` while the last attempt went well.
    pub fn stale(self) -> Option<String> {
        let read_at = self.fetched_at().filter(|_| self.failure.with(Option::is_some))?;
        Some(m().as_of(&intl::time(read_at)))
    }

    /// True while an attempt is under way, tracked.
    pub fn busy(self) -> bool {
        self.busy.get()
    }

    /// When what is known came, tracked.
    pub fn fetched_at(self) -> Option<EpochMillis> {
        self.fetched_at.get()
    }
}
