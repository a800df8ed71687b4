//! Spans of time and instants in words.

use lockstep_api::time::EpochMillis;

/// Spans of time and instants in words.
pub trait DurationMessages {
    /// A span in milliseconds, as short as it is exact: `214 ms`, `12 s`, `4 m 12 s`, `1 h 58 m`, `3 days`.
    fn duration(&self, millis: i64) -> String;
    /// A span in whole seconds.
    fn seconds(&self, seconds: u64) -> String {
        self.duration(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000))
    }
    /// A span in words for a sentence: `1 hour`, `90 s`.
    fn long_seconds(&self, seconds: u64) -> String;
    /// How long ago, or `now`.
    fn ago(&self, at: EpochMillis, now: EpochMillis) -> String;
    /// How far ahead: `in 3 h 12 m`.
    fn ahead(&self, at: EpochMillis, now: EpochMillis) -> String;
    /// Day and time: `Today 22:00`, `Tomorrow 06:30`, `Sat 21 Nov, 22:00`.
    fn day_time(&self, at: EpochMillis, now: EpochMillis) -> String;
    /// The same inside a sentence: `today 22:00`.
    fn day_time_inside(&self, at: EpochMillis, now: EpochMillis) -> String;
    /// The same inside a sentence, with the zone: `today at 22:00 Madrid time`.
    fn day_time_zone(&self, at: EpochMillis, now: EpochMillis) -> String;
}
