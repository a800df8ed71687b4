//! What a session makes of packets, without a hub.

use std::num::NonZeroU16;

use iothub_wire::topic::LARGEST_MESSAGE;

use super::*;
use crate::hub::device_side::HubMessage;
use crate::mqtt::ending::Rejection;
use crate::mqtt::packet::{Connect, ConnectReturnCode, Delivery as PublishDelivery, Quality, Will};

fn id(number: u16) -> PacketId {
    NonZeroU16::new(number).unwrap()
}

fn device() -> Identity {
    Identity::parse("dev1").unwrap()
}

fn module() -> Identity {
    Identity::parse("dev1/mod1").unwrap()
}

fn session_of(identity: Identity) -> Session {
    Session::new(identity, Vec::new(), Vec::new(), None, 60, Instant::now())
}

fn with_subscription(subscription: Subscription, qos: Qos) -> Session {
    Session::new(device(), vec![(subscription, qos)], Vec::new(), None, 60, Instant::now())
}

fn publish(topic: &str, payload: &'static str) -> Publish {
    let payload = Bytes::from_static(payload.as_bytes());
    Publish { topic: topic.into(), payload, delivery: PublishDelivery::AtMostOnce, retain: false }
}

fn receive(session: &mut Session, packet: Packet) -> Result<Step, Ending> {
    session.receive(packet, Instant::now())
}

/// What a device of this identity that publishes to a topic is taken to mean.
fn published(identity: Identity, topic: &str) -> Result<Step, Ending> {
    receive(&mut session_of(identity), Packet::Publish(publish(topic, "{}")))
}

fn subscribe(identity: Identity, filter: &str, quality: Quality) -> Result<Step, Ending> {
    let subscribe = Subscribe { id: id(9), filters: vec![(filter.into(), quality)] };
    receive(&mut session_of(identity), Packet::Subscribe(subscribe))
}

fn rid(text: &str) -> RequestId {
    RequestId::try_from(text).unwrap()
}

fn connect() -> Connect {
    Connect {
        client_id: "dev1".into(),
        clean_session: false,
        keep_alive: 60,
        will: None,
        user_name: Some("localhost/dev1/?api-version=2021-04-12&model-id=dtmi%3Aa%3B1".into()),
        password: Some(Bytes::from_static(b"SharedAccessSignature sr=x")),
    }
}

fn will(topic: &str) -> Will {
    Will {
        topic: topic.into(),
        payload: Bytes::from_static(b"gone"),
        quality: Quality::AtLeastOnce,
        retain: true,
    }
}

fn refused(connect: Connect) -> (Rejection, ConnectReturnCode) {
    let rejection = Greeting::read(connect).unwrap_err();
    (rejection, rejection.code())
}

#[test]
fn a_connect_is_read_with_its_options() {
    let greeting = Greeting::read(connect()).unwrap();
    assert_eq!(greeting.request.identity, device());
    assert_eq!(greeting.request.host, "localhost");
    assert_eq!(greeting.request.api_version.as_deref(), Some("2021-04-12"));
    assert_eq!(greeting.request.model_id.as_deref(), Some("dtmi:a;1"));
    assert!(!greeting.request.clean_session);
    assert!(!format!("{greeting:?}").contains("sr=x"), "a token must not be printed");
}

#[test]
fn every_form_of_user_name_is_understood() {
    for (client_id, user_name, host, version) in [
        ("dev1", "localhost/dev1", "localhost", None),
        ("dev1", "localhost/dev1/", "localhost", None),
        ("dev1", "localhost/dev1/api-version=2016-11-14", "localhost", Some("2016-11-14")),
        ("dev1", "localhost:18883/dev1/?api-version=2021-04-12", "localhost:18883", Some("2021-04-12")),
        ("dev1/mod1", "h.example/dev1/mod1/?api-version=2018-06-30", "h.example", Some("2018-06-30")),
        (
            "dev1",
            "localhost/dev1/?api-version=2021-04-12&DeviceClientType=a%2F1",
            "localhost",
            Some("2021-04-12"),
        ),
        ("a?b=c", "localhost/a?b=c/?api-version=2021-04-12", "localhost", Some("2021-04-12")),
        ("?x", "localhost/?x/?api-version=2021-04-12", "localhost", Some("2021-04-12")),
    ] {
        let connect = Connect { client_id: client_id.into(), user_name: Some(user_name.into()), ..connect() };
        let request = Greeting::read(connect).unwrap().request;
        assert_eq!(request.identity.to_string(), client_id);
        assert_eq!((request.host.as_str(), request.api_version.as_deref()), (host, version), "{user_name}");
    }
}

#[test]
fn a_connect_that_contradicts_itself_is_not_authorized() {
    use ConnectReturnCode::NotAuthorized;
    let named = |client_id: &str, user_name: &str| Connect {
        client_id: client_id.into(),
        user_name: Some(user_name.into()),
        ..connect()
    };
    assert_eq!(refused(named("dev2", "h/dev1/?api-version=1")), (Rejection::UserName, NotAuthorized));
    assert_eq!(refused(named("dev1", "h/dev1/mod1/?api-version=1")), (Rejection::UserName, NotAuthorized));
    assert_eq!(refused(named("dev1/mod1", "h/dev1/?api-version=1")), (Rejection::UserName, NotAuthorized));
    assert_eq!(refused(named("dev1", "dev1")), (Rejection::UserName, NotAuthorized));
    assert_eq!(refused(named("a b", "h/a b")), (Rejection::ClientId, NotAuthorized));
    assert_eq!(refused(Connect { user_name: None, ..connect() }), (Rejection::UserName, NotAuthorized));
    assert_eq!(refused(Connect { password: None, ..connect() }), (Rejection::Password, NotAuthorized));
    let garbage = Some(Bytes::from_static(&[0xFF]));
    assert_eq!(refused(Connect { password: garbage, ..connect() }), (Rejection::Password, NotAuthorized));
}

#[test]
fn a_kept_session_needs_a_client_id() {
    let nobody = Connect { client_id: String::new(), ..connect() };
    assert_eq!(refused(nobody), (Rejection::NoClientId, ConnectReturnCode::IdentifierRejected));
}

#[test]
fn a_will_is_telemetry_marked_as_a_will() {
    let with = |topic| Connect { will: Some(will(topic)), ..connect() };
    let greeting = Greeting::read(with("devices/dev1/messages/events/a=b")).unwrap();
    let testament = greeting.will.unwrap();
    assert_eq!(testament.bag.to_string(), "a=b&mqtt-retain=true&iothub-MessageType=Will");
    assert_eq!(&testament.payload[..], b"gone");
    for topic in ["devices/dev2/messages/events/", "$iothub/twin/GET/?$rid=1", "elsewhere"] {
        assert_eq!(refused(with(topic)), (Rejection::Will, ConnectReturnCode::NotAuthorized), "{topic}");
    }
}

#[test]
fn the_hub_waits_one_and_a_half_times_the_keep_alive_but_not_forever() {
    for (keep_alive, milliseconds) in
        [(1, 1_500), (60, 90_000), (1177, 1_765_500), (1178, 1_767_000), (1740, 1_767_000), (0, 1_767_000)]
    {
        assert_eq!(patience(keep_alive), Duration::from_millis(milliseconds), "{keep_alive}");
    }
}

#[test]
fn every_packet_moves_the_deadline() {
    let start = Instant::now();
    let mut session = Session::new(device(), Vec::new(), Vec::new(), None, 60, start);
    let later = start + Duration::from_secs(80);
    assert_eq!(session.receive(Packet::PingReq, later), Ok(Step::Answer(Packet::PingResp)));
    assert_eq!(session.deadline(), later + Duration::from_secs(90));
}

#[test]
fn the_topics_of_a_device_are_understood() {
    let telemetry = |bag: &str| {
        let payload = Bytes::from_static(b"{}");
        Ok(Step::Tell(Notice::Telemetry(Telemetry { bag: bag.parse().unwrap(), payload }), None))
    };
    let payload = Bytes::from_static(b"{}");
    assert_eq!(published(device(), "devices/dev1/messages/events/"), telemetry(""));
    assert_eq!(published(device(), "devices/dev1/messages/events"), telemetry(""));
    assert_eq!(
        published(device(), "devices/dev1/messages/events/%24.mid=id%201&a%20b=c%26d&null&empty="),
        telemetry("%24.mid=id%201&a%20b=c%26d&null&empty=")
    );
    assert_eq!(published(module(), "devices/dev1/modules/mod1/messages/events/"), telemetry(""));
    assert_eq!(
        published(device(), "$iothub/methods/res/-7/?$rid=1a"),
        Ok(Step::Tell(Notice::MethodResponse { rid: rid("1a"), status: -7, payload: payload.clone() }, None))
    );
    assert_eq!(
        published(device(), "$iothub/twin/GET/?$rid=a%20b"),
        Ok(Step::Ask(Question::Twin { rid: rid("a%20b") }, None))
    );
    assert_eq!(
        published(device(), "$iothub/twin/PATCH/properties/reported/?$rid=1&$version=4"),
        Ok(Step::Ask(Question::Report { rid: rid("1"), base: Some(4), patch: payload }, None))
    );
}

#[test]
fn any_other_topic_ends_the_connection() {
    for topic in [
        "elsewhere",
        "devices/dev2/messages/events/",
        "devices/dev1/modules/mod1/messages/events/",
        "devices/dev1/messages/devicebound/",
        "$iothub/methods/POST/m/?$rid=1",
        "$iothub/methods/res/ok/?$rid=1",
        "$iothub/methods/res/99999999999/?$rid=1",
        "$iothub/twin/res/200/?$rid=1",
        "$iothub/twin/GET/",
        "$iothub/twin/PATCH/properties/desired/?$version=2",
        "$SYS/broker/version",
    ] {
        assert_eq!(published(device(), topic), Err(Ending::Topic(topic.into())));
    }
    let topic = "devices/dev1/messages/events/";
    assert_eq!(published(module(), topic), Err(Ending::Topic(topic.into())));
}

#[test]
fn quality_two_and_large_messages_end_the_connection() {
    let topic = "devices/dev1/messages/events/";
    let twice = PublishDelivery::ExactlyOnce { id: id(1), duplicate: false };
    let packet = Packet::Publish(Publish { delivery: twice, ..publish(topic, "{}") });
    assert_eq!(receive(&mut session_of(device()), packet), Err(Ending::ExactlyOnce));
    let largest = |size| Packet::Publish(Publish { payload: vec![b' '; size].into(), ..publish(topic, "") });
    assert!(receive(&mut session_of(device()), largest(LARGEST_MESSAGE)).is_ok());
    let refused = receive(&mut session_of(device()), largest(LARGEST_MESSAGE + 1));
    assert_eq!(refused, Err(Ending::Oversize(LARGEST_MESSAGE + 1)));
}

#[test]
fn a_retained_message_is_passed_on_with_a_property() {
    let packet = Packet::Publish(Publish { retain: true, ..publish("devices/dev1/messages/events/a=b", "") });
    let telemetry = Telemetry { bag: "a=b&mqtt-retain=true".parse().unwrap(), payload: Bytes::new() };
    assert_eq!(
        receive(&mut session_of(device()), packet),
        Ok(Step::Tell(Notice::Telemetry(telemetry), None))
    );
}

#[test]
fn filters_are_granted_with_quality_one_at_most() {
    for (filter, quality, subscription, qos) in [
        ("$iothub/methods/POST/#", Quality::AtMostOnce, Subscription::Methods, Qos::AtMostOnce),
        ("$iothub/twin/res/#", Quality::AtLeastOnce, Subscription::TwinResponses, Qos::AtLeastOnce),
        (
            "$iothub/twin/PATCH/properties/desired/#",
            Quality::ExactlyOnce,
            Subscription::DesiredPatches,
            Qos::AtLeastOnce,
        ),
        (
            "devices/dev1/messages/devicebound/#",
            Quality::AtLeastOnce,
            Subscription::CloudToDevice,
            Qos::AtLeastOnce,
        ),
    ] {
        let codes = vec![SubscribeReturnCode::Granted(outbound::quality(qos))];
        let answer = Packet::SubAck(SubAck { id: id(9), codes });
        let expected = Step::Subscribe(vec![(subscription, Some(qos))], answer);
        assert_eq!(subscribe(device(), filter, quality), Ok(expected));
    }
    let inputs = subscribe(module(), "devices/dev1/modules/mod1/inputs/#", Quality::AtMostOnce);
    assert!(matches!(inputs, Ok(Step::Subscribe(wanted, _)) if wanted[0].0 == Subscription::Inputs));
}

#[test]
fn a_filter_that_is_repeated_in_a_packet_is_one_change_and_gets_all_its_codes() {
    let filters = [Quality::AtMostOnce, Quality::AtLeastOnce].repeat(6000).into_iter();
    let filters = filters.map(|quality| ("$iothub/methods/POST/#".into(), quality)).collect();
    let step = receive(&mut session_of(device()), Packet::Subscribe(Subscribe { id: id(9), filters }));
    let Ok(Step::Subscribe(changes, Packet::SubAck(answer))) = step else { panic!("{step:?}") };
    assert_eq!(changes, [(Subscription::Methods, Some(Qos::AtLeastOnce))]);
    assert_eq!(answer.codes.len(), 12_000);
}

#[test]
fn any_other_filter_ends_the_connection() {
    for filter in [
        "#",
        "$iothub/#",
        "$iothub/twin/res/200/#",
        "$iothub/methods/POST/+/#",
        "devices/dev1/messages/events/#",
        "devices/dev2/messages/devicebound/#",
        "devices/dev1/modules/mod1/inputs/#",
    ] {
        assert_eq!(subscribe(device(), filter, Quality::AtMostOnce), Err(Ending::Filter(filter.into())));
    }
}

#[test]
fn what_is_unsubscribed_is_acknowledged_even_when_it_never_was_subscribed() {
    let mut session = with_subscription(Subscription::Methods, Qos::AtMostOnce);
    let filters = vec!["$iothub/methods/POST/#".into(), "elsewhere/#".into()];
    let step = receive(&mut session, Packet::Unsubscribe(Unsubscribe { id: id(3), filters }));
    assert_eq!(step, Ok(Step::Subscribe(vec![(Subscription::Methods, None)], Packet::UnsubAck(id(3)))));
    assert_eq!(session.granted.get(Subscription::Methods), None);
}

#[test]
fn twin_answers_have_the_topics_of_the_documentation() {
    let mut session = with_subscription(Subscription::TwinResponses, Qos::AtMostOnce);
    let topic = |answer: Result<Option<Packet>, Ending>| match answer {
        Ok(Some(Packet::Publish(publish))) => publish.topic,
        other => panic!("no PUBLISH: {other:?}"),
    };
    let failure = || MqttFailure { status: 400, body: b"{}".to_vec() };
    assert_eq!(topic(session.twin_answer(rid("a b"), Ok(b"{}".to_vec()))), "$iothub/twin/res/200/?$rid=a b");
    assert_eq!(topic(session.twin_answer(rid("1"), Err(failure()))), "$iothub/twin/res/400/?$rid=1");
    assert_eq!(topic(session.report_answer(rid("1"), Ok(8))), "$iothub/twin/res/204/?$rid=1&$version=8");
    assert_eq!(topic(session.report_answer(rid("1"), Err(failure()))), "$iothub/twin/res/400/?$rid=1");
}

#[test]
fn who_did_not_subscribe_to_twin_answers_gets_none() {
    let mut session = session_of(device());
    assert_eq!(session.twin_answer(rid("1"), Ok(Vec::new())), Ok(None));
    assert_eq!(session.report_answer(rid("1"), Ok(8)), Ok(None));
}

#[test]
fn messages_of_quality_one_wait_for_their_acknowledgement() {
    let mut session = session_of(device());
    let message = HubMessage::Desired { version: 5, patch: Bytes::from_static(b"{}") };
    let delivery = Delivery { message, qos: Qos::AtLeastOnce };
    for number in 1..=WINDOW {
        assert!(session.ready());
        let Ok(Some(Packet::Publish(publish))) = session.deliver(delivery.clone()) else {
            panic!("no PUBLISH")
        };
        assert_eq!(publish.topic, "$iothub/twin/PATCH/properties/desired/?$version=5");
        let id = id(u16::try_from(number).unwrap());
        assert_eq!(publish.delivery, PublishDelivery::AtLeastOnce { id, duplicate: false });
    }
    assert!(!session.ready());
    assert_eq!(receive(&mut session, Packet::PubAck(id(17))), Ok(Step::Nothing));
    assert!(session.ready());
}

#[test]
fn what_only_servers_send_ends_the_connection() {
    let again = Packet::Connect(Box::new(connect()));
    assert_eq!(receive(&mut session_of(device()), again), Err(Ending::SecondConnect));
    assert_eq!(receive(&mut session_of(device()), Packet::PubRel(id(1))), Err(Ending::Unexpected("PUBREL")));
    assert_eq!(receive(&mut session_of(device()), Packet::PingResp), Err(Ending::Unexpected("PINGRESP")));
    assert_eq!(receive(&mut session_of(device()), Packet::Disconnect), Err(Ending::Left));
}
