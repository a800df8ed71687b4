//! Jobs.

use iothub_wire::{
    job::{DeviceJobStatistics, Job as HubJob, JobStatus, JobType},
    twin::{SectionPatch, TwinPatch},
};
use lockstep_api::job::{Action, HubCounts, Job, JobId, JobRecord, JobState};
use serde_json::{Map, Value};

use super::millis;

/// A job as the dashboard shows it; `None` for a record without an id.
pub(crate) fn job(job: &HubJob) -> Option<Job> {
    let state = state(job.status);
    Some(Job {
        id: JobId::listed(job.id.as_ref()?.as_str()),
        state,
        action: action(job),
        condition: job.condition.clone(),
        created_at: job.created_at.map(millis),
        start_at: job.start_at.map(millis),
        // Some hubs give the planned end before the job has ended.
        ended_at: job.end_at.filter(|_| state.ended()).map(millis),
        max_execution_seconds: job.max_execution_seconds.and_then(|seconds| u32::try_from(seconds).ok()),
        failure_reason: job.failure_reason.clone(),
        hub_counts: job.statistics.map(counts),
        record: JobRecord::default(),
    })
}

fn state(status: JobStatus) -> JobState {
    match status {
        JobStatus::Queued | JobStatus::Enqueued => JobState::Queued,
        JobStatus::Scheduled => JobState::Scheduled,
        JobStatus::Running => JobState::Running,
        JobStatus::Completed => JobState::Completed,
        JobStatus::Failed => JobState::Failed,
        JobStatus::Cancelled => JobState::Cancelled,
        JobStatus::Unknown => JobState::Unknown,
    }
}

fn action(job: &HubJob) -> Action {
    match (job.kind, &job.method, job.twin_patch()) {
        (JobType::ScheduleDeviceMethod, Some(method), _) => Action::Method {
            name: method.method_name.clone(),
            payload: method.decoded().value(),
            response_timeout_seconds: method.response_timeout_in_seconds.unwrap_or_default(),
            connect_timeout_seconds: method.connect_timeout_in_seconds.unwrap_or_default(),
        },
        (JobType::ScheduleUpdateTwin, _, Some(TwinPatch { tags, desired })) => {
            Action::Twin { desired: members(desired), tags: members(tags) }
        }
        (kind, _, _) => Action::Other { name: kind.to_string() },
    }
}

fn members(patch: SectionPatch) -> Option<Map<String, Value>> {
    match patch {
        SectionPatch::Members(members) => Some(members),
        // Some hubs echo `null` for a section that was not given.
        SectionPatch::Absent | SectionPatch::Clear => None,
    }
}

fn counts(statistics: DeviceJobStatistics) -> HubCounts {
    HubCounts {
        devices: statistics.device_count,
        succeeded: statistics.succeeded_count,
        failed: statistics.failed_count,
        running: statistics.running_count,
        pending: statistics.pending_count,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn translated(value: Value) -> Job {
        job(&serde_json::from_value(value).unwrap()).unwrap()
    }

    #[test]
    fn a_payload_that_the_hub_echoes_as_bytes_is_decoded() {
        let bytes: Vec<u8> = br#"{"lockTime":"10m"}"#.to_vec();
        let job = translated(json!({
            "jobId": "j1", "type": "scheduleDeviceMethod", "status": "scheduled",
            "startTime": "2026-01-01T00:00:20Z", "endTime": "2026-01-01T00:05:20Z",
            "cloudToDeviceMethod": {"methodName": "lockDoor", "payload": bytes, "responseTimeoutInSeconds": 60}
        }));
        assert_eq!(
            job.action,
            Action::Method {
                name: "lockDoor".into(),
                payload: json!({"lockTime": "10m"}),
                response_timeout_seconds: 60,
                connect_timeout_seconds: 0,
            }
        );
        assert_eq!(job.state, JobState::Scheduled);
        assert_eq!(job.ended_at, None, "a planned end is no end");
    }

    #[test]
    fn a_twin_job_shows_its_patch_and_the_hubs_counts() {
        let job = translated(json!({
            "jobId": "j2", "type": "scheduleUpdateTwin", "status": "completed", "endTime": "2026-01-01T00:00:09Z",
            "updateTwin": {"etag": "*", "tags": null, "properties": {"desired": {"building": 43, "floor": null}}},
            "deviceJobStatistics": {"deviceCount": 2, "failedCount": 1, "succeededCount": 1}
        }));
        let desired = json!({"building": 43, "floor": null}).as_object().cloned();
        assert_eq!(job.action, Action::Twin { desired, tags: None });
        assert_eq!(
            job.hub_counts,
            Some(HubCounts { devices: 2, succeeded: 1, failed: 1, ..HubCounts::default() })
        );
        assert!(job.ended_at.is_some());
    }

    #[test]
    fn a_job_that_lockstep_does_not_order_is_shown_all_the_same() {
        let job = translated(json!({"jobId": "e1", "type": "export", "status": "running"}));
        assert_eq!(job.action, Action::Other { name: "export".into() });
    }
}
