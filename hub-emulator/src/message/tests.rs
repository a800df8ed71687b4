use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;

fn dev1() -> DeviceId {
    "dev1".parse().unwrap()
}

fn now() -> UtcTime {
    "2026-01-01T12:00:00Z".parse().unwrap()
}

fn read(json: &str) -> Result<CloudMessage, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

#[test]
fn a_message_is_read_with_its_properties_and_travels_with_them() {
    let message = read(
        r#"{"messageId":"m 1","correlationId":"c","userId":"u","contentType":"application/json","contentEncoding":"utf-8",
            "ack":"full","expiryTimeUtc":"2026-01-01T13:00:00Z","properties":{"p1":"v 1","none":null,"empty":""},"body":"{}"}"#,
    )
    .unwrap();
    assert_eq!(&message.body[..], b"{}");
    assert_snapshot!(message.topic(&dev1()).unwrap(), @"devices/dev1/messages/devicebound/%24.to=%2Fdevices%2Fdev1%2Fmessages%2FdeviceBound&%24.mid=m%201&%24.cid=c&%24.uid=u&%24.ct=application%2Fjson&%24.ce=utf-8&%24.exp=2026-01-01T13%3A00%3A00Z&empty=&none&p1=v%201&iothub-ack=full");
}

#[test]
fn a_body_is_text_or_base64_but_not_both() {
    assert_eq!(read(r#"{"bodyBase64":"/wA="}"#).unwrap().body[..], [0xFF, 0]);
    assert_eq!(read("{}").unwrap(), CloudMessage::default());
    assert!(read(r#"{"bodyBase64":"?"}"#).unwrap_err().starts_with("bodyBase64 is not base64"));
    assert!(read(r#"{"body":"","bodyBase64":""}"#).unwrap_err().starts_with("a message has body or"));
    assert!(read(r#"{"payload":1}"#).unwrap_err().starts_with("unknown field `payload`"));
}

#[test]
fn too_large_expired_and_nameless_are_refused() {
    let code = |message: &CloudMessage| message.check(&dev1(), now()).map_err(|refusal| refusal.code);
    let mut message = CloudMessage::new(vec![b' '; LARGEST_CLOUD_MESSAGE]);
    assert_eq!(code(&message), Ok(()));
    message.properties.push("a", None).unwrap();
    assert_eq!(code(&message), Err(ErrorCode::MessageTooLarge));
    let mut message = CloudMessage::default();
    message.properties.push("a", Some(&" ".repeat(30_000))).unwrap();
    assert_eq!(code(&message), Err(ErrorCode::MessageTooLarge), "no topic can carry it");
    let message = CloudMessage { expires_at: Some(now()), ..CloudMessage::default() };
    assert_eq!(code(&message), Err(ErrorCode::InvalidMessageExpiryTime));
    assert!(read(r#"{"properties":{"":null}}"#).unwrap_err().starts_with("a property has no name"));
}

proptest! {
    #[test]
    fn what_is_written_reads_back(body: Vec<u8>, id: Option<String>, name in ".+", value: Option<String>) {
        let mut properties = PropertyBag::new();
        properties.push(&name, value.as_deref()).unwrap();
        let message = CloudMessage {
            message_id: id,
            properties,
            body: body.into(),
            ..CloudMessage::default()
        };
        let json = serde_json::to_string(&message).unwrap();
        prop_assert_eq!(read(&json), Ok(message));
    }
}
