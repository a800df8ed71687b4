use proptest::prelude::*;
use serde_json::json;

use super::*;

fn known() -> Vocabulary {
    let mut known = Vocabulary::default();
    for (site, building) in [("north", 40), ("south", 43)] {
        known.learn(&json!({
            "deviceId": "door-1",
            "tags": {"site": site, "building": building, "floor plan": "a'b"},
            "properties": {
                "desired": {"locked": true, "$version": 3},
                "reported": {"firmware": {"version": "2.1"}, "$metadata": {}},
            },
        }));
    }
    known
}

/// The candidates where `|` stands, and the text that they replace.
fn at(text: &str) -> (String, Vec<String>) {
    let (before, after) = text.split_once('|').unwrap();
    let text = format!("{before}{after}");
    let completion = complete(&text, before.len(), &known());
    let candidates = completion.candidates.into_iter().map(|candidate| candidate.text).collect();
    (completion.span.of(&text).to_owned(), candidates)
}

fn candidates(text: &str) -> Vec<String> {
    at(text).1
}

#[test]
fn properties_are_those_of_the_documents_then_the_documented_ones() {
    assert_eq!(at("tags.|"), ("tags.".into(), vec!["tags.building".into(), "tags.site".into()]));
    assert_eq!(at("tags.b|uilding = 4"), ("tags.building".into(), vec!["tags.building".into()]));
    assert_eq!(candidates("properties.reported.f|"), ["properties.reported.firmware.version"]);
    assert_eq!(candidates("dev|"), ["deviceId", "deviceEtag", "deviceScope"]);
    let all = candidates("|");
    assert_eq!(all.first().map(String::as_str), Some("properties.desired.locked"));
    assert!(all.contains(&"tags['floor plan']".to_owned()) && all.contains(&"NOT".to_owned()), "{all:?}");
    assert!(!all.iter().any(|path| path.contains('$')), "{all:?}");
}

#[test]
fn an_operand_can_follow_a_word_that_joins_and_a_parenthesis() {
    for before in ["", "tags.a = 1 AND ", "NOT ", "(", "tags.a = 1 or not (", "IS_DEFINED(", "1 < tags.a + "]
    {
        assert_eq!(candidates(&format!("{before}tags.s|")), ["tags.site"], "{before}");
    }
    assert_eq!(candidates("IS|"), ["IS_DEFINED("]);
}

#[test]
fn after_a_property_comes_a_comparison_and_after_a_comparison_a_joint() {
    assert_eq!(candidates("tags.a |"), ["=", "!=", "<", "<=", ">", ">=", "IN [", "NIN ["]);
    assert_eq!(at("tags.a i|"), ("i".into(), vec!["IN [".into()]));
    for text in ["tags.a = 1 |", "tags['b'] IN [1, 2] |", "IS_DEFINED(tags.a) |", "(a = b) |"] {
        assert_eq!(candidates(text), ["AND", "OR"], "{text}");
    }
    assert_eq!(candidates("tags.a = 1 an|"), ["AND"]);
}

#[test]
fn values_are_those_seen_at_the_property() {
    assert_eq!(candidates("tags.site = |"), ["'north'", "'south'"]);
    assert_eq!(at("tags.site = 's|"), ("'s".into(), vec!["'south'".into()]));
    assert_eq!(candidates("tags.building IN |"), ["["]);
    assert_eq!(candidates("tags.building NIN [40, |"), ["40", "43"]);
    assert_eq!(at("tags.building IN [4|"), ("4".into(), vec!["40".into(), "43".into()]));
    assert_eq!(candidates("STARTSWITH(tags.site, |"), ["'north'", "'south'"]);
    assert_eq!(candidates("tags['floor plan'] = |"), [r"'a\'b'"]);
    assert_eq!(candidates("ConnectionState = |"), ["'Connected'", "'Disconnected'"]);
    assert_eq!(candidates("tags.unseen = |"), ["true", "false", "null"]);
}

#[test]
fn what_makes_no_sense_has_no_candidates() {
    for text in ["= |", "tags.a = 1 2 |", "tags.a # |", "tags.building IN [1 |", ") |", "AND |"] {
        assert_eq!(candidates(text), [""; 0], "{text}");
    }
}

#[test]
fn a_property_with_too_many_values_offers_none_of_them() {
    let mut known = Vocabulary::default();
    (0..1_000).for_each(|number| known.learn(&json!({"tags": {"serial": number}})));
    assert_eq!(known.values("tags.serial"), [""; 0]);
}

proptest! {
    #[test]
    fn any_text_is_completed_without_panic_and_the_span_fits(text in "[a-z.'\\[\\] (=,AND|é)]{0,40}", cursor in 0..50_usize) {
        let completion = complete(&text, cursor, &known());
        prop_assert!(completion.span.start <= completion.span.end);
        prop_assert!(text.get(completion.span.start..completion.span.end).is_some());
    }

    #[test]
    fn a_candidate_can_itself_be_completed_from_its_beginning(chosen in 0..20_usize) {
        let all = complete("", 0, &known()).candidates;
        let candidate = &all[chosen % all.len()];
        let typed: String = candidate.text.chars().take(2).collect();
        let again = complete(&typed, typed.len(), &known()).candidates;
        prop_assert!(again.contains(candidate), "{typed}");
    }
}
