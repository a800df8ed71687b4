//! What this hub has, as data, each claim with its proof: the README prints these rows, and tests keep them true.

/// What proves a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Operations of `e2e/sdk/operations.json`, which the official SDKs do.
    Sdks(&'static [&'static str]),
    /// A file of this crate with tests: no SDK can show it.
    Tests(&'static str),
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

const fn tests(part: &'static str, what: &'static str, file: &'static str) -> Claim {
    Claim { part, what, proof: Proof::Tests(file) }
}

/// Everything we claim.
pub const SUPPORTED: &[Claim] = &[
    sdks(
        "Access",
        "SAS for service, device and module",
        &["access.token", "device.connect.token", "module.connect.token", "device.refused.key"],
    ),
    tests("Access", "the five built-in policies, both keys of each", "tests/rest/access.rs"),
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
        &["twins.get", "twins.patch", "twins.replace", "twins.module.get", "twins.module.replace"],
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
    tests("Jobs v2", "rates by tier", "src/jobs/rate.rs"),
    sdks("Jobs v2", "rows, cancel, list", &["query.jobs", "jobs.offline", "jobs.cancel", "jobs.list.pages"]),
    tests("Jobs v2", "each method call is made at most once", "tests/rest/restart.rs"),
    sdks("Cloud to device", "queue, settling, purge", &["device.c2d", "device.c2d.queued", "c2d.purge"]),
    tests(
        "Cloud to device",
        "at most 50 a device, locks, redelivery, expiry",
        "src/mqtt/tests/cloud_to_device.rs",
    ),
    tests("Cloud to device", "sent by the control plane", "tests/rest/messages.rs"),
    sdks(
        "Device to cloud",
        "parsed properties, devices and modules",
        &["device.telemetry", "module.telemetry"],
    ),
    tests("Device to cloud", "wills", "src/mqtt/tests/device_to_cloud.rs"),
    tests("Device to cloud", "256 KB", "src/mqtt/tests/violations.rs"),
    tests("Device to cloud", "to be followed over the control plane", "tests/rest/telemetry.rs"),
    tests(
        "Limits",
        "the documented throttles of a tier and its units (queue first, then 429), messages a day",
        "tests/rest/throttles.rs",
    ),
    sdks("MQTT", "3.1.1 over TLS and WebSocket", &["device.connect", "module.connect"]),
    tests("MQTT", "plain TCP (for load tests)", "tests/command_line.rs"),
    sdks("MQTT", "sessions that outlive connections", &["device.reconnect", "module.reconnect"]),
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

    use serde_json::Value;

    use super::*;

    #[test]
    fn the_readme_prints_every_claim() {
        let table = table();
        assert!(include_str!("../README.md").contains(&table), "put this into README.md:\n\n{table}");
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
            match claim.proof {
                Proof::Sdks([]) => panic!("nothing proves {claim:?}"),
                Proof::Sdks(ids) => {
                    let unproven: Vec<_> = ids.iter().filter(|id| !proven.contains(id)).collect();
                    assert!(unproven.is_empty(), "{unproven:?} of {claim:?}");
                }
                Proof::Tests(file) => {
                    let text =
                        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
                    assert!(
                        text.contains("#[test]") || text.contains("#[tokio::test"),
                        "{file} has no tests"
                    );
                }
            }
        }
    }
}
