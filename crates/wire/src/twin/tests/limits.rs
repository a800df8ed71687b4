use proptest::prelude::*;

use super::*;

fn refusal(value: &Value) -> TwinProblem {
    check_patch(SectionKind::Desired, value).unwrap_err()
}

fn accepted(value: &Value) -> bool {
    check_patch(SectionKind::Desired, value).is_ok()
}

/// `{"l1":{"l2":…{"l{levels}": inside}}}`.
fn nested(levels: usize, inside: Value) -> Value {
    (1..=levels).rev().fold(inside, |inside, level| json!({ format!("l{level}"): inside }))
}

#[test]
fn keys_have_at_most_1024_bytes() {
    assert!(accepted(&json!({ "k".repeat(1024): 1 })));
    let key = "ü".repeat(513);
    assert_eq!(
        refusal(&json!({ "a": { key: 1 } })),
        TwinProblem::KeyTooLong { path: "a".to_owned(), length: 1026 }
    );
}

#[test]
fn empty_and_foreign_keys_are_accepted() {
    assert!(accepted(&json!({ "": 1, "größe": 2, "室温": 3, "a-b_c:d/e": 4 })));
}

#[test]
fn control_characters_dot_dollar_hash_and_space_are_refused_in_keys() {
    for character in ['.', '$', '#', ' ', '\u{0}', '\u{1f}', '\u{7f}', '\u{85}', '\u{9f}'] {
        let key = format!("k{character}");
        let problem = TwinProblem::KeyCharacter { path: format!("a.{key}"), character };
        assert_eq!(problem.code(), ErrorCode::ArgumentInvalid);
        assert_eq!(refusal(&json!({ "a": { key: 1 } })), problem);
    }
    // In a patch of the device too, where `$version` is no property either.
    assert!(check_patch(SectionKind::Reported, &json!({ "$version": 1 })).is_err());
}

#[test]
fn strings_have_at_most_4096_bytes() {
    assert!(accepted(&json!({ "a": "x".repeat(4096) })));
    let problem = refusal(&json!({ "a": { "b": ["ü".repeat(2049)] } }));
    assert_eq!(problem, TwinProblem::StringTooLong { path: "a.b[0]".to_owned(), length: 4098 });
    assert_eq!(
        problem.message(),
        "Property or Tag value should be maximum 4096 bytes. Error in Property/Tag a.b[0]"
    );
}

#[test]
fn objects_nest_ten_deep_with_a_scalar_in_the_tenth() {
    assert!(accepted(&nested(10, json!({ "leaf": 1 }))));
    let path = "l1.l2.l3.l4.l5.l6.l7.l8.l9.l10.l11".to_owned();
    assert_eq!(refusal(&nested(11, json!({}))), TwinProblem::TooDeep { path: path.clone() });
    assert_eq!(refusal(&nested(11, json!([]))), TwinProblem::TooDeep { path });
    assert!(accepted(&nested(11, json!(null))));
}

#[test]
fn arrays_hold_no_null_and_their_objects_have_the_same_rules() {
    assert!(accepted(&json!({ "a": [1, "x", [true], { "b": 1 }] })));
    assert_eq!(refusal(&json!({ "a": [1, null] })), TwinProblem::NullInArray { path: "a[1]".to_owned() });
    let inside = refusal(&json!({ "a": [{ "b.c": 1 }] }));
    assert_eq!(inside, TwinProblem::KeyCharacter { path: "a[0].b.c".to_owned(), character: '.' });
}

#[test]
fn integers_end_where_the_hub_says_and_doubles_do_not() {
    assert!(accepted(&json!({ "a": SMALLEST_INTEGER, "b": LARGEST_INTEGER, "c": 1e300, "d": -0.0 })));
    for number in [json!(LARGEST_INTEGER + 1), json!(SMALLEST_INTEGER - 1), json!(u64::MAX)] {
        let problem = TwinProblem::IntegerRange { path: "n".to_owned(), number: number.to_string() };
        assert_eq!(refusal(&json!({ "n": number })), problem);
    }
}

#[test]
fn integers_beyond_64_bits_are_refused_and_doubles_of_that_size_are_not() {
    let read = |number: &str| TwinPatch::from_json(format!(r#"{{"tags":{{"a":[{number}]}}}}"#).as_bytes());
    for number in ["18446744073709551616", "-9223372036854775809", "99999999999999999999999"] {
        let problem = TwinProblem::IntegerRange { path: "a".to_owned(), number: number.to_owned() };
        assert_eq!(problem.code(), ErrorCode::ArgumentInvalid);
        assert_eq!(read(number), Err(problem));
    }
    for number in ["1e300", "-1E+20", "99999999999999999999999.0", "-0", "0", "3.4028235e38"] {
        assert!(read(number).is_ok(), "{number}");
    }
    assert!(read(r#""99999999999999999999", "\\", "\"99999999999999999999""#).is_ok(), "text");
}

#[test]
fn size_counts_names_strings_numbers_and_booleans() {
    let counted =
        json!({ "ab": "cdé\n", "n": 1.5, "t": true, "o": { "x": [1, "yz", { "k": false }] }, "gone": null });
    // ab 2 + cdé 4 + n 1 + 8 + t 1 + 4 + o 1 + x 1 + 8 + yz 2 + k 1 + 4
    assert_eq!(size(&members(counted)), 37);
}

#[test]
fn a_section_holds_exactly_its_limit() {
    for section in [SectionKind::Tags, SectionKind::Desired, SectionKind::Reported] {
        let pieces =
            (0..section.limit() / 1024).map(|index| (format!("{index:04}"), json!("x".repeat(1020))));
        let mut full = Value::Object(pieces.collect());
        assert_eq!(check_patch(section, &full), Ok(()));
        full["one"] = json!("");
        let problem = TwinProblem::SectionTooLarge { section, size: section.limit() + 3 };
        assert_eq!((problem.code().number(), problem.code().status()), (403_100, 403));
        assert_eq!(check_patch(section, &full), Err(problem));
    }
    assert_eq!(
        TwinProblem::SectionTooLarge { section: SectionKind::Desired, size: 40_000 }.message(),
        "'Properties.Desired' size should be less than 32768 bytes."
    );
}

#[test]
fn what_a_patch_adds_to_a_full_section_is_refused_unless_it_makes_room() {
    let half = |name: &str| members(json!({ name: { "a": "x".repeat(4096), "b": "x".repeat(20) } }));
    let refused = merged(SectionKind::Tags, &half("one"), &half("two")).unwrap_err();
    assert!(matches!(refused, TwinProblem::SectionTooLarge { section: SectionKind::Tags, .. }));
    let mut swap = half("two");
    swap.insert("one".to_owned(), Value::Null);
    assert_eq!(merged(SectionKind::Tags, &half("one"), &swap), Ok(half("two")));
}

#[test]
fn a_patch_is_an_object() {
    for value in [json!(1), json!([]), json!(null)] {
        assert_eq!(refusal(&value), TwinProblem::NotAnObject { section: SectionKind::Desired });
    }
}

#[test]
fn a_path_in_a_problem_is_cut_short() {
    let problem = refusal(&json!({ "k".repeat(1000): "x".repeat(5000) }));
    assert_eq!(problem, TwinProblem::StringTooLong { path: "k".repeat(200), length: 5000 });
}

proptest! {
    #[test]
    fn no_text_panics_and_no_number_that_json_reads_as_an_integer_is_refused(
        text in "([-\"\\\\:,\\[\\]{}a-zé0-9.eE+ ]{0,40})", integer in any::<i64>(), larger in any::<u64>(),
    ) {
        let _ = check_integers(text.as_bytes());
        prop_assert_eq!(check_integers(format!("[{integer},{larger}]").as_bytes()), Ok(()));
    }
}
