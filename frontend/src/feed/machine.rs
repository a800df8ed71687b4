//! When to open, close and retry the stream: a pure function of what happened, the time and a bit of chance.

use lockstep_api::{
    live::{EndReason, HEARTBEAT_MILLIS, LiveQuery},
    time::EpochMillis,
};

/// First pause before a retry, in milliseconds; it doubles with every failure in a row.
const FIRST_PAUSE: u64 = 1_000;
/// Longest pause, in milliseconds.
const LONGEST_PAUSE: u64 = 30_000;

/// A stream that says nothing for so long is broken, in milliseconds: the proxy gives signs of life.
const SILENCE: u64 = 2 * HEARTBEAT_MILLIS;
/// How long the question after an error may take, in milliseconds.
const PROBE: u64 = 5_000;

/// Where the stream stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Phase {
    /// Nothing is to be followed yet.
    #[default]
    Idle,
    /// Opened; nothing heard yet.
    Connecting,
    /// Events come.
    Live,
    /// Lost; being asked why.
    Probing,
    /// Lost; the next try is set.
    Waiting {
        /// When the next try is.
        until: EpochMillis,
    },
    /// Closed while nobody looks at the tab.
    Paused,
    /// Closed because the session ended.
    SignedOut,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The page follows these things now.
    Watch(LiveQuery),
    /// An event came.
    Heard,
    /// The stream broke.
    Failed,
    /// Why it broke.
    Probed(Probe),
    /// The alarm rings: a pause is over, or nothing came for too long.
    Woke,
    /// The proxy ends the stream on purpose.
    Ended(EndReason),
    /// The person wants to try now.
    Retry,
    /// The tab is hidden.
    Hidden,
    /// The tab is looked at again.
    Shown,
    /// The app ends.
    Stop,
}

/// What one question after an error tells; `EventSource` itself tells nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probe {
    /// The session ended: retrying is useless.
    SignedOut,
    /// Anything else: try again.
    Other,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Close the stream and forget the alarm.
    Close,
    /// Open a stream.
    Open(LiveQuery),
    /// Ask who is signed in, once.
    Probe,
    /// Set the alarm, in place of the one before.
    Wake {
        /// Milliseconds from now.
        after_millis: u64,
    },
    /// Tell the app that the session ended.
    SignedOut,
}

/// The stream's life.
#[derive(Debug, Default)]
pub struct Machine {
    phase: Phase,
    query: Option<LiveQuery>,
    failures: u32,
}

impl Machine {
    /// Where the stream stands.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// Takes what happened at `now` and says what to do; `chance` from 0 to 1 spreads the retries of many tabs.
    pub fn step(&mut self, input: Input, now: EpochMillis, chance: f64) -> Vec<Effect> {
        match (input, &self.phase) {
            (Input::Watch(query), _) if self.query.as_ref() == Some(&query) => vec![],
            (Input::Watch(query), Phase::Paused) => {
                self.query = Some(query);
                vec![]
            }
            (Input::Watch(query), _) => {
                self.query = Some(query);
                self.failures = 0;
                self.open()
            }
            (Input::Heard, Phase::Connecting | Phase::Live) => {
                self.failures = 0;
                self.phase = Phase::Live;
                vec![Effect::Wake { after_millis: SILENCE }]
            }
            (Input::Failed | Input::Woke, Phase::Connecting | Phase::Live) => {
                self.phase = Phase::Probing;
                vec![Effect::Close, Effect::Probe, Effect::Wake { after_millis: PROBE }]
            }
            (Input::Probed(Probe::SignedOut), Phase::Probing) => self.signed_out(),
            (Input::Probed(Probe::Other) | Input::Woke, Phase::Probing) => self.wait(now, chance),
            (Input::Ended(EndReason::SignedOut), _) => self.signed_out(),
            (Input::Ended(EndReason::ShuttingDown), Phase::Connecting | Phase::Live) => {
                self.wait(now, chance)
            }
            (Input::Woke, Phase::Waiting { .. }) | (Input::Shown, Phase::Paused) => self.open(),
            (Input::Retry, Phase::Waiting { .. } | Phase::Probing | Phase::SignedOut) => self.open(),
            (Input::Hidden, Phase::Idle | Phase::SignedOut | Phase::Paused) => vec![],
            (Input::Hidden, _) => {
                self.phase = Phase::Paused;
                vec![Effect::Close]
            }
            (Input::Stop, _) => {
                self.query = None;
                self.phase = Phase::Idle;
                vec![Effect::Close]
            }
            // What arrives late, from a stream or a question that no longer matters.
            (
                Input::Heard
                | Input::Failed
                | Input::Probed(_)
                | Input::Woke
                | Input::Shown
                | Input::Retry
                | Input::Ended(EndReason::ShuttingDown),
                _,
            ) => vec![],
        }
    }

    fn open(&mut self) -> Vec<Effect> {
        let Some(query) = self.query.clone() else {
            self.phase = Phase::Idle;
            return vec![Effect::Close];
        };
        self.phase = Phase::Connecting;
        vec![Effect::Close, Effect::Open(query), Effect::Wake { after_millis: SILENCE }]
    }

    fn wait(&mut self, now: EpochMillis, chance: f64) -> Vec<Effect> {
        let pause = pause(self.failures, chance);
        self.failures = self.failures.saturating_add(1);
        self.phase = Phase::Waiting { until: EpochMillis(now.0.saturating_add_unsigned(pause)) };
        vec![Effect::Close, Effect::Wake { after_millis: pause }]
    }

    fn signed_out(&mut self) -> Vec<Effect> {
        self.phase = Phase::SignedOut;
        vec![Effect::Close, Effect::SignedOut]
    }
}

/// The pause after so many failures in a row: doubling, at most [`LONGEST_PAUSE`], spread over its upper half.
fn pause(failures: u32, chance: f64) -> u64 {
    let whole = FIRST_PAUSE.saturating_mul(1 << failures.min(10)).min(LONGEST_PAUSE);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "at most half of thirty thousand"
    )]
    let spread = (whole as f64 / 2.0 * chance.clamp(0.0, 1.0)) as u64;
    whole / 2 + spread
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: EpochMillis = EpochMillis(1_000_000);

    fn watching() -> Machine {
        let mut machine = Machine::default();
        machine.step(Input::Watch(LiveQuery::default()), NOW, 1.0);
        machine
    }

    fn step(machine: &mut Machine, input: Input) -> Vec<Effect> {
        machine.step(input, NOW, 1.0)
    }

    #[test]
    fn a_broken_stream_is_probed_once_and_then_retried_after_a_growing_pause() {
        let mut machine = watching();
        for pause in [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000] {
            assert_eq!(step(&mut machine, Input::Failed), PROBED);
            let acts = step(&mut machine, Input::Probed(Probe::Other));
            assert_eq!(acts, [Effect::Close, Effect::Wake { after_millis: pause }]);
            let until = EpochMillis(NOW.0.saturating_add_unsigned(pause));
            assert_eq!(machine.phase(), &Phase::Waiting { until });
            assert_eq!(step(&mut machine, Input::Woke), opened(LiveQuery::default()));
        }
    }

    const PROBED: [Effect; 3] = [Effect::Close, Effect::Probe, Effect::Wake { after_millis: PROBE }];

    fn opened(query: LiveQuery) -> [Effect; 3] {
        [Effect::Close, Effect::Open(query), Effect::Wake { after_millis: SILENCE }]
    }

    #[test]
    fn a_stream_that_falls_silent_is_taken_for_broken() {
        let mut machine = watching();
        assert_eq!(step(&mut machine, Input::Heard), [Effect::Wake { after_millis: SILENCE }]);
        assert_eq!(step(&mut machine, Input::Woke), PROBED);
        // Nor does the question get an answer.
        assert_eq!(step(&mut machine, Input::Woke), [Effect::Close, Effect::Wake { after_millis: 1_000 }]);
        assert_eq!(step(&mut machine, Input::Woke), opened(LiveQuery::default()));
        assert_eq!(step(&mut machine, Input::Woke), PROBED, "nor the next stream");
    }

    #[test]
    fn an_event_makes_it_live_and_forgets_the_failures() {
        let mut machine = watching();
        step(&mut machine, Input::Failed);
        step(&mut machine, Input::Probed(Probe::Other));
        step(&mut machine, Input::Woke);
        step(&mut machine, Input::Heard);
        assert_eq!(machine.phase(), &Phase::Live);
        step(&mut machine, Input::Failed);
        assert_eq!(
            step(&mut machine, Input::Probed(Probe::Other)),
            [Effect::Close, Effect::Wake { after_millis: 1_000 }]
        );
    }

    #[test]
    fn an_ended_session_is_not_retried() {
        let mut machine = watching();
        step(&mut machine, Input::Failed);
        assert_eq!(step(&mut machine, Input::Probed(Probe::SignedOut)), [Effect::Close, Effect::SignedOut]);
        assert_eq!(step(&mut machine, Input::Woke), []);
        let mut machine = watching();
        assert_eq!(
            step(&mut machine, Input::Ended(EndReason::SignedOut)),
            [Effect::Close, Effect::SignedOut]
        );
    }

    #[test]
    fn a_hidden_tab_has_no_stream_and_a_shown_one_gets_a_fresh_one() {
        let mut machine = watching();
        step(&mut machine, Input::Heard);
        assert_eq!(step(&mut machine, Input::Hidden), [Effect::Close]);
        assert_eq!(machine.phase(), &Phase::Paused);
        let query = LiveQuery { job: None, jobs: true };
        assert_eq!(step(&mut machine, Input::Watch(query.clone())), []);
        assert_eq!(step(&mut machine, Input::Shown), opened(query));
    }

    #[test]
    fn an_answer_that_comes_too_late_changes_nothing() {
        let mut machine = watching();
        step(&mut machine, Input::Failed);
        step(&mut machine, Input::Hidden);
        assert_eq!(step(&mut machine, Input::Probed(Probe::SignedOut)), []);
        assert_eq!(machine.phase(), &Phase::Paused);
    }

    #[test]
    fn the_same_things_are_not_opened_twice() {
        let mut machine = watching();
        assert_eq!(step(&mut machine, Input::Watch(LiveQuery::default())), []);
    }

    #[test]
    fn retries_of_many_tabs_are_spread() {
        assert_eq!(pause(2, 0.0), 2_000);
        assert_eq!(pause(2, 0.5), 3_000);
        assert_eq!(pause(2, 1.0), 4_000);
    }
}
