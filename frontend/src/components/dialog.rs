//! Native dialogs: opening and closing one, if it is there.

use leptos::{
    html::{Dialog, H2, Input},
    prelude::*,
};

use super::lazy::Lazy;
use crate::{
    parts::{Part, Piece},
    reactive::{RwSignal, drawn, effect},
};

/// Opens a dialog above everything else.
pub fn show(dialog: NodeRef<Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        _ = dialog.show_modal();
    }
}

/// Closes it; the focus goes back to where it was.
pub fn close(dialog: NodeRef<Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        dialog.close();
    }
}

/// A dialog that is empty while it is closed, for whoever opens it and for what is in it.
#[derive(Debug, Clone, Copy)]
pub struct Opening {
    dialog: NodeRef<Dialog>,
    open: RwSignal<bool>,
    holds: RwSignal<Holds>,
}

/// Whether Escape would lose something that was written in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Nothing,
    Something,
    /// Somebody has pressed Escape once, and is told.
    Told,
}

impl Opening {
    /// Closed.
    pub fn new() -> Self {
        Self { dialog: NodeRef::new(), open: RwSignal::new(false), holds: RwSignal::new(Holds::Nothing) }
    }

    /// Says whether something was written that Escape must not lose at once.
    pub fn hold(self, something: bool) {
        let holds = if something { Holds::Something } else { Holds::Nothing };
        if self.holds.get_untracked() != holds {
            self.holds.set(holds);
        }
    }

    /// True once Escape was pressed and nothing was lost, tracked.
    pub fn held(self) -> bool {
        self.holds.get() == Holds::Told
    }

    /// Opens it above everything else.
    pub fn show(self) {
        self.open.set(true);
        show(self.dialog);
    }

    /// Closes it.
    pub fn close(self) {
        close(self.dialog);
    }
}

/// A field that takes the focus as soon as it is drawn: what is loaded comes after the dialog that it is in.
pub fn first_field() -> NodeRef<Input> {
    let field = NodeRef::<Input>::new();
    effect(move || {
        if let Some(field) = field.get() {
            _ = field.focus();
        }
    });
    field
}

/// The same for the heading of a dialog that asks something, so that it is read before anything is pressed.
pub fn first_heading() -> NodeRef<H2> {
    let heading = NodeRef::<H2>::new();
    effect(move || {
        if let Some(heading) = heading.get() {
            _ = heading.focus();
        }
    });
    heading
}

/// The dialog of an [`Opening`]; what is in it is loaded when it is first opened, and drawn anew each time.
#[component]
pub fn LazyDialog<P: Copy + Send + Sync + 'static>(
    /// Whoever opens it.
    opening: Opening,
    /// What is in it.
    part: &'static Part<Piece<P>>,
    /// What that is drawn with.
    with: P,
    /// Classes for its looks.
    #[prop(default = "dialog")]
    class: &'static str,
    /// Its name, when no heading in it is one.
    #[prop(optional)]
    label: Option<&'static str>,
    /// Id of the heading that names it.
    #[prop(optional)]
    labelled_by: Option<&'static str>,
) -> impl IntoView {
    let Opening { dialog, open, holds } = opening;
    view! {
        <dialog
            class=class
            node_ref=dialog
            aria-label=label
            aria-labelledby=labelled_by
            on:cancel=move |event: leptos::ev::Event| {
                if holds.get_untracked() == Holds::Something {
                    event.prevent_default();
                    holds.set(Holds::Told);
                }
            }
            on:close=move |_| {
                holds.set(Holds::Nothing);
                open.set(false);
            }
        >
            {drawn(move || open.get().then(|| view! { <Lazy part with /> }))}
        </dialog>
    }
}
