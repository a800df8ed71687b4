//! What there is to choose from in a `select`.

use leptos::prelude::*;

use crate::reactive::{Memo, bound};

/// The options, as their values and in words; that of the chosen value is selected.
pub fn select_options(
    options: impl IntoIterator<Item = (String, String)>,
    chosen: Memo<String>,
) -> Vec<impl IntoView> {
    let option = move |(value, words): (String, String)| {
        let own = value.clone();
        view! {
            <option value=value prop:selected=bound(move || *chosen.read() == own)>
                {words}
            </option>
        }
    };
    options.into_iter().map(option).collect()
}
