//! What a device answers to a method, on its way to the caller.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use iothub_sas::{SecretString, SigningKey};
use iothub_wire::json::JsonText;
use iothub_wire::method::MethodResult;
use lockstep_hub_emulator::device_side::{ConnectRequest, HubMessage, Qos, Subscription};
use lockstep_hub_emulator::{Emulator, Identity};
use proptest::prelude::*;

use crate::campaign;
use crate::edit::{Bytes, edited};
use crate::http::check;
use crate::lab::{DEVICE_KEY, Lab, NEVER, call};

const SAMPLES: &[&str] = &[
    "",
    "null",
    r#"{"a":{"b":[1,2.5e-7,"x",true,null,{"c":"\u00e4\ud83d\ude00"}]}}"#,
    r#"[18446744073709551615,-9223372036854775808,1e308,"]"]"#,
    r#"{"a":1,"a":2}"#,
    r#"[123456789012345678901234567890, 1e999, 94.52706955539223, "\ud800"]"#,
];

fn connect_request() -> ConnectRequest {
    let token: SecretString =
        SigningKey::from_base64(DEVICE_KEY).unwrap().sign("localhost/devices/dev1", None, NEVER);
    ConnectRequest {
        identity: Identity::parse("dev1").unwrap(),
        host: "localhost".to_owned(),
        api_version: Some("2021-04-12".to_owned()),
        model_id: None,
        token,
        clean_session: true,
    }
}

async fn answered(hub: &Emulator, status: i32, payload: &[u8]) -> Result<(), TestCaseError> {
    let device = hub.hub().connect(connect_request()).await.unwrap();
    device.subscribe(Subscription::Methods, Qos::AtLeastOnce).await;
    let body = Body::from(r#"{"methodName":"m","payload":1}"#);
    let request = Request::post("/twins/dev1/methods?api-version=2021-04-12").body(body).unwrap();
    let answer = async {
        let HubMessage::Method { rid, .. } = device.next().await.message else { panic!("not a method") };
        device.method_response(&rid, status, payload);
    };
    let (reply, ()) = tokio::join!(call(hub, request), answer);
    let reply = reply?;
    let expected = if payload.is_empty() { Some(JsonText::default()) } else { JsonText::read(payload) };
    let expected = expected.map(|payload| MethodResult { status: status.into(), payload });
    let Some(expected) = expected.filter(|result| !result.too_deep()) else {
        prop_assert_eq!(reply.status, StatusCode::BAD_GATEWAY);
        return Ok(());
    };
    check(&reply)?;
    prop_assert_eq!(reply.status, StatusCode::OK);
    let body = format!(r#"{{"status":{status},"payload":{}}}"#, expected.payload.as_str());
    prop_assert_eq!(&reply.body[..], body.as_bytes());
    Ok(())
}

#[test]
fn method_answers() {
    let lab = Lab::new(1000);
    let samples = SAMPLES.iter().map(|sample| sample.as_bytes().to_vec()).collect();
    let inputs = (any::<i32>(), edited(samples, &[b"{\"a\":", b"[", b"]", b"}", b","]));
    campaign::run("method answers", &inputs, |(status, Bytes(payload))| {
        lab.with(async |hub| answered(hub, status, &payload).await)
    });
}
