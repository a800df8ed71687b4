use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::json::JsonText;

fn call(json: &str) -> Result<MethodCall, MethodProblem> {
    MethodCall::from_json(json.as_bytes())
}

#[test]
fn what_sdks_send_is_read() {
    let read = call(r#"{"methodName":"reboot","payload":{"d":1},"responseTimeoutInSeconds":10,"connectTimeoutInSeconds":5}"#)
        .unwrap();
    assert_eq!((read.name(), read.payload().as_str()), ("reboot", r#"{"d":1}"#));
    assert_eq!((read.response_timeout().as_secs(), read.connect_timeout().as_secs()), (10, 5));
    let python = call(r#"{"methodName": "m", "payload": ""}"#).unwrap();
    assert_eq!(python.payload().as_str(), r#""""#);
    assert_eq!((python.response_timeout().as_secs(), python.connect_timeout().as_secs()), (30, 0));
    assert_eq!(call(r#"{"methodName":"m","payload":null}"#), call(r#"{"methodName":"m"}"#));
}

#[test]
fn each_broken_limit_has_its_problem() {
    assert_eq!(call("[]"), Err(MethodProblem::NotACall));
    assert_eq!(call("{"), Err(MethodProblem::NotACall));
    assert_eq!(call("{}"), Err(MethodProblem::NameMissing));
    assert_eq!(call(r#"{"methodName":"a/b"}"#), Err(MethodProblem::NameCharacter { character: '/' }));
    assert_eq!(MethodCall::new("m".repeat(513), Value::Null), Err(MethodProblem::NameLength { length: 513 }));
    let with = |response, connect| MethodCall::with_timeouts("m", Value::Null, response, connect);
    assert_eq!(with(Some(4), None), Err(MethodProblem::ResponseTimeout { seconds: 4 }));
    assert_eq!(with(Some(301), None), Err(MethodProblem::ResponseTimeout { seconds: 301 }));
    assert_eq!(with(Some(300), Some(301)), Err(MethodProblem::ConnectTimeout { seconds: 301 }));
    assert_eq!(
        call(r#"{"methodName":"m","connectTimeoutInSeconds":-1}"#),
        Err(MethodProblem::ConnectTimeout { seconds: -1 })
    );
    assert!(with(Some(5), Some(5)).is_ok() && with(Some(300), Some(300)).is_ok());
}

#[test]
fn connecting_may_not_take_longer_than_the_call() {
    let problem = MethodCall::with_timeouts("m", Value::Null, Some(5), Some(10)).unwrap_err();
    assert_eq!(problem.code().number(), 400_004);
    assert_eq!(
        problem.message(),
        "Device connection timeout (10 seconds) cannot be longer than an overall call timeout (5 seconds)"
    );
}

#[test]
fn a_payload_has_at_most_128_kilobytes() {
    let largest = json!("x".repeat(LARGEST_PAYLOAD - 2));
    assert!(MethodCall::new("m", largest).is_ok());
    let problem = MethodCall::new("m", json!("x".repeat(LARGEST_PAYLOAD - 1))).unwrap_err();
    assert_eq!(problem, MethodProblem::PayloadSize { size: LARGEST_PAYLOAD + 1 });
    assert_eq!(problem.code().status(), 413);
}

#[test]
fn a_payload_nests_at_most_64_levels_deep() {
    let nested = |levels| (0..levels).fold(Value::from(1), |inside, _| json!([inside]));
    for (levels, too_deep) in [(0, false), (1, false), (64, false), (65, true), (100, true)] {
        let problem = MethodCall::new("m", nested(levels)).err();
        assert_eq!(problem, too_deep.then_some(MethodProblem::PayloadDepth), "{levels}");
        assert_eq!(
            MethodResult { status: 1, payload: nested(levels).into() }.too_deep(),
            too_deep,
            "{levels}"
        );
    }
}

#[test]
fn a_result_without_payload_has_null() {
    let result: MethodResult = serde_json::from_str(r#"{"status":-1}"#).unwrap();
    assert_eq!(result, MethodResult { status: -1, payload: JsonText::default() });
    insta::assert_snapshot!(serde_json::to_string(&result).unwrap(), @r#"{"status":-1,"payload":null}"#);
}

proptest! {
    #[test]
    fn a_call_survives_json(name in "[A-Za-z0-9._~!$&'()*,;=:@-]{1,40}", response in 5_u32..=300, connect in 0_u32..=300) {
        let made = MethodCall::with_timeouts(name, json!({ "a": [1, 1.0, "x"] }), Some(response), Some(connect));
        prop_assert_eq!(made.is_ok(), connect <= response);
        if let Ok(made) = made {
            prop_assert_eq!(MethodCall::from_json(&serde_json::to_vec(&made).unwrap()), Ok(made));
        }
    }

    #[test]
    fn no_body_panics(body in ".*") {
        let _ = call(&body);
    }
}
