//! Who may depend on whom: the architecture, as a table.
//!
//! Development dependencies on the emulator are free for everybody, since tests run against it.

use std::collections::BTreeSet;

use anyhow::{Context as _, bail};
use serde_json::Value;

use crate::shell::{cargo, output};

/// A member, the members it may use, and the foreign crates that only such members may use.
struct Member {
    name: &'static str,
    may_use: &'static [&'static str],
    alone: &'static [&'static str],
}

const MEMBERS: &[Member] = &[
    Member { name: "lockstep-api", may_use: &[], alone: &[] },
    Member { name: "iothub-wire", may_use: &[], alone: &[] },
    Member { name: "iothub-sas", may_use: &[], alone: &[] },
    Member { name: "iothub-query", may_use: &[], alone: &[] },
    Member { name: "iothub-client", may_use: &["iothub-wire", "iothub-sas"], alone: &["reqwest"] },
    Member {
        name: "lockstep-hub-emulator",
        may_use: &["iothub-wire", "iothub-sas", "iothub-query"],
        // reqwest reads the keys of an Entra issuer.
        alone: &["axum", "axum-server", "redb", "rcgen", "reqwest"],
    },
    Member {
        name: "lockstep-device-sim",
        may_use: &["iothub-wire", "iothub-sas", "iothub-client"],
        alone: &[],
    },
    Member {
        name: "lockstep-proxy",
        may_use: &["lockstep-api", "iothub-client", "iothub-wire", "iothub-query"],
        // reqwest is how the OpenID provider is called.
        alone: &["axum", "axum-server", "openidconnect", "reqwest", "sqlx"],
    },
    Member {
        name: "lockstep-frontend",
        may_use: &["lockstep-api", "iothub-query", "iothub-wire"],
        alone: &["leptos", "leptos_router", "reactive_stores", "web-sys", "gloo-net", "gloo-timers"],
    },
    Member { name: "xtask", may_use: &[], alone: &[] },
];

/// What no pure crate may use: they do no I/O, read no clock and roll no dice.
const PURE: &[&str] = &["lockstep-api", "iothub-wire", "iothub-sas", "iothub-query"];
const IMPURE: &[&str] = &["tokio", "reqwest", "jiff", "rand", "axum"];

pub(crate) fn check() -> anyhow::Result<()> {
    let metadata = output(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))
        .context("cargo metadata failed")?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("cargo metadata has no packages")?;
    let faults: Vec<String> = packages.iter().flat_map(faults).collect();
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    println!("{} members keep to the rules", packages.len());
    Ok(())
}

fn faults(package: &Value) -> Vec<String> {
    let name = package["name"].as_str().unwrap_or_default();
    let Some(member) = MEMBERS.iter().find(|member| member.name == name) else {
        return vec![format!("{name}: not in the table of xtask/src/dependencies.rs")];
    };
    let members: BTreeSet<&str> = MEMBERS.iter().map(|member| member.name).collect();
    let dependencies = package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default();
    let used = dependencies.iter().filter(|dependency| dependency["kind"].is_null());
    used.filter_map(|dependency| dependency["name"].as_str())
        .filter_map(|used| fault(member, &members, used))
        .collect()
}

fn fault(member: &Member, members: &BTreeSet<&str>, used: &str) -> Option<String> {
    let name = member.name;
    if members.contains(used) && !member.may_use.contains(&used) {
        return Some(format!("{name} may not depend on {used}"));
    }
    let owners: Vec<&str> = MEMBERS.iter().filter(|m| m.alone.contains(&used)).map(|m| m.name).collect();
    if !owners.is_empty() && !owners.contains(&name) {
        return Some(format!("{name} may not depend on {used}: only {} may", owners.join(", ")));
    }
    (PURE.contains(&name) && IMPURE.contains(&used)).then(|| format!("{name} is pure: it may not use {used}"))
}
