//! Native dialogs: opening and closing one, if it is there.

use leptos::{html::Dialog, prelude::*};

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
