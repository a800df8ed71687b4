//! Lists of which only the rows on the screen exist.

mod squeeze;
mod viewport;
mod window;

use leptos::prelude::*;

pub use self::{viewport::Viewport, window::Window};
use crate::reactive::bound;

/// The room of the rows that are not drawn.
#[component]
pub fn Spacer(
    /// Columns of the table.
    columns: usize,
    /// Height in pixels, tracked.
    height: impl Fn() -> f64 + Send + 'static,
) -> impl IntoView {
    view! {
        <tr class="spacer" aria-hidden="true">
            <td colspan=columns style:--h=bound(move || format!("{}px", height().round() as i64))></td>
        </tr>
    }
}
