//! Writing the twin: the editor, and what it would do.

use std::future::ready;

use iothub_wire::twin::size;
use leptos::prelude::*;
use lockstep_api::{device::Device, problem::ProblemCode, time::EpochMillis};
use serde_json::json;

use super::{conflict::Conflict, edit::Edit};
use crate::{
    api,
    api::Failure,
    changes::{Change, changes},
    components::{
        change_table::ChangeTable, face::FailureLine, icon::Icon, inputs::JsonInput, json::JsonBlock,
        remote::Remote, sentence::Sentence, told::Wrong,
    },
    intl,
    keyboard::focus_soon,
    known::Known,
    messages::m,
    reactive::{Memo, RwSignal, bound, drawn, effect, memo},
    storage::{self, Keep},
    unsaved::Unsaved,
};

/// Id of the button that begins.
pub const EDIT: &str = "edit-twin";

/// The twin of the page while it is written. Everything that needs it has this handle.
#[derive(Clone, Copy)]
pub struct Editor {
    /// The twin as it was read last.
    pub device: Remote<Device>,
    /// Reads it again.
    pub read: Callback<()>,
    edit: RwSignal<Option<Edit>>,
    saved: Remote<Device>,
}

impl Editor {
    /// Reads the device of that id, and another one when the id changes; of an empty id, none. What was being written of
    /// it in this tab, and was neither saved nor discarded, is there again.
    pub fn of(id: Memo<String>) -> Self {
        let device = Remote::<Device>::new();
        let known = Known::here();
        let read = Callback::new(move |()| {
            device.load_then(api::device(id.get_untracked()), move |answer| {
                if let Ok(device) = answer {
                    known.learn(device);
                }
            });
        });
        let editor = Self { device, read, edit: RwSignal::new(None), saved: Remote::new() };
        device.retry(read);
        let unsaved = Unsaved::here();
        effect(move || {
            let wants = !editor.listed().is_empty() || editor.wrong();
            unsaved.set(wants);
            editor.edit.with(|edit| match edit {
                Some(edit) if wants => storage::write(Keep::Tab, &key(edit.device()), edit),
                Some(edit) => storage::remove(Keep::Tab, &key(edit.device())),
                None => {}
            });
        });
        on_cleanup(move || unsaved.set(false));
        effect(move || {
            if id.with(|id| !id.is_empty()) {
                editor.saved.clear();
                editor.edit.set(storage::read(Keep::Tab, &key(&id.read())));
                device.clear();
                read.run(());
            }
        });
        editor
    }

    /// Reads the twin again, unless it is being written: what changes meanwhile is told when it is saved.
    pub fn look_again(self) -> Callback<()> {
        Callback::new(move |()| {
            if !untrack(|| self.open()) {
                self.read.run(());
            }
        })
    }

    /// True while something is being written, tracked.
    pub fn open(self) -> bool {
        self.edit.with(Option::is_some)
    }

    /// Begins with the twin as it was read last.
    pub fn begin(self) {
        self.saved.clear();
        self.edit.set(self.device.value_untracked().map(Edit::of));
    }

    /// Gives it up.
    pub fn discard(self) {
        self.saved.clear();
        self.end();
    }

    /// Writes nothing any more.
    fn end(self) {
        self.edit.with_untracked(|edit| {
            if let Some(edit) = edit {
                storage::remove(Keep::Tab, &key(edit.device()));
            }
        });
        self.edit.set(None);
        focus_soon(EDIT);
    }

    /// The edit as it is, tracked.
    pub fn edit(self) -> Option<Edit> {
        self.edit.get()
    }

    /// True while what is written cannot be sent, tracked.
    pub fn wrong(self) -> bool {
        self.edit.with(|edit| edit.as_ref().is_some_and(Edit::wrong))
    }

    /// What it changes so far, tracked; not what a text changes that is wrong.
    pub fn listed(self) -> Vec<Change> {
        self.edit
            .with(|edit| edit.as_ref().map(|edit| changes(&edit.base, &edit.so_far())).unwrap_or_default())
    }

    /// The twin that somebody else has written since; tracked.
    pub fn theirs(self) -> Option<Device> {
        let etag = self.edit.with(|edit| edit.as_ref().map(|edit| edit.base.etag.clone()))?;
        self.device.value().filter(|device| device.etag != etag)
    }

    /// Goes on with the twin as it is now, and the same changes on top.
    pub fn keep_mine(self) {
        let theirs = self.device.value_untracked();
        self.saved.clear();
        self.edit.update(|edit| {
            if let Some((edit, theirs)) = edit.as_mut().zip(theirs)
                && let Some(later) = edit.onto(theirs)
            {
                *edit = later;
            }
        });
    }

    /// Sends it; whatever the twin is now, when it is to be written over.
    pub fn save(self, over: bool) {
        let Some(edit) = self.edit.get_untracked().filter(|_| !self.saved.busy()) else { return };
        let Some(mut change) = edit.change().filter(|c| c.tags.is_some() || c.desired.is_some()) else {
            return;
        };
        if over {
            change.etag = None;
        }
        let call = api::change_twin(edit.base.summary.id, change);
        self.saved.load_then(call, move |answer| match answer {
            Ok(device) => {
                self.device.load(ready(Ok(device.clone())));
                self.end();
            }
            // What it is now is needed to choose.
            Err(failure) if failure.code() == Some(&ProblemCode::TwinChanged) => self.read.run(()),
            Err(_) => {}
        });
    }

    /// When it was saved last, while nothing is being written since; tracked.
    pub fn saved_at(self) -> Option<EpochMillis> {
        self.saved.fetched_at().filter(|_| !self.open())
    }

    /// Why it was not saved, but for a twin that was changed meanwhile: that has a place of its own. Tracked.
    fn failure(self) -> Option<Failure> {
        let told = self.theirs().is_some();
        self.saved.failure().filter(|failure| !(told && failure.code() == Some(&ProblemCode::TwinChanged)))
    }
}

/// Where an edit of a device is kept.
fn key(device: &str) -> String {
    format!("lockstep.edit.{device}")
}

/// The two texts.
#[component]
pub fn TwinEditor(
    /// The edit.
    editor: Editor,
) -> impl IntoView {
    let part = move |part: fn(&Edit) -> &String| {
        memo(move || {
            editor.edit.with(|edit| edit.as_ref().map(|edit| part(edit).clone())).unwrap_or_default()
        })
    };
    let write = move |part: fn(&mut Edit) -> &mut String| {
        Callback::new(move |text| {
            editor.edit.update(|edit| {
                if let Some(edit) = edit {
                    *part(edit) = text;
                }
            });
        })
    };
    let fault = |of: fn(&Edit) -> Option<crate::typed::Fault>| {
        memo(move || editor.edit.with(|edit| edit.as_ref().and_then(of)))
    };
    let (tags, desired) = (fault(|edit| edit.tags().err()), fault(|edit| edit.desired().err()));
    view! {
        <JsonInput
            id="edit-tags"
            label=m().tags_of_device()
            hint=m().null_deletes()
            text=part(|edit| &edit.tags)
            write=write(|edit| &mut edit.tags)
            fault=tags
            valid=memo(|| m().null_deletes().to_owned())
        />
        <JsonInput
            id="edit-desired"
            label=m().desired_of_device()
            hint=m().null_deletes()
            text=part(|edit| &edit.desired)
            write=write(|edit| &mut edit.desired)
            fault=desired
            valid=memo(|| m().null_deletes().to_owned())
        />
    }
}

/// What would be written, and the buttons.
#[component]
pub fn Review(
    /// The edit.
    editor: Editor,
) -> impl IntoView {
    let listed = memo(move || editor.listed());
    let count = memo(move || listed.read().len() as u64);
    let wrong = memo(move || editor.wrong());
    let counts = move || {
        let listed = listed.read();
        let deletions = listed.iter().filter(|change| change.after.is_none()).count();
        (!listed.is_empty())
            .then(|| m().edits_and_deletions((listed.len() - deletions) as u64, deletions as u64))
    };
    let theirs = memo(move || editor.theirs());
    view! {
        <section class="panel" aria-labelledby="review">
            <header>
                <h2 id="review">{m().review_changes()}</h2>
                <span class="count">{drawn(counts)}</span>
            </header>
            <div class="body stack">
                {drawn(move || wrong.get().then(|| view! { <Wrong words=m().mend_before_saving() /> }))}
                {drawn(move || match (theirs.get(), count.get()) {
                    (Some(theirs), _) => view! { <Conflict editor theirs /> }.into_any(),
                    (None, 0) if wrong.get() => ().into_any(),
                    (None, 0) => view! { <p class="quiet">{m().nothing_changed()}</p> }.into_any(),
                    (None, _) => view! { <Changes editor listed /> }.into_any(),
                })}
                {drawn(move || editor.failure().map(|failure| view! { <FailureLine failure /> }))}
            </div>
            <footer>
                {drawn(move || {
                    theirs
                        .read()
                        .is_none()
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="button"
                                    data-kind="primary"
                                    aria-disabled=bound(move || (count.get() == 0 || wrong.get()).to_string())
                                    aria-busy=bound(move || editor.saved.busy().to_string())
                                    on:click=move |_| editor.save(false)
                                >
                                    {drawn(move || m().save_changes(count.get()))}
                                </button>
                            }
                        })
                })}
                <button type="button" class="button" on:click=move |_| editor.discard()>
                    {m().discard()}
                </button>
            </footer>
        </section>
    }
}

#[component]
fn Changes(editor: Editor, listed: Memo<Vec<Change>>) -> impl IntoView {
    let sizes = move || {
        let edit = editor.edit()?;
        Some(m().within_limits(size(&edit.desired().ok()?) as u64, size(&edit.tags().ok()?) as u64))
    };
    let condition = move || {
        let base = editor.edit()?.base;
        Some(view! { <Sentence spans=m().only_if_unchanged(&intl::time(base.as_of), &base.etag) /> })
    };
    let patch = move || {
        let change = editor.edit()?.so_far();
        let mut twin = serde_json::Map::new();
        if let Some(tags) = change.tags {
            twin.insert("tags".to_owned(), tags.into());
        }
        if let Some(desired) = change.desired {
            twin.insert("properties".to_owned(), json!({ "desired": desired }));
        }
        Some(view! { <JsonBlock value=twin.into() /> })
    };
    view! {
        {drawn(move || view! { <ChangeTable changes=listed.get() after=m().value_after() /> })}
        <ul class="stack">
            <li class="message" data-tone="ok">
                <Icon name="check" />
                <span>{drawn(sizes)}</span>
            </li>
            <li class="message" data-tone="warn">
                <Icon name="warning" />
                <span>{drawn(condition)}</span>
            </li>
        </ul>
        <details>
            <summary>{m().exact_patch()}</summary>
            {drawn(patch)}
        </details>
    }
}
