//! Lists of devices as conditions, none longer than the hub takes.

use std::collections::BTreeMap;

use iothub_query::{MAXIMUM_LENGTH, quoted};
use lockstep_api::job::Target;

/// Characters that are left to the queries that count a condition: what they put around it counts as well.
const AROUND: usize = 192;

/// A condition that names so many devices or modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) condition: String,
    pub(super) count: u64,
}

/// Conditions that together name these targets, each of them once.
pub(super) fn chunks(targets: &[Target]) -> Vec<Chunk> {
    let mut modules: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
    for Target { device, module } in targets {
        modules.entry(module.as_deref()).or_default().push(device);
    }
    modules.into_iter().flat_map(|(module, devices)| split(module, &devices)).collect()
}

/// The same for devices, or for one module of devices.
fn split(module: Option<&str>, devices: &[&str]) -> Vec<Chunk> {
    let head = module.map_or_else(String::new, |module| {
        format!("FROM devices.modules WHERE moduleId = {} AND ", quoted(module))
    });
    if let ([device], "") = (devices, head.as_str()) {
        return vec![Chunk { condition: format!("deviceId = {}", quoted(device)), count: 1 }];
    }
    let (begin, end) = (format!("{head}deviceId IN ["), "]");
    let room = (MAXIMUM_LENGTH - AROUND).saturating_sub(begin.chars().count() + end.len());
    let mut chunks: Vec<(Vec<String>, usize)> = Vec::new();
    for name in devices.iter().map(|device| quoted(device)) {
        let length = name.chars().count();
        match chunks.last_mut() {
            Some((names, taken)) if *taken + SEPARATOR.len() + length <= room => {
                *taken += SEPARATOR.len() + length;
                names.push(name);
            }
            Some(_) | None => chunks.push((vec![name], length)),
        }
    }
    let chunk = |(names, _): (Vec<String>, usize)| Chunk {
        count: names.len() as u64,
        condition: format!("{begin}{}{end}", names.join(SEPARATOR)),
    };
    chunks.into_iter().map(chunk).collect()
}

const SEPARATOR: &str = ", ";

#[cfg(test)]
mod tests {
    use iothub_query::Condition;
    use proptest::prelude::*;

    use super::*;

    fn target(device: &str, module: Option<&str>) -> Target {
        Target { device: device.to_owned(), module: module.map(str::to_owned) }
    }

    #[test]
    fn one_device_is_named_alone_and_several_in_a_list() {
        let condition =
            |targets: &[Target]| chunks(targets).into_iter().map(|chunk| chunk.condition).collect::<Vec<_>>();
        assert_eq!(condition(&[target("a'b", None)]), [r"deviceId = 'a\'b'"]);
        assert_eq!(condition(&[target("a", None), target("b", None)]), ["deviceId IN ['a', 'b']"]);
        assert_eq!(
            condition(&[target("a", Some("m")), target("b", Some("m")), target("c", None)]),
            ["deviceId = 'c'", "FROM devices.modules WHERE moduleId = 'm' AND deviceId IN ['a', 'b']"]
        );
        assert_eq!(condition(&[]), [""; 0]);
    }

    proptest! {
        #[test]
        fn every_target_is_named_once_in_a_condition_that_the_hub_takes(
            devices in proptest::collection::btree_set(r"[A-Za-z0-9\-:.+%_#*?!(),=@$']{1,128}", 1..300),
            module in proptest::option::of("[a-z]{1,128}"),
        ) {
            let targets: Vec<_> = devices.iter().map(|device| target(device, module.as_deref())).collect();
            let chunks = chunks(&targets);
            prop_assert_eq!(chunks.iter().map(|chunk| chunk.count).sum::<u64>(), devices.len() as u64);
            for Chunk { condition, .. } in &chunks {
                prop_assert!(condition.chars().count() <= MAXIMUM_LENGTH);
                prop_assert!(Condition::parse(condition).is_ok(), "{}", condition);
            }
            for device in &devices {
                let named = chunks.iter().filter(|chunk| {
                    chunk.condition.contains(&format!("[{}", quoted(device)))
                        || chunk.condition.contains(&format!(", {}", quoted(device)))
                        || chunk.condition.contains(&format!("= {}", quoted(device)))
                });
                prop_assert_eq!(named.count(), 1);
            }
        }
    }
}
