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

/// How many turns fall into the second and the third minute when somebody asks ten times a second for as much as is
/// given.
fn hammered(rate: Rate) -> u64 {
    let mut meter = Gcra::new(rate);
    let (from, until) = (start().plus_seconds(60), start().plus_seconds(180));
    let mut served = 0;
    for tenth in 0..1900 {
        let now = start().plus_millis(tenth * 100);
        while let Some(at) = meter.take(1, now) {
            served += u64::from(from <= at && at < until);
        }
    }
    served
}

#[test]
fn a_hammered_hub_serves_each_preset_within_one_percent() {
    let mut rates = Vec::new();
    for (tier, units) in sizes() {
        let limits = Limits::of(tier, units);
        rates.extend(Throttle::ALL.iter().filter_map(|throttle| limits.throttle(*throttle)));
    }
    // The same rate is the same test.
    rates.sort_by_key(|rate| (rate.period, rate.amount));
    rates.dedup();
    for rate in rates {
        let expected = u128::from(rate.amount) * 120_000 / rate.period.as_millis();
        let served = u128::from(hammered(rate));
        assert!(served.abs_diff(expected) * 100 <= expected, "{rate:?}: {served} in two minutes");
    }
}

#[test]
fn what_one_period_allows_is_served_at_once_and_the_rest_in_even_turns() {
    let throttles = Throttles::new(Limits::of(Tier::S1, 1));
    let take = |now| throttles.take(Throttle::Registry, 1, now);
    for _ in 0..100 {
        assert_eq!(take(start()), Ok(Turn::Now));
    }
    for turn in 1..=16 {
        assert_eq!(take(start()), Ok(Turn::At(start().plus_millis(turn * 600))));
    }
    assert_eq!(take(start()), Err(throttled()), "the 17th turn comes after more than ten seconds");
    assert_eq!(take(start().plus_millis(200)), Ok(Turn::At(start().plus_millis(17 * 600))));
    assert_eq!(throttles.take(Throttle::Queries, 1, start()), Ok(Turn::Now), "classes are apart");
    throttles.reset();
    assert_eq!(take(start()), Ok(Turn::Now));
}

#[test]
fn a_method_counts_by_its_size() {
    let throttles = Throttles::new(Limits::of(Tier::S1, 1));
    assert_eq!(throttles.take(Throttle::Methods, 32, start()), Ok(Turn::Now));
    assert_eq!(throttles.take(Throttle::Methods, 8, start()), Ok(Turn::Now));
    assert_eq!(throttles.take(Throttle::Methods, 32, start()), Ok(Turn::At(start().plus_millis(800))));
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
        let mut meter = Gcra::new(rate);
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
