//! Calling methods of one device, and the jobs that touched it.

use lockstep_api::problem::ProblemCode;

/// Calling methods of one device, and the jobs that touched it.
pub trait CallMessages {
    fn method_calls(&self) -> &'static str;
    fn kept_in_browser(&self) -> &'static str;
    fn call_method(&self) -> &'static str;
    fn call_now(&self) -> &'static str;
    fn call_times(&self, response: &str, connect: &str) -> String;
    fn repeat_last(&self) -> &'static str;
    fn repeat(&self) -> &'static str;
    fn repeat_call(&self, method: &str) -> String;
    fn edit_call(&self) -> &'static str;
    fn forget_calls(&self) -> &'static str;
    fn no_calls(&self) -> &'static str;
    fn answer_to(&self, method: &str) -> String;
    fn sent_payload(&self) -> &'static str;
    fn when_head(&self) -> &'static str;
    fn no_answer(&self) -> &'static str;
    /// Of a call under way: how long it has been waited for, and the most that the device has.
    fn waited_for(&self, spent: &str, most: &str) -> String;
    fn call_under_way(&self) -> &'static str;
    /// The word for a call that the device did not answer: the hub's number where it has one.
    fn unanswered(&self, problem: Option<&ProblemCode>) -> String;
    fn job_head(&self) -> &'static str;
    fn action_head(&self) -> &'static str;
    fn jobs_of_device(&self) -> &'static str;
    fn jobs_of_device_count(&self, count: u64, truncated: bool) -> String;
    fn no_jobs_of_device(&self) -> &'static str;
    fn no_jobs_of_device_why(&self) -> &'static str;
    fn unknown_action(&self) -> &'static str;
}
