//! What ends a connection, and with which last word.

use super::bench::{
    Bench, CLEAN_SESSION, KEEP_SESSION, WITH_WILL, connect, field, packet, publish, publish_surely, subscribe,
};
use crate::hub::device_side::ConnectRefused;
use crate::mqtt::packet::DecodeError;
use crate::mqtt::{Ending, Rejection};

const ACCEPTED: &str = r" \x02\x00\x00";
const BAD_LEVEL: &str = r" \x02\x00\x01";
const NOT_AUTHORIZED: &str = r" \x02\x00\x05";

const TELEMETRY: &str = "devices/dev1/messages/events/";

/// What a connected device that sends these bytes is told before the end: nothing.
async fn ends(bytes: &[u8]) -> Ending {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    device.send(bytes).await;
    device.ending().await
}

#[tokio::test]
async fn s10_08_a_publish_of_quality_two_closes() {
    let publish = packet(0x34, b"\x00\x1ddevices/dev1/messages/events/\x00\x05{}");
    assert_eq!(ends(&publish).await, Ending::ExactlyOnce);
}

#[tokio::test]
async fn s10_08_a_foreign_topic_closes() {
    for topic in ["elsewhere", "devices/dev2/messages/events/", "$iothub/twin/res/200/?$rid=1"] {
        assert_eq!(ends(&publish(topic, "{}")).await, Ending::Topic(topic.into()));
    }
}

#[tokio::test]
async fn a_foreign_filter_closes_without_a_suback() {
    for filter in ["#", "devices/dev2/messages/devicebound/#", "$iothub/twin/res/200/#"] {
        assert_eq!(ends(&subscribe(filter, 0)).await, Ending::Filter(filter.into()));
    }
}

#[tokio::test]
async fn s10_08_every_violation_closes_without_a_word() {
    let topics = [
        "devices/dev1/messages/events2/",
        "devices/dev1/modules/m/messages/events/",
        "devices/dev1/messages/devicebound/",
        "$iothub/methods/POST/m/?$rid=1",
        "$iothub/methods/res/200/",
        "$iothub/methods/res/fine/?$rid=1",
        "$iothub/twin/GET/",
        "$iothub/twin/PATCH/properties/reported/",
        "$iothub/twin/PATCH/properties/reported/?$rid=1&$version=new",
        "$iothub/twin/PATCH/properties/desired/?$version=1",
        "$SYS/uptime",
    ];
    for topic in topics {
        assert_eq!(ends(&publish(topic, "{}")).await, Ending::Topic(topic.into()));
        assert_eq!(ends(&publish_surely(topic, "{}")).await, Ending::Topic(topic.into()), "no PUBACK");
    }
    let wildcard = publish("devices/+/messages/events/", "{}");
    assert_eq!(ends(&wildcard).await, Ending::Malformed(DecodeError::TopicName));
    let filters = [
        "$iothub/methods/POST/",
        "$iothub/twin/res/+",
        "$iothub/twin/#",
        "devices/dev1/messages/events/#",
        "devices/dev1/messages/devicebound/+",
        "devices/dev1/modules/m/inputs/#",
        "+/+/#",
    ];
    for filter in filters {
        assert_eq!(ends(&subscribe(filter, 1)).await, Ending::Filter(filter.into()));
    }
    // One good filter beside it does not help.
    let both = [&[0, 7][..], &field(b"$iothub/twin/res/#"), &[1], &field(b"#"), &[1]].concat();
    assert_eq!(ends(&packet(0x82, &both)).await, Ending::Filter("#".into()));
    for (bytes, name) in
        [([0x50, 2, 0, 1], "PUBREC"), ([0x70, 2, 0, 1], "PUBCOMP"), ([0xB0, 2, 0, 1], "UNSUBACK")]
    {
        assert_eq!(ends(&bytes).await, Ending::Unexpected(name));
    }
    assert_eq!(ends(&[0xD0, 0]).await, Ending::Unexpected("PINGRESP"));
}

#[tokio::test]
async fn while_the_hub_throttles_a_connect_is_answered_with_3() {
    let bench = Bench::with_device().await;
    bench.hub.levers.throttle(bench.clock.now(), std::time::Duration::from_secs(10));
    let mut device = bench.dial();
    assert_eq!(device.ask(&bench.connect_bytes("dev1", KEEP_SESSION, 60)).await, r" \x02\x00\x03");
    assert_eq!(device.ending().await, Ending::Refused(ConnectRefused::Throttled));
}

#[tokio::test]
async fn a_message_above_256_kilobytes_closes() {
    let bench = Bench::with_device().await;
    let mut device = bench.connected("dev1").await;
    let largest = publish_surely(TELEMETRY, &" ".repeat(262_144));
    assert_eq!(device.ask(&largest).await, r"@\x02\x00\t");
    device.send(&publish_surely(TELEMETRY, &" ".repeat(262_145))).await;
    assert_eq!(device.ending().await, Ending::Oversize(262_145));
}

#[tokio::test]
async fn an_announced_gigabyte_closes_before_it_arrives() {
    let ending = ends(&[0x30, 0xFF, 0xFF, 0xFF, 0x7F]).await;
    assert!(matches!(ending, Ending::Malformed(DecodeError::TooLarge { .. })), "{ending:?}");
}

#[tokio::test]
async fn a_second_connect_and_malformed_packets_close() {
    let again = connect(KEEP_SESSION, 60, &[b"dev1", b"localhost/dev1/?api-version=2021-04-12", b"x"]);
    assert_eq!(ends(&again).await, Ending::SecondConnect);
    assert_eq!(ends(&[0xF0, 0]).await, Ending::Malformed(DecodeError::ReservedKind(15)));
    assert_eq!(ends(&[0x80, 2, 0, 1]).await, Ending::Malformed(DecodeError::Flags { kind: 8, flags: 0 }));
    assert_eq!(ends(&[0x62, 2, 0, 1]).await, Ending::Unexpected("PUBREL"));
}

#[tokio::test]
async fn who_does_not_begin_with_connect_is_told_nothing() {
    let bench = Bench::with_device().await;
    for (bytes, expected) in [
        (&[0xC0, 0][..], Ending::ConnectMissing),
        (b"GET / HTTP/1.1\r\n\r\n", Ending::Malformed(DecodeError::Flags { kind: 4, flags: 7 })),
        (b"\x10\x08\x00\x06MQIsdp", Ending::Malformed(DecodeError::ProtocolName)),
    ] {
        let mut client = bench.dial();
        client.send(bytes).await;
        assert_eq!(client.ending().await, expected);
    }
}

#[tokio::test]
async fn another_level_of_the_protocol_is_refused_with_1() {
    let bench = Bench::with_device().await;
    for level in [3, 5] {
        let mut client = bench.dial();
        let connect = packet(0x10, &[0, 4, b'M', b'Q', b'T', b'T', level, 2, 0, 60, 0, 0, 0]);
        assert_eq!(client.ask(&connect).await, BAD_LEVEL);
        assert_eq!(client.ending().await, Ending::Malformed(DecodeError::ProtocolLevel(level)));
    }
}

#[tokio::test]
async fn whoever_may_not_connect_is_refused_with_5() {
    let bench = Bench::with_device().await;
    bench.register("dev2").await;
    let (valid, expired, other) =
        (bench.token("dev1", 3600), bench.token("dev1", -3600), bench.token("dev2", 3600));
    let user = "localhost/dev1/?api-version=2021-04-12";
    let refused = Ending::Refused(ConnectRefused::NotAuthorized);
    let rejected = Ending::Rejected(Rejection::UserName);
    for (client_id, user_name, token, ending) in [
        ("dev1", user, expired.as_str(), &refused),
        ("dev1", user, &other, &refused),
        ("dev1", user, "no token", &refused),
        ("dev1", "elsewhere/dev1/?api-version=2021-04-12", &valid, &refused),
        ("dev2", user, &valid, &rejected),
        ("nobody", "localhost/nobody/?api-version=2021-04-12", &bench.token("nobody", 3600), &refused),
    ] {
        let mut client = bench.dial();
        let fields = [client_id.as_bytes(), user_name.as_bytes(), token.as_bytes()];
        assert_eq!(
            client.ask(&connect(CLEAN_SESSION, 60, &fields)).await,
            NOT_AUTHORIZED,
            "{client_id} {user_name}"
        );
        assert_eq!(&client.ending().await, ending, "{client_id} {user_name}");
    }
}

#[tokio::test]
async fn a_disabled_device_is_refused_and_a_connected_one_closed() {
    let bench = Bench::with_device().await;
    let device = bench.connected("dev1").await;
    let body = serde_json::json!({ "deviceId": "dev1", "status": "disabled" });
    let (status, answer) = bench.replace("/devices/dev1", body).await;
    assert!(status.is_success(), "{answer}");
    assert_eq!(device.ending().await, Ending::Hub(crate::hub::device_side::CloseReason::Disabled));
    let mut again = bench.dial();
    assert_eq!(again.ask(&bench.connect_bytes("dev1", CLEAN_SESSION, 60)).await, NOT_AUTHORIZED);
}

#[tokio::test]
async fn a_will_for_another_device_is_refused() {
    let bench = Bench::with_device().await;
    let token = bench.token("dev1", 3600);
    for (topic, expected) in [(TELEMETRY, ACCEPTED), ("devices/dev2/messages/events/", NOT_AUTHORIZED)] {
        let fields: [&[u8]; 5] =
            [b"dev1", topic.as_bytes(), b"gone", b"localhost/dev1/?api-version=2021-04-12", token.as_bytes()];
        assert_eq!(bench.dial().ask(&connect(WITH_WILL, 60, &fields)).await, expected, "{topic}");
    }
}
