//! Counts agree with their words.

use super::English;
use crate::messages::{JobMessages as _, OrderMessages as _, RunMessages as _};

#[test]
fn one_device_that_did_not_do_it_is_not_several() {
    assert_eq!(English.did_not(0, 1, 1), "2 did not: 1 was not reached, 1 was cancelled");
    assert_eq!(English.did_not(1, 2, 0), "3 did not: 1 failed, 2 were not reached");
    assert_eq!(English.have_outcome(1, 3), "1 of 3 has an outcome");
}

#[test]
fn one_device_takes_no_plural() {
    assert_eq!([1, 2].map(|count| English.devices_one_by_one(count)), ["This device", "These 2 devices"]);
    assert_eq!(
        [1, 2].map(|count| English.slot_these_devices(Some(count))),
        ["this device", "these 2 devices"]
    );
}

#[test]
fn one_device_that_was_not_reached_is_not_several() {
    assert_eq!(
        [1, 2].map(|count| English.rerun_not_reached(count)),
        ["The 1 device that was not reached", "The 2 devices that were not reached"]
    );
}
