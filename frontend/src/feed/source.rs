//! An `EventSource` that closes when it is dropped and gives typed events.

use lockstep_api::{
    live::{LiveEvent, LiveQuery},
    path,
};
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{EventSource, MessageEvent};

use crate::{address::search, json};

/// An open stream.
pub struct Source {
    source: EventSource,
    // The browser calls these as long as the stream is open; they live as long as it.
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut()>,
}

impl Source {
    /// Opens a stream. `failed` is called for every error, also for those a browser would mend by itself: closing and
    /// opening anew gives a fresh snapshot, and a pause that a person can see.
    pub fn open(
        query: &LiveQuery,
        heard: impl Fn(LiveEvent) + 'static,
        failed: impl Fn() + 'static,
    ) -> Option<Self> {
        let source = EventSource::new(&address(query)).ok()?;
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            let Some(text) = message.data().as_string() else { return };
            match json::read(&text) {
                Some(event) => heard(event),
                // A newer proxy may know more events than this page.
                None => web_sys::console::warn_2(&"Unknown live event".into(), &text.into()),
            }
        });
        let error = Closure::<dyn FnMut()>::new(failed);
        source.set_onmessage(Some(message.as_ref().unchecked_ref()));
        source.set_onerror(Some(error.as_ref().unchecked_ref()));
        Some(Self { source, _message: message, _error: error })
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

/// The address of the stream.
fn address(query: &LiveQuery) -> String {
    let job = query.job.as_ref().map_or("", |id| id.as_str());
    format!("{}{}", path::LIVE, search([("job", job), ("jobs", if query.jobs { "true" } else { "" })]))
}

#[cfg(test)]
mod tests {
    use lockstep_api::job::JobId;

    use super::*;

    #[test]
    fn the_address_says_what_is_followed() {
        let job = Some(JobId::listed("lock-1"));
        assert_eq!(address(&LiveQuery { job, jobs: false }), "/api/live?job=lock-1");
        assert_eq!(address(&LiveQuery { job: None, jobs: true }), "/api/live?jobs=true");
        assert_eq!(address(&LiveQuery::default()), "/api/live");
    }
}
