//! Lists of devices as conditions, none longer than the hub takes.

use std::collections::BTreeMap;

use iothub_query::{Chunk, quoted};
use lockstep_api::job::Target;

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
    match (devices, module) {
        ([device], None) => vec![Chunk { condition: format!("deviceId = {}", quoted(device)), count: 1 }],
        (_, None) => iothub_query::chunks("", devices.iter().copied()),
        (_, Some(module)) => {
            let head = format!("FROM devices.modules WHERE moduleId = {} AND ", quoted(module));
            iothub_query::chunks(&head, devices.iter().copied())
        }
    }
}

#[cfg(test)]
mod tests {
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
}
