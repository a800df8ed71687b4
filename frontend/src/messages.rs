//! Every word that a person reads, in one typed module per language.
//!
//! A message is a function of its parameters, and a whole sentence: nothing is glued from parts outside. The traits
//! say which messages there are, one per area; a language implements them all, so a missing translation does not
//! compile. A browser loads the one that it speaks. Where a sentence has elements inside, such as a link or a code, it is a list of [`Span`]s.

mod calls;
mod connection;
mod devices;
mod duration;
mod en;
mod es;
mod failures;
mod job;
mod jobs;
mod language;
mod library;
mod order;
mod problem;
mod query;
mod review;
mod rows;
mod runs;
mod shell;
mod span;
mod status;
mod twin;

pub use self::{
    calls::CallMessages,
    connection::ConnectionMessages,
    devices::DeviceMessages,
    duration::DurationMessages,
    failures::FailureMessages,
    job::JobMessages,
    jobs::JobsMessages,
    language::{Language, m, spoken},
    library::LibraryMessages,
    order::{OrderMessages, Slot},
    problem::ProblemMessages,
    query::QueryMessages,
    review::ReviewMessages,
    rows::RowMessages,
    runs::RunMessages,
    shell::ShellMessages,
    span::{Span, code, strong, text},
    status::StatusMessages,
    twin::TwinMessages,
};

/// Everything a language has to say.
pub trait Messages:
    ShellMessages
    + ConnectionMessages
    + DeviceMessages
    + DurationMessages
    + FailureMessages
    + JobMessages
    + JobsMessages
    + LibraryMessages
    + OrderMessages
    + ProblemMessages
    + QueryMessages
    + ReviewMessages
    + StatusMessages
    + TwinMessages
    + CallMessages
    + RowMessages
    + RunMessages
{
    /// Its BCP 47 tag.
    fn tag(&self) -> &'static str;
}

/// The locale for numbers and dates: the browser's own variant of the language, such as `en-GB`, else the language.
#[cfg(target_arch = "wasm32")]
pub fn locale() -> String {
    let (tag, own) = (m().tag(), browser_tag());
    if own.split('-').next() == Some(tag) { own } else { tag.to_owned() }
}

/// The BCP 47 tag of the browser's language; empty where it has none.
#[cfg(target_arch = "wasm32")]
fn browser_tag() -> String {
    let language = js_sys::Reflect::get(&js_sys::global(), &"navigator".into())
        .and_then(|navigator| js_sys::Reflect::get(&navigator, &"language".into()));
    language.ok().and_then(|language| language.as_string()).unwrap_or_default()
}

/// A host has no browser.
#[cfg(not(target_arch = "wasm32"))]
fn browser_tag() -> String {
    String::new()
}
