//! The sheet of keyboard shortcuts.

use leptos::prelude::*;

use super::{dialog::Opening, icon_button::IconButton};
use crate::{messages::m, part, parts::Piece};

part!(
    /// What is in the sheet.
    SHORTCUTS, shortcuts in forms: Piece<Opening> = |opening| view! { <Sheet opening /> }.into_any()
);

#[component]
fn Sheet(opening: Opening) -> impl IntoView {
    view! {
            <header>
                <h2 id="shortcuts-title">{m().shortcuts()}</h2>
                <span class="spacer"></span>
                <IconButton icon="x" label=m().close() deed=move || opening.close() />
            </header>
            <div class="body sheet">
                <section>
                    <h3>{m().shortcuts_everywhere()}</h3>
                    <dl>
                        {keys(m().palette(), &["Ctrl", "K"])} {keys(m().shortcut_search(), &["/"])} {keys(m().shortcut_help(), &["?"])}
                        {keys(m().shortcut_jobs(), &["g", "j"])} {keys(m().shortcut_devices(), &["g", "d"])}
                        {keys(m().shortcut_actions(), &["g", "a"])}
                        {keys(m().shortcut_new_job(), &["n"])} {keys(m().shortcut_close(), &["Esc"])}
                    </dl>
                </section>
                <section>
                    <h3>{m().shortcuts_lists()}</h3>
                    <dl>{keys(m().shortcut_next(), &["j", "k"])} {keys(m().shortcut_open(), &["Enter"])}</dl>
                </section>
                <section>
                    <h3>{m().job()}</h3>
                    <dl>
                        {keys(m().shortcut_csv(), &["e", "c"])} {keys(m().shortcut_ndjson(), &["e", "n"])}
                        {keys(m().print_report(), &["Ctrl", "P"])}
                    </dl>
                </section>
                <section>
                    <h3>{m().shortcuts_order()}</h3>
                    <dl>{keys(m().shortcut_next_step(), &["Ctrl", "Enter"])}</dl>
                </section>
            </div>
    }
}

fn keys(what: &'static str, keys: &[&'static str]) -> impl IntoView + use<> {
    let keys: Vec<_> = keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect();
    view! {
        <dt>{what}</dt>
        <dd>{keys}</dd>
    }
}
