//! Queries: item types, pages, refusals.

use std::cell::RefCell;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use insta::assert_snapshot;
use iothub_wire::job::JobStatus;
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

/// A page of one row of a query, from a token on.
async fn one(hub: &Emulator, text: &str, token: &str) -> Reply {
    let headers = [("x-ms-continuation", token), ("x-ms-max-item-count", "1")];
    call_with(hub, "POST", "/devices/query", &headers, json!({ "query": text }).to_string()).await
}

async fn twin_job(hub: &Emulator, name: &str) {
    let job = json!({ "type": "scheduleUpdateTwin", "updateTwin": { "etag": "*", "tags": {} }, "queryCondition": "*" });
    assert_eq!(call(hub, "PUT", &format!("/jobs/v2/{name}"), job.to_string()).await.status, 200);
    hub.until_job(&name.parse().unwrap(), JobStatus::Completed).await;
}

/// Found by fuzzing: counting on from the largest number was a panic.
#[tokio::test]
async fn a_made_up_continuation_token_may_hold_the_largest_number() {
    let hub = hub(Tier::Unlimited).await;
    fleet(&hub, 4).await;
    twin_job(&hub, "j").await;
    let read = async |text: &str, place: &str| {
        let first = one(&hub, text, "").await;
        let token = first.header("x-ms-continuation").unwrap();
        let token = String::from_utf8(URL_SAFE_NO_PAD.decode(token).unwrap()).unwrap();
        let (query, _) = token.split_once('/').unwrap();
        let reply = one(&hub, text, &URL_SAFE_NO_PAD.encode(format!("{query}/{place}"))).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.json().as_array().unwrap().len()
    };
    for given in ["18446744073709551614", "18446744073709551615"] {
        assert_eq!(read("SELECT * FROM devices", &format!("{given}/d000")).await, 1);
        assert_eq!(read("SELECT TOP 2 * FROM devices", &format!("{given}/d000")).await, 0);
    }
    for row in ["4294967294", "4294967295"] {
        assert_eq!(read("SELECT * FROM devices.jobs", &format!("j/{row}")).await, 0);
    }
    let groups = "SELECT tags.odd, COUNT() AS n FROM devices GROUP BY tags.odd";
    assert_eq!(read(groups, &usize::MAX.to_string()).await, 0);
}

#[tokio::test]
async fn a_continuation_token_belongs_to_its_query() {
    let hub = hub(Tier::Unlimited).await;
    fleet(&hub, 4).await;
    twin_job(&hub, "j").await;
    let queries = [
        "SELECT * FROM devices",
        "SELECT TOP 3 * FROM devices",
        "SELECT deviceId FROM devices",
        "SELECT * FROM devices WHERE IS_DEFINED(deviceId)",
        "SELECT * FROM devices.jobs",
        "SELECT tags.odd, COUNT() AS n FROM devices GROUP BY tags.odd",
    ];
    for query in queries {
        let first = one(&hub, query, "").await;
        let token = first.header("x-ms-continuation").unwrap();
        for other in queries {
            let reply = one(&hub, other, token).await;
            let expected = if other == query { (200, None) } else { (400, Some("ArgumentInvalid")) };
            let told = (reply.status.as_u16(), reply.header("iothub-errorcode"));
            assert_eq!(told, expected, "{other} with a token of {query}");
        }
        assert_eq!(
            one(&hub, &query.replace("SELECT ", "select  "), token).await.status,
            200,
            "the same query"
        );
    }
    twin_job(&hub, "k").await;
    let headers = [("x-ms-max-item-count", "1")];
    let list = "/jobs/v2/query?jobType=scheduleUpdateTwin";
    let first = call_with(&hub, "GET", list, &headers, "").await;
    let token = first.header("x-ms-continuation").unwrap();
    for (list, status) in [(list, 200), ("/jobs/v2/query", 400)] {
        assert_eq!(call_with(&hub, "GET", list, &[("x-ms-continuation", token)], "").await.status, status);
    }
}

/// A query held the hub for as long as it took to look at all devices.
#[tokio::test]
async fn another_call_is_answered_while_a_query_runs() {
    let hub = hub(Tier::Unlimited).await;
    fleet(&hub, 1000).await;
    let filter = (0..200).map(|key| format!("tags.none{key} = 1")).collect::<Vec<_>>().join(" OR ");
    let answered = RefCell::new(Vec::new());
    let long = async {
        let text = format!("SELECT COUNT() AS n FROM devices WHERE {filter} OR tags.odd = 1");
        assert_eq!(query(&hub, &text).await.body, r#"[{"n":500}]"#);
        answered.borrow_mut().push("query");
    };
    let short = async {
        assert_eq!(call(&hub, "GET", "/devices/d000", "").await.status, 200);
        answered.borrow_mut().push("device");
    };
    tokio::join!(biased; long, short);
    assert_eq!(*answered.borrow(), ["device", "query"]);
}

#[tokio::test]
async fn devices_are_found_by_their_ids() {
    let hub = hub(Tier::Unlimited).await;
    fleet(&hub, 200).await;
    register(&hub, "d007/m").await;
    for (filter, found) in [
        ("deviceId = 'd150'", 1),
        ("deviceId IN ['d003', 'd150', 'none']", 2),
        ("deviceId = 'd003' AND tags.odd = 0", 0),
        ("tags.odd = 1 AND devices.deviceId = 'd003'", 1),
        ("NOT (deviceId = 'd003') AND tags.odd = 1", 99),
        ("deviceId = 'd004' OR tags.odd = 1", 101),
        ("NOT IS_DEFINED(moduleId)", 200),
        ("STARTSWITH(deviceId, 'd1')", 100),
    ] {
        let text = format!("SELECT COUNT() AS n FROM devices WHERE {filter}");
        assert_eq!(query(&hub, &text).await.body, format!(r#"[{{"n":{found}}}]"#), "{filter}");
    }
    let modules = "SELECT * FROM devices.modules WHERE moduleId = 'm' AND deviceId = 'd007'";
    assert_eq!(query(&hub, modules).await.json().as_array().unwrap().len(), 1);
}

/// A page size that is no number of this machine was refused.
#[tokio::test]
async fn a_page_size_beyond_all_numbers_is_cut() {
    let hub = hub(Tier::Unlimited).await;
    fleet(&hub, 102).await;
    let (lengths, _) = pages(&hub, "SELECT deviceId FROM devices", "100000000000000000000").await;
    assert_eq!(lengths, [100, 2]);
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
