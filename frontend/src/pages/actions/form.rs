//! Writing an action for the library: its name, and the fields that an order has for it.

use leptos::{ev::SubmitEvent, prelude::*};
use lockstep_api::library::{Keep, Template};

use super::questions::Questions;
use crate::{
    api,
    components::{
        dialog::Opening, face::FailureLine, location::Here, name_field::NameField, remote::Remote,
        told::Careful,
    },
    messages::m,
    pages::new_job::{ActionFields, Desk, fresh_id, template_of},
    part,
    parts::Piece,
    reactive::{RwSignal, bound, drawn, effect, memo},
};

part!(
    /// What is in the dialog.
    FORM, action_form in forms: Piece<Form> = |form| view! { <ActionForm form /> }.into_any()
);

/// What the form begins with; by default a new action.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edited {
    /// Which action is changed; `None` for a new one.
    pub id: Option<String>,
    /// What it is called.
    pub name: String,
    /// What it does.
    pub template: Option<Template>,
}

/// What the form is drawn with.
#[derive(Clone, Copy)]
pub struct Form {
    /// What it begins with.
    pub edited: RwSignal<Edited>,
    /// The dialog that it is in.
    pub opening: Opening,
    /// Runs once it is kept.
    pub saved: Callback<()>,
}

#[component]
fn ActionForm(form: Form) -> impl IntoView {
    let Form { edited, opening, saved } = form;
    let Edited { id, name, template } = edited.get_untracked();
    let title = if id.is_some() { m().edit_action(&name) } else { m().new_action().to_owned() };
    let name = RwSignal::new(name);
    let desk = Desk::with_template(template.as_ref(), Here::new());
    let changed = Remote::<()>::new();
    let ready = memo(move || !name.read().trim().is_empty() && desk.draft.read().action().is_ok());
    let first = (name.get_untracked(), desk.draft.get_untracked());
    effect(move || {
        let (name, draft) = (name.read(), desk.draft.read());
        opening.hold((name.as_str(), &*draft) != (first.0.as_str(), &first.1));
    });
    let missing = memo(move || match (name.read().trim().is_empty(), desk.draft.read().action().is_err()) {
        (true, _) => Some(m().action_needs_name()),
        (false, true) => Some(m().action_needs_fields()),
        (false, false) => None,
    });
    let id = id.unwrap_or_else(fresh_id);
    let keep = move |event: SubmitEvent| {
        event.prevent_default();
        let (true, Some(content)) =
            (ready.get_untracked() && !changed.busy(), template_of(&desk.draft.get_untracked()))
        else {
            return;
        };
        let kept = Keep { name: name.get_untracked().trim().to_owned(), content };
        changed.load_then(api::keep_template(id.clone(), kept), move |answer| {
            if answer.is_ok() {
                opening.close();
                saved.run(());
            }
        });
    };
    view! {
        <form on:submit=keep>
            <header>
                <h2 id="action-title">{title}</h2>
            </header>
            <div class="body stack">
                <NameField id="action-name" name label=m().action_name() hint=m().save_action_hint() />
                <ActionFields desk />
                <Questions desk />
                <div role="status">
                    {drawn(move || {
                        opening
                            .held()
                            .then(|| {
                                view! {
                                    <Careful words=m().unsaved_stays() />
                                }
                            })
                    })}
                </div>
                {drawn(move || changed.failure().map(|failure| view! { <FailureLine failure /> }))}
            </div>
            <footer>
                <button
                    class="button"
                    data-kind="primary"
                    aria-disabled=bound(move || (!ready.get()).to_string())
                    aria-busy=bound(move || changed.busy().to_string())
                    aria-describedby="action-missing"
                >
                    {m().save()}
                </button>
                <button type="button" class="button" on:click=move |_| opening.close()>
                    {m().discard()}
                </button>
                <span class="hint" id="action-missing">
                    {drawn(move || missing.get())}
                </span>
            </footer>
        </form>
    }
}
