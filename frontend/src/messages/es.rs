//! Spanish.

mod calls;
mod connection;
mod devices;
mod duration;
mod failures;
mod job;
mod jobs;
mod library;
mod order;
mod problem;
mod query;
mod review;
mod rows;
mod runs;
mod shell;
mod status;
#[cfg(test)]
mod tests;
mod twin;

use super::Messages;
use crate::intl::{Plural, number, plural};

/// Spanish.
#[derive(Debug, Clone, Copy)]
pub struct Spanish;

impl Messages for Spanish {
    fn tag(&self) -> &'static str {
        "es"
    }
}

/// The time of a zone: a city's is "of" it, UTC's is not.
fn hour_of(zone: &str) -> String {
    if zone == "UTC" { "hora UTC".to_owned() } else { format!("hora de {zone}") }
}

/// A count with its noun.
fn counted(count: u64, one: &str, other: &str) -> String {
    let noun = match plural(count) {
        Plural::One => one,
        Plural::Other => other,
    };
    format!("{} {noun}", number(count))
}

fn devices(count: u64) -> String {
    counted(count, "dispositivo", "dispositivos")
}
