use super::*;

/// A row as the documentation shows it: times with and without zone.
const METHOD_ROW: &str = r#"{"deviceId":"dev1","jobId":"job01","jobType":"scheduleDeviceMethod","status":"completed","startTimeUtc":"2016-09-29T18:18:52.7418462","endTimeUtc":"2016-09-29T18:20:52.7418462","createdDateTimeUtc":"2016-09-29T18:18:56.7787107Z","lastUpdatedDateTimeUtc":"2016-09-29T18:18:56.8894408Z","outcome":{"deviceMethodResponse":{"status":200,"payload":{"ok":true}}}}"#;

#[test]
fn a_row_of_a_method_is_read_and_written_with_zones() {
    let row: DeviceJob = serde_json::from_str(METHOD_ROW).unwrap();
    assert_eq!(row.deadline_at.millis_since(row.start_at), 120_000);
    assert_eq!(row.outcome.device_method_response.as_ref().unwrap().payload.value(), json!({ "ok": true }));
    let written = serde_json::to_string(&row).unwrap();
    assert_eq!(written, METHOD_ROW.replace("8462\"", "8462Z\""));
    assert_eq!(serde_json::from_str::<DeviceJob>(&written).unwrap(), row);
}

#[test]
fn a_row_of_a_twin_has_an_empty_outcome_however_it_is_written() {
    for outcome in [r#"{"deviceMethodResponse":null}"#, "{}", "null"] {
        let (before, _) = METHOD_ROW.split_once(r#""outcome""#).unwrap();
        let row: DeviceJob = serde_json::from_str(&format!(r#"{before}"outcome":{outcome}}}"#)).unwrap();
        assert_eq!(row.outcome, Outcome::default());
        assert!(serde_json::to_string(&row).unwrap().ends_with(r#""outcome":{}}"#));
    }
}

#[test]
fn a_failed_row_says_why() {
    let (before, _) = METHOD_ROW.split_once(r#""outcome""#).unwrap();
    let text = format!(
        r#"{before}"outcome":{{}},"error":{{"code":"DeviceNotOnline","description":"Timed out waiting for device to connect."}}}}"#
    );
    let row: DeviceJob = serde_json::from_str(&text.replace("completed", "failed")).unwrap();
    assert_eq!(row.status, DeviceJobStatus::Failed);
    assert_eq!(row.error.unwrap().code, "DeviceNotOnline");
}

#[test]
fn jobs_are_cancelled_and_rows_are_canceled() {
    assert_eq!(JobStatus::Cancelled.to_string(), "cancelled");
    assert_eq!(DeviceJobStatus::Canceled.to_string(), "canceled");
    assert_eq!("canceled".parse(), Ok(JobStatus::Cancelled));
    assert_eq!("cancelled".parse(), Ok(DeviceJobStatus::Canceled));
}

#[test]
fn words_are_read_in_any_case_and_new_ones_are_unknown() {
    assert_eq!("ScheduleDeviceMethod".parse(), Ok(JobType::ScheduleDeviceMethod));
    assert_eq!("Completed".parse(), Ok(JobStatus::Completed));
    assert_eq!("pending".parse(), Ok(JobStatus::Queued));
    assert!("done".parse::<JobStatus>().is_err());
    let job: Job =
        serde_json::from_str(r#"{"jobId":"OldJob_1","type":"teleport","status":"paused"}"#).unwrap();
    assert_eq!((job.kind, job.status), (JobType::Unknown, JobStatus::Unknown));
    for word in JobStatus::ALL {
        assert_eq!(word.as_str().parse(), Ok(*word));
    }
    for word in JobType::ALL {
        assert_eq!(word.as_str().parse(), Ok(*word));
    }
    for word in DeviceJobStatus::ALL {
        assert_eq!(word.as_str().parse(), Ok(*word));
    }
}

#[test]
fn a_job_holds_a_slot_until_it_ends_and_can_be_withdrawn_until_it_runs() {
    for status in JobStatus::ALL {
        assert!(!(status.active() && status.terminal()));
        assert!(status.active() || !status.cancellable());
    }
    assert!(JobStatus::Scheduled.active() && JobStatus::Scheduled.cancellable());
    assert!(JobStatus::Running.active() && !JobStatus::Running.cancellable());
    assert!(DeviceJobStatus::Canceled.terminal() && !DeviceJobStatus::Scheduled.terminal());
}
