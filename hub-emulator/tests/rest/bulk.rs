//! Bulk writes of the identity registry.

use insta::assert_snapshot;
use lockstep_hub_emulator::Tier;
use serde_json::{Value, json};

use crate::support::{call, get, hub, register};

const SUCCESS: &str = r#"{"isSuccessful":true,"errors":[],"warnings":[]}"#;

#[tokio::test]
async fn bulk_items_are_independent_of_each_other() {
    let hub = hub(Tier::S1).await;
    let items = json!([
        { "id": "a", "importMode": "create", "tags": { "site": "A" } },
        { "id": "b", "importMode": "Create" },
        { "id": "a", "importMode": "create" },
        { "id": "missing", "importMode": "delete" },
    ]);
    let reply = call(&hub, "POST", "/devices", items.to_string()).await;
    assert_snapshot!(reply.error(), @r#"
    400 BulkRegistryOperationFailure
    {"isSuccessful":false,"errors":[{"deviceId":"a","errorCode":"DeviceAlreadyExists","errorStatus":"A device with ID 'a' is already registered.","moduleId":"","operation":"create"},{"deviceId":"missing","errorCode":"DeviceNotFound","errorStatus":"Device missing not registered","moduleId":"","operation":"delete"}],"warnings":[]}
    "#);
    assert_eq!(get(&hub, "/twins/a").await.json()["tags"], json!({ "site": "A" }));
    assert_eq!(get(&hub, "/devices/b").await.status, 200);

    let more = json!([
        { "id": "a", "importMode": "updateTwin", "properties": { "desired": { "x": 1 } } },
        { "id": "b", "status": "disabled" },
    ]);
    let reply = call(&hub, "POST", "/devices", more.to_string()).await;
    assert_eq!(reply.body, SUCCESS);
    assert_eq!(get(&hub, "/twins/a").await.json()["properties"]["desired"]["x"], 1);
    assert_eq!(get(&hub, "/devices/b").await.json()["status"], "disabled");

    let many: Vec<Value> = (0..101).map(|number| json!({ "id": format!("m{number}") })).collect();
    let refused = call(&hub, "POST", "/devices", Value::from(many).to_string()).await;
    assert_eq!((refused.status.as_u16(), refused.header("iothub-errorcode")), (413, Some("TooManyDevices")));
}

#[tokio::test]
async fn a_malformed_bulk_item_is_refused_alone() {
    let hub = hub(Tier::S1).await;
    let items = json!([
        { "id": "a", "importMode": "create" },
        { "id": "b", "importMode": "upsert", "moduleId": "m" },
        { "id": "no good", "importMode": "Create" },
        { "id": "c", "status": 1 },
        ["d"],
        7,
        { "id": "e" },
    ]);
    let reply = call(&hub, "POST", "/devices", items.to_string()).await;
    assert_eq!(reply.header("iothub-errorcode"), Some("BulkRegistryOperationFailure"));
    let errors = reply.json()["errors"].take();
    let told = |error: &Value| {
        ["deviceId", "moduleId", "operation", "errorCode"]
            .map(|member| error[member].as_str().unwrap().to_owned())
    };
    let told: Vec<String> = errors.as_array().unwrap().iter().map(|error| told(error).join(" | ")).collect();
    assert_snapshot!(told.join("\n"), @r"
    b | m | upsert | ArgumentInvalid
    no good |  | create | ArgumentInvalid
    c |  | createOrUpdate | ArgumentInvalid
     |  | createOrUpdate | ArgumentInvalid
     |  | createOrUpdate | ArgumentInvalid
    ");
    for (id, status) in [("a", 200), ("b", 404), ("c", 404), ("d", 404), ("e", 200)] {
        assert_eq!(get(&hub, &format!("/devices/{id}")).await.status, status, "{id}");
    }
}

#[tokio::test]
async fn an_integer_beyond_64_bits_is_refused_in_a_bulk_item_as_in_any_twin() {
    let hub = hub(Tier::S1).await;
    let items = r#"[{"id":"a","tags":{"serial":123456789012345678901234567890}},{"id":"b"}]"#;
    let errors = call(&hub, "POST", "/devices", items).await.json()["errors"].take();
    assert_eq!((&errors[0]["deviceId"], &errors[0]["errorCode"]), (&json!("a"), &json!("ArgumentInvalid")));
    assert_eq!((errors.as_array().unwrap().len(), get(&hub, "/devices/b").await.status.as_u16()), (1, 200));
}

#[tokio::test]
async fn every_bulk_mode_that_writes_an_identity_writes_its_tags_and_desired_properties() {
    let hub = hub(Tier::S1).await;
    register(&hub, "a").await;
    let etag = get(&hub, "/devices/a").await.json()["etag"].clone();
    for (number, mode) in ["updateIfMatchETag", "update", ""].into_iter().enumerate() {
        let mut item = json!({
            "id": "a", "eTag": etag, "importMode": mode, "tags": { mode: number },
            "properties": { "desired": { "step": number }, "reported": { "fw": "1" } },
        });
        if mode.is_empty() {
            item.as_object_mut().unwrap().remove("importMode");
        }
        let reply = call(&hub, "POST", "/devices", json!([item]).to_string()).await;
        assert_eq!(reply.status, 200, "{mode:?}: {}", reply.body);
        let twin = get(&hub, "/twins/a").await.json();
        assert_eq!(
            (&twin["tags"][mode], &twin["properties"]["desired"]["step"]),
            (&json!(number), &json!(number))
        );
        assert_eq!(twin["properties"]["reported"].get("fw"), None, "reported properties are the device's");
    }
}

#[tokio::test]
async fn a_bulk_item_whose_twin_has_no_room_is_not_written_at_all() {
    let hub = hub(Tier::S1).await;
    let half = |name: &str| {
        let tags: serde_json::Map<_, _> =
            (0..5).map(|number| (format!("{name}{number}"), "x".repeat(1000).into())).collect();
        json!({ "id": "a", "status": if name == "first" { "enabled" } else { "disabled" }, "tags": tags })
    };
    assert_eq!(call(&hub, "POST", "/devices", json!([half("first")]).to_string()).await.status, 200);
    let refused = call(&hub, "POST", "/devices", json!([half("second")]).to_string()).await;
    assert_eq!(refused.json()["errors"][0]["errorCode"], "DeviceModelMaxPropertiesExceeded");
    assert_eq!(get(&hub, "/devices/a").await.json()["status"], "enabled");
}

#[tokio::test]
async fn a_bulk_write_takes_properties_as_the_hub_prints_them() {
    let hub = hub(Tier::S1).await;
    register(&hub, "a").await;
    call(&hub, "PATCH", "/twins/a", r#"{"properties":{"desired":{"x":1}}}"#).await;
    let properties = get(&hub, "/twins/a").await.json()["properties"].take();
    for (id, mode) in [("b", "create"), ("a", "update"), ("a", "updateTwin")] {
        let items = json!([{ "id": id, "importMode": mode, "properties": properties }]).to_string();
        assert_eq!(call(&hub, "POST", "/devices", items).await.body, SUCCESS, "{mode}");
    }
    assert_eq!(get(&hub, "/twins/b").await.json()["properties"]["desired"]["x"], 1);
}

#[tokio::test]
async fn modules_of_a_disabled_device_can_be_written_in_bulk_and_those_of_a_missing_one_not() {
    let hub = hub(Tier::S1).await;
    let items = json!([
        { "id": "d", "status": "disabled" },
        { "id": "d", "moduleId": "m" },
        { "id": "missing", "moduleId": "m" },
    ]);
    let errors = call(&hub, "POST", "/devices", items.to_string()).await.json()["errors"].take();
    let codes: Vec<_> = errors.as_array().unwrap().iter().map(|error| &error["errorCode"]).collect();
    assert_eq!(codes, ["DeviceNotFound"]);
}
