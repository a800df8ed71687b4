//! What rows a query gives.

use iothub_query::{Query, RowKind, ast::Collection};
use serde_json::{Value, json};

fn twins() -> Vec<Value> {
    vec![
        json!({"deviceId": "a", "status": "enabled", "tags": {"floor": 1, "x": "m"}, "capabilities": {"iotEdge": true}}),
        json!({"deviceId": "b", "status": "enabled", "tags": {"floor": 2.5, "x": 7}}),
        json!({"deviceId": "c", "status": "disabled", "tags": {"floor": 3, "x": {"y": 1}}}),
        json!({"deviceId": "d", "status": "disabled"}),
    ]
}

#[track_caller]
fn gives(query: &str, rows: impl Into<Value>) {
    assert_eq!(Value::Array(Query::parse(query).expect(query).run(twins())), rows.into(), "{query}");
}

#[test]
fn a_star_gives_whole_documents() {
    let rows = Query::parse("SELECT * FROM devices WHERE tags.floor = 3").unwrap().run(twins());
    assert_eq!(rows, twins()[2..3]);
}

#[test]
fn columns_are_named_by_alias_or_by_their_last_segment() {
    gives(
        "SELECT DeviceId, tags.floor AS Etage, capabilities.iotEdge FROM devices WHERE deviceId IN ['a', 'd']",
        json!([{"deviceId": "a", "Etage": 1, "iotEdge": true}, {"deviceId": "d"}]),
    );
    gives(
        "SELECT devices.DEVICEID, d.tags['x'].Y FROM devices AS d WHERE d.deviceId = 'c'",
        json!([{"deviceId": "c", "Y": 1}]),
    );
    gives("SELECT tags FROM devices WHERE deviceId = 'a'", json!([{"tags": {"floor": 1, "x": "m"}}]));
}

#[test]
fn top_limits_rows() {
    gives("SELECT TOP 2 deviceId FROM devices", json!([{"deviceId": "a"}, {"deviceId": "b"}]));
    gives("SELECT TOP 0 deviceId FROM devices", json!([]));
    gives("SELECT TOP 1 COUNT() AS n FROM devices GROUP BY status", json!([{"n": 2}]));
}

#[test]
fn of_two_columns_with_one_name_the_later_counts() {
    gives("SELECT tags.x, tags.floor AS x FROM devices WHERE deviceId = 'a'", json!([{"x": 1}]));
    gives(
        "SELECT deviceId, status AS deviceId FROM devices WHERE deviceId = 'a'",
        json!([{"deviceId": "enabled"}]),
    );
    gives("SELECT tags.x, tags.none AS x FROM devices WHERE deviceId = 'a'", json!([{"x": "m"}]));
    gives("SELECT MIN(tags.floor) AS x, COUNT() AS x FROM devices", json!([{"x": 4}]));
}

#[test]
fn a_top_beyond_all_numbers_is_as_good_as_none() {
    for top in ["4294967296", "18446744073709551615", "99999999999999999999999"] {
        let query = Query::parse(&format!("SELECT TOP {top} deviceId FROM devices")).unwrap();
        assert_eq!(query.run(twins()).len(), 4);
        assert_eq!(query.top(), Some(top.parse().unwrap_or(u64::MAX)));
    }
}

#[test]
fn aggregates_count_and_calculate() {
    gives("SELECT COUNT() AS n FROM devices WHERE status = 'enabled'", json!([{"n": 2}]));
    gives(
        "SELECT COUNT() AS n, SUM(tags.floor) AS s, AVG(tags.floor) AS a, MIN(tags.floor) AS l, \
         MAX(tags.floor) AS h FROM devices",
        json!([{"n": 4, "s": 6.5, "a": 6.5 / 3.0, "l": 1, "h": 3}]),
    );
    gives("SELECT MAX(deviceId), min(tags.floor) FROM devices", json!([{"max": "d", "min": 1}]));
}

#[test]
fn aggregates_of_nothing_are_left_out() {
    gives(
        "SELECT COUNT() AS n, SUM(tags.none) AS s, AVG(tags.none) AS a, MIN(tags.none) AS l FROM devices",
        json!([{"n": 4}]),
    );
    gives("SELECT COUNT() AS n FROM devices WHERE false", json!([{"n": 0}]));
    gives("SELECT COUNT() AS n FROM devices WHERE false GROUP BY status", json!([]));
    gives("SELECT MAX(tags.x) AS mixed FROM devices", json!([{}]));
}

#[test]
fn groups_come_as_they_are_met() {
    gives(
        "SELECT status AS Status, COUNT() AS numberOfDevices FROM devices GROUP BY devices.STATUS",
        json!([
            {"Status": "enabled", "numberOfDevices": 2},
            {"Status": "disabled", "numberOfDevices": 2},
        ]),
    );
}

/// A column had the value of another property, whose name differs by case.
#[test]
fn a_column_of_a_group_has_its_own_spelling() {
    let twins = [json!({"tags": {"Case": 1, "case": 2}}), json!({"tags": {"case": 3}})];
    let rows = |text: &str| Query::parse(text).unwrap().run(&twins);
    assert_eq!(
        rows("SELECT tags.Case, tags.case AS key, COUNT() AS n FROM devices GROUP BY tags.case"),
        [json!({"Case": 1, "key": 2, "n": 1}), json!({"Case": 3, "key": 3, "n": 1})]
    );
}

#[test]
fn what_is_missing_is_a_group_of_its_own() {
    gives(
        "SELECT tags.x, COUNT() AS n FROM devices GROUP BY tags.x",
        json!([{"x": "m", "n": 1}, {"x": 7, "n": 1}, {"x": {"y": 1}, "n": 1}, {"n": 1}]),
    );
}

#[test]
fn one_and_one_point_zero_are_one_group() {
    let twins = [json!({"tags": {"a": 1}}), json!({"tags": {"a": 1.0}}), json!({"tags": {"a": "1"}})];
    let rows = Query::parse("SELECT tags.a, COUNT() AS n FROM devices GROUP BY tags.a").unwrap().run(&twins);
    assert_eq!(rows, [json!({"a": 1, "n": 2}), json!({"a": "1", "n": 1})]);
}

#[test]
fn rows_can_be_taken_one_by_one() {
    let query = Query::parse("SELECT deviceId FROM devices WHERE tags.floor > 2").unwrap();
    let twins = twins();
    let rows = twins.iter().filter(|twin| query.matches(*twin)).filter_map(|twin| query.project(twin));
    assert_eq!(rows.collect::<Vec<_>>(), [json!({"deviceId": "b"}), json!({"deviceId": "c"})]);
    assert!(query.aggregation().is_none());

    let query = Query::parse("SELECT COUNT() AS n FROM devices WHERE tags.floor > 2").unwrap();
    assert_eq!(query.project(&twins[1]), None);
    let mut aggregation = query.aggregation().unwrap();
    twins.iter().for_each(|twin| aggregation.add(twin));
    assert_eq!(aggregation.finish(), [json!({"n": 2})]);
}

#[test]
fn a_query_tells_what_it_searches_and_gives() {
    let tells = |text: &str| {
        let query = Query::parse(text).unwrap();
        (query.collection(), query.row_kind(), query.top(), query.aggregates())
    };
    assert_eq!(tells("SELECT * FROM devices"), (Collection::Devices, RowKind::Twin, None, false));
    assert_eq!(tells("SELECT * FROM c"), (Collection::Devices, RowKind::Twin, None, false));
    assert_eq!(
        tells("SELECT TOP 5 * FROM devices.modules"),
        (Collection::Modules, RowKind::Twin, Some(5), false)
    );
    assert_eq!(tells("SELECT * FROM devices.jobs"), (Collection::Jobs, RowKind::DeviceJob, None, false));
    assert_eq!(tells("SELECT deviceId FROM devices"), (Collection::Devices, RowKind::Raw, None, false));
    assert_eq!(tells("SELECT COUNT() AS n FROM devices"), (Collection::Devices, RowKind::Raw, None, true));
}

#[test]
fn the_listing_of_azure_iot_explorer_works() {
    let columns = "SELECT deviceId as DeviceId, status as Status, lastActivityTime as LastActivityTime, \
                   statusUpdatedTime as StatusUpdatedTime,\n authenticationType as AuthenticationType, \
                   cloudToDeviceMessageCount as CloudToDeviceMessageCount,\n connectionState as ConnectionState, \
                   capabilities.iotEdge as IotEdge, modelId as ModelId FROM devices";
    let twin = json!({
        "deviceId": "dev1", "etag": "AAAAAAAAAAE=", "deviceEtag": "NjQ1MTIzNDU2", "status": "enabled",
        "statusUpdateTime": "0001-01-01T00:00:00Z", "connectionState": "Disconnected",
        "lastActivityTime": "0001-01-01T00:00:00Z", "cloudToDeviceMessageCount": 0, "authenticationType": "sas",
        "modelId": "", "version": 2, "properties": {"desired": {"$version": 1}, "reported": {"$version": 1}},
        "capabilities": {"iotEdge": false},
    });
    let row = json!({
        "DeviceId": "dev1", "Status": "enabled", "LastActivityTime": "0001-01-01T00:00:00Z",
        "StatusUpdatedTime": "0001-01-01T00:00:00Z", "AuthenticationType": "sas", "CloudToDeviceMessageCount": 0,
        "ConnectionState": "Disconnected", "IotEdge": false, "ModelId": "",
    });
    for filter in ["", " WHERE STARTSWITH(devices.deviceId, 'dev')", " WHERE capabilities.iotEdge != true"] {
        let query = Query::parse(&format!("{columns}{filter}")).unwrap();
        assert_eq!(query.run([&twin]), std::slice::from_ref(&row));
        assert!(query.warnings().is_empty());
        assert_eq!(query.row_kind(), RowKind::Raw);
    }
    let other = Query::parse(&format!("{columns} WHERE STARTSWITH(devices.deviceId, 'abc')")).unwrap();
    assert!(other.run([&twin]).is_empty());
}
