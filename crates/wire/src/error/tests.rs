use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::time::UtcTime;

const REQUEST: &str = "7a4cbb076b1343f592d10e2bb3dc9af3";

fn at() -> UtcTime {
    "2019-09-23T16:17:08.5Z".parse().unwrap()
}

#[test]
fn the_named_body_is_printed_as_the_hub_writes_a_401() {
    let body = ErrorBody::new(ErrorCode::IotHubUnauthorizedAccess, "Unauthorized", REQUEST, at());
    assert_snapshot!(
        body.print(Envelope::Named),
        @r#"{"Message":"ErrorCode:IotHubUnauthorizedAccess;Unauthorized","ExceptionMessage":"Tracking ID:7a4cbb076b1343f592d10e2bb3dc9af3-G:0-TimeStamp:09/23/2019 16:17:08"}"#
    );
}

#[test]
fn the_numbered_body_has_number_and_time() {
    let body = ErrorBody::new(ErrorCode::ModuleAlreadyExistsOnDevice, "it is \"there\"", REQUEST, at());
    assert_snapshot!(
        body.print(Envelope::Numbered),
        @r#"{"errorCode":409301,"trackingId":"7a4cbb076b1343f592d10e2bb3dc9af3-G:0-TimeStamp:09/23/2019 16:17:08","message":"it is \"there\"","timestampUtc":"2019-09-23T16:17:08.5000000Z"}"#
    );
}

#[test]
fn the_nested_body_holds_the_numbered_one_as_text() {
    let body =
        ErrorBody::new(ErrorCode::DeviceNotOnline, "Timed out waiting for device to connect.", REQUEST, at())
            .with_info(json!({ "timeout": "00:00:00" }));
    assert_snapshot!(
        body.print(Envelope::Nested),
        @r#"{"Message":"{\"errorCode\":404103,\"trackingId\":\"7a4cbb076b1343f592d10e2bb3dc9af3-G:0-TimeStamp:09/23/2019 16:17:08\",\"message\":\"Timed out waiting for device to connect.\",\"info\":{\"timeout\":\"00:00:00\"},\"timestampUtc\":\"2019-09-23T16:17:08.5000000Z\"}","ExceptionMessage":""}"#
    );
}

#[test]
fn the_recorded_answer_of_a_device_that_is_not_online_is_read() {
    let body = br#"{"Message":"{\"errorCode\":404103,\"trackingId\":\"5a1d-G:0-TimeStamp:01/02/2024 03:04:05\",\"message\":\"The operation failed because the requested device isn't online or hasn't registered the direct method callback. To learn more, see https://aka.ms/iothub404103\",\"info\":{\"timeout\":\"00:00:00\"},\"timestampUtc\":\"2024-01-02T03:04:05.6789012Z\"}","ExceptionMessage":""}"#;
    let error = HubError::parse(404, Some("DeviceNotOnline"), body);
    assert_eq!((error.code, error.number), (Some(ErrorCode::DeviceNotOnline), Some(404_103)));
    assert_eq!(error.tracking_id.as_deref(), Some("5a1d-G:0-TimeStamp:01/02/2024 03:04:05"));
    assert!(error.message.starts_with("The operation failed because"));
    // Without the header the number says the same.
    assert_eq!(HubError::parse(404, None, body).code, Some(ErrorCode::DeviceNotOnline));
}

#[test]
fn the_recorded_answer_of_a_taken_job_slot_is_read() {
    let body = br#"{"Message":"ErrorCode:ThrottlingMaxActiveJobCountExceeded;Error: 429 {\"Message\":\"ErrorCode:ThrottlingMaxActiveJobCountExceeded;429\",\"ExceptionMessage\":\"Tracking ID:9659f77467c24bcf8a717f07e5a8e449-TimeStamp:02/05/2018 11:41:56\"}","ExceptionMessage":"Tracking ID:99d7deda8fcb4f8d819fe5477754b7a6-G:3-TimeStamp:02/05/2018 11:41:55"}"#;
    let error = HubError::parse(429, None, body);
    assert_eq!(error.code, Some(ErrorCode::ThrottlingMaxActiveJobCountExceeded));
    assert!(error.message.starts_with("Error: 429 {"));
    let tracking = "99d7deda8fcb4f8d819fe5477754b7a6-G:3-TimeStamp:02/05/2018 11:41:55";
    assert_eq!(error.tracking_id.as_deref(), Some(tracking));
}

/// Status and body of recorded answers, and what they say: name, text, tracking id. Where the record has no tracking id, it is
/// empty here.
const RECORDED: &[(u16, &str, &str, &str, &str)] = &[
    (
        401,
        r#"{"Message":"ErrorCode:IotHubUnauthorizedAccess;Unauthorized","ExceptionMessage":"Tracking ID:7a4cbb076b1343f592d10e2bb3dc9af3-G:4-TimeStamp:09/23/2019 16:17:08"}"#,
        "IotHubUnauthorizedAccess",
        "Unauthorized",
        "7a4cbb076b1343f592d10e2bb3dc9af3-G:4-TimeStamp:09/23/2019 16:17:08",
    ),
    (
        412,
        r#"{"Message":"ErrorCode:PreconditionFailed;Precondition failed: Device version did not match, existingVersion:343060357 newVersion:343060356","ExceptionMessage":""}"#,
        "PreconditionFailed",
        "Precondition failed: Device version did not match, existingVersion:343060357 newVersion:343060356",
        "",
    ),
    (
        403,
        r#"{"Message":"ErrorCode:DeviceModelMaxPropertiesExceeded;'Properties.Desired' size should be less than 8192 bytes.","ExceptionMessage":""}"#,
        "DeviceModelMaxPropertiesExceeded",
        "'Properties.Desired' size should be less than 8192 bytes.",
        "",
    ),
    (
        400,
        r#"{"Message":"ErrorCode:ArgumentInvalid;Property or Tag value should be maximum 4096 bytes. Error in Property/Tag a","ExceptionMessage":""}"#,
        "ArgumentInvalid",
        "Property or Tag value should be maximum 4096 bytes. Error in Property/Tag a",
        "",
    ),
    (
        400,
        r#"{"Message":"ErrorCode:GenericBadRequest;BadRequest","ExceptionMessage":""}"#,
        "GenericBadRequest",
        "BadRequest",
        "",
    ),
    (
        429,
        r#"{"Message":"ErrorCode:ThrottlingBacklogTimeout;The request has been throttled. Wait 10 seconds and try again. Operation type: CRUD","ExceptionMessage":""}"#,
        "ThrottlingBacklogTimeout",
        "The request has been throttled. Wait 10 seconds and try again. Operation type: CRUD",
        "",
    ),
];

#[test]
fn recorded_answers_are_read() {
    for (status, body, name, message, tracking) in RECORDED {
        let error = HubError::parse(*status, None, body.as_bytes());
        assert_eq!(error.code.map(ErrorCode::name), Some(*name));
        assert_eq!(error.code.map(ErrorCode::status), Some(*status), "{name}");
        assert_eq!(error.message, *message);
        assert_eq!(error.tracking_id.unwrap_or_default(), *tracking);
    }
}

#[test]
fn the_header_outranks_the_body_and_the_body_the_status() {
    let body = br#"{"errorCode":404001,"message":"no such device"}"#;
    assert_eq!(HubError::parse(404, Some("DeviceNotOnline"), body).code, Some(ErrorCode::DeviceNotOnline));
    assert_eq!(HubError::parse(404, Some(" "), body).code, Some(ErrorCode::DeviceNotFound));
    let both = br#"{"errorCode":404001,"Message":"ErrorCode:JobNotFound;gone"}"#;
    assert_eq!(HubError::parse(404, None, both).code, Some(ErrorCode::DeviceNotFound));
    let named = br#"{"Message":"ErrorCode:JobNotFound;gone","ExceptionMessage":""}"#;
    assert_eq!(HubError::parse(404, None, named).code, Some(ErrorCode::JobNotFound));
    assert_eq!(HubError::parse(404, None, b"").code, Some(ErrorCode::GenericNotFound));
    assert_eq!(HubError::parse(418, None, b"").code, None);
}

#[test]
fn unknown_names_and_numbers_are_kept() {
    let error =
        HubError::parse(502, Some("WorseDeviceResponse"), br#"{"errorCode":502101,"message":"no JSON"}"#);
    assert_eq!((error.name.as_deref(), error.number), (Some("WorseDeviceResponse"), Some(502_101)));
    assert_eq!(error.code, Some(ErrorCode::GenericBadGateway));
    assert_eq!(error.to_string(), "the hub answered 502 WorseDeviceResponse: no JSON");
}

#[test]
fn the_code_of_an_unusable_answer_has_a_name_but_no_number_of_its_own() {
    let (name, number) = (ErrorCode::BadDeviceResponse.name(), ErrorCode::BadDeviceResponse.number());
    assert_eq!((name, number), ("BadDeviceResponse", 502_000));
    assert_eq!(ErrorCode::from_number(number), Some(ErrorCode::GenericBadGateway));
    assert_eq!(HubError::parse(502, Some(name), b"").code, Some(ErrorCode::BadDeviceResponse));
}

#[test]
fn a_body_that_is_not_json_is_the_message_cut_short() {
    let error = HubError::parse(503, None, b"<html>busy</html>\n");
    assert_eq!(error.to_string(), "the hub answered 503 GenericServiceUnavailable: <html>busy</html>");
    let error = HubError::parse(503, None, &[b'x'; 5000]);
    assert_eq!(error.message.len(), 1024);
}

#[test]
fn every_code_is_found_by_name_and_number_and_carries_its_status() {
    for code in ErrorCode::ALL {
        assert_eq!(ErrorCode::from_name(code.name()), Some(*code));
        if *code != ErrorCode::BadDeviceResponse {
            assert_eq!(ErrorCode::from_number(code.number()), Some(*code));
        }
        assert!((400..=504).contains(&code.status()), "{code}");
    }
    assert!(ErrorCode::ALL.is_sorted_by_key(|code| code.number()));
    assert_eq!(ErrorCode::ALL.len(), 137);
    assert_eq!(ErrorCode::DeviceNotOnline.number(), 404_103);
    assert_eq!(ErrorCode::from_number(404_102), None);
}

proptest! {
    #[test]
    fn what_is_printed_is_read_again(
        code in proptest::sample::select(ErrorCode::ALL),
        message in "[^\\{;\\x00-\\x1f]{0,60}",
        millis in 0_i64..4_000_000_000_000,
    ) {
        let body = ErrorBody::new(code, message.clone(), REQUEST, UtcTime::from_unix_millis(millis));
        for envelope in [Envelope::Named, Envelope::Numbered, Envelope::Nested] {
            let read = HubError::parse(code.status(), Some(code.name()), body.print(envelope).as_bytes());
            prop_assert_eq!(read.code, Some(code));
            prop_assert_eq!(&read.message, &message);
            prop_assert!(read.tracking_id.is_some_and(|id| id.starts_with(REQUEST)));
        }
    }

    #[test]
    fn no_body_panics(body in proptest::collection::vec(any::<u8>(), 0..200), status in any::<u16>()) {
        let _ = HubError::parse(status, None, &body);
    }

    #[test]
    fn no_message_panics(message in "(ErrorCode:)?[{}\":;\\\\a-zA-Z0-9 ]{0,60}") {
        let body = json!({ "Message": message, "ExceptionMessage": message }).to_string();
        let _ = HubError::parse(400, None, body.as_bytes());
    }
}
