//! What could be typed next, in a list under the field.

use iothub_query::{Candidate, CandidateKind, Completion};
use leptos::{html::Textarea, prelude::*};

use crate::{
    known::Known,
    messages::m,
    reactive::{RwSignal, StoredValue, bound, drawn, memo},
};

/// Candidates in sight.
const SHOWN: usize = 8;

/// The list of a field.
#[derive(Clone, Copy)]
pub struct Completing {
    text: RwSignal<String>,
    field: NodeRef<Textarea>,
    known: Known,
    found: RwSignal<Option<Completion>>,
    chosen: RwSignal<usize>,
    /// Somebody has gone through the list, so that Enter takes from it.
    moved: RwSignal<bool>,
    /// What was typed before completion was there, and whether it was asked for: offered when it comes.
    missed: StoredValue<Option<bool>>,
}

impl Completing {
    /// Nothing is offered yet.
    pub fn new(text: RwSignal<String>, field: NodeRef<Textarea>) -> Self {
        Self {
            text,
            field,
            known: Known::here(),
            found: RwSignal::new(None),
            chosen: RwSignal::new(0),
            moved: RwSignal::new(false),
            missed: StoredValue::new(None),
        }
    }

    /// Gets ready while nothing is typed yet.
    pub fn prepare(self) {
        self.known.prepare(move || {
            // The field may be gone by then.
            if let Some(asked) = self.missed.try_get_value().flatten() {
                self.offer(asked);
            }
        });
    }

    /// True while something is offered, tracked.
    pub fn open(self) -> bool {
        self.found.with(Option::is_some)
    }

    /// Number of the candidate that would be taken, tracked.
    pub fn chosen(self) -> usize {
        self.chosen.get()
    }

    /// Offers what fits to what was typed; unasked only where a word is begun or a value is due.
    pub fn offer(self, asked: bool) {
        if !self.known.completes() {
            self.missed.set_value(Some(asked));
            return self.prepare();
        }
        self.missed.set_value(None);
        let text = self.text.get_untracked();
        let Some(cursor) = self.cursor(&text) else { return self.close() };
        let mut found = self.known.complete(&text, cursor);
        let typed = text.get(found.span.start..found.span.end).unwrap_or_default();
        found.candidates.retain(|candidate| candidate.text != typed);
        found.candidates.truncate(SHOWN);
        let due = found.candidates.first().is_some_and(|first| first.kind == CandidateKind::Value);
        let wanted = asked || !typed.is_empty() || due;
        self.chosen.set(0);
        self.moved.set(false);
        self.found.set(Some(found).filter(|found| wanted && !found.candidates.is_empty()));
    }

    /// Offers nothing. A field that is taken out while it has the focus is left when it is gone already.
    pub fn close(self) {
        self.missed.set_value(None);
        if self.found.try_get_untracked().flatten().is_some() {
            self.found.set(None);
        }
    }

    /// Takes a key if it is one for the list.
    pub fn press(self, event: &leptos::ev::KeyboardEvent) -> bool {
        if event.ctrl_key() && event.key() == " " {
            self.offer(true);
            return true;
        }
        let Some(count) =
            self.found.with_untracked(|found| found.as_ref().map(|found| found.candidates.len()))
        else {
            return false;
        };
        match event.key().as_str() {
            "ArrowDown" => self.choose(self.chosen.get_untracked().saturating_add(1) % count),
            "ArrowUp" => self.choose(self.chosen.get_untracked().checked_sub(1).unwrap_or(count - 1)),
            "Tab" if !event.shift_key() => self.take(self.chosen.get_untracked()),
            "Enter" if self.moved.get_untracked() => self.take(self.chosen.get_untracked()),
            "Escape" => self.close(),
            _ => return false,
        }
        true
    }

    /// Puts a candidate into the text, and the cursor behind it.
    pub fn take(self, number: usize) {
        let Some(found) = self.found.get_untracked() else { return };
        let Some(candidate) = found.candidates.get(number) else { return };
        let text = self.text.get_untracked();
        let (text, cursor) = put(&text, &found, candidate);
        if let Some(field) = self.field.get_untracked() {
            field.set_value(&text);
            let units = utf16_length(text.get(..cursor).unwrap_or_default());
            _ = field.set_selection_range(units, units);
            _ = field.focus();
        }
        self.text.set(text);
        self.offer(false);
    }

    fn choose(self, number: usize) {
        self.chosen.set(number);
        self.moved.set(true);
    }

    /// Where the cursor is, in bytes; `None` while a part is marked.
    fn cursor(self, text: &str) -> Option<usize> {
        let field = self.field.get_untracked()?;
        let (start, end) = (field.selection_start().ok()??, field.selection_end().ok()??);
        (start == end).then(|| byte_at(text, start))
    }
}

/// The list.
#[component]
pub fn Suggestions(
    /// Of which field.
    completing: Completing,
    /// Id of the list.
    id: String,
) -> impl IntoView {
    let known = completing.known;
    let column = memo(move || {
        let start = completing.found.with(|found| found.as_ref().map_or(0, |found| found.span.start));
        completing.text.with_untracked(|text| text.get(..start).map_or(0, |before| before.chars().count()))
    });
    let values = memo(move || {
        let chosen = completing.chosen.get();
        let path = completing.found.with(|found| {
            let candidate = found.as_ref()?.candidates.get(chosen)?;
            (candidate.kind == CandidateKind::Property).then(|| candidate.text.clone())
        });
        path.map(|path| known.values(&path)).unwrap_or_default()
    });
    let list = id.clone();
    drawn(move || {
        let found = completing.found.get()?;
        let list = list.clone();
        let options = found.candidates.iter().enumerate().map(|(number, candidate)| {
            let kind = m().candidate_kind(candidate.kind);
            let text = candidate.text.clone();
            let take = move |event: leptos::ev::PointerEvent| {
                // The field keeps the focus.
                event.prevent_default();
                completing.take(number);
            };
            view! {
                <li
                    role="option"
                    id=format!("{list}-{number}")
                    aria-selected=bound(move || (completing.chosen.get() == number).to_string())
                    on:pointerdown=take
                >
                    <span class="clip">{text}</span>
                    <span>{kind}</span>
                </li>
            }
        });
        Some(view! {
            <div class="complete" style:--at=format!("{}ch", column.get_untracked())>
                <ul role="listbox" id=list.clone() aria-label=m().suggestions()>
                    {options.collect_view()}
                </ul>
                <div class="about">
                    {drawn(move || {
                        let values = values.get();
                        (!values.is_empty())
                            .then(|| {
                                view! {
                                    <p>{m().values_seen()}</p>
                                    <p class="mono">{values.join(", ")}</p>
                                }
                            })
                    })}
                </div>
                <p class="keys">
                    <span><kbd>"↑"</kbd> " " <kbd>"↓"</kbd> " " {m().keys_choose()}</span>
                    <span><kbd>"Tab"</kbd> " " {m().keys_complete()}</span>
                    <span><kbd>"Esc"</kbd> " " {m().keys_close()}</span>
                    <span><kbd>"Enter"</kbd> " " {m().keys_run()}</span>
                </p>
            </div>
        })
    })
}

/// The text with a candidate in its place, and the byte behind it. A word is followed by a space, so that one can go on.
fn put(text: &str, found: &Completion, candidate: &Candidate) -> (String, usize) {
    let (before, after) =
        (text.get(..found.span.start).unwrap_or_default(), text.get(found.span.end..).unwrap_or_default());
    let glue = candidate.kind == CandidateKind::Function || after.starts_with(char::is_whitespace);
    let space = if glue { "" } else { " " };
    let cursor = before.len() + candidate.text.len() + space.len();
    (format!("{before}{}{space}{after}", candidate.text), cursor)
}

/// The byte at an offset that counts as browsers do.
fn byte_at(text: &str, units: u32) -> usize {
    let mut left = units as usize;
    for (at, character) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(character.len_utf16());
    }
    text.len()
}

fn utf16_length(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use iothub_query::{Vocabulary, complete};

    use super::*;

    #[test]
    fn a_candidate_takes_the_place_of_the_word_and_one_can_go_on() {
        let mut known = Vocabulary::default();
        known.learn(&serde_json::json!({"tags": {"floor": 2}}));
        let found = complete("tags.fl = 3", 7, &known);
        let (text, cursor) = put("tags.fl = 3", &found, &found.candidates[0]);
        assert_eq!((text.as_str(), cursor), ("tags.floor = 3", 10));
        let found = complete("tags.fl", 7, &known);
        assert_eq!(put("tags.fl", &found, &found.candidates[0]).0, "tags.floor ");
    }

    #[test]
    fn offsets_of_a_browser_are_bytes_here() {
        let text = "ä\u{1f600}b";
        assert_eq!([0, 1, 3, 4, 9].map(|units| byte_at(text, units)), [0, 2, 6, 7, 7]);
        assert_eq!(utf16_length(text), 4);
    }
}
