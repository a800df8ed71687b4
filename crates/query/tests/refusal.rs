//! What is refused, with which words, where, and which repair is suggested.

use iothub_query::{Condition, Error, Query};

/// The sentence, its code and the text after the suggested repair.
fn told(text: &str, error: &Error) -> (String, &'static str, Option<String>) {
    (error.to_string(), error.problem.code(), error.fix.as_ref().map(|fix| fix.apply(text)))
}

#[track_caller]
fn query_is_refused(text: &str, sentence: &str, code: &str, repaired: Option<&str>) {
    let error = Query::parse(text).expect_err(text);
    let (told_sentence, told_code, told_repair) = told(text, &error);
    assert_eq!((told_sentence.as_str(), told_code, told_repair.as_deref()), (sentence, code, repaired));
    if let Some(repaired) = repaired {
        Query::parse(repaired).expect("the repair repairs");
    }
}

#[track_caller]
fn condition_is_refused(text: &str, sentence: &str, code: &str, repaired: Option<&str>) {
    let error = Condition::parse(text).expect_err(text);
    let (told_sentence, told_code, told_repair) = told(text, &error);
    assert_eq!((told_sentence.as_str(), told_code, told_repair.as_deref()), (sentence, code, repaired));
    if let Some(repaired) = repaired {
        Condition::parse(repaired).expect("the repair repairs");
    }
}

#[test]
fn nothing_is_neither_a_query_nor_a_condition() {
    let sentence = "column 1: there is nothing here; `*` stands for all devices";
    query_is_refused("", sentence, "empty", None);
    condition_is_refused("", sentence, "empty", None);
    condition_is_refused("  ", &sentence.replace('1', "3"), "empty", None);
}

#[test]
fn more_than_8192_characters_are_refused() {
    let fits = format!("tags.a = '{}'", "ä".repeat(8192 - 11));
    assert_eq!(fits.chars().count(), 8192);
    Condition::parse(&fits).unwrap();
    let text = format!("{fits} ");
    let error = Condition::parse(&text).unwrap_err();
    assert_eq!(error.to_string(), "column 8193: 8193 characters are more than the 8192 a query may have");
    assert_eq!(Query::parse(&text).unwrap_err().problem.code(), "too-long");
}

#[test]
fn a_list_takes_square_brackets() {
    condition_is_refused(
        "deviceId = 'a' OR tags.building IN (2, 3)",
        "column 36: a list takes square brackets, as in IN [2, 3]",
        "list-in-parentheses",
        Some("deviceId = 'a' OR tags.building IN [2, 3]"),
    );
    condition_is_refused(
        "a IN (",
        "column 6: a list takes square brackets, as in IN [2, 3]",
        "list-in-parentheses",
        None,
    );
    condition_is_refused(
        "tags.a IN 3",
        "column 11: a list in square brackets is expected here, not `3`",
        "unexpected",
        None,
    );
    condition_is_refused(
        "deviceId IN ('x', (1))",
        "column 13: a list takes square brackets, as in IN [2, 3]",
        "list-in-parentheses",
        Some("deviceId IN ['x', 1]"),
    );
    condition_is_refused(
        "deviceId IN (f(1))",
        "column 13: a list takes square brackets, as in IN [2, 3]",
        "list-in-parentheses",
        None,
    );
    condition_is_refused("tags.a IN []", "column 11: a list has at least one value", "empty-list", None);
    condition_is_refused(
        "tags.a IN [1 2]",
        "column 14: `,` or `]` is expected here, not `2`",
        "unexpected",
        None,
    );
}

#[test]
fn a_parenthesis_in_the_middle_is_not_taken_out_since_its_other_half_may_be_missing() {
    condition_is_refused(
        "tags.floor = 2 OR tags.floor = 3) AND tags.site = 'x'",
        "column 33: this parenthesis closes nothing",
        "stray-parenthesis",
        None,
    );
}

#[test]
fn parentheses_close_what_was_opened() {
    condition_is_refused(
        "tags.floor = 2)",
        "column 15: this parenthesis closes nothing",
        "stray-parenthesis",
        Some("tags.floor = 2"),
    );
    condition_is_refused(
        "tags.floor = 2) )",
        "column 15: this parenthesis closes nothing",
        "stray-parenthesis",
        Some("tags.floor = 2"),
    );
    condition_is_refused(
        "(tags.floor = 2 OR tags.floor = 3",
        "column 1: this parenthesis is never closed",
        "open-parenthesis",
        Some("(tags.floor = 2 OR tags.floor = 3)"),
    );
    condition_is_refused(
        "NOT (tags.a = 1 AND (tags.b = 2",
        "column 21: this parenthesis is never closed",
        "open-parenthesis",
        Some("NOT (tags.a = 1 AND (tags.b = 2))"),
    );
}

#[test]
fn text_in_a_list_takes_quotes() {
    condition_is_refused(
        "deviceId IN [pump-a, 'b']",
        "column 14: text takes quotes, as in 'pump-a'",
        "unquoted-text",
        Some("deviceId IN ['pump-a', 'b']"),
    );
}

#[test]
fn operators_of_other_languages_are_refused_with_ours() {
    condition_is_refused(
        "tags.a == 1",
        "column 8: `==` is written `=` here",
        "foreign-operator",
        Some("tags.a = 1"),
    );
    condition_is_refused(
        "tags.a=1&&tags.b=2",
        "column 9: `&&` is written `AND` here",
        "foreign-operator",
        Some("tags.a=1 AND tags.b=2"),
    );
    condition_is_refused(
        "tags.a = 1 || tags.b = 2",
        "column 12: `||` is written `OR` here",
        "foreign-operator",
        Some("tags.a = 1 OR tags.b = 2"),
    );
    condition_is_refused(
        "!IS_DEFINED(tags.a)",
        "column 1: `!` is written `NOT` here",
        "foreign-operator",
        Some("NOT IS_DEFINED(tags.a)"),
    );
    condition_is_refused(
        "tags.a => 1",
        "column 8: `=>` is written `>=` here",
        "foreign-operator",
        Some("tags.a >= 1"),
    );
    condition_is_refused(
        "tags.a NOT IN [1]",
        "column 8: `NOT IN` is written `NIN` here",
        "foreign-operator",
        Some("tags.a NIN [1]"),
    );
    condition_is_refused(
        "tags.a IS NOT NULL",
        "column 8: `IS NOT NULL` is written `!= null` here",
        "foreign-operator",
        Some("tags.a != null"),
    );
    condition_is_refused(
        "tags.a is null AND tags.b = 1",
        "column 8: `IS NULL` is written `= null` here",
        "foreign-operator",
        Some("tags.a = null AND tags.b = 1"),
    );
    condition_is_refused("%", "column 1: `%` is written `*` here", "foreign-operator", Some("*"));
}

#[test]
fn words_of_other_dialects_are_refused_by_name() {
    let refused = |word: &str, text: &str| {
        let error = Query::parse(text).expect_err(text);
        assert_eq!(error.problem.code(), "unsupported-word", "{text}: {error}");
        assert!(
            error.to_string().ends_with(&format!("{word} is not part of the IoT Hub query language")),
            "{error}"
        );
        let at = text.to_uppercase().rfind(word).unwrap();
        assert_eq!((error.span.start, error.span.end), (at, at + word.len()), "{text}");
    };
    refused("JOIN", "SELECT * FROM devices JOIN devices.modules");
    refused("JOIN", "SELECT * FROM devices d join devices.modules m");
    refused("ORDER", "SELECT * FROM devices ORDER BY deviceId");
    refused("ORDER", "SELECT * FROM devices WHERE tags.a = 1 ORDER BY deviceId");
    refused("ORDER", "SELECT COUNT() AS n FROM devices GROUP BY status ORDER BY n");
    refused("LIKE", "SELECT * FROM devices WHERE deviceId LIKE 'a%'");
    refused("LIKE", "SELECT * FROM devices WHERE (deviceId NOT LIKE 'a%')");
    refused("HAVING", "SELECT COUNT() AS n FROM devices GROUP BY status HAVING n > 3");
    refused("DISTINCT", "SELECT DISTINCT status FROM devices");
    refused("DISTINCT", "SELECT distinct * FROM devices");
    refused("BETWEEN", "SELECT * FROM devices WHERE tags.a BETWEEN 1 AND 3");
    refused("LIMIT", "SELECT * FROM devices LIMIT 3");
    refused("SELECT", "SELECT * FROM devices WHERE deviceId IN (SELECT deviceId FROM devices.jobs)");
    refused("SELECT", "SELECT * FROM devices WHERE deviceId = (SELECT deviceId FROM devices.jobs)");
}

#[test]
fn only_the_two_functions_of_the_hub_exist() {
    condition_is_refused(
        "STARTS_WITH(deviceId, 'a')",
        "column 1: there is no function STARTS_WITH; there are IS_DEFINED and STARTSWITH",
        "unknown-function",
        Some("STARTSWITH(deviceId, 'a')"),
    );
    condition_is_refused(
        "tags.a = 1 AND ENDSWITH(deviceId, 'a')",
        "column 16: there is no function ENDSWITH; there are IS_DEFINED and STARTSWITH",
        "unknown-function",
        None,
    );
    condition_is_refused(
        "startswith(deviceId)",
        "column 1: STARTSWITH takes 2 arguments, not 1",
        "argument-count",
        None,
    );
    condition_is_refused(
        "is_defined(deviceId, 1)",
        "column 1: IS_DEFINED takes 1 argument, not 2",
        "argument-count",
        None,
    );
    condition_is_refused(
        "is_defined('tags.a')",
        "column 12: IS_DEFINED takes a property, as in IS_DEFINED(tags.site)",
        "property-argument",
        None,
    );
    condition_is_refused(
        "COUNT() > 1",
        "column 1: COUNT can stand only between SELECT and FROM",
        "aggregate-in-condition",
        None,
    );
    query_is_refused(
        "SELECT IS_DEFINED(tags.a) FROM devices",
        "column 8: IS_DEFINED can stand only after WHERE",
        "function-in-select",
        None,
    );
}

#[test]
fn strings_and_numbers_are_read_strictly() {
    condition_is_refused(
        "tags.a = 'b",
        "column 10: this string has no closing '",
        "unterminated-string",
        Some("tags.a = 'b'"),
    );
    condition_is_refused(
        r#"tags.a = "x\"#,
        "column 10: this string has no closing \"",
        "unterminated-string",
        Some(r#"tags.a = "x\\""#),
    );
    condition_is_refused(
        r"tags.a = 'C:\new'",
        r#"column 13: a string knows the escapes \' \" \\ and \uXXXX, not \n"#,
        "unknown-escape",
        Some(r"tags.a = 'C:\\new'"),
    );
    condition_is_refused(
        "tags.a = 'it''s'",
        r"column 13: a quote inside a string is written \'",
        "doubled-quote",
        Some(r"tags.a = 'it\'s'"),
    );
    for text in [r"tags.a = '\u12'", r"tags.a = '\ud800'", r"tags.a = '\ud800\u0041'", r"tags.a = '\udc00'"] {
        assert_eq!(Condition::parse(text).unwrap_err().problem.code(), "malformed-unicode-escape", "{text}");
    }
    condition_is_refused(
        "tags.a = 43A",
        "column 10: `43A` is not a number; text takes quotes, as in '43A'",
        "malformed-number",
        Some("tags.a = '43A'"),
    );
    condition_is_refused(
        "tags.a = 01 AND tags.b = 1",
        "column 10: `01` is not a number; text takes quotes, as in '01'",
        "malformed-number",
        Some("tags.a = '01' AND tags.b = 1"),
    );
    condition_is_refused(
        "deviceId = floor-2-door-0001 AND tags.a = 1",
        "column 12: `floor-2-door-0001` is not a number; text takes quotes, as in 'floor-2-door-0001'",
        "malformed-number",
        Some("deviceId = 'floor-2-door-0001' AND tags.a = 1"),
    );
    for text in ["tags.a = 00", "tags.a = -01", "tags.a = 00.5", "tags.a IN [1, 007]"] {
        assert_eq!(Condition::parse(text).unwrap_err().problem.code(), "malformed-number", "{text}");
    }
    condition_is_refused("tags.a = 1e999", "column 10: this number is too large", "number-too-large", None);
    condition_is_refused(
        "tags.a = 0x11111111111111111",
        "column 10: this number is too large",
        "number-too-large",
        None,
    );
    condition_is_refused(
        "tags.a = -tags.b",
        "column 10: a minus sign can stand only before a number or between two values",
        "negated-expression",
        None,
    );
    condition_is_refused(
        "tags.a = \u{2018}b\u{2019} AND tags.c = 1",
        "column 10: the character '\u{2018}' has no meaning here",
        "unexpected-character",
        Some("tags.a = 'b' AND tags.c = 1"),
    );
    condition_is_refused(
        "tags.a = 1;",
        "column 11: the character ';' has no meaning here",
        "unexpected-character",
        Some("tags.a = 1"),
    );
}

#[test]
fn the_first_of_two_problems_is_told() {
    condition_is_refused(
        "tags.a = = 'unterminated",
        "column 10: a value, a property or a function is expected here, not `=`",
        "unexpected",
        None,
    );
}

#[test]
fn lines_and_columns_count_characters() {
    condition_is_refused(
        "tags.größe = 1\n  AND tags.a IN (1)",
        "line 2, column 17: a list takes square brackets, as in IN [2, 3]",
        "list-in-parentheses",
        Some("tags.größe = 1\n  AND tags.a IN [1]"),
    );
}

#[test]
fn what_is_missing_or_too_much_is_told() {
    let unexpected = |text, sentence| condition_is_refused(text, sentence, "unexpected", None);
    unexpected("tags.a =", "column 9: a value, a property or a function is expected here, not the end");
    unexpected("tags.a tags.b", "column 8: an operator or the end is expected here, not `tags`");
    unexpected("tags. = 1", "column 7: a name is expected here, not `=`");
    unexpected("IS_DEFINED(tags.a", "column 18: `,` or `)` is expected here, not the end");
    condition_is_refused(
        "tags[floor plan ] = 1",
        "column 6: a name is expected here, not `floor`",
        "unexpected",
        Some("tags['floor plan' ] = 1"),
    );
    condition_is_refused(
        "tags[2nd] = 1",
        "column 6: a name is expected here, not `2nd`",
        "unexpected",
        Some("tags['2nd'] = 1"),
    );
    condition_is_refused(
        "tags.2nd = 1",
        "column 6: a name is expected here, not `2nd`",
        "unexpected",
        Some("tags['2nd'] = 1"),
    );
    condition_is_refused(
        "tags.2.5.x = 1",
        "column 6: a name is expected here, not `2.5`",
        "unexpected",
        Some("tags['2']['5'].x = 1"),
    );
    condition_is_refused(
        "tags.a[0] = 1",
        "column 8: elements of an array cannot be addressed; a bracket takes a name, as in tags['floor plan']",
        "array-index",
        None,
    );
    condition_is_refused(
        "1 < tags.a < 3",
        "column 12: comparisons cannot be chained; join them with AND",
        "chained-comparison",
        None,
    );
}

#[test]
fn a_query_starts_with_select() {
    let refused = |text, repaired| {
        let sentence = "column 1: a query starts with SELECT, as in SELECT * FROM devices";
        query_is_refused(text, sentence, "missing-select", repaired);
    };
    refused("WHERE tags.a = 1", Some("SELECT * FROM devices WHERE tags.a = 1"));
    refused("FROM devices", Some("SELECT * FROM devices"));
    refused("tags.a = 1", Some("SELECT * FROM devices WHERE tags.a = 1"));
    refused("DELETE FROM devices", None);
}

#[test]
fn the_clauses_of_a_query_are_read_strictly() {
    let unexpected = |text, sentence| query_is_refused(text, sentence, "unexpected", None);
    unexpected("SELECT *", "column 9: FROM is expected here, not the end");
    unexpected(
        "SELECT * FROM",
        "column 14: devices, devices.modules or devices.jobs is expected here, not the end",
    );
    unexpected(
        "SELECT FROM devices",
        "column 8: a property, an aggregate or `*` is expected here, not `FROM`",
    );
    unexpected("SELECT TOP * FROM devices", "column 12: a number of rows is expected here, not `*`");
    unexpected("SELECT TOP 1.5 * FROM devices", "column 12: a number of rows is expected here, not `1.5`");
    for rows in ["2.0", "1e0", "0x2", "-1", "'3'", "01", "5x"] {
        let error = Query::parse(&format!("SELECT TOP {rows} * FROM devices")).unwrap_err();
        let sentence = error.to_string();
        assert!(sentence.starts_with("column 12: a number of rows is expected here, not `"), "{sentence}");
        assert_eq!(error.fix, None);
    }
    unexpected("SELECT * FROM devices GROUP status", "column 29: BY is expected here, not `status`");
    unexpected("SELECT deviceId AS FROM devices", "column 20: a name is expected here, not `FROM`");
    unexpected("SELECT *, deviceId FROM devices", "column 9: FROM is expected here, not `,`");
    query_is_refused(
        "SELECT deviceId id FROM devices",
        "column 17: a new name for a column follows AS, as in deviceId AS id",
        "missing-as",
        Some("SELECT deviceId AS id FROM devices"),
    );
    query_is_refused(
        "SELECT COUNT(*) AS n FROM devices",
        "column 14: COUNT takes nothing between its parentheses",
        "count-takes-nothing",
        Some("SELECT COUNT() AS n FROM devices"),
    );
    query_is_refused(
        "SELECT * FROM devices['modules'] WHERE moduleId = 'm'",
        "column 15: there is no devices['modules'] to select from; there are devices, devices.modules and devices.jobs",
        "unknown-source",
        Some("SELECT * FROM devices.modules WHERE moduleId = 'm'"),
    );
    query_is_refused(
        "SELECT * FROM jobs",
        "column 15: there is no jobs to select from; there are devices, devices.modules and devices.jobs",
        "unknown-source",
        Some("SELECT * FROM devices.jobs"),
    );
}

#[test]
fn groups_need_columns_that_say_something_of_the_group() {
    query_is_refused(
        "SELECT deviceId, COUNT() AS n FROM devices GROUP BY status",
        "column 8: deviceId is neither counted nor grouped by",
        "not-grouped",
        None,
    );
    query_is_refused(
        "SELECT status, COUNT() AS n FROM devices",
        "column 8: status is neither counted nor grouped by",
        "not-grouped",
        None,
    );
    query_is_refused(
        "SELECT * FROM devices GROUP BY status",
        "column 32: GROUP BY needs its columns named in place of `*`",
        "star-with-group-by",
        None,
    );
    query_is_refused(
        "SELECT COUNT() AS n FROM devices GROUP BY status, tags.a",
        "column 49: GROUP BY takes one property",
        "group-by-one-property",
        None,
    );
    query_is_refused(
        "SELECT COUNT() AS n FROM devices.modules GROUP BY moduleId",
        "column 51: GROUP BY is supported only for devices",
        "group-by-modules",
        None,
    );
}

#[test]
fn devices_jobs_knows_only_select_star() {
    let refused = |text, sentence| query_is_refused(text, sentence, "not-for-jobs", None);
    refused(
        "SELECT deviceId, status FROM devices.jobs",
        "column 8: devices.jobs can be read only with SELECT *: a list of columns is not supported",
    );
    refused(
        "SELECT COUNT() AS n FROM devices.jobs",
        "column 8: devices.jobs can be read only with SELECT *: a list of columns is not supported",
    );
    refused(
        "SELECT TOP 3 * FROM devices.jobs",
        "column 12: devices.jobs can be read only with SELECT *: TOP is not supported",
    );
    refused(
        "SELECT * FROM devices.jobs GROUP BY status",
        "column 37: devices.jobs can be read only with SELECT *: GROUP BY is not supported",
    );
}

#[test]
fn devices_jobs_is_filtered_by_documented_fields_alone() {
    let fields = "there are deviceId, jobId, jobType, status and createdTimeUtc";
    for field in
        ["tags.building", "outcome", "devices.jobs.lastUpdatedDateTimeUtc", "status.x", "startTimeUtc"]
    {
        let error = Query::parse(&format!("SELECT * FROM devices.jobs WHERE {field} = 1")).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("column 34: devices.jobs cannot be filtered by {field}; {fields}")
        );
        assert_eq!(error.problem.code(), "not-a-job-field");
    }
}

#[test]
fn a_prefix_of_another_collection_is_refused() {
    query_is_refused(
        "SELECT * FROM devices WHERE devices.jobs.status = 'completed'",
        "column 29: devices.jobs is not what is selected from: that is devices",
        "foreign-prefix",
        None,
    );
    query_is_refused(
        "SELECT * FROM devices.jobs WHERE devices.deviceId = 'a'",
        "column 34: devices is not what is selected from: that is devices.jobs",
        "foreign-prefix",
        None,
    );
}

#[test]
fn a_job_condition_is_only_what_follows_where() {
    let refused = |text, repaired| {
        condition_is_refused(
            text,
            "column 1: a condition is only what follows WHERE",
            "full-query",
            repaired,
        );
    };
    refused("SELECT * FROM devices WHERE tags.a = 1 AND tags.b = 2", Some("tags.a = 1 AND tags.b = 2"));
    refused("select deviceId from devices", Some("*"));
    refused(
        "SELECT * FROM devices.modules WHERE moduleId = 'm'",
        Some("FROM devices.modules WHERE moduleId = 'm'"),
    );
    refused("SELECT TOP 3 * FROM devices", None);
    refused("SELECT * FROM devices.jobs", None);
    refused("SELECT nonsense", None);
    condition_is_refused(
        " WHERE tags.a = 1",
        "column 2: a condition is only what follows WHERE, without the word itself",
        "where-in-condition",
        Some(" tags.a = 1"),
    );
    condition_is_refused(
        "* AND tags.a = 1",
        "column 1: `*` selects all devices and stands alone",
        "star-not-alone",
        None,
    );
    condition_is_refused(
        "FROM devices.jobs WHERE status = 'a'",
        "column 6: a job runs on devices or on devices.modules, not on devices.jobs",
        "jobs-in-condition",
        None,
    );
    condition_is_refused(
        "tags.a = 1 GROUP BY status",
        "column 12: an operator or the end is expected here, not `GROUP`",
        "unexpected",
        None,
    );
}
