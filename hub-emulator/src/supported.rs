//! What this hub has, as data, each claim with its proof: the README prints these rows, and tests keep them true.

/// What proves a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Operations of `e2e/sdk/operations.json`, which the official SDKs do.
    Sdks(&'static [&'static str]),
    /// Tests of a file of this crate, by their names: no SDK can show it.
    Tests(&'static str, &'static [&'static str]),
}

/// One thing this hub can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The part of the hub; claims of one part follow each other.
    pub part: &'static str,
    /// What it can do.
    pub what: &'static str,
    /// What proves it.
    pub proof: Proof,
}

const fn sdks(part: &'static str, what: &'static str, operations: &'static [&'static str]) -> Claim {
    Claim { part, what, proof: Proof::Sdks(operations) }
}

const fn tests(
    part: &'static str,
    what: &'static str,
    file: &'static str,
    names: &'static [&'static str],
) -> Claim {
    Claim { part, what, proof: Proof::Tests(file, names) }
}

/// Everything we claim.
pub const SUPPORTED: &[Claim] = &[
    sdks(
        "Access",
        "SAS for service, device and module",
        &["access.token", "device.connect.token", "module.connect.token", "device.refused.key"],
    ),
    sdks("Access", "both keys of a device", &["device.connect", "device.connect.key"]),
    tests(
        "Access",
        "the five built-in policies",
        "tests/rest/access.rs",
        &["each_policy_may_do_what_its_rights_say"],
    ),
    sdks(
        "Access",
        "expiry, also during an MQTT session",
        &["access.expired", "device.refused.expired", "device.expiry"],
    ),
    sdks("Access", "Entra tokens for REST", &["access.entra", "access.entra.refused"]),
    sdks(
        "Registry",
        "devices and modules with every `If-Match` rule",
        &[
            "registry.create.taken",
            "registry.update.etag",
            "registry.update.stale",
            "registry.delete.stale",
            "modules.create.taken",
            "modules.update.stale",
            "modules.delete.stale",
        ],
    ),
    sdks("Registry", "key minting", &["registry.create", "modules.create"]),
    sdks("Registry", "statistics", &["statistics.devices", "statistics.service"]),
    sdks(
        "Registry",
        "bulk writes with all import modes",
        &[
            "bulk.create",
            "bulk.update",
            "bulk.update.stale",
            "bulk.update-twins",
            "bulk.delete",
            "bulk.delete.stale",
            "bulk.partly",
        ],
    ),
    sdks(
        "Twins",
        "GET, PATCH, PUT for devices and modules",
        &[
            "twins.get",
            "twins.patch",
            "twins.replace",
            "twins.module.get",
            "twins.module.patch",
            "twins.module.replace",
        ],
    ),
    sdks(
        "Twins",
        "versions, etags, metadata, limits",
        &["twins.patch.etag", "twins.patch.stale", "twins.patch.too-large", "device.twin.report.refused"],
    ),
    sdks("Twins", "desired notifications", &["device.twin.desired", "module.twin"]),
    sdks("Twins", "reported patches", &["device.twin.report", "module.twin"]),
    sdks(
        "Queries",
        "`devices`, `devices.modules`, `devices.jobs`",
        &["query.devices", "query.modules", "query.jobs"],
    ),
    sdks(
        "Queries",
        "projections, aggregates, TOP, GROUP BY",
        &["query.projection", "query.count", "query.top", "query.group"],
    ),
    sdks("Queries", "pages and item types", &["query.pages", "query.empty"]),
    sdks(
        "Methods",
        "devices and modules",
        &["methods.device", "methods.module", "device.methods", "module.methods"],
    ),
    sdks(
        "Methods",
        "connect and response time-outs",
        &["methods.offline", "methods.awaited", "methods.unanswered"],
    ),
    sdks("Jobs v2", "method and twin jobs", &["jobs.method", "jobs.twin"]),
    sdks("Jobs v2", "conditions on devices and modules", &["jobs.module", "jobs.nobody", "jobs.condition"]),
    sdks("Jobs v2", "start times, window", &["jobs.later", "jobs.window"]),
    sdks("Jobs v2", "slots", &["jobs.slots"]),
    tests(
        "Jobs v2",
        "rates by tier",
        "src/jobs/tests.rs",
        &["jobs_of_an_s1_hub_do_ten_operations_a_second_all_together"],
    ),
    sdks("Jobs v2", "rows, cancel, list", &["query.jobs", "jobs.offline", "jobs.cancel", "jobs.list.pages"]),
    tests(
        "Jobs v2",
        "each method call is made at most once",
        "tests/crash/main.rs",
        &["two_hundred_kills_lose_nothing_confirmed_and_repeat_no_call"],
    ),
    sdks("Cloud to device", "queue, settling, purge", &["device.c2d", "device.c2d.queued", "c2d.purge"]),
    tests(
        "Cloud to device",
        "at most 50 a device",
        "tests/rest/messages.rs",
        &["a_device_takes_fifty_messages"],
    ),
    tests(
        "Cloud to device",
        "locks, redelivery, expiry",
        "src/mqtt/tests/cloud_to_device.rs",
        &[
            "an_unacknowledged_message_is_sent_again_after_a_minute",
            "a_message_is_dropped_after_ten_deliveries",
            "an_expired_message_is_not_sent",
        ],
    ),
    tests(
        "Cloud to device",
        "sent by the control plane",
        "tests/rest/messages.rs",
        &["messages_survive_a_restart_and_go_with_their_device"],
    ),
    sdks(
        "Device to cloud",
        "parsed properties, devices and modules",
        &["device.telemetry", "module.telemetry"],
    ),
    tests(
        "Device to cloud",
        "wills",
        "src/mqtt/tests/device_to_cloud.rs",
        &["s10_08_a_will_is_published_after_every_end_but_a_disconnect"],
    ),
    tests(
        "Device to cloud",
        "256 KB",
        "src/mqtt/tests/violations.rs",
        &["a_message_above_256_kilobytes_closes"],
    ),
    tests(
        "Device to cloud",
        "to be followed over the control plane",
        "tests/rest/telemetry.rs",
        &["a_tail_follows_until_the_hub_ends_and_says_what_it_missed"],
    ),
    tests(
        "Limits",
        "the documented throttles and quotas of a tier and its units",
        "src/limits.rs",
        &["limits_are_those_of_the_documentation", "throttles_are_those_of_the_documentation"],
    ),
    tests(
        "Limits",
        "excess waits its turn and is then refused with 429, on either side",
        "tests/rest/throttles.rs",
        &[
            "s10_09_excess_waits_in_a_queue_and_is_then_refused_with_429",
            "s10_09_callers_without_mercy_get_the_documented_rate_within_one_percent",
            "every_class_of_calls_has_its_throttle",
            "devices_that_connect_too_fast_wait_and_are_then_refused",
            "device_requests_are_throttled_like_those_of_the_service",
        ],
    ),
    tests(
        "Limits",
        "messages a day",
        "tests/rest/throttles.rs",
        &["the_free_hub_refuses_the_message_after_the_last_of_the_day"],
    ),
    sdks("MQTT", "3.1.1 over TLS and WebSocket", &["device.connect", "module.connect"]),
    // The device of that test speaks it.
    tests(
        "MQTT",
        "plain TCP (for load tests)",
        "tests/crash/main.rs",
        &["two_hundred_kills_lose_nothing_confirmed_and_repeat_no_call"],
    ),
    sdks(
        "MQTT",
        "sessions that outlive connections and restarts",
        &["device.reconnect", "module.reconnect", "device.restart", "module.restart"],
    ),
    sdks(
        "MQTT",
        "gateway host names, model ids",
        &["device.connect.gateway", "device.model", "module.model"],
    ),
];

/// The claims as a table in Markdown, one row for each part.
pub fn table() -> String {
    let rows = SUPPORTED.chunk_by(|one, next| one.part == next.part);
    let row = |claims: &[Claim]| {
        let part = claims.first().map_or("", |claim| claim.part);
        let what: Vec<&str> = claims.iter().map(|claim| claim.what).collect();
        format!("| {part} | {} |\n", what.join("; "))
    };
    format!("| part | what |\n|---|---|\n{}", rows.map(row).collect::<String>())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn the_readme_prints_every_claim() {
        let table = table();
        assert!(include_str!("../README.md").contains(&table), "put this into README.md:\n\n{table}");
    }

    /// A complete run of the SDKs holds these against what was seen.
    #[test]
    fn the_sdk_suite_knows_every_claim_that_it_has_to_prove() {
        let claims: Vec<String> = SUPPORTED
            .iter()
            .filter_map(|Claim { part, what, proof }| match proof {
                Proof::Sdks(operations) => {
                    Some(json!({ "claim": format!("{part}: {what}"), "operations": operations }).to_string())
                }
                Proof::Tests(..) => None,
            })
            .collect();
        let claims = format!("[\n  {}\n]\n", claims.join(",\n  "));
        assert_eq!(
            include_str!("../../e2e/sdk/claims.json"),
            claims,
            "e2e/sdk/claims.json is to be:\n{claims}"
        );
    }

    #[test]
    fn every_claim_is_proven_by_operations_that_an_sdk_offers_or_by_tests_that_exist() {
        let operations = include_str!("../../e2e/sdk/operations.json");
        let operations: Value = serde_json::from_str(operations).unwrap();
        let sections = operations.as_object().unwrap().values().filter_map(Value::as_array).flatten();
        let offered = |operation: &&Value| operation.get("node").or(operation.get("python")).is_some();
        let built = |operation: &&Value| operation.get("unbuilt").is_none();
        let proven: Vec<&str> =
            sections.filter(offered).filter(built).filter_map(|operation| operation["id"].as_str()).collect();
        for claim in SUPPORTED {
            let unproven: Vec<&str> = match claim.proof {
                Proof::Sdks([]) | Proof::Tests(_, []) => panic!("nothing proves {claim:?}"),
                Proof::Sdks(ids) => ids.iter().copied().filter(|id| !proven.contains(id)).collect(),
                Proof::Tests(file, names) => {
                    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
                    let text = std::fs::read_to_string(path).unwrap();
                    names.iter().copied().filter(|name| !has_test(&text, name)).collect()
                }
            };
            assert!(unproven.is_empty(), "{unproven:?} of {claim:?}");
        }
    }

    /// Says whether a source has a test of this name.
    fn has_test(source: &str, name: &str) -> bool {
        let mut lines = source.lines().map(str::trim).zip(source.lines().skip(1));
        lines.any(|(attribute, next)| {
            (attribute.starts_with("#[test]") || attribute.starts_with("#[tokio::test"))
                && next.contains(&format!("fn {name}("))
        })
    }
}
