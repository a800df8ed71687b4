use lockstep_api::{
    cluster::Cluster,
    row::{FailureGroup, Outcome},
};

use super::{English, counted};
use crate::{
    intl::number,
    messages::{DurationMessages as _, FailureMessages, Span, code, strong, text},
    words::tags_of,
};

impl FailureMessages for English {
    fn why(&self) -> &'static str {
        "Why devices did not succeed"
    }

    fn reasons(&self, count: u64) -> String {
        counted(count, "reason", "reasons")
    }

    fn failures_unread(&self, devices: u64) -> String {
        format!(
            "The hub counts {}. Why is known once their rows are read.",
            counted(devices, "device that did not succeed", "devices that did not succeed")
        )
    }

    fn no_failures(&self) -> &'static str {
        "No device has failed."
    }

    fn failure_group(&self, group: &FailureGroup) -> String {
        if group.code.parse::<u16>().is_ok_and(|status| status < 1000) {
            format!("Device answered {}", group.code)
        } else {
            group.code.clone()
        }
    }

    fn remedy(&self, group: &FailureGroup, response_timeout: Option<u32>) -> Vec<Span> {
        let sample = group.sample.trim();
        let name = group.code.rsplit(' ').next().unwrap_or_default();
        match (group.outcome, name) {
            (_, "DeviceNotOnline" | "404103") => {
                vec![text("Offline, so nothing was sent. Safe to rerun when they are back.")]
            }
            (_, "DeviceNotFound" | "404001") => {
                vec![text("The hub no longer has these devices, so nothing was sent.")]
            }
            (_, "JobRunPreconditionFailed") => {
                vec![text("Not started before the job's window closed. Safe to rerun.")]
            }
            (_, "GatewayTimeout" | "504101") => {
                let within = response_timeout
                    .map(|seconds| format!(" within {}", self.long_seconds(u64::from(seconds))))
                    .unwrap_or_default();
                vec![
                    text(format!("Called, but no answer{within}. ")),
                    strong("The device may have acted. "),
                    text("Compare its reported properties before you rerun."),
                ]
            }
            (_, "ThrottlingException" | "429001") => {
                vec![text("The hub was throttling. Run again when it is calmer.")]
            }
            (Outcome::NotReached, _) => {
                vec![text("Nothing was sent. Safe to rerun. The hub says: "), code(sample)]
            }
            _ if group.code.parse::<u16>().is_ok_and(|status| status < 1000) => {
                if sample.is_empty() {
                    vec![text("The device refused.")]
                } else {
                    vec![text("The device refused: "), code(sample), text(".")]
                }
            }
            _ if sample.is_empty() => vec![text("The hub gives no reason.")],
            _ => vec![text("The hub says: "), code(sample)],
        }
    }

    fn where_later(&self) -> &'static str {
        "Where they cluster can be told once the job has ended."
    }

    fn where_compared(&self) -> &'static str {
        "Compared with the devices that succeeded."
    }

    fn where_they_are(&self) -> &'static str {
        "Where are they?"
    }

    fn devices_there(&self) -> &'static str {
        "All devices there"
    }

    fn compare_first(&self, shown: u64, all: u64) -> String {
        format!("The first {} of {}", number(shown), number(all))
    }

    fn compare_twins(&self) -> &'static str {
        "Compare twins"
    }

    fn rerun_short(&self) -> &'static str {
        "Rerun"
    }

    fn cluster(&self, cluster: &Cluster, group: u64) -> Vec<Span> {
        let Cluster { failed, succeeded, .. } = cluster;
        let of =
            if failed.of == group { number(group) } else { format!("the {} looked at", number(failed.of)) };
        vec![
            strong(format!("{} of {of} have {}", number(failed.count), tags_of(cluster))),
            text(format!(
                "; of the {} looked at that succeeded, {}.",
                number(succeeded.of),
                number(succeeded.count)
            )),
        ]
    }

    fn show_count(&self, count: u64) -> String {
        format!("Show {}", number(count))
    }

    fn of_rows_known(&self, known: u64, all: u64) -> String {
        format!("counted over {} of {} rows read", number(known), number(all))
    }
}
