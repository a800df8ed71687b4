use proptest::prelude::*;

use super::{merging::objects, *};

fn metadata(section: &Section) -> Value {
    serde_json::to_value(section.metadata.as_ref().unwrap()).unwrap()
}

fn merged_in_turn(kind: SectionKind, patches: &[Value]) -> Section {
    let mut section = Section::new(at(0));
    for (index, patch) in patches.iter().enumerate() {
        section.merge(kind, &members(patch.clone()), at(i64::try_from(index).unwrap() + 1)).unwrap();
    }
    section
}

#[test]
fn the_first_root_has_no_version() {
    assert_eq!(metadata(&Section::new(at(0))), json!({ "$lastUpdated": at(0) }));
}

#[test]
fn setting_a_leaf_stamps_it_and_everything_above() {
    let section = merged_in_turn(SectionKind::Desired, &[json!({ "a": { "b": 1 } })]);
    assert_snapshot!(
        serde_json::to_string(&section).unwrap(),
        @r#"{"a":{"b":1},"$metadata":{"$lastUpdated":"2026-01-01T00:00:01Z","$lastUpdatedVersion":2,"a":{"$lastUpdated":"2026-01-01T00:00:01Z","$lastUpdatedVersion":2,"b":{"$lastUpdated":"2026-01-01T00:00:01Z","$lastUpdatedVersion":2}}},"$version":2}"#
    );
}

#[test]
fn siblings_keep_their_stamps() {
    let patches = [json!({ "a": { "b": 1, "c": 1 }, "d": 1 }), json!({ "a": { "b": 2 } })];
    let section = merged_in_turn(SectionKind::Desired, &patches);
    let root = section.metadata.as_ref().unwrap();
    let a = &root.members["a"];
    let versions = [root, a, &a.members["b"], &a.members["c"], &root.members["d"]].map(|node| node.version);
    assert_eq!(versions, [Some(3), Some(3), Some(3), Some(2), Some(2)]);
    assert_eq!(root.members["d"].updated_at, at(1));
}

#[test]
fn deleting_a_leaf_stamps_what_is_above_it() {
    let patches = [json!({ "a": { "b": 1 }, "d": 1 }), json!({ "a": { "b": null } })];
    let root = merged_in_turn(SectionKind::Desired, &patches).metadata.unwrap();
    let stamps = (root.updated_at, root.members["a"].updated_at, root.members["d"].updated_at);
    assert_eq!(stamps, (at(2), at(2), at(1)));
    assert!(root.members["a"].members.is_empty());
}

#[test]
fn an_array_is_one_leaf() {
    let root = merged_in_turn(SectionKind::Desired, &[json!({ "a": [{ "b": 1 }] })]).metadata.unwrap();
    assert!(root.members["a"].members.is_empty());
}

#[test]
fn a_scalar_over_an_object_drops_the_stamps_below() {
    let patches = [json!({ "a": { "b": { "c": 1 } } }), json!({ "a": 1 }), json!({ "a": { "d": 1 } })];
    let root = merged_in_turn(SectionKind::Desired, &patches).metadata.unwrap();
    assert_eq!(root.members["a"].members.keys().collect::<Vec<_>>(), ["d"]);
}

#[test]
fn reported_stamps_have_no_version() {
    let section = merged_in_turn(SectionKind::Reported, &[json!({ "a": 1 })]);
    assert_eq!(metadata(&section), json!({ "$lastUpdated": at(1), "a": { "$lastUpdated": at(1) } }));
}

/// Says whether the stamps have the same shape as the properties.
fn mirrors(node: &Metadata, members: &Members) -> bool {
    let nothing = Members::new();
    node.members.keys().eq(members.keys())
        && members
            .iter()
            .all(|(key, value)| mirrors(&node.members[key], value.as_object().unwrap_or(&nothing)))
}

/// Says whether no stamp is younger than the one above it.
fn older_below(node: &Metadata) -> bool {
    let older = |below: &Metadata| below.updated_at <= node.updated_at && below.version <= node.version;
    node.members.values().all(|below| older(below) && older_below(below))
}

#[derive(Debug, Clone)]
enum Write {
    Patch(Members),
    Replace(Members),
    Report(Members),
}

fn writes() -> impl Strategy<Value = Vec<Write>> {
    let write = prop_oneof![
        4 => objects(true).prop_map(Write::Patch),
        1 => objects(true).prop_map(Write::Replace),
        2 => objects(true).prop_map(Write::Report),
    ];
    proptest::collection::vec(write, 0..8)
}

proptest! {
    #[test]
    fn stamps_mirror_the_properties_and_counters_count_after_any_writes(writes in writes()) {
        let mut twin = TwinState::new(at(0));
        let (mut desired, mut reported) = (1, 1);
        for (index, write) in writes.into_iter().enumerate() {
            let now = at(i64::try_from(index).unwrap());
            match write {
                Write::Patch(members) => {
                    desired += 1;
                    twin.patch(&TwinPatch::desired(members), now).unwrap();
                }
                Write::Replace(members) => {
                    desired += 1;
                    twin.replace(&TwinPatch::desired(members), now).unwrap();
                }
                Write::Report(members) => {
                    reported += 1;
                    twin.report(&members, now).unwrap();
                }
            }
            for section in [&twin.desired, &twin.reported] {
                let metadata = section.metadata.as_ref().unwrap();
                prop_assert!(mirrors(metadata, &section.properties));
                prop_assert!(older_below(metadata));
            }
        }
        prop_assert_eq!((twin.desired.version, twin.reported.version), (desired, reported));
        prop_assert_eq!(twin.version, desired + reported);
        prop_assert_eq!(twin.etag.0, desired);

        let text = serde_json::to_string(&twin).unwrap();
        prop_assert_eq!(serde_json::from_str::<TwinState>(&text).unwrap(), twin);
    }
}
