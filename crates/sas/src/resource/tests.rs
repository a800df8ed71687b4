use proptest::prelude::*;

use super::*;

#[test]
fn matching_is_by_whole_segments() {
    let hub = Resource::hub("localhost");
    let device = Resource::device("localhost", "dev1");
    let module = Resource::module("localhost", "dev1", "m1");
    assert!(hub.covers(&hub) && hub.covers(&device) && hub.covers(&module));
    assert!(device.covers(&device) && device.covers(&module));
    assert!(!device.covers(&hub) && !module.covers(&device));
    assert!(Resource::parse("localhost/devices").covers(&device));
    assert!(!device.covers(&Resource::device("localhost", "dev10")));
    assert!(!device.covers(&Resource::device("otherhost", "dev1")));
}

#[test]
fn the_host_is_compared_without_case_and_port() {
    let wanted = Resource::device("localhost", "dev1");
    for text in [
        "LocalHost/devices/dev1",
        "localhost:18883/devices/dev1",
        "localhost/devices/dev1/",
        "localhost/devices/dev1/api-version=2016-11-14",
        "localhost/devices/dev1/?api-version=2016-11-14",
    ] {
        assert_eq!(Resource::parse(text), wanted, "{text}");
    }
}

#[test]
fn device_ids_keep_their_case() {
    assert!(!Resource::parse("localhost/devices/Dev1").covers(&Resource::device("localhost", "dev1")));
}

#[test]
fn a_device_may_be_called_like_the_suffix() {
    let resource = Resource::parse("localhost/devices/api-version=1");
    assert_eq!(resource.device_id(), Some("api-version=1"));
}

#[test]
fn a_path_without_an_id_names_no_device() {
    assert_eq!(Resource::parse("localhost/devices").device_id(), None);
    assert_eq!(Resource::parse("localhost/twins/dev1").device_id(), None);
    assert!(!Resource::parse("").covers(&Resource::hub("localhost")));
}

proptest! {
    #[test]
    fn any_text_is_a_resource_that_covers_itself(text in ".*") {
        let resource = Resource::parse(&text);
        prop_assert!(resource.covers(&resource));
    }

    #[test]
    fn printing_and_reading_agree(device in "[A-Za-z0-9._-]{1,20}", port in proptest::option::of(1_u16..)) {
        let host = port.map_or("Hub.Example".to_owned(), |port| format!("Hub.Example:{port}"));
        let resource = Resource::device(&host, &device);
        prop_assert_eq!(resource.to_string(), format!("hub.example/devices/{device}"));
        prop_assert_eq!(Resource::parse(&resource.to_string()), resource);
    }
}
