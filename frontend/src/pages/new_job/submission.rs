//! Giving the order. The id is the draft's, so however often it is sent it is one job.

use leptos::task::spawn_local;
use lockstep_api::{hub::Slots, job::PreviewProof, problem::ProblemCode, time::EpochMillis};

use super::{desk::Desk, draft::Stage, step::Step};
use crate::{
    address::search,
    api::{self, Failure},
    clock, intl,
    reactive::{RwSignal, StoredValue},
    session::{SessionStore, session_store},
};

/// Pause between tries while the order waits for a slot, in milliseconds.
const BETWEEN_TRIES: i64 = 5_000;
/// Name of the search parameter that tells the job page of a start that was late.
pub const PLANNED: &str = "planned";

/// How giving the order goes.
#[derive(Debug, Clone, Copy)]
pub struct Submission {
    sending: RwSignal<bool>,
    tried: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    slots: RwSignal<Option<Slots>>,
    tried_at: StoredValue<Option<EpochMillis>>,
    session: SessionStore,
}

impl Submission {
    /// Nothing was sent yet.
    pub fn new() -> Self {
        Self {
            sending: RwSignal::new(false),
            tried: RwSignal::new(false),
            failure: RwSignal::new(None),
            slots: RwSignal::new(None),
            tried_at: StoredValue::new(None),
            session: session_store(),
        }
    }

    /// True while the order is under way, tracked.
    pub fn sending(self) -> bool {
        self.sending.get()
    }

    /// True once the person wanted to give the order, tracked: from then on every missing field is named.
    pub fn tried(self) -> bool {
        self.tried.get()
    }

    /// Why the order was not taken, tracked.
    pub fn failure(self) -> Option<Failure> {
        self.failure.get()
    }

    /// Who held the slots when the order was refused, tracked.
    pub fn slots(self) -> Option<Slots> {
        self.slots.get()
    }

    /// Gives the order; a second press while the first is under way does nothing.
    pub fn submit(self, desk: Desk) {
        if self.sending.get_untracked() {
            return;
        }
        let draft = desk.draft.get_untracked();
        let order = match draft.order(clock::now(), intl::from_local, proof(desk)) {
            Ok(order) => order,
            Err(faults) => {
                self.tried.set(true);
                if let Some((field, _)) = faults.first() {
                    desk.go(Step::of(*field));
                }
                return;
            }
        };
        self.sending.set(true);
        self.failure.set(None);
        self.tried_at.set_value(Some(clock::now()));
        spawn_local(async move {
            let answer = api::order(desk.job_id(), order).await;
            self.sending.set(false);
            if self.sending.gone() {
                // The page is gone; the order, if it was taken, is in the list of jobs.
                return;
            }
            match answer {
                Ok(_) => self.ordered(desk),
                Err(failure) => self.refused(desk, failure),
            }
        });
    }

    /// Takes a waiting order back; nothing was sent that could stand.
    pub fn withdraw(self, desk: Desk) {
        self.failure.set(None);
        self.slots.set(None);
        desk.draft.update(|draft| draft.stage = Stage::Writing);
        desk.go(Step::Review);
    }

    /// True when a waiting order should be sent now.
    pub fn due(self, free: bool, now: EpochMillis) -> bool {
        let tried_at = self.tried_at.get_value();
        !self.sending.get_untracked() && due(free, tried_at, now)
    }

    fn ordered(self, desk: Desk) {
        let draft = desk.draft.get_untracked();
        let late = draft
            .planned_start(intl::from_local)
            .filter(|start| draft.stage == Stage::Waiting && *start <= clock::now());
        desk.draft.update(|draft| draft.stage = Stage::Ordered);
        let planned = late.map(|start| start.0.to_string()).unwrap_or_default();
        desk.leave(&format!("{}{}", desk.job_route().href(), search([(PLANNED, planned.as_str())])));
    }

    fn refused(self, desk: Desk, failure: Failure) {
        match failure.code() {
            Some(ProblemCode::SignInRequired) => self.session.ended(),
            Some(ProblemCode::NoFreeSlot { slots }) => {
                self.slots.set(Some(slots.clone()));
                desk.draft.update(|draft| draft.stage = Stage::Waiting);
                return;
            }
            Some(
                ProblemCode::PreviewRequired { .. }
                | ProblemCode::PreviewRefused
                | ProblemCode::CountMismatch { .. }
                | ProblemCode::CountGrown { .. },
            ) => {
                desk.draft.update(|draft| {
                    draft.typed_count.clear();
                    draft.stage = Stage::Writing;
                });
                desk.count();
            }
            _ => {}
        }
        self.failure.set(Some(failure));
    }
}

/// The proof that somebody looked at the count: it goes with the order when the devices were counted.
fn proof(desk: Desk) -> Option<PreviewProof> {
    let preview = desk.preview.value_untracked()?;
    let typed = desk.draft.read_untracked().typed_count.trim().parse().ok();
    let needed = desk.session().is_some_and(|session| preview.count > session.preview_threshold);
    let typed_count = if needed { typed? } else { preview.count };
    Some(PreviewProof { token: preview.token, typed_count })
}

/// Free, and not asked a moment ago.
fn due(free: bool, tried_at: Option<EpochMillis>, now: EpochMillis) -> bool {
    free && tried_at.is_none_or(|tried_at| now.since(tried_at) >= BETWEEN_TRIES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waiting_order_is_sent_when_a_slot_is_free_and_not_hammered() {
        let now = EpochMillis(100_000);
        assert!(due(true, None, now));
        assert!(!due(false, None, now));
        assert!(!due(true, Some(EpochMillis(96_000)), now));
        assert!(due(true, Some(EpochMillis(95_000)), now));
    }
}
