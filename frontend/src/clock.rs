//! The browser's clock, read in one place, and one ticker for every countdown.

use std::time::Duration;

use leptos::prelude::*;
use lockstep_api::time::EpochMillis;

use crate::reactive::{Memo, RwSignal, StoredValue, memo};

const MINUTE: i64 = 60_000;

/// The instant now, by the browser's clock.
#[cfg(target_arch = "wasm32")]
pub fn now() -> EpochMillis {
    #[expect(clippy::cast_possible_truncation, reason = "`Date` counts whole milliseconds far below 2^53")]
    EpochMillis(js_sys::Date::now() as i64)
}

/// The start of the epoch: pure logic takes its instants as arguments, and nothing else runs on a host.
#[cfg(not(target_arch = "wasm32"))]
pub fn now() -> EpochMillis {
    EpochMillis(0)
}

/// The instant, renewed every second; what counts seconds reads it, so that there is one timer in the tab.
#[derive(Debug, Clone, Copy)]
pub struct Ticker {
    second: RwSignal<EpochMillis>,
    minute: Memo<EpochMillis>,
}

impl Ticker {
    /// Starts the ticker; it ends with the reactive owner.
    pub fn start() -> Self {
        let second = RwSignal::new(now());
        if let Ok(handle) = set_interval_with_handle(move || second.set(now()), Duration::from_secs(1)) {
            on_cleanup(move || handle.clear());
        }
        Self { second, minute: memo(move || EpochMillis(second.get().0 / MINUTE * MINUTE)) }
    }

    /// The instant at the last tick, tracked.
    pub fn at(self) -> EpochMillis {
        self.second.get()
    }

    /// The beginning of the minute, tracked: for what tells days and hours, which is not written anew each second.
    pub fn minute(self) -> EpochMillis {
        self.minute.get()
    }
}

/// The ticker of the app.
pub fn ticker() -> Ticker {
    use_context().unwrap_or_else(Ticker::start)
}

/// Something that is done after a pause, unless it is planned anew before, or its owner goes.
#[derive(Debug, Clone, Copy)]
pub struct Later(StoredValue<Option<TimeoutHandle>>);

impl Later {
    /// Nothing is planned.
    pub fn new() -> Self {
        let planned = StoredValue::new(None::<TimeoutHandle>);
        on_cleanup(move || {
            if let Some(timer) = planned.try_get_value().flatten() {
                timer.clear();
            }
        });
        Self(planned)
    }

    /// True while something is planned.
    pub fn planned(self) -> bool {
        self.0.try_with_value(Option::is_some).unwrap_or_default()
    }

    /// Plans `then`, in the place of what was planned; nothing once the owner is gone.
    pub fn plan(self, pause: Duration, then: impl FnOnce() + 'static) {
        let Some(planned) = self.0.try_get_value() else { return };
        if let Some(timer) = planned {
            timer.clear();
        }
        let timer = after(pause, move || {
            if self.0.set_value(None) {
                then();
            }
        });
        self.0.set_value(timer);
    }
}

/// Goes on in a task of its own: the browser paints, and takes what the person does, before the next long piece of work.
pub async fn next_task() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        _ = window().set_timeout_with_callback(&resolve);
    });
    _ = js_sys::futures::JsFuture::from(promise).await;
}

/// Runs `then` after a pause, whatever happens until then.
pub fn after(pause: Duration, then: impl FnOnce() + 'static) -> Option<TimeoutHandle> {
    set_timeout_with_handle(then, pause).ok()
}
