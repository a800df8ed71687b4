//! Tests of topics; those of bags, filters and user names are in the file below.

use proptest::prelude::*;

use super::*;

mod parts;

fn request(text: &str) -> RequestId {
    RequestId::try_from(text).unwrap()
}

fn device(id: &str) -> DeviceId {
    id.parse().unwrap()
}

/// A bag from pairs.
fn bag(pairs: &[(&str, Option<&str>)]) -> PropertyBag {
    let mut bag = PropertyBag::new();
    for (name, value) in pairs {
        bag.push(name, *value).unwrap();
    }
    bag
}

#[test]
fn every_topic_is_printed_as_documented_and_read_back() {
    let module = || Some("m1".parse().unwrap());
    let topics = [
        (
            "devices/dev1/messages/events/",
            Topic::Telemetry { device: device("dev1"), module: None, properties: bag(&[]) },
        ),
        (
            "devices/dev1/modules/m1/messages/events/a=1",
            Topic::Telemetry {
                device: device("dev1"),
                module: module(),
                properties: bag(&[("a", Some("1"))]),
            },
        ),
        (
            "devices/dev1/messages/devicebound/%24.mid=m1&p1=v%201&iothub-ack=full",
            Topic::CloudToDevice {
                device: device("dev1"),
                properties: bag(&[("$.mid", Some("m1")), ("p1", Some("v 1")), ("iothub-ack", Some("full"))]),
            },
        ),
        (
            "$iothub/methods/POST/lockDoor/?$rid=1a",
            Topic::MethodRequest { name: "lockDoor".try_into().unwrap(), request: request("1a") },
        ),
        ("$iothub/methods/res/200/?$rid=1a", Topic::MethodResponse { status: 200, request: request("1a") }),
        ("$iothub/methods/res/-7/?$rid=1a", Topic::MethodResponse { status: -7, request: request("1a") }),
        ("$iothub/twin/GET/?$rid=37f1d0bb-1", Topic::TwinGet { request: request("37f1d0bb-1") }),
        (
            "$iothub/twin/PATCH/properties/reported/?$rid=2",
            Topic::TwinReported { request: request("2"), base: None },
        ),
        (
            "$iothub/twin/PATCH/properties/reported/?$rid=2&$version=7",
            Topic::TwinReported { request: request("2"), base: Some(7) },
        ),
        (
            "$iothub/twin/res/200/?$rid=2",
            Topic::TwinResponse { status: 200, request: request("2"), version: None },
        ),
        (
            "$iothub/twin/res/204/?$rid=2&$version=8",
            Topic::TwinResponse { status: 204, request: request("2"), version: Some(8) },
        ),
        ("$iothub/twin/PATCH/properties/desired/?$version=5", Topic::TwinDesired { version: 5 }),
        (
            "devices/dev1/modules/m1/inputs/temperature/a=1",
            Topic::ModuleInput {
                device: device("dev1"),
                module: "m1".parse().unwrap(),
                input: "temperature".try_into().unwrap(),
                properties: bag(&[("a", Some("1"))]),
            },
        ),
    ];
    for (text, topic) in topics {
        assert_eq!(topic.to_string(), text);
        assert_eq!(Topic::parse(text), Ok(topic));
    }
}

#[test]
fn the_captured_telemetry_topic_of_both_sdks_is_read() {
    let text =
        "devices/dev1/messages/events/%24.mid=id%201&%24.ct=application%2Fjson&%24.ce=utf-8&a%20b=c%26d";
    let properties = bag(&[
        ("$.mid", Some("id 1")),
        ("$.ct", Some("application/json")),
        ("$.ce", Some("utf-8")),
        ("a b", Some("c&d")),
    ]);
    let topic = Topic::Telemetry { device: device("dev1"), module: None, properties };
    assert_eq!(topic.to_string(), text);
    assert_eq!(Topic::parse(text), Ok(topic));
}

#[test]
fn telemetry_may_leave_out_the_last_slash_and_have_slashes_in_its_bag() {
    let plain = Topic::parse("devices/dev1/messages/events/").unwrap();
    assert_eq!(Topic::parse("devices/dev1/messages/events"), Ok(plain));
    let output = Topic::parse("devices/d/modules/m/messages/events/%24.on=out").unwrap();
    assert_eq!(Topic::parse("devices/d/modules/m/messages/events/%24.on=out/"), Ok(output));
    let topic = Topic::parse("devices/dev1/messages/events/$.ct=application/json").unwrap();
    let Topic::Telemetry { properties, .. } = topic else { panic!("this is telemetry") };
    assert_eq!(properties.get("$.ct"), Some(Some("application/json".into())));
}

#[test]
fn a_slash_at_the_end_of_a_bag_belongs_to_the_last_value_unless_the_bag_names_an_output() {
    for (text, expected) in [
        ("u=http://x/", bag(&[("u", Some("http://x/"))])),
        ("a=b//", bag(&[("a", Some("b//"))])),
        ("k/", bag(&[("k/", None)])),
        ("%24.on=out&u=x/", bag(&[("$.on", Some("out")), ("u", Some("x"))])),
    ] {
        let topic = Topic::parse(&format!("devices/d/messages/events/{text}")).unwrap();
        assert_eq!(topic, Topic::Telemetry { device: device("d"), module: None, properties: expected });
    }
}

#[test]
fn ids_are_written_and_read_as_they_are() {
    let id = "a:b@c%41?d=e,f;g$h'i!(j)*.-_";
    let topics = [
        format!("devices/{id}/messages/events/a=1"),
        format!("devices/{id}/modules/{id}/messages/events/"),
        format!("devices/{id}/messages/devicebound/a=1"),
        format!("devices/{id}/modules/{id}/inputs/i/"),
    ];
    for text in topics {
        assert_eq!(Topic::parse(&text).unwrap().to_string(), text);
    }
    let Ok(Topic::Telemetry { device: sender, .. }) = Topic::parse("devices/a%41/messages/events/") else {
        panic!("this is telemetry")
    };
    assert_eq!(sender, device("a%41"), "not a device called aA");
}

#[test]
fn a_version_larger_than_any_is_a_number_all_the_same() {
    let text = "$iothub/twin/PATCH/properties/reported/?$rid=1&$version=18446744073709551616";
    assert_eq!(Topic::parse(text), Ok(Topic::TwinReported { request: request("1"), base: Some(u64::MAX) }));
    for version in ["", "-1", "+1", "1.0", "x"] {
        let text = format!("$iothub/twin/PATCH/properties/reported/?$rid=1&$version={version}");
        assert_eq!(Topic::parse(&text), Err(InvalidTopic::Number { text: version.to_owned() }));
    }
}

#[test]
fn a_request_id_is_kept_byte_for_byte() {
    for text in ["%41", "a=b", "0", "", "ü", "a b", "?"] {
        let topic = Topic::parse(&format!("$iothub/twin/GET/?$rid={text}")).unwrap();
        assert_eq!(topic, Topic::TwinGet { request: request(text) });
        assert!(topic.to_string().ends_with(&format!("$rid={text}")));
    }
    assert_eq!(RequestId::from_number(26).as_str(), "1a");
}

#[test]
fn whatever_else_is_refused_with_a_reason() {
    let cases = [
        ("", InvalidTopic::Unknown),
        ("devices/dev1", InvalidTopic::Unknown),
        ("devices/dev1/messages/eventsx", InvalidTopic::Unknown),
        ("devices/dev1/messages", InvalidTopic::Unknown),
        ("devices/dev1/modules/m1/messages/devicebound/", InvalidTopic::Unknown),
        ("devices/dev1/modules/m1/inputs/i", InvalidTopic::Unknown),
        ("Devices/dev1/messages/events/", InvalidTopic::Unknown),
        ("$iothub/twin/GET/", InvalidTopic::Unknown),
        ("$iothub/twin/GET/?rid=1", InvalidTopic::Unknown),
        ("$iothub/twin/GET/?$rid=1&$rid=2", InvalidTopic::Unknown),
        ("$iothub/twin/GET/?$rid=1&$version=2", InvalidTopic::Unknown),
        ("$iothub/twin/res/204/?$rid=1&$version=2&$version=3", InvalidTopic::Unknown),
        ("$iothub/twin/GET/?$rid=1&x=2", InvalidTopic::Unknown),
        ("$iothub/twin/PATCH/properties/desired/?$rid=1&$version=2", InvalidTopic::Unknown),
        ("$iothub/twin/PATCH/properties/reported/?$version=2", InvalidTopic::RequestId),
        ("$iothub/twin/GET/?$rid=#", InvalidTopic::RequestId),
        ("$iothub/twin/res/2x4/?$rid=1", InvalidTopic::Number { text: "2x4".to_owned() }),
        ("$iothub/twin/res/70000/?$rid=1", InvalidTopic::Number { text: "70000".to_owned() }),
        ("$iothub/methods/res/+1/?$rid=1", InvalidTopic::Number { text: "+1".to_owned() }),
        ("$iothub/methods/POST//?$rid=1", InvalidTopic::Name),
        ("$iothub/methods/POST/a/b/?$rid=1", InvalidTopic::Unknown),
        ("devices/dev1/messages/events/=v", InvalidTopic::Property),
        ("devices/dev1/messages/events/a=%ff", InvalidTopic::Property),
    ];
    for (text, problem) in cases {
        assert_eq!(Topic::parse(text), Err(problem), "{text}");
    }
    assert!(matches!(Topic::parse("devices/a b/messages/events/"), Err(InvalidTopic::Id(_))));
    assert_eq!(Topic::parse(&"x".repeat(65_536)), Err(InvalidTopic::Length { length: 65_536 }));
}

fn bags() -> impl Strategy<Value = PropertyBag> {
    proptest::collection::vec((".{1,8}", proptest::option::of(".{0,8}")), 0..5).prop_map(|pairs| {
        let mut bag = PropertyBag::new();
        for (name, value) in pairs {
            bag.push(&name, value.as_deref()).unwrap();
        }
        bag
    })
}

fn topics() -> impl Strategy<Value = Topic> {
    let device = || "[A-Za-z0-9:.+%_#*?!(),=@;$'-]{1,20}".prop_map(|id| DeviceId::try_from(id).unwrap());
    let module = || "[A-Za-z0-9:.+%_#*?!(),=@;$'-]{1,20}".prop_map(|id| ModuleId::try_from(id).unwrap());
    let request = || "[^&#+\\x00]{0,20}".prop_map(|text| RequestId::try_from(text.as_str()).unwrap());
    let name = || ".{1,20}".prop_map(|name| LevelName::try_from(name).unwrap());
    let version = || proptest::option::of(any::<u64>());
    prop_oneof![
        (device(), proptest::option::of(module()), bags())
            .prop_map(|(device, module, properties)| Topic::Telemetry { device, module, properties }),
        (device(), bags()).prop_map(|(device, properties)| Topic::CloudToDevice { device, properties }),
        (name(), request()).prop_map(|(name, request)| Topic::MethodRequest { name, request }),
        (any::<i64>(), request()).prop_map(|(status, request)| Topic::MethodResponse { status, request }),
        request().prop_map(|request| Topic::TwinGet { request }),
        (request(), version()).prop_map(|(request, base)| Topic::TwinReported { request, base }),
        (any::<u16>(), request(), version()).prop_map(|(status, request, version)| Topic::TwinResponse {
            status,
            request,
            version
        }),
        any::<u64>().prop_map(|version| Topic::TwinDesired { version }),
        (device(), module(), name(), bags()).prop_map(|(device, module, input, properties)| {
            Topic::ModuleInput { device, module, input, properties }
        }),
    ]
}

proptest! {
    #[test]
    fn a_printed_topic_is_read_back(topic in topics()) {
        prop_assert_eq!(Topic::parse(&topic.to_string()), Ok(topic));
    }

    #[test]
    fn a_printed_bag_is_read_back(bag in bags()) {
        prop_assert_eq!(bag.to_string().parse(), Ok(bag));
    }

    #[test]
    fn no_text_panics_and_what_is_read_prints_stably(
        text in "(devices/|\\$iothub/(twin|methods)/)?(dev1/|GET/|POST/|res/|PATCH/properties/(reported|desired)/)?\\PC{0,30}",
    ) {
        if let Ok(topic) = Topic::parse(&text) {
            prop_assert_eq!(Topic::parse(&topic.to_string()), Ok(topic));
        }
        let _ = Filter::parse(&text);
        let _ = text.parse::<UserName>();
    }
}
