//! The library of actions: those that come with Lockstep, and those that people keep.

mod form;
mod questions;
mod row;

use leptos::prelude::*;
use lockstep_api::library::{Keep, Kept, Template};

use self::{
    form::{Edited, FORM, Form},
    row::{ActionRow, fits},
};
use crate::{
    api,
    components::{
        copy::CopyLink,
        dialog::{LazyDialog, Opening},
        face::{Empty, Failed, FailureLine, Loading},
        heading::Heading,
        icon::Icon,
        location::Here,
        remote::Remote,
        search_field::SearchField,
        undo::{Discarded, Undo},
    },
    messages::m,
    reactive::{RwSignal, bound, drawn, memo},
    routes::Route,
};

const TEXT: &str = "q";

/// What the rows can do, and what they are about.
#[derive(Clone, Copy)]
pub struct Shelf {
    kept: Remote<Vec<Kept<Template>>>,
    changed: Remote<()>,
    edited: RwSignal<Edited>,
    opening: Opening,
    discarded: Discarded,
}

impl Shelf {
    fn read(self) {
        self.kept.load(api::templates());
    }

    /// Opens the form.
    fn edit(self, edited: Edited) {
        self.edited.set(edited);
        self.opening.show();
    }

    fn discard(self, Kept { id, name, content, .. }: Kept<Template>) {
        let keep = Keep { name: name.clone(), content };
        let discard = api::discard_template(id.clone());
        let again = move || api::keep_template(id.clone(), keep.clone());
        self.discarded.discard(self.changed, name, discard, again, move || self.read());
    }
}

/// The page.
#[component]
pub fn ActionsPage() -> impl IntoView {
    let shelf = Shelf {
        kept: Remote::new(),
        changed: Remote::new(),
        edited: RwSignal::new(Edited::default()),
        opening: Opening::new(),
        discarded: Discarded::new(),
    };
    let read = Callback::new(move |()| shelf.read());
    shelf.kept.retry(read);
    shelf.read();
    let text = Here::new().parameter(TEXT);
    let found = memo(move || {
        let text = text.get();
        shelf.kept.part(|kept| kept.iter().filter(|kept| fits(kept, &text)).cloned().collect::<Vec<_>>())
    });
    let form = Form { edited: shelf.edited, opening: shelf.opening, saved: read };
    view! {
        <main id="main" class="page" data-primary="new-job" data-stale=bound(move || shelf.kept.stale())>
            <header class="page-head">
                <div class="row">
                    <Heading title=m().actions_title() />
                    <div class="actions">
                        <CopyLink />
                        <button type="button" class="button" data-writes="" on:click=move |_| shelf.edit(Edited::default())>
                            <Icon name="plus" />
                            {m().new_action()}
                        </button>
                    </div>
                </div>
                <p class="quiet">{m().actions_lead()}</p>
            </header>
            <section class="panel grid" aria-labelledby="library">
                <header class="toolbar">
                    <h2 id="library" class="visually-hidden">
                        {m().all_actions()}
                    </h2>
                    <SearchField parameter=TEXT label=m().find_actions() hint=m().find_actions_hint() />
                </header>
                {drawn(move || match (found.get(), shelf.kept.failure()) {
                    (Some(found), _) if found.is_empty() => {
                        view! {
                            <Empty title=m().no_action() why=m().no_action_why()>
                                <a class="button" data-size="small" href=Route::Actions.href()>
                                    {m().clear_filter()}
                                </a>
                            </Empty>
                        }
                            .into_any()
                    }
                    (Some(found), _) => view! { <Table shelf found /> }.into_any(),
                    (None, Some(failure)) => view! { <Failed failure retry=read /> }.into_any(),
                    (None, None) => view! { <Loading /> }.into_any(),
                })}
                <footer>
                    {drawn(move || {
                        let failure = shelf.changed.failure().or_else(|| shelf.kept.failure().filter(|_| found.read().is_some()));
                        failure.map(|failure| view! { <FailureLine failure /> })
                    })}
                    <Undo discarded=shelf.discarded />
                    <span class="spacer"></span>
                    <button
                        type="button"
                        class="button"
                        data-size="small"
                        aria-busy=bound(move || shelf.kept.busy().to_string())
                        on:click=move |_| shelf.read()
                    >
                        <Icon name="rerun" />
                        {m().look_again()}
                    </button>
                </footer>
            </section>
            <LazyDialog opening=shelf.opening part=&FORM with=form labelled_by="action-title" class="dialog wide" />
        </main>
    }
}

#[component]
fn Table(shelf: Shelf, found: Vec<Kept<Template>>) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=m().table_scrolls()>
            <table class="table" data-narrow>
                <thead>
                    <tr>
                        <th scope="col">{m().action_head()}</th>
                        <th scope="col">{m().action_does()}</th>
                        <th scope="col">{m().values()}</th>
                        <th scope="col">{m().action_from()}</th>
                        <th scope="col">
                            <span class="visually-hidden">{m().action_deeds()}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{found.into_iter().map(|kept| view! { <ActionRow shelf kept /> }).collect_view()}</tbody>
            </table>
        </div>
    }
}
