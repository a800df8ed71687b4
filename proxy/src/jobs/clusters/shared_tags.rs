//! What the tags of some devices have in common that those of others have not.

use std::collections::BTreeMap;

use iothub_query::{Condition, quoted};
use lockstep_api::cluster::{ClusterTag, Share};
use serde_json::{Map, Value};

/// The tags of a device.
pub(super) type Tags = Map<String, Value>;
/// A path with its value as JSON, which has an order.
type Fact = (String, String);

/// Tags that are told together at most.
const MOST_TAGS: usize = 3;

/// What was found.
#[derive(Debug, PartialEq)]
pub(super) struct Common {
    pub(super) tags: Vec<ClusterTag>,
    pub(super) failed: Share,
    pub(super) succeeded: Share,
}

impl Common {
    /// The condition that selects whoever has the tags.
    pub(super) fn condition(&self) -> String {
        let compared = |ClusterTag { path, value }: &ClusterTag| condition(path, value);
        self.tags.iter().map(compared).collect::<Vec<_>>().join(" AND ")
    }
}

/// The tags that tell those that failed from those that succeeded best: one after the other, each the one that makes the
/// difference of their shares largest. `None` unless at least half of those that failed have them all, and at most half
/// as large a share of those that succeeded.
pub(super) fn common(failed: &[Tags], succeeded: &[Tags]) -> Option<Common> {
    let failed: Vec<Vec<Fact>> = failed.iter().map(facts).collect();
    let succeeded: Vec<Vec<Fact>> = succeeded.iter().map(facts).collect();
    let (of_failed, of_succeeded) = (failed.len() as u64, succeeded.len() as u64);
    let mut chosen: Vec<Fact> = Vec::new();
    let mut best = (0_i128, 0, 0);
    while chosen.len() < MOST_TAGS {
        let mut counts: BTreeMap<&Fact, u64> = BTreeMap::new();
        for facts in failed.iter().filter(|facts| has_all(facts, &chosen)) {
            for fact in facts.iter().filter(|fact| chosen.iter().all(|(path, _)| *path != fact.0)) {
                *counts.entry(fact).or_default() += 1;
            }
        }
        let scored = counts.into_iter().filter(|(_, count)| count * 2 >= of_failed).map(|(fact, count)| {
            let others = succeeded.iter().filter(|facts| has_all(facts, &chosen) && facts.contains(fact));
            let others = others.count() as u64;
            (difference(count, of_failed, others, of_succeeded), count, others, fact)
        });
        let next = scored.max_by(|one, other| one.0.cmp(&other.0).then_with(|| other.3.cmp(one.3)));
        match next {
            Some((score, count, others, fact)) if score > best.0 => {
                best = (score, count, others);
                chosen.push(fact.clone());
            }
            _ => break,
        }
    }
    let (_, count, others) = best;
    let rare = u128::from(others) * u128::from(of_failed) * 2 <= u128::from(count) * u128::from(of_succeeded);
    if chosen.is_empty() || !rare {
        return None;
    }
    let tag = |(path, json): Fact| Some(ClusterTag { value: serde_json::from_str(&json).ok()?, path });
    Some(Common {
        tags: chosen.into_iter().filter_map(tag).collect(),
        failed: Share { count, of: of_failed },
        succeeded: Share { count: others, of: of_succeeded },
    })
}

/// By how much one share is larger than another, over their common denominator.
fn difference(count: u64, of: u64, others: u64, of_others: u64) -> i128 {
    i128::from(count) * i128::from(of_others) - i128::from(others) * i128::from(of)
}

fn has_all(facts: &[Fact], chosen: &[Fact]) -> bool {
    chosen.iter().all(|fact| facts.contains(fact))
}

/// The texts, numbers and booleans in tags that a condition can compare.
fn facts(tags: &Tags) -> Vec<Fact> {
    let mut found = Vec::new();
    collect("", tags, &mut found);
    found.retain(|(path, json)| {
        serde_json::from_str(json).is_ok_and(|value| Condition::parse(&condition(path, &value)).is_ok())
    });
    found
}

fn collect(path: &str, members: &Tags, found: &mut Vec<Fact>) {
    for (key, value) in members {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match value {
            Value::Object(members) => collect(&path, members, found),
            Value::String(_) | Value::Bool(_) | Value::Number(_) => found.push((path, value.to_string())),
            Value::Null | Value::Array(_) => {}
        }
    }
}

fn condition(path: &str, value: &Value) -> String {
    let value = value.as_str().map_or_else(|| value.to_string(), quoted);
    format!("tags.{path} = {value}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn devices(kinds: &[(usize, Value)]) -> Vec<Tags> {
        let mut number = 0;
        let mut devices = Vec::new();
        for (count, tags) in kinds {
            for _ in 0..*count {
                number += 1;
                let mut tags = tags.as_object().cloned().unwrap_or_default();
                tags.insert("serial".to_owned(), number.into());
                devices.push(tags);
            }
        }
        devices
    }

    #[test]
    fn the_tags_that_tell_failures_from_successes_are_found_together() {
        let failed = devices(&[
            (97, json!({"building": 45, "place": {"floor": 2}, "site": "west"})),
            (41, json!({"building": 43, "place": {"floor": 1}, "site": "west"})),
        ]);
        let succeeded = devices(&[
            (4, json!({"building": 45, "place": {"floor": 2}, "site": "west"})),
            (40, json!({"building": 45, "place": {"floor": 1}, "site": "west"})),
            (40, json!({"building": 43, "place": {"floor": 2}, "site": "west"})),
        ]);
        let common = common(&failed, &succeeded).unwrap();
        assert_eq!(common.condition(), "tags.building = 45 AND tags.place.floor = 2");
        assert_eq!(
            (common.failed, common.succeeded),
            (Share { count: 97, of: 138 }, Share { count: 4, of: 84 })
        );
    }

    #[test]
    fn what_those_that_succeeded_have_as_often_says_nothing() {
        let same = [(10, json!({"site": "west"}))];
        assert_eq!(common(&devices(&same), &devices(&same)), None);
        let often = [(7, json!({"site": "west"})), (3, json!({"site": "east"}))];
        assert_eq!(common(&devices(&same), &devices(&often)), None);
    }

    #[test]
    fn a_text_is_quoted_and_a_name_that_no_condition_can_say_is_left_out() {
        let failed = devices(&[(5, json!({"ward": "it's C", "a b": 1, "gone": null}))]);
        let succeeded = devices(&[(5, json!({"ward": "D"}))]);
        assert_eq!(common(&failed, &succeeded).unwrap().condition(), r"tags.ward = 'it\'s C'");
    }

    #[test]
    fn nobody_has_nothing_in_common() {
        assert_eq!(common(&[], &devices(&[(5, json!({"a": 1}))])), None);
        assert_eq!(common(&devices(&[(5, json!({"a": 1}))]), &[]), None);
    }
}
