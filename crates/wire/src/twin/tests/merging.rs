use proptest::prelude::*;

use super::*;

fn after(present: Value, patch: Value) -> Value {
    let mut present = members(present);
    merge(&mut present, &members(patch));
    Value::Object(present)
}

#[test]
fn null_deletes_at_any_depth_and_the_emptied_object_stays() {
    assert_eq!(after(json!({ "a": { "b": 1 } }), json!({ "a": { "b": null } })), json!({ "a": {} }));
    assert_eq!(after(json!({ "a": { "b": 1 }, "c": 1 }), json!({ "a": null })), json!({ "c": 1 }));
    assert_eq!(after(json!({}), json!({ "a": null })), json!({}));
}

#[test]
fn objects_and_scalars_replace_each_other() {
    assert_eq!(after(json!({ "a": 1 }), json!({ "a": { "b": 2, "c": null } })), json!({ "a": { "b": 2 } }));
    assert_eq!(after(json!({ "a": { "b": 2 } }), json!({ "a": 1 })), json!({ "a": 1 }));
}

#[test]
fn arrays_are_replaced_whole() {
    assert_eq!(after(json!({ "a": [1, 2, 3] }), json!({ "a": [4] })), json!({ "a": [4] }));
}

/// JSON objects with few keys, so that patches meet what is there; with and without nulls.
pub(super) fn objects(nulls: bool) -> impl Strategy<Value = Members> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        (-9_i64..9).prop_map(Value::from),
        "[a-z]{0,3}".prop_map(Value::from),
        proptest::collection::vec((0_i64..9).prop_map(Value::from), 0..3).prop_map(Value::Array),
        Just(if nulls { Value::Null } else { Value::from(0.5) }),
    ];
    let value = leaf.prop_recursive(3, 24, 4, |inner| object(inner).prop_map(Value::Object));
    object(value.boxed())
}

fn object(value: BoxedStrategy<Value>) -> impl Strategy<Value = Members> {
    proptest::collection::btree_map("[a-d]", value, 0..4).prop_map(|members| members.into_iter().collect())
}

fn has_null(members: &Members) -> bool {
    members.values().any(|value| value.is_null() || value.as_object().is_some_and(has_null))
}

proptest! {
    #[test]
    fn merging_twice_is_merging_once(present in objects(false), patch in objects(true)) {
        let mut once = present;
        merge(&mut once, &patch);
        let mut twice = once.clone();
        merge(&mut twice, &patch);
        prop_assert_eq!(&once, &twice);
        prop_assert!(!has_null(&once));
    }

    #[test]
    fn the_difference_leads_from_one_to_the_other(before in objects(false), after in objects(false)) {
        let mut merged = before.clone();
        merge(&mut merged, &difference(&before, &after));
        prop_assert_eq!(&merged, &after);
        prop_assert!(difference(&after, &after).is_empty());
    }

    #[test]
    fn the_size_of_a_patch_is_the_least_it_makes_of_a_section(present in objects(false), patch in objects(true)) {
        let mut merged = present;
        merge(&mut merged, &patch);
        prop_assert!(size(&merged) >= size(&patch));
    }

    #[test]
    fn a_section_never_exceeds_its_limit(
        patches in proptest::collection::vec(objects(true), 1..6),
        long in 0_usize..4096,
    ) {
        let mut twin = TwinState::new(at(0));
        for (index, mut patch) in patches.into_iter().enumerate() {
            patch.insert(format!("long{index}"), Value::from("x".repeat(long)));
            let before = twin.clone();
            if twin.patch(&TwinPatch::tags(patch), at(1)).is_err() {
                prop_assert_eq!(&twin, &before);
            }
            prop_assert!(size(&twin.tags) <= SectionKind::Tags.limit());
        }
    }
}
