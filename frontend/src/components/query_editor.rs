//! The field for a condition: coloured, completed and checked while it is typed, with a repair where one is evident.

mod completion;

use leptos::{html::Textarea, prelude::*};

use self::completion::{Completing, Suggestions};
use super::{icon::Icon, query_text::QueryText};
use crate::{
    known::Known,
    lint::{Blank, Lint, Tone, lint},
    messages::m,
    reactive::{Memo, RwSignal, bound, drawn, memo},
};

/// The field. The message row under it is always there, so nothing jumps.
#[component]
pub fn QueryEditor(
    /// The condition.
    text: RwSignal<String>,
    /// What an empty field means.
    blank: Blank,
    /// Id of the field, for its label.
    id: &'static str,
    /// Pressed Enter: run it.
    #[prop(into)]
    run: Callback<()>,
    /// Sends what our parser refuses, at the person's own risk.
    #[prop(optional, into)]
    anyway: Option<Callback<()>>,
    /// Runs when somebody is about to type.
    #[prop(optional, into)]
    prepare: Option<Callback<()>>,
    /// The condition that was run last, for a field beside what it has found.
    #[prop(optional, into)]
    ran: Option<Memo<String>>,
    /// A button at the right end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let known = Known::here();
    let found = memo(move || lint(&text.read(), blank, |condition| known.doubts(condition)));
    let message_id = format!("{id}-lint");
    let field = NodeRef::<Textarea>::new();
    let completing = Completing::new(text, field);
    let (list, controlled) = (format!("{id}-list"), format!("{id}-list"));
    let active = format!("{id}-list");
    let typed = move |event: leptos::ev::KeyboardEvent| {
        if !event.is_composing() && completing.press(&event) {
            event.prevent_default();
            event.stop_propagation();
            return;
        }
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            completing.close();
            run.run(());
        }
    };
    view! {
        <div class="q">
            <label class="prefix" for=id>
                {m().where_label()}
            </label>
            <div class="text">
                <pre aria-hidden="true">
                    {drawn(move || view! { <QueryText text=text.get() wrong=found.read().span /> })}
                    // A last empty line has no height of its own.
                    "\u{200b}"
                </pre>
                <textarea
                    id=id
                    data-search
                    spellcheck="false"
                    autocomplete="off"
                    autocapitalize="off"
                    rows="1"
                    node_ref=field
                    aria-autocomplete="list"
                    aria-controls=bound(move || completing.open().then(|| controlled.clone()))
                    aria-activedescendant=bound(move || {
                        completing.open().then(|| format!("{active}-{}", completing.chosen()))
                    })
                    aria-describedby=message_id.clone()
                    aria-invalid=bound(move || (found.read().tone == Tone::Wrong).then_some("true"))
                    prop:value=bound(move || text.get())
                    on:input=move |event| {
                        text.set(event_target_value(&event));
                        completing.offer(false);
                    }
                    on:focus=move |_| {
                        completing.prepare();
                        if let Some(prepare) = prepare {
                            prepare.run(());
                        }
                    }
                    on:blur=move |_| completing.close()
                    on:keydown=typed
                ></textarea>
            </div>
            <div class="run">{children.map(|children| children())}</div>
            <p class="message" data-tone=bound(move || tone(&found.read())) id=message_id aria-live="polite">
                {drawn(move || match found.read().tone {
                    Tone::Fine => view! { <Icon name="check" /> },
                    Tone::Doubtful => view! { <Icon name="warning" /> },
                    Tone::Wrong => view! { <Icon name="failed" /> },
                })}
                <span>
                    {drawn(move || found.read().sentence.clone())} " "
                    {drawn(move || {
                        let edited = found.read().tone != Tone::Wrong && *ran?.read() != text.read().trim();
                        edited.then(|| m().not_run_yet())
                    })}
                    " "
                    {drawn(move || {
                        let fix = found.read().fix.clone()?;
                        let label = m().apply_fix(&fix.text);
                        let mend = move |_| {
                            text.update(|text| *text = fix.apply(text));
                            // The button goes with what it mends.
                            if let Some(field) = field.get_untracked() {
                                _ = field.focus();
                            }
                        };
                        Some(view! { <button type="button" class="link" on:click=mend>{label}</button> })
                    })}
                    " "
                    {drawn(move || {
                        let anyway = anyway.filter(|_| found.read().tone == Tone::Wrong)?;
                        Some(
                            view! {
                                <button type="button" class="link" on:click=move |_| anyway.run(())>
                                    {m().send_anyway()}
                                </button>
                            },
                        )
                    })}
                </span>
            </p>
            <Suggestions completing id=list />
        </div>
    }
}

fn tone(lint: &Lint) -> &'static str {
    match lint.tone {
        Tone::Fine => "ok",
        Tone::Doubtful => "warn",
        Tone::Wrong => "bad",
    }
}
