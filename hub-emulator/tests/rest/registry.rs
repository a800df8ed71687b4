//! The identity registry.

use insta::assert_snapshot;
use lockstep_hub_emulator::Tier;
use lockstep_hub_emulator::device_side::CloseReason;
use serde_json::{Value, json};

use crate::support::{call, call_with, connect, get, hub, register};

#[tokio::test]
async fn s10_02_if_match_decides_between_create_and_update() {
    let hub = hub(Tier::S1).await;
    let created = call(&hub, "PUT", "/devices/d1", r#"{"deviceId":"d1"}"#).await;
    assert_eq!(created.status, 200);
    let etag = created.json()["etag"].as_str().unwrap().to_owned();
    assert_eq!(created.header("etag"), Some(format!("\"{etag}\"").as_str()));

    assert_snapshot!(call(&hub, "PUT", "/devices/d1", "{}").await.error(), @r#"
    409 DeviceAlreadyExists
    {"Message":"ErrorCode:DeviceAlreadyExists;A device with ID 'd1' is already registered.","ExceptionMessage":"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:00"}
    "#);
    let with_etag_in_the_body = json!({ "deviceId": "d1", "etag": etag }).to_string();
    assert_eq!(call(&hub, "PUT", "/devices/d1", with_etag_in_the_body).await.status, 409);
    assert_eq!(call_with(&hub, "PUT", "/devices/d1", &[("if-match", r#""""#)], "{}").await.status, 409);

    let updated = call_with(&hub, "PUT", "/devices/d1", &[("if-match", r#""*""#)], "{}").await;
    assert_eq!(updated.status, 200);
    assert_eq!(updated.json()["generationId"], created.json()["generationId"]);
    assert_ne!(updated.json()["etag"], created.json()["etag"]);
    assert_eq!(call_with(&hub, "PUT", "/devices/d1", &[("if-match", &etag)], "{}").await.status, 412);
    assert_eq!(call_with(&hub, "PUT", "/devices/missing", &[("if-match", "*")], "{}").await.status, 404);

    assert_snapshot!(call(&hub, "DELETE", "/devices/d1", "").await.error(), @r#"
    412 PreconditionFailed
    {"Message":"ErrorCode:PreconditionFailed;Etag missing","ExceptionMessage":"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:00"}
    "#);
    assert_eq!(call_with(&hub, "DELETE", "/devices/d1", &[("if-match", &etag)], "").await.status, 412);
    let deleted = call_with(&hub, "DELETE", "/devices/d1", &[("if-match", "*")], "").await;
    assert_eq!((deleted.status.as_u16(), deleted.body.as_str()), (204, ""));
    assert_eq!(deleted.header("content-type"), None);
    assert_snapshot!(call_with(&hub, "DELETE", "/devices/d1", &[("if-match", "*")], "").await.error(), @r#"
    404 DeviceNotFound
    {"Message":"ErrorCode:DeviceNotFound;Device d1 not registered","ExceptionMessage":"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:00"}
    "#);
}

#[tokio::test]
async fn a_stale_etag_is_told_both_versions() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d1").await;
    // The decimal digits 5.
    let reply = call_with(&hub, "PUT", "/devices/d1", &[("if-match", "\"NQ==\"")], "{}").await;
    let text = reply.json()["Message"].as_str().unwrap().to_owned();
    let before =
        "ErrorCode:PreconditionFailed;Precondition failed: Device version did not match, existingVersion:";
    assert!(text.starts_with(before) && text.ends_with(" newVersion:5"), "{text}");
}

#[tokio::test]
async fn a_new_device_prints_like_one_of_the_real_hub() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d1").await;
    let mut device = get(&hub, "/devices/d1").await.json();
    let keys = &mut device["authentication"]["symmetricKey"];
    for key in ["primaryKey", "secondaryKey"] {
        assert_eq!(keys[key].as_str().unwrap().len(), 44);
        keys[key] = "<key>".into();
    }
    device["etag"] = "<etag>".into();
    assert_snapshot!(device, @r#"{"authentication":{"symmetricKey":{"primaryKey":"<key>","secondaryKey":"<key>"},"type":"sas","x509Thumbprint":{"primaryThumbprint":null,"secondaryThumbprint":null}},"capabilities":{"iotEdge":false},"cloudToDeviceMessageCount":0,"connectionState":"Disconnected","connectionStateUpdatedTime":"0001-01-01T00:00:00Z","deviceId":"d1","etag":"<etag>","generationId":"639028656000000000","lastActivityTime":"0001-01-01T00:00:00Z","status":"enabled","statusReason":null,"statusUpdatedTime":"0001-01-01T00:00:00Z"}"#);
}

#[tokio::test]
async fn keys_are_minted_when_missing_or_empty_and_kept_when_given() {
    let hub = hub(Tier::S1).await;
    let key = "YWJjZGVmZ2hpamtsbW5vcA==";
    let body = |primary: &str, secondary: &str| {
        json!({ "authentication": { "type": "sas", "symmetricKey": { "primaryKey": primary, "secondaryKey": secondary } } })
            .to_string()
    };
    let primary = |reply: Value| reply["authentication"]["symmetricKey"]["primaryKey"].clone();
    let kept = primary(call(&hub, "PUT", "/devices/a", body(key, key)).await.json());
    assert_eq!(kept, key);
    let minted = primary(call(&hub, "PUT", "/devices/b", body("", "")).await.json());
    assert_eq!(minted.as_str().unwrap().len(), 44);
    let again = primary(call_with(&hub, "PUT", "/devices/b", &[("if-match", "*")], "{}").await.json());
    assert_ne!(again, minted);
    let one = call(&hub, "PUT", "/devices/c", body(key, "")).await;
    assert!(one.body.contains("Either no keys or both keys can be set"), "{}", one.body);
    assert_eq!(call(&hub, "PUT", "/devices/c", body("c2hvcnQ=", "c2hvcnQ=")).await.status, 400);
}

#[tokio::test]
async fn ids_are_percent_decoded_and_checked() {
    let hub = hub(Tier::S1).await;
    assert_eq!(call(&hub, "PUT", "/devices/a%23b%25", "{}").await.json()["deviceId"], "a#b%");
    assert_eq!(call(&hub, "PUT", "/devices/a%20b", "{}").await.status, 400);
    let other = call(&hub, "PUT", "/devices/a", r#"{"deviceId":"b"}"#).await;
    assert_eq!(other.header("iothub-errorcode"), Some("ArgumentInvalid"));
}

#[tokio::test]
async fn a_list_is_as_long_as_asked() {
    let hub = hub(Tier::S1).await;
    for id in ["a", "b", "c"] {
        register(&hub, id).await;
    }
    assert_eq!(get(&hub, "/devices/").await.json().as_array().unwrap().len(), 3);
    assert_eq!(get(&hub, "/devices?top=2").await.json().as_array().unwrap().len(), 2);
    for top in ["0", "1001", "x"] {
        assert_eq!(get(&hub, &format!("/devices?top={top}")).await.status, 400);
    }
}

#[tokio::test]
async fn modules_belong_to_an_enabled_device() {
    let hub = hub(Tier::S1).await;
    assert_eq!(call(&hub, "PUT", "/devices/d/modules/m", "{}").await.status, 401);
    register(&hub, "d").await;
    register(&hub, "d/m").await;
    let module = get(&hub, "/devices/d/modules/m").await.json();
    assert_eq!((&module["moduleId"], &module["deviceId"]), (&json!("m"), &json!("d")));
    assert_eq!(get(&hub, "/devices/d/modules").await.json().as_array().unwrap().len(), 1);
    assert_snapshot!(call(&hub, "PUT", "/devices/d/modules/m", "{}").await.error(), @r#"
    409 ModuleAlreadyExistsOnDevice
    {"errorCode":409301,"trackingId":"<id>-G:0-TimeStamp:01/01/2026 12:00:00","message":"A module with ID 'm' already exists on device 'd'.","timestampUtc":"2026-01-01T12:00:00Z"}
    "#);
    assert_eq!(call(&hub, "PUT", "/devices/d/modules/$own", "{}").await.status, 400);
    let disabled = r#"{"status":"disabled"}"#;
    assert_eq!(call_with(&hub, "PUT", "/devices/d", &[("if-match", "*")], disabled).await.status, 200);
    assert_eq!(get(&hub, "/devices/d/modules/m").await.status, 401);
    assert_eq!(call_with(&hub, "DELETE", "/devices/d", &[("if-match", "*")], "").await.status, 204);
    assert_eq!(get(&hub, "/twins/d/modules/m").await.status, 404);
}

#[tokio::test]
async fn a_device_has_fifty_modules_at_most() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    for number in 0..50 {
        register(&hub, &format!("d/m{number}")).await;
    }
    let refused = call(&hub, "PUT", "/devices/d/modules/one-more", "{}").await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("iothub-errorcode")),
        (413, Some("TooManyModulesOnDevice"))
    );
}

#[tokio::test]
async fn disabling_and_deleting_drop_the_connection() {
    let hub = hub(Tier::S1).await;
    register(&hub, "d").await;
    let connection = connect(&hub, "d").await.unwrap();
    assert_eq!(get(&hub, "/statistics/service").await.body, r#"{"connectedDeviceCount":1}"#);
    call_with(&hub, "PUT", "/devices/d", &[("if-match", "*")], r#"{"status":"disabled"}"#).await;
    assert_eq!(connection.closed().await, CloseReason::Disabled);
    drop(connection);
    let statistics = get(&hub, "/statistics/devices").await.body;
    assert_eq!(statistics, r#"{"totalDeviceCount":1,"enabledDeviceCount":0,"disabledDeviceCount":1}"#);

    register(&hub, "e").await;
    let connection = connect(&hub, "e").await.unwrap();
    call_with(&hub, "DELETE", "/devices/e", &[("if-match", "*")], "").await;
    assert_eq!(connection.closed().await, CloseReason::Deleted);
}

#[tokio::test]
async fn an_array_is_no_identity_and_no_part_of_one() {
    let hub = hub(Tier::S1).await;
    for body in [r#"["d"]"#, r#"{"capabilities":[true]}"#, r#"{"authentication":[{},{},"sas"]}"#] {
        assert_eq!(call(&hub, "PUT", "/devices/d", body).await.status, 400, "{body}");
    }
    register(&hub, "d").await;
    assert_eq!(call(&hub, "PUT", "/devices/d/modules/m", r#"{"authentication":[]}"#).await.status, 400);
}

#[tokio::test]
async fn scopes_have_a_limit() {
    let hub = hub(Tier::S1).await;
    let refused =
        call(&hub, "PUT", "/devices/d", json!({ "deviceScope": "x".repeat(257) }).to_string()).await;
    assert_eq!(refused.header("iothub-errorcode"), Some("InvalidDeviceScope"));
    let scope = "ms-azure-iot-edge://edge-638000000000000000";
    let body = json!({ "deviceScope": scope, "parentScopes": [scope] }).to_string();
    assert_eq!(call(&hub, "PUT", "/devices/d", body).await.json()["parentScopes"], json!([scope]));
}

#[tokio::test]
async fn the_zero_dates_of_the_answer_to_the_create_of_a_device_have_no_zone() {
    let hub = hub(Tier::S1).await;
    let body = r#"{"statusReason":"0001-01-01T00:00:00Z"}"#;
    let created = call(&hub, "PUT", "/devices/d", body).await;
    let dates = ["connectionStateUpdatedTime", "statusUpdatedTime", "lastActivityTime"];
    for date in dates {
        assert_eq!(created.json()[date], "0001-01-01T00:00:00", "{date}");
    }
    assert_eq!(created.json()["statusReason"], "0001-01-01T00:00:00Z");
    let updated = call_with(&hub, "PUT", "/devices/d", &[("if-match", "*")], body).await;
    for printed in [get(&hub, "/devices/d").await, updated] {
        assert_eq!(printed.json()[dates[0]], "0001-01-01T00:00:00Z");
    }
}
