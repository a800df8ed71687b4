//! The hub's randomness: keys, request ids, method ids. Seeded when a test wants to know them.

use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

/// A source of random bytes.
#[derive(Debug)]
pub(crate) struct Chance(Mutex<StdRng>);

impl Chance {
    /// Seeded from the system, or with `seed`.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self(Mutex::new(seed.map_or_else(rand::make_rng, StdRng::seed_from_u64)))
    }

    /// So many random bytes.
    pub(crate) fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// A random GUID as 32 hexadecimal digits, without dashes.
    pub(crate) fn guid(&self) -> String {
        let mut bytes: [u8; 16] = self.bytes();
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        bytes.iter().fold(String::with_capacity(32), |mut text, byte| {
            _ = write!(text, "{byte:02x}");
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself() {
        assert_eq!(Chance::new(Some(7)).guid(), Chance::new(Some(7)).guid());
        assert_ne!(Chance::new(None).guid(), Chance::new(None).guid());
    }

    #[test]
    fn a_guid_is_of_version_4() {
        let guid = Chance::new(Some(1)).guid();
        assert_eq!((guid.len(), guid.as_bytes()[12]), (32, b'4'));
    }
}
