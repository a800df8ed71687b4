//! Every refusal is a problem document, also those that the framework makes.

use lockstep_api::problem::{Problem, ProblemCode};
use reqwest::Method;
use serde_json::json;

use crate::stage::{Stage, problem};

#[tokio::test]
async fn unknown_paths_and_wrong_methods_are_problems() {
    let stage = Stage::new().await;
    let missing = stage.call(Method::GET, "/api/nothing").send().await.unwrap();
    assert_eq!((missing.status().as_u16(), problem(missing).await), (404, ProblemCode::RouteNotFound));
    let wrong = stage.call(Method::DELETE, "/api/jobs").send().await.unwrap();
    assert_eq!((wrong.status().as_u16(), problem(wrong).await), (405, ProblemCode::RouteNotFound));
    let posted = stage.call(Method::POST, "/nowhere").send().await.unwrap();
    assert_eq!((posted.status().as_u16(), problem(posted).await), (404, ProblemCode::RouteNotFound));
}

#[tokio::test]
async fn a_body_that_cannot_be_read_says_why() {
    let stage = Stage::new().await;
    let send = |body: String| {
        let request = stage.call(Method::PUT, "/api/jobs/j1").header("content-type", "application/json");
        request.body(body).send()
    };
    let typing_error =
        json!({"action": {"twin": {}}, "condition": "*", "maxExecutionSeconds": 60, "startsAt": 1});
    let ProblemCode::Malformed { reason } = problem(send(typing_error.to_string()).await.unwrap()).await
    else {
        panic!("not malformed")
    };
    assert!(reason.contains("startsAt"), "{reason}");
    assert!(matches!(problem(send("{".into()).await.unwrap()).await, ProblemCode::Malformed { .. }));
    let large = send(format!("\"{}\"", "x".repeat(400 * 1024))).await.unwrap();
    assert_eq!(problem(large).await, ProblemCode::TooLarge { limit: 384 * 1024 });
    let query = stage.call(Method::GET, "/api/devices?colour=red").send().await.unwrap();
    assert!(matches!(problem(query).await, ProblemCode::Malformed { .. }));
}

#[tokio::test]
async fn a_problem_carries_the_id_of_its_request() {
    let stage = Stage::new().await;
    let given = stage.call(Method::GET, "/api/nothing").header("x-request-id", "from-the-balancer.7");
    let response = given.send().await.unwrap();
    assert_eq!(response.headers()["x-request-id"], "from-the-balancer.7");
    let problem: Problem = response.json().await.unwrap();
    assert_eq!(problem.request_id.as_deref(), Some("from-the-balancer.7"));
    let odd =
        stage.call(Method::GET, "/api/nothing").header("x-request-id", "two words").send().await.unwrap();
    assert_eq!(odd.headers()["x-request-id"].len(), 32, "an odd id is replaced");
}
