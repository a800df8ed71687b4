//! The chip that says whether what is shown is live.

use leptos::prelude::*;
use lockstep_api::{hub::HubHealth, time::EpochMillis};

use super::icon::Icon;
use crate::{
    clock::ticker,
    feed::{Feed, Phase},
    intl,
    live::Live,
    messages::m,
    reactive::{Memo, bound, drawn, memo},
};

/// What the chip says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freshness {
    /// Events come, and the hub answers.
    Live,
    /// The stream is being opened.
    Connecting,
    /// The stream is lost; the next try is at that time, or under way.
    Reconnecting(Option<EpochMillis>),
    /// Nobody looked at the tab.
    Paused,
    /// The hub throttles until then.
    Throttled(EpochMillis),
    /// The hub gives nothing since then.
    Stale(EpochMillis),
}

impl Freshness {
    /// The stream first: without it nothing is known of the hub.
    pub fn of(phase: &Phase, health: Option<&HubHealth>) -> Self {
        match phase {
            Phase::Idle | Phase::Connecting => Self::Connecting,
            Phase::Probing => Self::Reconnecting(None),
            Phase::Waiting { until } => Self::Reconnecting(Some(*until)),
            Phase::Paused | Phase::SignedOut => Self::Paused,
            Phase::Live => match health {
                None | Some(HubHealth::Live) => Self::Live,
                Some(HubHealth::Throttled { next_try_at, .. }) => Self::Throttled(*next_try_at),
                Some(HubHealth::Failing { since, .. }) => Self::Stale(*since),
            },
        }
    }

    /// True when what is shown is old.
    pub fn old(&self) -> bool {
        match self {
            Self::Reconnecting(_) | Self::Paused | Self::Stale(_) => true,
            Self::Live | Self::Connecting | Self::Throttled(_) => false,
        }
    }
}

/// How fresh everything live is, tracked.
pub fn freshness() -> Memo<Freshness> {
    let (feed, live) = (use_context::<Feed>(), use_context::<Live>());
    memo(move || match (feed, live) {
        (Some(feed), Some(live)) => Freshness::of(&feed.phase(), live.health().as_ref()),
        _ => Freshness::Connecting,
    })
}

/// Whole seconds until an instant, at least 0.
pub fn seconds_until(at: EpochMillis, now: EpochMillis) -> u64 {
    u64::try_from(at.since(now).max(0)).unwrap_or_default().div_ceil(1000)
}

/// The chip. The word is announced; the seconds are not.
#[component]
pub fn LiveChip() -> impl IntoView {
    let freshness = freshness();
    let ticker = ticker();
    let face = memo(move || match freshness.get() {
        Freshness::Live => ("live", "live", m().live()),
        Freshness::Connecting => ("scheduled", "rerun", m().connecting()),
        Freshness::Reconnecting(_) => ("reconnecting", "rerun", m().reconnecting()),
        Freshness::Paused => ("scheduled", "pause", m().paused()),
        Freshness::Throttled(_) => ("throttled", "gauge", m().throttled()),
        Freshness::Stale(_) => ("stale", "clock", m().stale()),
    });
    let more = move || match freshness.get() {
        Freshness::Reconnecting(Some(until)) => m().in_seconds(seconds_until(until, ticker.at())),
        Freshness::Throttled(until) => m().next_update_in(seconds_until(until, ticker.at())),
        Freshness::Stale(since) => m().since(&intl::time_short(since)),
        Freshness::Live | Freshness::Connecting | Freshness::Reconnecting(None) | Freshness::Paused => {
            String::new()
        }
    };
    view! {
        <span class="chip" data-status=bound(move || face.get().0)>
            {drawn(move || view! { <Icon name=face.get().1 /> })}
            <b role="status">{drawn(move || face.get().2)}</b>
            <span class="word">{drawn(more)}</span>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: EpochMillis = EpochMillis(5_000);

    #[test]
    fn a_lost_stream_outweighs_what_was_known_of_the_hub() {
        let throttled = HubHealth::Throttled { next_try_at: AT, code: "429001".to_owned() };
        let lost = Freshness::of(&Phase::Waiting { until: AT }, Some(&throttled));
        assert_eq!(lost, Freshness::Reconnecting(Some(AT)));
        assert!(lost.old());
        assert_eq!(Freshness::of(&Phase::Live, Some(&throttled)), Freshness::Throttled(AT));
        assert_eq!(Freshness::of(&Phase::Live, None), Freshness::Live);
    }

    #[test]
    fn a_countdown_ends_at_zero() {
        assert_eq!(seconds_until(AT, EpochMillis(3_999)), 2);
        assert_eq!(seconds_until(AT, EpochMillis(9_000)), 0);
    }
}
