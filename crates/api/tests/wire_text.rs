//! The JSON that browsers see: a change here is a change of the contract.

use lockstep_api::{
    hub::{HubFailure, HubHealth, Slots},
    job::{Action, InvalidJobId, JobId, JobOrder},
    live::{LiveEvent, RowChanges, RowStates},
    problem::{FieldRule, Problem, ProblemCode},
    row::{Outcome, Tally},
    session::SignIn,
    time::EpochMillis,
};
use proptest::prelude::*;
use serde_json::json;

fn text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain data serialises")
}

#[test]
fn an_order_reads_as_the_form_wrote_it() {
    let order: JobOrder = serde_json::from_value(json!({
        "action": {"method": {"name": "lockDoor", "payload": {"lockTime": "10m"},
                   "responseTimeoutSeconds": 60, "connectTimeoutSeconds": 0}},
        "condition": "tags.building = 43",
        "startAt": 1_767_225_600_000_i64,
        "maxExecutionSeconds": 300
    }))
    .unwrap();
    assert_eq!(
        order.action,
        Action::Method {
            name: "lockDoor".into(),
            payload: json!({"lockTime": "10m"}),
            response_timeout_seconds: 60,
            connect_timeout_seconds: 0,
        }
    );
    assert_eq!(order.start_at, Some(EpochMillis(1_767_225_600_000)));
}

#[test]
fn an_order_with_an_unknown_field_is_refused_so_that_a_typing_error_cannot_change_its_meaning() {
    let refused = serde_json::from_value::<JobOrder>(json!({
        "action": {"twin": {"desired": {"building": 43}}},
        "condition": "*", "maxExecutionSeconds": 60, "startsAt": 1
    }));
    assert!(refused.unwrap_err().to_string().contains("startsAt"));
}

#[test]
fn a_null_in_a_twin_patch_survives_because_it_deletes() {
    let action: Action = serde_json::from_value(json!({"twin": {"tags": {"floor": null}}})).unwrap();
    insta::assert_snapshot!(text(&action), @r#"{"twin":{"tags":{"floor":null}}}"#);
}

#[test]
fn events_are_tagged_and_rows_are_dense() {
    let changes = LiveEvent::Rows(RowChanges {
        job: JobId::listed("night-lock"),
        changes: vec![(0, Outcome::Succeeded), (1, Outcome::NotReached)],
    });
    insta::assert_snapshot!(
        text(&changes),
        @r#"{"rows":{"job":"night-lock","changes":[[0,"succeeded"],[1,"notReached"]]}}"#
    );
    let health = LiveEvent::Hub(HubHealth::Failing {
        since: EpochMillis(1),
        next_try_at: EpochMillis(2),
        cause: HubFailure::Unreachable,
        detail: "connection refused".into(),
    });
    insta::assert_snapshot!(
        text(&health),
        @r#"{"hub":{"failing":{"since":1,"nextTryAt":2,"cause":"unreachable","detail":"connection refused"}}}"#
    );
    let states: RowStates = [Outcome::Pending, Outcome::Succeeded, Outcome::Failed].into_iter().collect();
    insta::assert_snapshot!(text(&states), @r#""AAID""#);
}

#[test]
fn a_problem_carries_its_code_beside_its_sentence() {
    let problem = Problem {
        kind: "urn:lockstep:problem:invalidField".into(),
        status: 422,
        detail: "the connect time-out is longer than the response time-out".into(),
        code: ProblemCode::InvalidField {
            field: "action.connectTimeoutSeconds".into(),
            rule: FieldRule::ConnectAboveResponse,
        },
        request_id: None,
    };
    insta::assert_snapshot!(
        text(&problem),
        @r#"{"type":"urn:lockstep:problem:invalidField","status":422,"detail":"the connect time-out is longer than the response time-out","code":"invalidField","params":{"field":"action.connectTimeoutSeconds","rule":"connectAboveResponse"}}"#
    );
    let again: Problem = serde_json::from_str(&text(&problem)).unwrap();
    assert_eq!(again, problem);
}

#[test]
fn a_problem_without_parameters_reads_back() {
    let problem = Problem {
        kind: "urn:lockstep:problem:jobNotFound".into(),
        status: 404,
        detail: "the hub knows no such job".into(),
        code: ProblemCode::JobNotFound,
        request_id: Some("r1".into()),
    };
    assert_eq!(serde_json::from_str::<Problem>(&text(&problem)).unwrap(), problem);
}

#[test]
fn a_sign_in_does_not_print_its_token() {
    assert_eq!(format!("{:?}", SignIn { token: "t0p-secret".into() }), "SignIn { .. }");
}

#[test]
fn an_ordered_id_is_what_a_live_hub_accepts() {
    assert!(JobId::ordered("night-lock-3f9c").is_ok());
    assert_eq!(JobId::ordered("Night"), Err(InvalidJobId::Character('N')));
    assert_eq!(JobId::ordered(""), Err(InvalidJobId::Length(0)));
    assert_eq!(JobId::ordered("a".repeat(65)), Err(InvalidJobId::Length(65)));
}

#[test]
fn slots_are_full_when_as_many_jobs_hold_them() {
    let one = Slots { total: 1, held_by: vec![JobId::listed("a")] };
    assert!(one.full());
    assert!(!Slots { total: 2, ..one }.full());
}

fn outcome() -> impl Strategy<Value = Outcome> {
    proptest::sample::select(Outcome::ALL.to_vec())
}

proptest! {
    #[test]
    fn row_states_survive_the_wire(outcomes in proptest::collection::vec(outcome(), 0..300)) {
        let states: RowStates = outcomes.iter().copied().collect();
        let again: RowStates = serde_json::from_str(&text(&states)).unwrap();
        prop_assert_eq!(again.iter().collect::<Vec<_>>(), outcomes);
    }

    #[test]
    fn no_text_makes_row_states_panic(junk in ".{0,40}") {
        let _ = serde_json::from_value::<RowStates>(json!(junk));
    }

    #[test]
    fn a_tally_counts_every_row_once(outcomes in proptest::collection::vec(outcome(), 0..300)) {
        let tally: Tally = outcomes.iter().copied().collect();
        prop_assert_eq!(tally.total(), outcomes.len() as u64);
        prop_assert_eq!(tally.settled(), outcomes.iter().filter(|o| o.settled()).count() as u64);
    }

    #[test]
    fn only_the_next_index_appends(outcomes in proptest::collection::vec(outcome(), 0..20), index in 0usize..40) {
        let mut states: RowStates = outcomes.iter().copied().collect();
        prop_assert_eq!(states.set(index, Outcome::Failed), index <= outcomes.len());
        prop_assert_eq!(states.len(), outcomes.len().max(if index == outcomes.len() { index + 1 } else { 0 }));
    }
}
