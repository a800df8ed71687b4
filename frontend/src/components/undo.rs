//! A way back from what was discarded.

use std::sync::Arc;

use leptos::prelude::*;

use super::{icon::Icon, lazy::Lazy, remote::Remote};
use crate::{
    api::Failure,
    messages::m,
    part,
    parts::Piece,
    reactive::{RwSignal, drawn, memo},
};

/// What was discarded last, and how it comes back; nothing until then. The row that it was discarded with is gone by then,
/// and so would be a callback of it.
#[derive(Debug, Clone, Copy)]
pub struct Discarded(RwSignal<Option<(String, Again)>>);

type Again = Arc<dyn Fn() + Send + Sync>;

impl Discarded {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Discards one by its name, and remembers how it is kept again; `then` is done after either.
    pub fn discard<D, K>(
        self,
        changed: Remote<()>,
        name: String,
        discard: D,
        keep: impl Fn() -> K + Send + Sync + 'static,
        then: impl Fn() + Copy + Send + Sync + 'static,
    ) where
        D: Future<Output = Result<(), Failure>> + 'static,
        K: Future<Output = Result<(), Failure>> + 'static,
    {
        let done = move |answer: Result<&(), &Failure>| {
            if answer.is_ok() {
                then();
            }
        };
        let again = move || changed.load_then(keep(), done);
        changed.load_then(discard, move |answer| {
            if answer.is_ok() {
                self.0.set(Some((name, Arc::new(again))));
            }
            done(answer);
        });
    }
}

/// Says what was discarded, and brings it back when wanted; it is loaded when there is something to say.
#[component]
pub fn Undo(
    /// What was discarded.
    discarded: Discarded,
) -> impl IntoView {
    let some = memo(move || discarded.0.with(Option::is_some));
    view! {
        <div role="status">
            {drawn(move || some.get().then(|| view! { <Lazy part=&BACK with=discarded /> }))}
        </div>
    }
}

part!(BACK, way_back in forms: Piece<Discarded> = |discarded| view! { <Back discarded /> }.into_any());

#[component]
fn Back(discarded: Discarded) -> impl IntoView {
    let Discarded(last) = discarded;
    drawn(move || {
        let (name, again) = last.get()?;
        let undo = move |_| {
            last.set(None);
            again();
        };
        Some(view! {
            <p class="message" data-tone="ok">
                <Icon name="check" />
                <span>
                    {m().was_discarded(&name)} " "
                    <button type="button" class="link" on:click=undo>
                        {m().undo()}
                    </button>
                </span>
            </p>
        })
    })
}
