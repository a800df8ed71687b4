use serde_json::json;

use super::*;

#[test]
fn values_are_found_by_name_and_written_back_in_their_place() {
    let text = r#"{"lockTime": "10m", "door": {"floor/": 2, "open": false}, "list": [1], "gone": null}"#;
    let found = leaves(text, &[]).unwrap();
    let names: Vec<_> = found.iter().map(|leaf| (leaf.name.as_str(), leaf.pointer.as_str())).collect();
    assert_eq!(
        names,
        [
            ("door.floor/", "/door/floor~1"),
            ("door.open", "/door/open"),
            ("gone", "/gone"),
            ("list", "/list"),
            ("lockTime", "/lockTime"),
        ]
    );
    let text = with(text, "/door/floor~1", json!(3));
    assert_eq!(with_new(&text, "door", json!(1)), None);
    assert_eq!(with_new("[]", "door", json!(1)), None);
    let text = without(&with_new(&text, "note", json!("x")).unwrap(), "/door/open");
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        value,
        json!({"lockTime": "10m", "door": {"floor/": 3}, "list": [1], "gone": null, "note": "x"})
    );
}

#[test]
fn what_a_template_asks_for_comes_first_by_its_rules() {
    let kind = ParameterKind::Integer { least: Some(0), most: Some(5) };
    let asked =
        Parameter { name: "Delay".to_owned(), pointer: "/z".to_owned(), kind: kind.clone(), optional: false };
    let found = leaves(r#"{"a": "x", "z": 1}"#, &[asked]).unwrap();
    assert_eq!(found.iter().map(|leaf| leaf.name.as_str()).collect::<Vec<_>>(), ["Delay", "a"]);
    let rule = Rule::Kind(kind);
    assert_eq!(typed(&rule, " 5 "), Some(json!(5)));
    assert_eq!(typed(&rule, "6"), None);
    assert_eq!(typed(&rule, "x"), None);
}

#[test]
fn a_value_that_a_template_asks_for_is_there_and_fits_unless_it_may_be_left_out() {
    let asked = |optional| Parameter {
        name: "Delay".to_owned(),
        pointer: "/wait/seconds".to_owned(),
        kind: ParameterKind::Integer { least: Some(0), most: Some(5) },
        optional,
    };
    let wrong = |text: &str, optional| unanswered(text, &[asked(optional)], Leaf::wrong);
    assert!(!wrong(r#"{"wait": {"seconds": 5}}"#, false));
    assert!(wrong(r#"{"wait": {"seconds": 6}}"#, true));
    assert!(wrong(r#"{"wait": {"seconds": "5"}}"#, true));
    assert!(wrong("{}", false));
    assert!(!wrong("{}", true));
    let again: Value = serde_json::from_str(&with("", "/wait/seconds", json!(3))).unwrap();
    assert_eq!(again, json!({"wait": {"seconds": 3}}));
}

#[test]
fn every_kind_is_typed_as_it_is_shown() {
    let choice = ParameterKind::Choice { values: vec![json!("a"), json!(2)] };
    for (kind, value) in [
        (ParameterKind::Text, json!("a\"b")),
        (ParameterKind::Number, json!(1.5)),
        (ParameterKind::Boolean, json!(true)),
        (choice, json!(2)),
    ] {
        assert_eq!(typed(&Rule::Kind(kind), &shown(&value)), Some(value));
    }
    for (text, number) in [("2", json!(2)), ("-1.5", json!(-1.5)), (" 1e3 ", json!(1000.0))] {
        assert_eq!(typed(&Rule::Kind(ParameterKind::Number), text), Some(number));
    }
    for text in ["", "1,5", "true", "1 2", "\"1\""] {
        assert_eq!(typed(&Rule::Kind(ParameterKind::Number), text), None, "{text}");
    }
    assert_eq!(typed(&Rule::Json, "null"), Some(Value::Null));
    assert_eq!(typed(&Rule::Json, r#"{"a": [1]}"#), Some(json!({"a": [1]})));
    assert_eq!(typed(&Rule::Json, "[1"), None);
    assert_eq!(leaves("[1]", &[]), None);
    assert_eq!(leaves("", &[]), Some(Vec::new()));
}

#[test]
fn numbers_fit_however_they_are_written_and_texts_are_no_numbers() {
    let number = Rule::Kind(ParameterKind::Number);
    for value in [json!(1.0), json!(1e3), json!(-2), json!(0.5)] {
        assert!(fits(&number, &value), "{value}");
    }
    assert!(!fits(&number, &json!("1")));
    assert!(!fits(&Rule::Kind(ParameterKind::Boolean), &json!("true")));
    assert!(!fits(&Rule::Kind(ParameterKind::Text), &json!(1)));
}

#[test]
fn a_list_an_empty_object_and_a_null_are_values_to_write_as_json() {
    let found = leaves(r#"{"a": [1], "b": {}, "c": null, "d": {"e": 1}}"#, &[]).unwrap();
    let json: Vec<_> = found.iter().filter(|leaf| leaf.rule == Rule::Json).map(|leaf| &leaf.name).collect();
    assert_eq!(json, ["a", "b", "c"]);
    assert!(found.iter().all(|leaf| !leaf.wrong()));
}

#[test]
fn a_text_that_a_template_asks_for_is_not_empty() {
    let asked = |optional| Parameter {
        name: "url".to_owned(),
        pointer: "/url".to_owned(),
        kind: ParameterKind::Text,
        optional,
    };
    assert!(unanswered(r#"{"url": " "}"#, &[asked(false)], Leaf::blank));
    assert!(!unanswered(r#"{"url": "x"}"#, &[asked(false)], Leaf::blank));
    assert!(!unanswered(r#"{"url": ""}"#, &[asked(true)], Leaf::blank));
}

#[test]
fn a_template_asks_for_every_value_and_keeps_what_is_known_of_them() {
    let mut asked = parameters(r#"{"a": 1}"#, &[]);
    assert_eq!(asked.len(), 1);
    asked[0].kind = ParameterKind::Integer { least: Some(0), most: Some(9) };
    let again = parameters(r#"{"a": 2, "b": true}"#, &asked);
    assert_eq!((again.len(), &again[0]), (2, &asked[0]), "what is known keeps its kind");
    assert!(parameters(r#"{"a": ""}"#, &[])[0].optional, "nobody said that it has to be filled in");
}
