//! What callers hear and what is reported, method by method.

use super::*;

const DURATIONS: Durations =
    Durations { reboot: Duration::from_secs(10), firmware_update: Duration::from_secs(100) };

/// 2026-01-01T00:00:00Z.
fn now() -> Now {
    Now { unix_millis: 1_767_225_600_000, ..Now::default() }
}

fn call(method: &str, payload: &str) -> Answer {
    answer(method, payload.as_bytes(), now(), DURATIONS, false)
}

/// The seconds since the call at which each report is due, without time spent restarting.
fn reports(answer: &Answer) -> Vec<(u64, String)> {
    let mut at = Duration::ZERO;
    let mut reports = Vec::new();
    for step in &answer.steps {
        at += step.after;
        match &step.act {
            Act::Report(report) => reports.push((at.as_secs(), report.to_string())),
            Act::Restart(away) => at += *away,
        }
    }
    reports
}

#[test]
fn lock_door_is_the_tutorial_to_the_letter() {
    let answer = call("lockDoor", r#"{"lockTime":"10m"}"#);
    assert_eq!(answer.says, Some("Locking Door!"));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body.to_string(), r#"{"Response":"lockDoor called successfully"}"#);
    assert_eq!(answer.report, Some(json!({ "lockState": "locked" })));
    assert!(answer.steps.is_empty());
}

#[test]
fn a_call_without_a_payload_is_fine() {
    assert_eq!(call("lockDoor", "").status, 200);
    assert_eq!(call("lockDoor", "null").status, 200);
}

#[test]
fn unlock_door_reports_the_door_unlocked() {
    let answer = call("unlockDoor", "{}");
    assert_eq!((answer.status, answer.report), (200, Some(json!({ "lockState": "unlocked" }))));
}

#[test]
fn an_unknown_method_is_404_and_says_which() {
    let answer = call("openSesame", "{}");
    assert_eq!(answer.status, 404);
    assert_eq!(
        answer.body.to_string(),
        r#"{"error":"this device has no such method","method":"openSesame"}"#
    );
}

#[test]
fn a_payload_that_is_not_json_is_400() {
    assert_eq!(call("lockDoor", "{").status, 400);
}

#[test]
fn a_reboot_answers_at_once_goes_away_and_reports_both_ends() {
    let answer = call("reboot", "{}");
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.report.as_ref().unwrap().to_string(),
        r#"{"reboot":{"endedAt":null,"startedAt":"2026-01-01T00:00:00Z","status":"rebooting"}}"#
    );
    assert_eq!(answer.steps[0].act, Act::Restart(Duration::from_secs(10)));
    assert_eq!(
        reports(&answer),
        [(11, r#"{"reboot":{"endedAt":"2026-01-01T00:00:11Z","status":"completed"}}"#.to_owned())]
    );
}

#[test]
fn a_firmware_update_reports_its_progress_and_the_new_version() {
    let answer = call("firmwareUpdate", r#"{"version":"1.4.0"}"#);
    assert_eq!(answer.status, 202);
    let reports = reports(&answer);
    let moments: Vec<u64> = reports.iter().map(|(at, _)| *at).collect();
    assert_eq!(moments, [20, 40, 60, 70, 80, 95, 100]);
    assert_eq!(reports[3].1, r#"{"firmwareUpdate":{"progress":70,"status":"verifying"}}"#);
    assert_eq!(
        reports[6].1,
        r#"{"firmwareUpdate":{"endedAt":"2026-01-01T00:01:40Z","progress":100,"status":"completed"},"firmwareVersion":"1.4.0"}"#
    );
}

#[test]
fn a_firmware_update_needs_a_version() {
    for payload in ["", "{}", r#"{"version":1}"#, r#"{"version":""}"#, "[]"] {
        assert_eq!(call("firmwareUpdate", payload).status, 400, "{payload}");
    }
    let long = json!({ "version": "1".repeat(65) }).to_string();
    assert_eq!(call("firmwareUpdate", &long).status, 400);
}

#[test]
fn one_thing_after_the_other() {
    for method in ["reboot", "firmwareUpdate"] {
        let answer = answer(method, br#"{"version":"2"}"#, now(), DURATIONS, true);
        assert_eq!(answer.status, 409, "{method}");
        assert!(answer.steps.is_empty());
    }
    assert_eq!(answer("lockDoor", b"", now(), DURATIONS, true).status, 200, "a door locks at any time");
}

#[test]
fn methods_are_named_once() {
    assert!(BEHAVIOURS.is_sorted_by(|(earlier, _), (later, _)| earlier < later));
}
