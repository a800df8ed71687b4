use lockstep_api::row::RowQuery;
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn device_job(device: &str, status: &str, answer: Option<i64>, error: Option<&str>) -> DeviceJob {
    let mut value = json!({
        "deviceId": device, "jobId": "j1", "jobType": "scheduleDeviceMethod", "status": status,
        "startTimeUtc": "2026-01-01T00:00:00", "endTimeUtc": "2026-01-01T00:05:00",
        "createdDateTimeUtc": "2026-01-01T00:00:00Z", "lastUpdatedDateTimeUtc": "2026-01-01T00:00:02Z",
        "outcome": {"deviceMethodResponse": answer.map(|status| json!({"status": status, "payload": {"door": "Busy"}}))}
    });
    if let Some(code) = error {
        value["error"] = json!({"code": code, "description": "Timed out"});
    }
    serde_json::from_value(value).unwrap()
}

fn finished() -> Rows {
    let mut rows = Rows::default();
    for (device, status, answer, error) in [
        ("a", "completed", Some(200), None),
        ("b", "completed", Some(409), None),
        ("c", "failed", None, Some("DeviceNotOnline")),
        ("d", "failed", None, Some("DeviceNotOnline")),
        ("e", "running", None, None),
    ] {
        rows.apply(device_job(device, status, answer, error));
    }
    rows
}

#[test]
fn rows_keep_the_place_where_they_were_first_seen() {
    let mut rows = Rows::default();
    assert_eq!(rows.apply(device_job("b", "running", None, None)), Some((0, Outcome::Running)));
    assert_eq!(rows.apply(device_job("a", "pending", None, None)), Some((1, Outcome::Pending)));
    assert_eq!(rows.apply(device_job("b", "running", None, None)), None);
    assert_eq!(rows.apply(device_job("b", "completed", Some(200), None)), Some((0, Outcome::Succeeded)));
    assert_eq!(rows.apply(device_job("b", "running", None, None)), None, "an older answer undoes nothing");
    assert_eq!((rows.len(), rows.settled()), (2, 1));
}

#[test]
fn failures_are_grouped_by_their_reason() {
    let groups = finished().groups();
    let told: Vec<_> =
        groups.iter().map(|g| (g.outcome, g.code.as_str(), g.count, g.sample.as_str())).collect();
    assert_eq!(
        told,
        [
            (Outcome::NotReached, "DeviceNotOnline", 2, "Timed out"),
            (Outcome::Failed, "409", 1, r#"{"door":"Busy"}"#),
        ]
    );
}

#[test]
fn a_window_counts_among_the_rows_that_pass_the_filter() {
    let rows = finished();
    let window = |query: RowQuery| {
        let window = rows.window(&query, &Filter::of(&query).unwrap());
        (window.total, window.rows.into_iter().map(|row| row.device).collect::<Vec<_>>())
    };
    let all = RowQuery { to: 100, ..RowQuery::default() };
    assert_eq!(window(RowQuery { from: 1, to: 3, ..RowQuery::default() }), (5, vec!["b".into(), "c".into()]));
    let outcome = Some("failed,notReached".to_owned());
    assert_eq!(window(RowQuery { from: 1, outcome, ..all.clone() }), (3, vec!["c".into(), "d".into()]));
    assert_eq!(window(RowQuery { text: Some("BUSY".into()), ..all.clone() }).0, 2);
    assert_eq!(window(RowQuery { code: Some("409".into()), ..all.clone() }), (1, vec!["b".into()]));
    assert!(Filter::of(&RowQuery { outcome: Some("lost".into()), ..all }).is_err());
}

#[test]
fn a_window_around_a_row_begins_with_it_whatever_the_filter_and_the_order() {
    let rows = finished();
    let around = |name: &str, outcome: Option<&str>, order: Option<&str>| {
        let query = RowQuery {
            to: 1,
            outcome: outcome.map(str::to_owned),
            order: order.map(|order| order.parse().unwrap()),
            around: Some(name.to_owned()),
            ..RowQuery::default()
        };
        let window = rows.window(&query, &Filter::of(&query).unwrap());
        (window.from, window.rows[0].device.clone())
    };
    assert_eq!(around("c", None, None), (2, "c".to_owned()));
    assert_eq!(around("d", Some("failed,notReached"), None), (2, "d".to_owned()));
    assert_eq!(around("b", None, Some("-device")), (3, "b".to_owned()));
    assert_eq!(around("nobody", None, None), (0, "a".to_owned()));
}

#[test]
fn a_window_is_taken_from_rows_in_an_order_and_what_has_nothing_there_comes_last() {
    let mut rows = Rows::default();
    for (device, status, ended) in
        [("b", "completed", 9), ("c", "running", 5), ("a", "completed", 3), ("d", "completed", 7)]
    {
        let mut job = serde_json::to_value(device_job(device, status, None, None)).unwrap();
        job["lastUpdatedDateTimeUtc"] = json!(format!("2026-01-01T00:00:0{ended}Z"));
        rows.apply(serde_json::from_value(job).unwrap());
    }
    let all = Filter::default();
    let window = |from, to, order: &str| {
        let order = Some(order.parse().unwrap());
        let window = rows.window(&RowQuery { from, to, order, ..RowQuery::default() }, &all);
        assert_eq!(window.total, 4);
        window.rows.into_iter().map(|row| row.device).collect::<String>()
    };
    assert_eq!(window(0, 9, "device"), "abcd");
    assert_eq!(window(0, 9, "-device"), "dcba");
    assert_eq!(window(0, 9, "updated"), "acdb");
    assert_eq!(window(0, 9, "-took"), "bdac");
    assert_eq!(window(0, 9, "took"), "adbc");
    for order in ["device", "-took"] {
        let whole = window(0, 9, order);
        let parts: String =
            [(0, 1), (1, 3), (3, 4), (4, 9)].map(|(from, to)| window(from, to, order)).concat();
        assert_eq!(parts, whole, "windows of a list in order are parts of it");
    }
}

#[test]
fn what_the_rows_do_not_know_yet_is_filled_up_from_the_hubs_counts() {
    let counts = HubCounts { devices: 100, succeeded: 12, failed: 7, running: 30, pending: 51 };
    let tally = finished().tally(Some(counts));
    // Ten of the hub's successes have no row yet; of its failures, two have one and were not reached.
    let expected = Tally { succeeded: 11, failed: 6, not_reached: 2, running: 30, pending: 51, cancelled: 0 };
    assert_eq!(tally, expected);
    assert_eq!(finished().tally(None).total(), 5);
}

fn status() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec!["pending", "scheduled", "running", "completed", "failed", "canceled"])
}

proptest! {
    #[test]
    fn the_tally_always_counts_every_row_once(changes in proptest::collection::vec((0u8..20, status()), 0..200)) {
        let mut rows = Rows::default();
        let mut states = RowStates::default();
        for (device, status) in changes {
            if let Some((index, outcome)) = rows.apply(device_job(&format!("d{device}"), status, None, None)) {
                prop_assert!(states.set(index as usize, outcome));
            }
        }
        prop_assert_eq!(rows.tally(None).total(), rows.len());
        prop_assert_eq!(&rows.states(), &states, "the changes rebuild the snapshot");
        for outcome in Outcome::ALL {
            let counted = states.iter().filter(|state| *state == outcome).count() as u64;
            prop_assert_eq!(rows.tally(None).of(outcome), counted);
        }
    }
}
