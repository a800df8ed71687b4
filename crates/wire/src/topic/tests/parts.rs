use super::*;

#[test]
fn a_bag_tells_null_from_empty() {
    let read: PropertyBag = "null&empty=&full=v".parse().unwrap();
    assert_eq!(read, bag(&[("null", None), ("empty", Some("")), ("full", Some("v"))]));
    assert_eq!(
        (read.get("null"), read.get("empty"), read.get("none")),
        (Some(None), Some(Some("".into())), None)
    );
    assert_eq!(read.to_string(), "null&empty=&full=v");
}

#[test]
fn a_bag_may_start_with_a_question_mark_and_have_empty_parts() {
    let read: PropertyBag = "?a=1&&b=2&".parse().unwrap();
    assert_eq!(read, bag(&[("a", Some("1")), ("b", Some("2"))]));
    assert!("".parse::<PropertyBag>().unwrap().is_empty());
    assert_eq!(PropertyBag::new().push("", None), Err(InvalidTopic::Property));
}

#[test]
fn a_plus_in_a_bag_is_a_plus() {
    let read: PropertyBag = "a+b=c+d".parse().unwrap();
    assert_eq!(read.get("a+b"), Some(Some("c+d".into())));
}

#[test]
fn a_bag_of_thousands_of_names_is_no_larger_than_its_text() {
    let text = vec!["a"; 30_000].join("&");
    let read: PropertyBag = text.parse().unwrap();
    assert_eq!((read.iter().count(), read.as_str()), (30_000, text.as_str()));
}

#[test]
fn filters_have_exactly_their_forms() {
    for text in [
        "devices/dev1/messages/devicebound/#",
        "$iothub/methods/POST/#",
        "$iothub/twin/res/#",
        "$iothub/twin/PATCH/properties/desired/#",
        "devices/dev1/modules/m1/inputs/#",
    ] {
        assert_eq!(Filter::parse(text).unwrap().to_string(), text);
    }
    for text in [
        "",
        "#",
        "$iothub/#",
        "$iothub/methods/POST/+",
        "devices/dev1/messages/events/#",
        "devices/+/messages/devicebound/#/x",
    ] {
        assert_eq!(Filter::parse(text), Err(InvalidTopic::UnknownFilter), "{text}");
    }
}

#[test]
fn a_filter_names_an_id_as_it_is_and_never_a_wildcard() {
    let id = "a:b@c%41?d=e,f;g$h'i!(j)*.-_";
    for text in
        [format!("devices/{id}/messages/devicebound/#"), format!("devices/{id}/modules/{id}/inputs/#")]
    {
        assert_eq!(Filter::parse(&text).unwrap().to_string(), text);
    }
    for id in ["+", "#", "a+b", "a#b", "+a", "a#"] {
        for text in [
            format!("devices/{id}/messages/devicebound/#"),
            format!("devices/{id}/modules/m/inputs/#"),
            format!("devices/d/modules/{id}/inputs/#"),
        ] {
            assert_eq!(Filter::parse(&text), Err(InvalidTopic::UnknownFilter), "{text}");
        }
    }
}

#[test]
fn a_filter_gets_its_own_topics_only() {
    let matches =
        |filter: &str, topic: &str| Filter::parse(filter).unwrap().matches(&Topic::parse(topic).unwrap());
    assert!(matches("$iothub/methods/POST/#", "$iothub/methods/POST/m/?$rid=1"));
    assert!(matches("$iothub/twin/res/#", "$iothub/twin/res/200/?$rid=1"));
    assert!(matches(
        "$iothub/twin/PATCH/properties/desired/#",
        "$iothub/twin/PATCH/properties/desired/?$version=1"
    ));
    assert!(matches("devices/dev1/messages/devicebound/#", "devices/dev1/messages/devicebound/a=1"));
    assert!(!matches("devices/dev1/messages/devicebound/#", "devices/dev2/messages/devicebound/a=1"));
    assert!(!matches("$iothub/twin/res/#", "$iothub/methods/POST/m/?$rid=1"));
    assert!(matches("devices/d/modules/m/inputs/#", "devices/d/modules/m/inputs/i/"));
}

#[test]
fn captured_user_names_are_read() {
    let read = |text: &str| text.parse::<UserName>().unwrap();
    let python = read(
        "localhost/dev1/?api-version=2019-10-01&DeviceClientType=azure-iot-device-iothub-py%2F2.14.0%283.11.7%3BLinux%20%231%20SMP%20PREEMPT_DYNAMIC%20%400%3Bx86_64%29",
    );
    assert_eq!((python.host.as_str(), python.client_id().as_str()), ("localhost", "dev1"));
    assert_eq!(python.option("api-version"), Some("2019-10-01"));
    assert_eq!(
        python.option("DeviceClientType"),
        Some("azure-iot-device-iothub-py/2.14.0(3.11.7;Linux #1 SMP PREEMPT_DYNAMIC @0;x86_64)")
    );
    assert_eq!(python.option("model-id"), None);
    let node = read(
        "localhost:18883/dev1/m1/?api-version=2021-04-12&DeviceClientType=azure-iot-device%2F1.18.4%20(node%20v20.20.2%3B%20Debian%2012%3B%20x64)",
    );
    assert_eq!((node.host.as_str(), node.client_id().as_str()), ("localhost:18883", "dev1/m1"));
    assert_eq!(
        node.option("DeviceClientType"),
        Some("azure-iot-device/1.18.4 (node v20.20.2; Debian 12; x64)")
    );
    let by_a_gateway = read(
        "myhub.azure-devices.net/dev1/?api-version=2020-09-30&DeviceClientType=py&model-id=dtmi%3Acom%3Aexample%3ADoor%3B1",
    );
    assert_eq!(by_a_gateway.host, "myhub.azure-devices.net");
    assert_eq!(by_a_gateway.option("model-id"), Some("dtmi:com:example:Door;1"));
    for old in ["localhost/dev1", "localhost/dev1/", "localhost/dev1/api-version=2016-11-14"] {
        assert_eq!(read(old).device, device("dev1"), "{old}");
    }
    assert_eq!(read("localhost/dev1/api-version=2016-11-14").option("api-version"), Some("2016-11-14"));
}

#[test]
fn an_id_in_a_user_name_may_look_like_an_option() {
    for (text, client_id, version) in [
        ("localhost/?x/?api-version=1", "?x", Some("1")),
        ("localhost/?x", "?x", None),
        ("localhost/?x/", "?x", None),
        ("localhost/?x/api-version=1", "?x", Some("1")),
        ("localhost/?api-version=1/?api-version=2", "?api-version=1", Some("2")),
        ("localhost/api-version=1/?api-version=2", "api-version=1", Some("2")),
        ("localhost/a?b=c/?m/?api-version=1", "a?b=c/?m", Some("1")),
        ("localhost/d/api-version=1/?api-version=2", "d/api-version=1", Some("2")),
        ("localhost/d/?api-version=1&DeviceClientType=a/?b", "d", Some("1")),
    ] {
        let read: UserName = text.parse().unwrap();
        assert_eq!((read.client_id().as_str(), read.option("api-version")), (client_id, version), "{text}");
    }
}

#[test]
fn user_names_of_another_shape_are_refused() {
    for text in ["", "localhost", "/dev1/?api-version=1", "localhost/a/b/c/?api-version=1"] {
        assert_eq!(text.parse::<UserName>(), Err(InvalidUserName::Shape), "{text}");
    }
    assert!(matches!("localhost/a b/?x".parse::<UserName>(), Err(InvalidUserName::Id(_))));
}

#[test]
fn a_user_name_is_printed_with_its_api_version_and_read_back() {
    let made = UserName::new("localhost", device("dev1"), Some("m1".parse().unwrap()));
    assert_eq!(made.to_string(), "localhost/dev1/m1/?api-version=2021-04-12");
    assert_eq!(made.to_string().parse(), Ok(made));
}
