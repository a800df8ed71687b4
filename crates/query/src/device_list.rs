//! Devices that are named one by one, and more of them than one condition can name.

use std::collections::BTreeSet;

use crate::{
    MAXIMUM_LENGTH,
    ast::{Collection, Expression, ExpressionKind, Literal},
    check::check_filter,
    parse::any_condition,
    print::quoted,
};

/// Characters that are left to the queries that count a condition: what they put around it counts as well.
const AROUND: usize = 192;

const SEPARATOR: &str = ", ";

/// A condition that names so many devices, or modules of devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// As after `WHERE`, and no longer than the hub takes.
    pub condition: String,
    /// How many it names.
    pub count: u64,
}

/// `deviceId IN ['a', 'b', …]`, longer than the hub takes a condition: what is ordered for it takes several jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceList {
    ids: BTreeSet<String>,
}

impl DeviceList {
    /// Most characters of a list.
    pub const LONGEST: usize = 16 * MAXIMUM_LENGTH;

    /// Reads a condition that is nothing but a list of devices and too long for one job; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // Characters are never more than bytes.
        if text.len() <= MAXIMUM_LENGTH
            || !(MAXIMUM_LENGTH + 1..=Self::LONGEST).contains(&text.chars().count())
        {
            return None;
        }
        let (source, filter) = any_condition(text).ok()?;
        let mut filter = filter.filter(|_| source.collection == Collection::Devices)?;
        check_filter(&mut filter, &source).ok()?;
        let ids = listed_devices(&filter)?.iter().map(|literal| match literal {
            Literal::String(id) => Some(id.clone()),
            _ => None,
        });
        Some(Self { ids: ids.collect::<Option<_>>()? })
    }

    /// How many devices it names.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.ids.len() as u64
    }

    /// Conditions that together name its devices, each of them once.
    #[must_use]
    pub fn chunks(&self) -> Vec<Chunk> {
        chunks("", self.ids.iter().map(String::as_str))
    }
}

/// What `deviceId` is looked for in, when a filter of devices is that and nothing else.
#[must_use]
pub fn listed_devices(filter: &Expression) -> Option<&[Literal]> {
    let ExpressionKind::Membership { operand, negated: false, list } = filter.kind() else { return None };
    is_device_id(operand).then_some(list)
}

/// True for `deviceId`.
#[must_use]
pub fn is_device_id(operand: &Expression) -> bool {
    let ExpressionKind::Path(path) = operand.kind() else { return false };
    matches!(path.attribute(), [segment] if segment.matches("deviceId"))
}

/// Conditions that together name these devices in their order, none longer than the hub takes. Each begins with `head`,
/// such as `FROM devices.modules WHERE moduleId = 'camera' AND `.
#[must_use]
pub fn chunks<'a>(head: &str, ids: impl IntoIterator<Item = &'a str>) -> Vec<Chunk> {
    let (begin, end) = (format!("{head}deviceId IN ["), "]");
    let room = (MAXIMUM_LENGTH - AROUND).saturating_sub(begin.chars().count() + end.len());
    let mut chunks: Vec<(Vec<String>, usize)> = Vec::new();
    for name in ids.into_iter().map(quoted) {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Condition;

    fn list_of(ids: impl IntoIterator<Item = String>) -> String {
        let names: Vec<_> = ids.into_iter().map(|id| quoted(&id)).collect();
        format!("deviceId IN [{}]", names.join(SEPARATOR))
    }

    fn doors(count: usize) -> String {
        list_of((0..count).map(|number| format!("door-{number:04}")))
    }

    #[test]
    fn a_list_too_long_for_one_condition_is_read_and_split() {
        let list = DeviceList::parse(&doors(1000)).unwrap();
        assert_eq!(list.count(), 1000);
        let counts: Vec<_> = list.chunks().iter().map(|chunk| chunk.count).collect();
        assert_eq!(counts, [614, 386]);
    }

    #[test]
    fn a_device_that_is_named_twice_is_one() {
        let twice = list_of((0..1000).map(|number| format!("door-{:04}", number % 900)));
        assert_eq!(DeviceList::parse(&twice).unwrap().count(), 900);
    }

    #[test]
    fn nothing_else_is_a_list_that_can_be_split() {
        let long = doors(1000);
        assert_eq!(DeviceList::parse(&doors(10)), None, "it fits into one condition");
        assert_eq!(DeviceList::parse(&doors(20_000)), None, "it is longer than anybody picks");
        for text in [
            long.replacen("IN", "NIN", 1),
            long.replacen("deviceId", "tags.name", 1),
            long.replacen("'door-0000'", "7", 1),
            format!("{long} AND tags.floor = 3"),
            format!("FROM devices.modules WHERE {long}"),
            format!("{long}]"),
            "(".repeat(9_000),
        ] {
            assert_eq!(DeviceList::parse(&text), None, "{}…", text.get(..40).unwrap_or(&text));
        }
    }

    proptest! {
        #[test]
        fn every_device_is_named_once_in_a_condition_that_the_hub_takes(
            ids in proptest::collection::btree_set(r"[A-Za-z0-9\-:.+%_#*?!(),=@$']{1,128}", 1..300),
            module in proptest::option::of("[a-z]{1,128}"),
        ) {
            let head = module.map_or_else(String::new, |module| {
                format!("FROM devices.modules WHERE moduleId = {} AND ", quoted(&module))
            });
            let mut named = Vec::new();
            for Chunk { condition, count } in chunks(&head, ids.iter().map(String::as_str)) {
                prop_assert!(condition.chars().count() <= MAXIMUM_LENGTH);
                let parsed = Condition::parse(&condition).unwrap();
                let ExpressionKind::Membership { list, .. } = last(parsed.filter().unwrap()).kind() else {
                    return Err(TestCaseError::fail(condition));
                };
                prop_assert_eq!(list.len() as u64, count);
                named.extend(list.clone());
            }
            let expected: Vec<_> = ids.into_iter().map(Literal::String).collect();
            prop_assert_eq!(named, expected);
        }
    }

    /// The membership, behind the module if there is one.
    fn last(filter: &Expression) -> &Expression {
        match filter.kind() {
            ExpressionKind::And(both) => both.last().unwrap(),
            _ => filter,
        }
    }
}
