use lockstep_api::problem::ProblemCode;

use super::English;
use crate::{intl::number, messages::CallMessages};

impl CallMessages for English {
    fn method_calls(&self) -> &'static str {
        "Method calls"
    }

    fn kept_in_browser(&self) -> &'static str {
        "kept in this browser"
    }

    fn call_method(&self) -> &'static str {
        "Call a method"
    }

    fn call_now(&self) -> &'static str {
        "Call"
    }

    fn call_times(&self, response: &str, connect: &str) -> String {
        format!("{response} s to answer, {connect} s to connect")
    }

    fn repeat_last(&self) -> &'static str {
        "Repeat last"
    }

    fn repeat(&self) -> &'static str {
        "Repeat"
    }

    fn repeat_call(&self, method: &str) -> String {
        format!("Repeat {method}")
    }

    fn edit_call(&self) -> &'static str {
        "Edit"
    }

    fn forget_calls(&self) -> &'static str {
        "Forget these calls"
    }

    fn no_calls(&self) -> &'static str {
        "No method of this device was called from this browser yet. Answers stay here."
    }

    fn answer_to(&self, method: &str) -> String {
        format!("Answer to {method}")
    }

    fn sent_payload(&self) -> &'static str {
        "Payload that was sent"
    }

    fn when_head(&self) -> &'static str {
        "When"
    }

    fn no_answer(&self) -> &'static str {
        "The device answered without content."
    }

    fn waited_for(&self, spent: &str, most: &str) -> String {
        format!("Waiting, {spent} of {most}")
    }

    fn call_under_way(&self) -> &'static str {
        "The device has not answered yet. What comes stands here, also when you come back to this page."
    }

    fn unanswered(&self, problem: Option<&ProblemCode>) -> String {
        match problem {
            Some(ProblemCode::DeviceOffline { .. }) => "404103".to_owned(),
            Some(ProblemCode::DeviceSilent { .. }) => "504101".to_owned(),
            Some(ProblemCode::DeviceNotFound { .. }) => "404001".to_owned(),
            _ => "Not called".to_owned(),
        }
    }

    fn job_head(&self) -> &'static str {
        "Job"
    }

    fn action_head(&self) -> &'static str {
        "Action"
    }

    fn jobs_of_device(&self) -> &'static str {
        "Jobs that touched this device"
    }

    fn jobs_of_device_count(&self, count: u64, truncated: bool) -> String {
        match (truncated, count) {
            (true, 1) => "the latest".to_owned(),
            (true, count) => format!("the latest {}", number(count)),
            (false, count) => number(count),
        }
    }

    fn no_jobs_of_device(&self) -> &'static str {
        "No job has touched this device"
    }

    fn no_jobs_of_device_why(&self) -> &'static str {
        "Jobs of the last 30 days appear here, and those that Lockstep has archived."
    }

    fn unknown_action(&self) -> &'static str {
        "not listed any more"
    }
}
