use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::limits::{Rate, Tier};

fn start() -> UtcTime {
    UtcTime::from_unix_seconds(1_790_000_000)
}

fn sizes() -> impl Iterator<Item = (Tier, u32)> {
    [
        (Tier::F1, 1),
        (Tier::S1, 1),
        (Tier::S1, 20),
        (Tier::S2, 1),
        (Tier::S2, 30),
        (Tier::S3, 1),
        (Tier::S3, 10),
    ]
    .into_iter()
}

/// The instants at which somebody is served who asks ten times a second for as much as is given, for three minutes.
fn hammered(rate: Rate) -> Vec<UtcTime> {
    let mut meter = Window::new(rate);
    let mut served = Vec::new();
    for tenth in 0..1800 {
        let now = start().plus_millis(tenth * 100);
        served.extend(std::iter::from_fn(|| meter.take(1, now)));
    }
    served
}

#[test]
fn a_hammered_hub_serves_each_preset_within_one_percent_in_every_minute() {
    let mut rates = Vec::new();
    for (tier, units) in sizes() {
        let limits = Limits::of(tier, units);
        rates.extend(Throttle::ALL.iter().filter_map(|throttle| limits.throttle(*throttle)));
    }
    // The same rate is the same test.
    rates.sort_by_key(|rate| (rate.period, rate.amount));
    rates.dedup();
    for rate in rates {
        let served = hammered(rate);
        let a_minute = u128::from(rate.amount) * 60_000 / rate.period.as_millis();
        for from in (0..=120).map(|seconds| start().plus_seconds(seconds)) {
            let until = from.plus_seconds(60);
            let within = served.partition_point(|at| *at < until) - served.partition_point(|at| *at < from);
            let off = (within as u128).abs_diff(a_minute);
            assert!(off * 100 <= a_minute, "{rate:?}: {within} in the minute from {from}");
        }
    }
}

#[test]
fn what_one_period_allows_is_served_at_once_and_the_rest_when_the_period_is_over() {
    let throttles = Throttles::new(Limits::of(Tier::S1, 1));
    let take = |now| throttles.take(Throttle::TwinUpdates, 1, now);
    for second in 0..=10 {
        for _ in 0..50 {
            let turn = if second == 0 { Turn::Now } else { Turn::At(start().plus_seconds(second)) };
            assert_eq!(take(start()), Ok(turn));
        }
    }
    assert_eq!(take(start()), Err(throttled()), "more than ten seconds are too long");
    assert_eq!(take(start().plus_seconds(1)), Ok(Turn::At(start().plus_seconds(11))));
    assert_eq!(throttles.take(Throttle::Queries, 1, start()), Ok(Turn::Now), "classes are apart");
    throttles.reset();
    assert_eq!(take(start()), Ok(Turn::Now));
}

#[test]
fn a_minute_that_is_used_up_is_refused_until_its_last_ten_seconds() {
    let throttles = Throttles::new(Limits::of(Tier::S1, 1));
    let take = |seconds| throttles.take(Throttle::Queries, 1, start().plus_seconds(seconds));
    for _ in 0..20 {
        assert_eq!(take(0), Ok(Turn::Now));
    }
    assert_eq!(take(49), Err(throttled()));
    assert_eq!(take(50), Ok(Turn::At(start().plus_seconds(60))));
    assert_eq!(take(61), Ok(Turn::Now));
}

#[test]
fn a_method_counts_by_its_size() {
    let throttles = Throttles::new(Limits::of(Tier::S1, 1));
    assert_eq!(throttles.take(Throttle::Methods, 32, start()), Ok(Turn::Now));
    assert_eq!(throttles.take(Throttle::Methods, 8, start()), Ok(Turn::Now));
    assert_eq!(throttles.take(Throttle::Methods, 32, start()), Ok(Turn::At(start().plus_seconds(1))));
}

#[test]
fn a_hub_without_limits_has_nothing_to_count() {
    let throttles = Throttles::new(Limits::of(Tier::Unlimited, 1));
    assert!(throttles.meters.iter().all(Option::is_none) && throttles.quota.is_none());
    assert_eq!(throttles.take(Throttle::Queries, u64::MAX, start()), Ok(Turn::Now));
    assert_eq!(throttles.check_quota(start()), Ok(()));
}

#[test]
fn the_free_hub_counts_half_kilobytes_until_the_day_is_over() {
    let throttles = Throttles::new(Limits::of(Tier::F1, 1));
    throttles.count(512, start());
    throttles.count(513, start());
    throttles.count(0, start());
    assert_eq!(throttles.messages_today(start()), 4);
    throttles.count(7_995 * 512, start());
    assert_eq!(throttles.check_quota(start()), Ok(()), "7999 of 8000");
    throttles.count(1, start());
    let refusal = throttles.check_quota(start()).unwrap_err();
    assert_eq!((refusal.code, refusal.code.status()), (ErrorCode::IotHubQuotaExceeded, 403));
    // 2026-09-21T14:13:20Z: the day ends in 35,200 seconds.
    assert!(throttles.check_quota(start().plus_seconds(35_199)).is_err());
    assert_eq!(throttles.check_quota(start().plus_seconds(35_200)), Ok(()));
}

proptest! {
    /// Whoever keeps the documented number in every documented period never waits.
    #[test]
    fn who_keeps_the_limit_never_waits(gaps in proptest::collection::vec(0_i64..40_000, 1..300)) {
        let rate = Rate { amount: 7, period: Duration::from_secs(60) };
        let mut meter = Window::new(rate);
        let mut sent: Vec<UtcTime> = Vec::new();
        for gap in gaps {
            let mut now = sent.last().copied().unwrap_or(start()).plus_millis(gap);
            // No window of a minute holds more than seven.
            if let Some(seventh) = sent.len().checked_sub(7).and_then(|index| sent.get(index)) {
                now = now.max(seventh.plus_seconds(60));
            }
            sent.push(now);
            prop_assert_eq!(meter.take(1, now), Some(now));
        }
    }
}
