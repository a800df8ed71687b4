//! One thing that is open beside the page, named by a search parameter: a device in the drawer, a row's answer. Opening it
//! is a step that Back undoes, staying where one is on the page; going on to its neighbour is not, so that Back never leads
//! through all that was looked at.

use leptos::prelude::*;

use super::location::{Here, Remember};
use crate::{
    navigation::depth,
    reactive::{Memo, StoredValue},
};

/// What is open.
#[derive(Debug, Clone, Copy)]
pub struct Beside {
    here: Here,
    parameter: &'static str,
    open: Memo<String>,
    /// How many steps led to it: while no further one was taken, closing is going back.
    opened_at: StoredValue<Option<f64>>,
}

impl Beside {
    /// What the parameter names.
    pub fn new(here: Here, parameter: &'static str) -> Self {
        Self { here, parameter, open: here.parameter(parameter), opened_at: StoredValue::new(None) }
    }

    /// Its name, empty while nothing is open.
    pub fn open(self) -> Memo<String> {
        self.open
    }

    /// Opens this, in the place of what is open.
    pub fn show(self, name: &str) {
        let closed = self.open.read_untracked().is_empty();
        let on_top = closed || self.on_top();
        self.here
            .set(&[(self.parameter, name)], if closed { Remember::PushBeside } else { Remember::Replace });
        self.opened_at.set_value(on_top.then(depth));
    }

    /// Closes it.
    pub fn close(self) {
        if self.open.read_untracked().is_empty() {
            return;
        }
        let on_top = self.on_top();
        self.opened_at.set_value(None);
        match window().history() {
            Ok(history) if on_top => _ = history.back(),
            _ => self.here.set(&[(self.parameter, "")], Remember::Replace),
        }
    }

    /// Opens this, or closes it when it is open.
    pub fn toggle(self, name: &str) {
        if *self.open.read_untracked() == name { self.close() } else { self.show(name) }
    }

    /// True while opening it is the last step that was taken.
    fn on_top(self) -> bool {
        self.opened_at.get_value().is_some_and(|at| (at - depth()).abs() < 0.5)
    }
}
