//! Everything that the steps of one order share.

use std::time::Duration;

use leptos::prelude::*;
use lockstep_api::{
    job::JobId,
    library::{Kept, Template},
    preview::{Preview, PreviewRequest},
    session::Session,
    time::EpochMillis,
};

use super::{
    draft::{Draft, Faults, Field, Series, Stage},
    step::Step,
    submission::Submission,
};
use crate::{
    api,
    clock::{Later, Ticker, ticker},
    components::{
        location::{Here, Remember},
        remote::Remote,
    },
    intl,
    reactive::{Memo, RwSignal, StoredValue, effect, effect_of_last, memo},
    routes::{Route, TEMPLATE},
    session::session_store,
    storage::{self, Keep},
    typed::Fault,
};

/// Name of the search parameter with the draft's id.
pub const DRAFT: &str = "draft";
/// Name of the search parameter with the step.
pub const STEP: &str = "step";
/// Pause after typing before the devices are counted.
const PREVIEW_PAUSE: Duration = Duration::from_millis(600);

/// One order being written.
#[derive(Debug, Clone, Copy)]
pub struct Desk {
    id: StoredValue<String>,
    /// What is typed.
    pub draft: RwSignal<Draft>,
    /// What the order would reach.
    pub preview: Remote<Preview>,
    /// How giving the order goes.
    pub submission: Submission,
    here: Here,
    step: Memo<String>,
    ticker: Ticker,
    session: StoredValue<Option<Session>>,
    asked: StoredValue<Option<PreviewRequest>>,
    faults: Memo<Faults>,
    series: Memo<Option<Series>>,
}

impl Desk {
    /// Opens the draft of that id, as it was left in this tab.
    pub fn open(id: String, here: Here) -> Self {
        let draft = stored(&id);
        let desk = Self::new(id, draft, here, |draft, now| draft.faults(now, intl::from_local));
        effect(move || desk.id.with_value(|id| keep(id, &desk.draft.read())));
        desk.preview.retry(Callback::new(move |()| desk.count()));
        desk.count_while_typing();
        desk
    }

    /// A desk for the action alone: nothing is kept of it, and no device is counted.
    pub fn with_template(template: Option<&Template>, here: Here) -> Self {
        let mut draft = Draft::default();
        if let Some(template) = template {
            draft.begin_with(template);
        }
        Self::new(fresh_id(), draft, here, |draft, _| draft.action().err().unwrap_or_default())
    }

    fn new(id: String, draft: Draft, here: Here, faults: fn(&Draft, EpochMillis) -> Faults) -> Self {
        let draft = RwSignal::new(draft);
        let ticker = ticker();
        Self {
            id: StoredValue::new(id),
            draft,
            preview: Remote::new(),
            submission: Submission::new(),
            here,
            step: here.parameter(STEP),
            ticker,
            session: StoredValue::new(session_store().current()),
            asked: StoredValue::new(None),
            faults: memo(move || faults(&draft.read(), ticker.at())),
            series: memo(move || draft.read().series()),
        }
    }

    /// Begins with the action that the address names, once the library is there; one that is gone leaves the order empty.
    pub fn begin_from(self, library: &[Kept<Template>]) {
        let id = self.here.parameter(TEMPLATE).get_untracked();
        if let Some(found) = library.iter().find(|kept| kept.id == id) {
            self.draft.update(|draft| draft.begin_with(&found.content));
            // A reload goes on with the draft.
            self.here.set(&[(TEMPLATE, "")], Remember::Replace);
        }
    }

    /// The job's id.
    pub fn job_id(self) -> JobId {
        JobId::listed(self.id.get_value())
    }

    /// The job's page.
    pub fn job_route(self) -> Route {
        Route::Job { id: self.job_id() }
    }

    /// The step in the address, tracked.
    pub fn step(self) -> Step {
        Step::named(&self.step.read())
    }

    /// The address of a step, tracked.
    pub fn href(self, step: Step) -> String {
        self.here.with(&[(STEP, step.name())])
    }

    /// Opens a step.
    pub fn go(self, step: Step) {
        self.here.set(&[(STEP, step.name())], Remember::Push);
    }

    /// Leaves for another page, in the place of this one: Back does not lead into an order that was given.
    pub fn leave(self, href: &str) {
        self.here.leave(href);
    }

    /// Goes on with the same texts as an order of its own.
    pub fn copy(self) {
        let draft = self.draft.get_untracked();
        let id = fresh_id();
        keep(&id, &Draft { typed_count: String::new(), stage: Stage::Writing, ..draft });
        self.leave(&self.here.with(&[(DRAFT, &id)]));
    }

    /// The instant at the last tick, tracked.
    pub fn now(self) -> EpochMillis {
        self.ticker.at()
    }

    /// The jobs for a list of devices that one job cannot name, tracked.
    pub fn series(self) -> Option<Series> {
        self.series.get()
    }

    /// Everything that is wrong, tracked.
    pub fn faults(self) -> Faults {
        self.faults.get()
    }

    /// What is wrong with a field, tracked.
    pub fn fault(self, field: Field) -> Option<Fault> {
        self.faults.read().iter().find(|(wrong, _)| *wrong == field).map(|(_, fault)| fault.clone())
    }

    /// True when nothing in a step is wrong, tracked.
    pub fn fine(self, step: Step) -> bool {
        self.faults.read().iter().all(|(field, _)| Step::of(*field) != step)
    }

    /// The session's facts: hub, rates, threshold.
    pub fn session(self) -> Option<Session> {
        self.session.get_value()
    }

    /// The count that has to be typed, tracked; `None` when none has to.
    pub fn count_to_type(self) -> Option<u64> {
        let threshold = self.session()?.preview_threshold;
        self.preview.part(|preview| preview.count).filter(|count| *count > threshold)
    }

    /// True when the fleet is valid, so that the devices can be counted, tracked.
    pub fn countable(self) -> bool {
        wanted(&self.draft.read()).is_some()
    }

    /// Counts the devices again.
    pub fn count(self) {
        let request = self.asked.get_value().or_else(|| wanted(&self.draft.read_untracked()));
        if let Some(request) = request {
            self.preview.load(api::preview(request));
        }
    }

    fn count_while_typing(self) {
        let request = memo(move || {
            let draft = self.draft.read();
            if draft.stage == Stage::Ordered { None } else { wanted(&draft) }
        });
        let later = Later::new();
        effect_of_last(move |before: Option<()>| {
            let request = request.get();
            if self.asked.get_value() == request {
                return;
            }
            // What was counted is not for this order any more.
            self.preview.clear();
            self.asked.set_value(request);
            // Neither is what was typed to confirm it. A draft that is opened again is counted again all the same.
            if before.is_some() && !self.draft.read_untracked().typed_count.is_empty() {
                self.draft.update(|draft| draft.typed_count.clear());
            }
            let pause = if before.is_some() { PREVIEW_PAUSE } else { Duration::ZERO };
            later.plan(pause, move || self.count());
        });
    }
}

/// What to count, once it can be counted: the proof is bound to action and condition, and made once both are valid.
fn wanted(draft: &Draft) -> Option<PreviewRequest> {
    let condition = draft.fleet().ok()?;
    Some(PreviewRequest { action: draft.action().ok(), condition, unchecked: draft.unchecked() })
}

/// A fresh id, made once per draft: it becomes the job's id.
pub fn fresh_id() -> String {
    let mut bytes = [0_u8; 16];
    if let Ok(crypto) = window().crypto() {
        _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    uuid(bytes)
}

/// Random bytes as a version 4 UUID (RFC 9562, 5.4).
fn uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (place, byte) in bytes.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

/// Keeps a draft for this tab.
pub fn keep(id: &str, draft: &Draft) {
    storage::write(Keep::Tab, &key(id), draft);
}

/// Whether this tab keeps a draft of that id.
pub fn kept(id: &str) -> bool {
    storage::read::<Draft>(Keep::Tab, &key(id)).is_some()
}

fn stored(id: &str) -> Draft {
    let draft: Draft = storage::read(Keep::Tab, &key(id)).unwrap_or_default();
    draft.in_zone(intl::from_local, intl::to_local_exact)
}

fn key(id: &str) -> String {
    format!("lockstep.draft.{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_uuid_that_the_hub_takes() {
        let id = uuid([0xff; 16]);
        assert_eq!(id, "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert!(JobId::ordered(id).is_ok());
    }

    #[test]
    fn a_fleet_is_counted_once_it_is_valid_and_proven_once_the_action_is() {
        let mut draft = Draft { method: "lockDoor".to_owned(), ..Draft::default() };
        assert_eq!(wanted(&draft), None);
        draft.condition = "*".to_owned();
        assert!(wanted(&draft).unwrap().action.is_some());
        draft.method.clear();
        assert_eq!(wanted(&draft).unwrap().action, None);
    }
}
