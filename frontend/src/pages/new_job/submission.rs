//! Giving the order. The id is the draft's, so however often it is sent it is one job.

use leptos::task::spawn_local;
use lockstep_api::{job::PreviewProof, problem::ProblemCode};

use super::{desk::Desk, draft::Stage, step::Step};
use crate::{
    api::{self, Failure},
    clock, intl,
    reactive::RwSignal,
    session::{SessionStore, session_store},
};

/// How giving the order goes.
#[derive(Debug, Clone, Copy)]
pub struct Submission {
    sending: RwSignal<bool>,
    tried: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    session: SessionStore,
}

impl Submission {
    /// Nothing was sent yet.
    pub fn new() -> Self {
        Self {
            sending: RwSignal::new(false),
            tried: RwSignal::new(false),
            failure: RwSignal::new(None),
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

    fn ordered(self, desk: Desk) {
        desk.draft.update(|draft| draft.stage = Stage::Ordered);
        desk.leave(&desk.job_route().href());
    }

    fn refused(self, desk: Desk, failure: Failure) {
        match failure.code() {
            Some(ProblemCode::SignInRequired) => self.session.ended(),
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
    Some(PreviewProof { token: preview.signed?.token, typed_count })
}
