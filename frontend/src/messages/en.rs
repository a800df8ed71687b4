//! English.

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

/// English.
#[derive(Debug, Clone, Copy)]
pub struct English;

impl Messages for English {
    fn tag(&self) -> &'static str {
        "en"
    }
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
    counted(count, "device", "devices")
}
