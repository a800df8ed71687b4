//! What a job is called, and what there is to know about it.

use leptos::{ev::SubmitEvent, prelude::*};
use lockstep_api::job::{Job, JobId, JobLabel, LONGEST_NOTE};

use crate::{
    api,
    components::{
        dialog::{LazyDialog, Opening},
        face::FailureLine,
        icon_button::IconButton,
        name_field::NameField,
        remote::Remote,
        told::AtMost,
    },
    live::live,
    messages::m,
    part,
    parts::Piece,
    reactive::{Memo, RwSignal, bound, drawn, memo},
};

part!(FORM, label_form in forms: Piece<Form> = |form| view! { <LabelForm form /> }.into_any());

/// What the form is about.
#[derive(Clone, Copy)]
pub struct Form {
    id: Memo<JobId>,
    opening: Opening,
}

/// The button and its form.
#[component]
pub fn LabelButton(
    /// The job.
    id: Memo<JobId>,
) -> impl IntoView {
    let opening = Opening::new();
    view! {
        <IconButton icon="pencil" label=m().rename_job() deed=move || opening.show() writes=true />
        <LazyDialog opening part=&FORM with=Form { id, opening } labelled_by="label-title" />
    }
}

#[component]
fn LabelForm(form: Form) -> impl IntoView {
    let Form { id, opening } = form;
    let record = live().job.job_part(|job| job.record.clone()).unwrap_or_default();
    let name = RwSignal::new(record.name.unwrap_or_default());
    let note = RwSignal::new(record.note.unwrap_or_default());
    let saved = Remote::<Job>::new();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let given = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let label = JobLabel { name: given(name.get_untracked()), note: given(note.get_untracked()) };
        saved.load_then(api::label(id.get_untracked(), label), move |answer| {
            if answer.is_ok() {
                opening.close();
            }
        });
    };
    view! {
            <form on:submit=save>
                <header>
                    <h2 id="label-title">{m().name_job()}</h2>
                </header>
                <div class="body stack">
                    <NameField id="job-name" name label=m().job_name() hint=m().job_name_hint() />
                    <div class="field">
                        <label for="job-note">{m().job_note()}</label>
                        <textarea
                            class="input"
                            id="job-note"
                            rows="4"
                            maxlength=LONGEST_NOTE
                            aria-describedby="job-note-hint"
                            prop:value=bound(move || note.get())
                            on:input=move |event| note.set(event_target_value(&event))
                        ></textarea>
                        <span class="hint" id="job-note-hint">{m().job_note_hint()}</span>
                        <AtMost length=memo(move || note.read().chars().count()) most=LONGEST_NOTE />
                    </div>
                    {drawn(move || saved.failure().map(|failure| view! { <FailureLine failure /> }))}
                </div>
                <footer>
                    <button class="button" data-kind="primary" aria-busy=bound(move || saved.busy().to_string())>
                        {m().save()}
                    </button>
                    <button type="button" class="button" on:click=move |_| opening.close()>
                        {m().discard()}
                    </button>
                </footer>
            </form>
    }
}
