//! Says which devices of a fleet are not healthy, so that what a job reports can be checked.

use crate::{
    hub::Prefix,
    scenario::{Character, Scenario},
};

/// Picks the devices of one kind.
type Wanted = fn(Character) -> bool;

/// How many ids a sentence names.
const NAMED: usize = 20;

/// One sentence for each kind of trouble that somebody in the fleet has.
pub(super) fn sentences(scenario: &Scenario, seed: u64, prefix: &Prefix, count: u32) -> Vec<String> {
    let kinds: [(&str, Wanted); 3] = [
        ("Slow", |character| matches!(character, Character::Slow)),
        ("Failing", |character| matches!(character, Character::Failing(_))),
        ("Offline", |character| matches!(character, Character::Offline)),
    ];
    let sentence = |(word, wanted): (&str, Wanted)| {
        let mut found = (0..count).filter(|index| wanted(scenario.character(seed, *index)));
        let named: Vec<String> = found
            .by_ref()
            .take(NAMED)
            .filter_map(|index| prefix.id(index).ok())
            .map(|id| id.to_string())
            .collect();
        let more = found.count();
        let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
        (!named.is_empty()).then(|| format!("{word}: {}{rest}.", named.join(", ")))
    };
    kinds.into_iter().filter_map(sentence).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF_OFFLINE: &str = "[offline]\nshare = 0.5\n";

    fn prefix() -> Prefix {
        Prefix::try_from("door-".to_owned()).unwrap()
    }

    #[test]
    fn a_healthy_fleet_needs_no_words() {
        assert!(sentences(&Scenario::default(), 1, &prefix(), 50).is_empty());
    }

    #[test]
    fn who_is_offline_is_named_and_a_long_list_is_cut() {
        let scenario = Scenario::parse(HALF_OFFLINE).unwrap();
        let offline = |count| -> Vec<String> {
            let indices = (0..count).filter(|index| scenario.character(43, *index) == Character::Offline);
            indices.map(|index| prefix().id(index).unwrap().to_string()).collect()
        };
        let few = sentences(&scenario, 43, &prefix(), 4);
        assert_eq!(few, [format!("Offline: {}.", offline(4).join(", "))]);

        let all = offline(100);
        let many = sentences(&scenario, 43, &prefix(), 100);
        let (named, more) = (all[..NAMED].join(", "), all.len() - NAMED);
        assert_eq!(many, [format!("Offline: {named} and {more} more.")]);
    }
}
