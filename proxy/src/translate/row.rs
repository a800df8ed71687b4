//! Rows of `devices.jobs`.

use iothub_wire::job::{DeviceJob, DeviceJobStatus};
use lockstep_api::row::{Outcome, Row, RowError};

use super::millis;

/// Errors that say that nothing was sent to the device (IoT Hub documentation: "Troubleshoot error codes").
const NOT_REACHED: [&str; 8] = [
    "DeviceNotOnline",
    "404103",
    "DeviceNotFound",
    "404001",
    "DeviceDisabled",
    "403012",
    "JobRunPreconditionFailed",
    "412003",
];

/// A row as the dashboard shows it, at its place.
pub(crate) fn row(index: u32, row: DeviceJob) -> Row {
    let outcome = outcome(&row);
    let answer = row.outcome.device_method_response;
    Row {
        index,
        device: row.device_id.to_string(),
        module: row.module_id.map(|module| module.to_string()),
        outcome,
        status: answer.as_ref().map(|answer| answer.status),
        payload: answer.map(|answer| answer.payload.value()).filter(|payload| !payload.is_null()),
        error: row.error.map(|error| RowError { code: error.code, description: error.description }),
        started_at: Some(millis(row.start_at)),
        updated_at: Some(millis(row.updated_at)),
    }
}

/// What became of a device: the hub says `completed` of a device that answered 409, and `failed` of one that was never
/// reached.
fn outcome(row: &DeviceJob) -> Outcome {
    let answered_error =
        row.outcome.device_method_response.as_ref().is_some_and(|answer| answer.status >= 400);
    match row.status {
        DeviceJobStatus::Pending | DeviceJobStatus::Scheduled => Outcome::Pending,
        DeviceJobStatus::Running => Outcome::Running,
        DeviceJobStatus::Canceled => Outcome::Cancelled,
        DeviceJobStatus::Completed if answered_error => Outcome::Failed,
        DeviceJobStatus::Completed => Outcome::Succeeded,
        DeviceJobStatus::Failed => {
            let code = row.error.as_ref().map(|error| error.code.as_str()).unwrap_or_default();
            if NOT_REACHED.contains(&code) { Outcome::NotReached } else { Outcome::Failed }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn translated(status: &str, more: &Value) -> Row {
        let mut value = json!({
            "deviceId": "d1", "jobId": "j1", "jobType": "scheduleDeviceMethod", "status": status,
            "startTimeUtc": "2026-01-01T00:00:00", "endTimeUtc": "2026-01-01T00:05:00",
            "createdDateTimeUtc": "2026-01-01T00:00:00Z", "lastUpdatedDateTimeUtc": "2026-01-01T00:00:02Z"
        });
        value.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        row(0, serde_json::from_value(value).unwrap())
    }

    #[test]
    fn an_answer_of_400_or_above_is_a_failure_although_the_hub_counts_it_as_completed() {
        let answer = |status: i64| json!({"outcome": {"deviceMethodResponse": {"status": status, "payload": {"a": 1}}}});
        let good = translated("completed", &answer(200));
        assert_eq!(
            (good.outcome, good.status, good.payload),
            (Outcome::Succeeded, Some(200), Some(json!({"a": 1})))
        );
        assert_eq!(translated("completed", &answer(409)).outcome, Outcome::Failed);
    }

    #[test]
    fn a_device_that_was_not_reached_is_not_one_that_failed() {
        let error = |code: &str| json!({"outcome": {}, "error": {"code": code, "description": "…"}});
        assert_eq!(translated("failed", &error("DeviceNotOnline")).outcome, Outcome::NotReached);
        assert_eq!(translated("failed", &error("JobRunPreconditionFailed")).outcome, Outcome::NotReached);
        assert_eq!(translated("failed", &error("GatewayTimeout")).outcome, Outcome::Failed);
        assert_eq!(translated("failed", &json!({})).outcome, Outcome::Failed);
    }

    #[test]
    fn the_finish_is_the_last_update_and_not_the_deadline() {
        let row = translated("canceled", &json!({"outcome": {"deviceMethodResponse": null}}));
        assert_eq!(row.outcome, Outcome::Cancelled);
        assert_eq!(row.updated_at.map(|at| at.0), Some(1_767_225_602_000));
    }
}
