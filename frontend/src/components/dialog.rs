//! Native dialogs: opening and closing one, if it is there.

use leptos::{
    html::{Dialog, Input},
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
}

impl Opening {
    /// Closed.
    pub fn new() -> Self {
        Self { dialog: NodeRef::new(), open: RwSignal::new(false) }
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
    let Opening { dialog, open } = opening;
    view! {
        <dialog
            class=class
            node_ref=dialog
            aria-label=label
            aria-labelledby=labelled_by
            on:close=move |_| open.set(false)
        >
            {drawn(move || open.get().then(|| view! { <Lazy part with /> }))}
        </dialog>
    }
}
