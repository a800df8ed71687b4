//! Where orders are taken: one at a time for each id.
//!
//! A double click, or a browser that sends again because the first answer was slow, joins the order under way instead
//! of giving a second one. An order that has begun is carried through even when nobody waits for it any more.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use lockstep_api::{
    job::{Job, JobId, JobOrder},
    problem::ProblemCode,
};
use tokio::sync::watch;

use super::place::place;
use crate::app::App;

type Outcome = Result<Job, ProblemCode>;

/// Orders under way.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    under_way: Mutex<HashMap<JobId, Flight>>,
}

#[derive(Debug, Clone)]
struct Flight {
    order: Arc<JobOrder>,
    outcome: watch::Receiver<Option<Outcome>>,
}

/// What is to be done with an order.
enum Turn {
    /// The same order is under way: its outcome is ours.
    Join(Flight),
    /// Another order with this id is under way: it has to end first.
    Wait(Flight),
    /// Ours is under way now.
    Begun(Flight),
}

impl Desk {
    /// Gives an order, or joins the same one that is under way.
    pub(crate) async fn order(app: &App, by: &str, id: JobId, order: JobOrder) -> Outcome {
        let order = Arc::new(order);
        loop {
            match app.desk.turn(app, by, &id, &order) {
                Turn::Join(flight) | Turn::Begun(flight) => return flight.ended().await,
                Turn::Wait(flight) => drop(flight.ended().await),
            }
        }
    }

    /// Whether an order with this id is under way.
    pub(crate) fn has(&self, id: &JobId) -> bool {
        self.lock().contains_key(id)
    }

    fn turn(&self, app: &App, by: &str, id: &JobId, order: &Arc<JobOrder>) -> Turn {
        let mut under_way = self.lock();
        if let Some(flight) = under_way.get(id) {
            let same = flight.order == *order;
            return if same { Turn::Join(flight.clone()) } else { Turn::Wait(flight.clone()) };
        }
        let (sender, outcome) = watch::channel(None);
        let flight = Flight { order: Arc::clone(order), outcome };
        under_way.insert(id.clone(), flight.clone());
        let (app, by, id, order) = (App::clone(app), by.to_owned(), id.clone(), Arc::clone(order));
        app.tasks.clone().spawn(async move {
            let removal = Removal { app: App::clone(&app), id: id.clone() };
            let outcome = place(&app, &by, &id, &order).await;
            drop(removal);
            sender.send_replace(Some(outcome));
        });
        Turn::Begun(flight)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<JobId, Flight>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flight {
    async fn ended(mut self) -> Outcome {
        match self.outcome.wait_for(Option::is_some).await {
            Ok(outcome) => outcome.clone().unwrap_or(Err(ProblemCode::Internal)),
            // The task ended without an outcome: it has panicked.
            Err(_) => Err(ProblemCode::Internal),
        }
    }
}

/// Takes an order off the desk, whatever became of it.
struct Removal {
    app: App,
    id: JobId,
}

impl Drop for Removal {
    fn drop(&mut self) {
        self.app.desk.lock().remove(&self.id);
    }
}
