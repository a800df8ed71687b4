//! Chance as a value: small seeded generators, equal on every machine and in every version.

use std::ops::RangeInclusive;
use std::time::Duration;

/// The golden ratio as a fraction of 2⁶⁴: steps of this size spread evenly over all numbers.
pub(crate) const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// A generator of the family `SplitMix64` (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").
///
/// Written out here, in six lines, because `--seed` promises the same fleet for ever and libraries keep the right to
/// change their streams.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The generator of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The generator of one quality (`label`) of one device, independent of every other.
    pub fn of_device(seed: u64, index: u32, label: &str) -> Self {
        let mut state = Self::new(seed).next() ^ u64::from(index);
        for byte in label.bytes() {
            state = Self::new(state).next() ^ u64::from(byte);
        }
        Self::new(Self::new(state).next())
    }

    /// Any number.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but without 1.
    pub fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number of the range.
    pub fn within(&mut self, range: &RangeInclusive<i64>) -> i64 {
        let count = range.end().abs_diff(*range.start()).saturating_add(1);
        // The high half of the product is uniform to within 2⁻⁶⁴ · count.
        let step = (u128::from(self.next()) * u128::from(count)) >> 64;
        range.start().wrapping_add(step as i64)
    }

    /// A duration of the range.
    pub fn duration(&mut self, range: &RangeInclusive<Duration>) -> Duration {
        let span = range.end().saturating_sub(*range.start());
        range.start().saturating_add(span.mul_f64(self.fraction()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_means_the_same_numbers_for_ever() {
        // The first values of the reference implementation for seed 1234567.
        let mut chance = Chance::new(1_234_567);
        assert_eq!(chance.next(), 6_457_827_717_110_365_317);
        assert_eq!(chance.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn every_number_of_a_range_is_drawn_and_no_other() {
        let mut chance = Chance::new(1);
        let mut seen = [0; 3];
        for _ in 0..300 {
            seen[usize::try_from(chance.within(&(4..=6)) - 4).unwrap()] += 1;
        }
        assert!(seen.iter().all(|count| (60..140).contains(count)), "{seen:?}");
        assert_eq!(chance.within(&(7..=7)), 7);
        chance.within(&(i64::MIN..=i64::MAX));
    }

    #[test]
    fn qualities_of_devices_are_independent() {
        let draw = |index, label| Chance::of_device(7, index, label).next();
        assert_eq!(draw(1, "a"), draw(1, "a"));
        assert_ne!(draw(1, "a"), draw(2, "a"));
        assert_ne!(draw(1, "a"), draw(1, "b"));
    }
}
