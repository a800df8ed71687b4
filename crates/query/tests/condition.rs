//! Job conditions, canonical text, warnings.

use iothub_query::{Caution, Condition, JoinError, Query, ast::Collection};

#[track_caller]
fn prints(text: &str, canonical: &str) {
    assert_eq!(Condition::parse(text).expect(text).to_string(), canonical);
    assert_eq!(Condition::parse(canonical).expect(canonical).to_string(), canonical);
}

#[test]
fn canonical_text_has_capitals_single_quotes_and_no_needless_parentheses() {
    prints(" * ", "*");
    prints("((deviceId) = \"it's\")", r"deviceId = 'it\'s'");
    prints("(a = 1 and b <> 0x1F) or not (c)", "a = 1 AND b != 31 OR NOT c");
    prints("a = 1 and (b = 2 or c = 3)", "a = 1 AND (b = 2 OR c = 3)");
    prints("(a + b) + c > a + (b + c)", "a + b + c > a + (b + c)");
    prints("(a * b) + c = a * (b + c)", "a * b + c = a * (b + c)");
    prints("not (a = 1)", "NOT (a = 1)");
    prints("not a = 1", "(NOT a) = 1");
    prints("(a = 1) = true", "(a = 1) = true");
    prints("tags['site'].x['floor plan']['in']", "tags.site.x['floor plan']['in']");
    prints("a nin [ 1,'b',NULL ,True]", "a NIN [1, 'b', null, true]");
    prints("is_defined(a) and startswith(b,'c')", "IS_DEFINED(a) AND STARTSWITH(b, 'c')");
    prints("a = -1.50 or a = 1e21", "a = -1.5 OR a = 1e21");
    prints("from devices.MODULES where ModuleId='m'", "FROM devices.modules WHERE ModuleId = 'm'");
    prints("from devices m where m.x=1", "FROM devices AS m WHERE m.x = 1");
    prints("from C where c.x=1", "FROM C WHERE c.x = 1");
    prints("from devices where x=1", "x = 1");
    prints("a = 'tab\there'", r"a = 'tab\u0009here'");
}

#[test]
fn a_query_prints_canonically() {
    let text = "select top 5 DeviceId, count() as n from devices d where (d.a=1) group by DeviceId";
    assert_eq!(
        Query::parse(text).unwrap().to_string(),
        "SELECT TOP 5 DeviceId, COUNT() AS n FROM devices AS d WHERE d.a = 1 GROUP BY DeviceId"
    );
}

#[test]
fn words_of_the_language_can_be_keys_below_the_top() {
    prints(
        "tags.order = 1 and tags.value = 2 and tags.count = 3",
        "tags.order = 1 AND tags.value = 2 AND tags.count = 3",
    );
    prints("tags.in in [1]", "tags['in'] IN [1]");
}

#[test]
fn a_condition_tells_whom_it_is_for() {
    assert_eq!(Condition::parse("*").unwrap().collection(), Collection::Devices);
    assert!(Condition::parse("*").unwrap().filter().is_none());
    let modules =
        Condition::parse("FROM devices.modules WHERE ModuleId = 'm' AND deviceId IN ['a']").unwrap();
    assert_eq!(modules.collection(), Collection::Modules);
    assert_eq!(modules.from_clause(), "FROM devices.modules WHERE ModuleId = 'm' AND deviceId IN ['a']");
    assert_eq!(Condition::parse("*").unwrap().from_clause(), "FROM devices");
}

#[test]
fn a_condition_tells_its_properties() {
    let condition =
        Condition::parse("devices.tags['a'].b = 1 AND (x IN [1] OR NOT IS_DEFINED(DEVICEID))").unwrap();
    let names = |path: &iothub_query::ast::Path| {
        path.attribute().iter().map(|segment| segment.name().to_owned()).collect::<Vec<_>>().join("/")
    };
    assert_eq!(
        condition.referenced_paths().into_iter().map(names).collect::<Vec<_>>(),
        ["tags/a/b", "x", "deviceId"]
    );
    let typed: Vec<_> = condition.referenced_paths().iter().map(|path| path.to_string()).collect();
    assert_eq!(typed, ["devices.tags.a.b", "x", "DEVICEID"]);
    let query = Query::parse("SELECT a, MAX(b) AS m FROM devices WHERE c = 1 GROUP BY a").unwrap();
    let typed: Vec<_> = query.referenced_paths().iter().map(|path| path.to_string()).collect();
    assert_eq!(typed, ["a", "b", "c", "a"]);
}

#[test]
fn a_scope_and_a_condition_keep_their_meaning_together() {
    let scope = Condition::parse("tags.site = 'A' OR tags.site = 'B'").unwrap();
    let joined = |text: &str| scope.and(&Condition::parse(text).unwrap()).map(|both| both.to_string());
    assert_eq!(
        joined("deviceId = 'a' OR true").unwrap(),
        "(tags.site = 'A' OR tags.site = 'B') AND (deviceId = 'a' OR true)"
    );
    assert_eq!(joined("*").unwrap(), scope.to_string());
    assert_eq!(joined("FROM devices.modules WHERE moduleId = 'm'"), Err(JoinError::DifferentSources));
    assert_eq!(joined("FROM devices d WHERE d.status = 'a'"), Err(JoinError::DifferentSources));
    let long = format!("deviceId = '{}'", "x".repeat(8170));
    assert!(matches!(joined(&long), Err(JoinError::Refused(error)) if error.problem.code() == "too-long"));
}

#[track_caller]
fn warned(text: &str, expected: &[(&str, &str, Option<&str>)]) {
    let warnings = Condition::parse(text).expect(text).warnings();
    let told: Vec<_> = warnings
        .iter()
        .map(|warning| {
            (warning.problem.code(), warning.to_string(), warning.fix.as_ref().map(|fix| fix.apply(text)))
        })
        .collect();
    let told: Vec<_> =
        told.iter().map(|(code, sentence, fix)| (*code, sentence.as_str(), fix.as_deref())).collect();
    assert_eq!(told, expected);
}

#[test]
fn unquoted_text_is_warned_of() {
    warned(
        "status = enabled",
        &[(
            "unquoted-text",
            "column 10: `enabled` is read as a property; text takes quotes, as in 'enabled'",
            Some("status = 'enabled'"),
        )],
    );
    warned(
        "deviceId = pump-7 AND tags.a = 1",
        &[(
            "unquoted-text",
            "column 12: `pump-7` is read as a property; text takes quotes, as in 'pump-7'",
            Some("deviceId = 'pump-7' AND tags.a = 1"),
        )],
    );
}

#[test]
fn a_property_that_no_twin_has_is_warned_of() {
    warned(
        "building = 43",
        &[(
            "unknown-property",
            "column 1: a twin has no property building; there are tags, properties.desired and properties.reported",
            None,
        )],
    );
    warned(
        "reported.fw = '1'",
        &[(
            "unknown-property",
            "column 1: a twin has no property reported; there are tags, properties.desired and properties.reported",
            Some("properties.reported.fw = '1'"),
        )],
    );
    warned("tags.a = properties.reported.b AND IS_DEFINED(DeviceId)", &[]);
    let query = Query::parse("SELECT name FROM devices").unwrap();
    assert_eq!(query.warnings()[0].problem, Caution::UnknownProperty { name: "name".to_owned() });
}

#[test]
fn a_wildcard_is_warned_of() {
    warned(
        "tags.a = 1 AND deviceId = 'pump%'",
        &[(
            "wildcard",
            "column 27: `=` knows no wildcards; STARTSWITH tells how a text begins",
            Some("tags.a = 1 AND STARTSWITH(deviceId, 'pump')"),
        )],
    );
}

#[test]
fn not_before_a_comparison_is_warned_of() {
    warned(
        "NOT tags.a = 1",
        &[(
            "negated-operand",
            "column 5: NOT binds more tightly than the comparison; put the comparison in parentheses",
            Some("NOT (tags.a = 1)"),
        )],
    );
    warned("(NOT tags.a) = 1 AND NOT IS_DEFINED(tags.b)", &[]);
}

#[test]
fn a_name_with_a_hyphen_is_doubted_and_put_into_brackets() {
    for (text, mended) in [
        ("properties.reported.my-prop = 3", "properties.reported['my-prop'] = 3"),
        ("tags.a-b.c = 1 AND tags.d = 2", "tags['a-b'].c = 1 AND tags.d = 2"),
    ] {
        let warning = Condition::parse(text).unwrap().warnings().remove(0);
        assert!(matches!(warning.problem, Caution::Hyphen { .. }), "{warning}");
        assert_eq!(warning.fix.unwrap().apply(text), mended);
    }
    assert!(Condition::parse("tags.a - tags.b = 1").unwrap().warnings().is_empty());
}
