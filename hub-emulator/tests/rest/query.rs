//! Queries: item types, pages, refusals.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use insta::assert_snapshot;
use lockstep_hub_emulator::{Emulator, Tier};
use serde_json::{Value, json};

use crate::support::{Reply, call, call_with, hub, register};

async fn query(hub: &Emulator, text: &str) -> Reply {
    call(hub, "POST", "/devices/query", json!({ "query": text }).to_string()).await
}

async fn fleet(hub: &Emulator, count: usize) {
    for chunk in (0..count).collect::<Vec<_>>().chunks(100) {
        let devices: Vec<Value> = chunk
            .iter()
            .map(|number| json!({ "id": format!("d{number:03}"), "importMode": "create", "tags": { "odd": number % 2 } }))
            .collect();
        assert_eq!(call(hub, "POST", "/devices", Value::from(devices).to_string()).await.status, 200);
    }
}

/// Runs a query to its last page: the lengths of the pages and all rows.
async fn pages(hub: &Emulator, text: &str, size: &str) -> (Vec<usize>, Vec<Value>) {
    let (mut lengths, mut rows) = (Vec::new(), Vec::new());
    let mut token: Option<String> = None;
    loop {
        let mut headers = vec![("x-ms-max-item-count", size)];
        headers.extend(token.as_deref().map(|token| ("x-ms-continuation", token)));
        let reply =
            call_with(hub, "POST", "/devices/query", &headers, json!({ "query": text }).to_string()).await;
        let page: Vec<Value> = serde_json::from_str(&reply.body).unwrap();
        lengths.push(page.len());
        rows.extend(page);
        token = reply.header("x-ms-continuation").map(str::to_owned);
        if token.is_none() {
            return (lengths, rows);
        }
    }
}

#[tokio::test]
async fn s10_05_pages_end_without_a_token() {
    let hub = hub(Tier::Unlimited).await;
    fleet(&hub, 250).await;
    let (lengths, rows) = pages(&hub, "SELECT * FROM devices", "100").await;
    assert_eq!(lengths, [100, 100, 50]);
    let ids: std::collections::BTreeSet<_> =
        rows.iter().map(|row| row["deviceId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 250);
    let (lengths, _) = pages(&hub, "SELECT deviceId FROM devices WHERE tags.odd = 1", "125").await;
    assert_eq!(lengths, [100, 25], "a page has 100 rows at most");
    let (lengths, _) = pages(&hub, "SELECT TOP 7 * FROM devices", "3").await;
    assert_eq!(lengths, [3, 3, 1]);
    let (_, rows) = pages(&hub, "SELECT tags.odd, COUNT() AS n FROM devices GROUP BY tags.odd", "1").await;
    assert_eq!(rows, [json!({ "odd": 0, "n": 125 }), json!({ "odd": 1, "n": 125 })]);
}

/// Found by fuzzing: counting on from the largest number was a panic.
#[tokio::test]
async fn a_made_up_continuation_token_may_hold_the_largest_number() {
    let hub = hub(Tier::Unlimited).await;
    fleet(&hub, 3).await;
    let job = json!({ "type": "scheduleUpdateTwin", "updateTwin": { "etag": "*", "tags": {} }, "queryCondition": "*" });
    assert_eq!(call(&hub, "PUT", "/jobs/v2/j", job.to_string()).await.status, 200);
    let read = async |text: &str, place: &str| {
        let headers = [("x-ms-continuation", &*URL_SAFE_NO_PAD.encode(place)), ("x-ms-max-item-count", "1")];
        let body = json!({ "query": text }).to_string();
        let reply = call_with(&hub, "POST", "/devices/query", &headers, body).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.json().as_array().unwrap().len()
    };
    for given in ["4294967294", "4294967295"] {
        assert_eq!(read("SELECT * FROM devices", &format!("{given}/d000")).await, 1);
        assert_eq!(read("SELECT TOP 2 * FROM devices", &format!("{given}/d000")).await, 0);
        assert_eq!(read("SELECT * FROM devices.jobs", &format!("j/{given}")).await, 0);
    }
    let groups = "SELECT COUNT() AS n FROM devices";
    assert_eq!(read(groups, &usize::MAX.to_string()).await, 0);
}

#[tokio::test]
async fn s10_05_the_header_says_what_the_items_are() {
    let hub = hub(Tier::Unlimited).await;
    register(&hub, "d").await;
    register(&hub, "d/m").await;
    let kinds = [
        ("SELECT * FROM devices", "Twin", 1),
        ("SELECT * FROM devices.modules WHERE moduleId = 'm'", "Twin", 1),
        ("SELECT * FROM devices.jobs", "DeviceJob", 0),
        ("SELECT COUNT() AS n FROM devices", "Raw", 1),
        ("SELECT * FROM devices WHERE IS_DEFINED(tags.none)", "Twin", 0),
        ("SELECT * FROM devices WHERE IS_DEFINED(properties.desired)", "Twin", 1),
        ("SELECT * FROM devices WHERE deviceId IN ['d', 'e']", "Twin", 1),
    ];
    for (text, kind, count) in kinds {
        let reply = query(&hub, text).await;
        assert_eq!(reply.header("x-ms-item-type"), Some(kind), "{text}");
        assert_eq!(reply.json().as_array().unwrap().len(), count, "{text}");
        assert_eq!(reply.header("x-ms-continuation"), None);
    }
    assert_eq!(query(&hub, "SELECT COUNT() AS n FROM devices").await.body, r#"[{"n":1}]"#);
}

#[tokio::test]
async fn s10_05_what_the_explorer_asks() {
    let hub = hub(Tier::Unlimited).await;
    register(&hub, "abc1").await;
    register(&hub, "xyz").await;
    let text = "SELECT deviceId as DeviceId, status as Status, lastActivityTime as LastActivityTime, statusUpdatedTime as \
                StatusUpdatedTime, authenticationType as AuthenticationType, cloudToDeviceMessageCount as \
                CloudToDeviceMessageCount, connectionState as ConnectionState, capabilities.iotEdge as IotEdge, modelId as \
                ModelId FROM devices WHERE STARTSWITH(devices.deviceId, 'abc')";
    assert_snapshot!(query(&hub, text).await.body, @r#"[{"AuthenticationType":"sas","CloudToDeviceMessageCount":0,"ConnectionState":"Disconnected","DeviceId":"abc1","IotEdge":false,"LastActivityTime":"0001-01-01T00:00:00Z","ModelId":"","Status":"enabled","StatusUpdatedTime":"0001-01-01T00:00:00Z"}]"#);
}

#[tokio::test]
async fn s10_05_bad_queries_are_400() {
    let hub = hub(Tier::Unlimited).await;
    for text in ["SELECT * FROM devices WHERE", "SELECT * FROM devices WHERE STARTS_WITH(deviceId, 'a')"] {
        let reply = query(&hub, text).await;
        assert_eq!((reply.status.as_u16(), reply.header("iothub-errorcode")), (400, Some("ArgumentInvalid")));
        let body = reply.json();
        assert!(
            body["Message"].as_str().unwrap().starts_with("ErrorCode:ArgumentInvalid;BadRequest"),
            "{body}"
        );
        assert!(body["ExceptionMessage"].as_str().unwrap().starts_with("Tracking ID:"), "{body}");
    }
    assert_snapshot!(call(&hub, "POST", "/devices/query", r#"{"query":null}"#).await.error(), @r#"
    400 ArgumentNull
    {"Message":"ErrorCode:ArgumentNull;BadRequest","ExceptionMessage":"Tracking ID:<id>-G:0-TimeStamp:01/01/2026 12:00:00"}
    "#);
    let bad_token = [("x-ms-continuation", "!!!")];
    let body = json!({ "query": "SELECT * FROM devices" }).to_string();
    let reply = call_with(&hub, "POST", "/devices/query", &bad_token, body).await;
    assert_eq!((reply.status.as_u16(), reply.header("iothub-errorcode")), (400, Some("ArgumentInvalid")));
    let undocumented =
        query(&hub, "SELECT * FROM devices.jobs WHERE devices.jobs.startTimeUtc > '2026'").await;
    assert_eq!(undocumented.status, 400);
}
