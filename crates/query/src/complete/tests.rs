use serde_json::json;

use super::*;

mod any_text;

fn known() -> Vocabulary {
    let mut known = Vocabulary::default();
    for (site, building, temp) in [("north", 40, -5), ("south", 43, -6)] {
        known.learn(&json!({
            "deviceId": "door-1",
            "tags": {"site": site, "building": building, "temp": temp, "floor plan": "a'b"},
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
    shown(text, complete)
}

fn shown(text: &str, complete: impl Fn(&str, usize, &Vocabulary) -> Completion) -> (String, Vec<String>) {
    let (before, after) = text.split_once('|').unwrap();
    let text = format!("{before}{after}");
    let completion = complete(&text, before.len(), &known());
    let candidates = completion.candidates.into_iter().map(|candidate| candidate.text).collect();
    (completion.span.of(&text).to_owned(), candidates)
}

fn candidates(text: &str) -> Vec<String> {
    at(text).1
}

/// Those of a whole query, with the text after accepting the first.
#[track_caller]
fn query(text: &str, expected: &[&str]) {
    assert_eq!(shown(text, complete_query).1, expected, "{text}");
}

/// The text after accepting the first candidate.
fn accepted(text: &str) -> String {
    let (before, after) = text.split_once('|').unwrap();
    let text = format!("{before}{after}");
    let completion = complete(&text, before.len(), &known());
    let candidate = completion.candidates.first().map_or("(none)", |candidate| &candidate.text);
    format!("{}{candidate}{}", &text[..completion.span.start], &text[completion.span.end..])
}

#[test]
fn properties_are_those_of_the_documents_then_the_documented_ones() {
    assert_eq!(
        at("tags.|"),
        (
            "tags.".into(),
            vec!["tags.building".into(), "tags['floor plan']".into(), "tags.site".into(), "tags.temp".into()]
        )
    );
    assert_eq!(at("tags.b|uilding = 4"), ("tags.building".into(), vec!["tags.building".into()]));
    assert_eq!(candidates("properties.reported.f|"), ["properties.reported.firmware.version"]);
    assert_eq!(candidates("dev|"), ["deviceId", "deviceEtag", "deviceScope"]);
    let all = candidates("|");
    assert_eq!(all.first().map(String::as_str), Some("properties.desired.locked"));
    for there in ["tags['floor plan']", "NOT", "capabilities.iotEdge", "STARTSWITH(", "FROM"] {
        assert!(all.contains(&there.to_owned()), "{there} in {all:?}");
    }
    assert!(!all.iter().any(|path| path.contains('$') || path == "moduleId"), "{all:?}");
}

#[test]
fn an_operand_can_follow_a_word_that_joins_and_a_parenthesis() {
    let before = [
        "",
        "tags.a = 1 AND ",
        "NOT ",
        "(",
        "tags.a = 1 or not (",
        "IS_DEFINED(",
        "1 < tags.a + ",
        "tags.on AND ",
        "NOT tags.on AND ",
        "(tags.on OR ",
        "IS_DEFINED(tags.a) = true AND ",
        "true AND ",
        "(tags.n + 1) = ",
        "tags.a = [1, 2] OR ",
        "tags.site = ",
        "(((tags.a) = 1) OR (",
    ];
    for before in before {
        assert_eq!(candidates(&format!("{before}tags.s|")), ["tags.site"], "{before}");
    }
    assert_eq!(candidates("IS|"), ["IS_DEFINED("]);
    assert_eq!(candidates("IS|(tags.a)"), ["IS_DEFINED"]);
    assert!(candidates("(tags.n + 1) = |").contains(&"tags.building".to_owned()));
}

#[test]
fn after_a_property_comes_a_comparison_and_after_a_comparison_a_joint() {
    let operators = ["=", "!=", "<", "<=", ">", ">=", "IN [", "NIN ["];
    for text in ["tags.a |", "(tags.on |", "NOT (tags.a |", "tags.a = 1 OR tags.b |"] {
        assert_eq!(candidates(text), [&operators[..], &["AND", "OR"]].concat(), "{text}");
    }
    for text in ["1 |", "(tags.n + 1) |", "'x' |"] {
        assert_eq!(candidates(text), operators, "{text}");
    }
    assert_eq!(at("tags.a i|"), ("i".into(), vec!["IN [".into()]));
    assert_eq!(at("tags.a i| [1]"), ("i".into(), vec!["IN".into()]));
    let complete = [
        "tags.a = 1 |",
        "tags['b'] IN [1, 2] |",
        "IS_DEFINED(tags.a) |",
        "(a = b) |",
        "NOT tags.on |",
        "true |",
        "tags.temp IN [-5, -6] |",
        "tags.a = [1, 2] |",
        "STARTSWITH(tags.site, 'n') = true |",
    ];
    for text in complete {
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
    assert_eq!(candidates("tags.building = [40, |"), ["40", "43"]);
    assert_eq!(candidates("tags.temp IN [-5, |"), ["-5", "-6"]);
    assert_eq!(at("tags.temp IN [-5, -|"), ("-".into(), vec!["-5".into(), "-6".into()]));
    assert_eq!(candidates("STARTSWITH(tags.site, |"), ["'north'", "'south'"]);
    assert_eq!(candidates("tags['floor plan'] = |"), [r"'a\'b'"]);
    assert_eq!(candidates("ConnectionState = |"), ["'Connected'", "'Disconnected'"]);
    assert_eq!(candidates("tags.unseen = |"), ["true", "false", "null"]);
    assert_eq!(candidates("IS_DEFINED(tags.site) = |"), ["true", "false"]);
    assert_eq!(candidates("tags.building = '4|"), [""; 0], "a number is no string");
    assert_eq!(
        candidates("tags.site = tags.|"),
        ["tags.building", "tags['floor plan']", "tags.site", "tags.temp"]
    );
}

/// They were looked up by the text of the path.
#[test]
fn values_are_looked_up_by_what_the_path_means() {
    let paths = [
        "TAGS.Site",
        "tags['site']",
        "devices.tags.site",
        "Devices.tags['SITE']",
        "FROM devices d WHERE d.tags.site",
        "FROM devices.modules WHERE devices.modules.tags.site",
    ];
    for path in paths {
        assert_eq!(candidates(&format!("{path} = |")), ["'north'", "'south'"], "{path}");
        assert_eq!(candidates(&format!("{path} IN ['north', |")), ["'north'", "'south'"], "{path}");
    }
    assert_eq!(candidates("devices.Capabilities['iotEdge'] = |"), ["true", "false"]);
    let mut known = known();
    known.learn(&json!({"tags": {"Site": "exact"}}));
    assert_eq!(complete("tags.Site = ", 12, &known).candidates[0].text, "'exact'");
}

#[test]
fn ids_have_the_values_that_were_seen_and_no_others() {
    assert_eq!(candidates("deviceId = |"), ["'door-1'"]);
    assert_eq!(candidates("DEVICEID IN ['d|"), ["'door-1'"]);
    assert_eq!(candidates("FROM devices.modules WHERE moduleId = |"), [""; 0]);
    assert_eq!(candidates("etag = |"), [""; 0]);
}

#[test]
fn paths_in_brackets_and_with_prefixes_are_completed() {
    assert_eq!(at("tags['fl|"), ("tags['fl".into(), vec!["tags['floor plan']".into()]));
    assert_eq!(at("tags['|'] = 1"), ("tags['']".into(), candidates("tags.|")));
    assert_eq!(candidates("tags[|"), candidates("tags.|"));
    assert_eq!(candidates("TAGS[\"SI|"), ["tags.site"]);
    assert_eq!(candidates("properties['reported'].|"), ["properties.reported.firmware.version"]);
    assert_eq!(candidates("devices.tags.s|"), ["devices.tags.site"]);
    assert_eq!(candidates("FROM devices d WHERE d.tags.s|"), ["d.tags.site"]);
    assert_eq!(candidates("capabilities.|"), ["capabilities.iotEdge"]);
    let mut known = Vocabulary::default();
    known.learn(&json!({"tags": {"deep": {"a b": {"c": 1}}}}));
    let text = "tags.deep['a b'].";
    assert_eq!(complete(text, text.len(), &known).candidates[0].text, "tags.deep['a b'].c");
}

#[test]
fn a_candidate_takes_the_place_of_the_whole_token() {
    for (text, after) in [
        ("tags.site = 'n|orth' AND true", "tags.site = 'north' AND true"),
        ("tags.site = 's|omething else'", "tags.site = 'south'"),
        ("tags.site = \"|\"", "tags.site = 'north'"),
        ("tags.site = '|'", "tags.site = 'north'"),
        ("tags.|site = 'x'", "tags.building = 'x'"),
        ("tags.te|mp['x'].y = 'x'", "tags.temp = 'x'"),
        ("d|evices.tags = 1", "deviceId = 1"),
        ("tags.temp = -|", "tags.temp = -5"),
        ("tags.temp = -|6", "tags.temp = -5"),
        ("tags.temp = -|7 AND a", "tags.temp = -5 AND a"),
        ("tags.building = 4|", "tags.building = 40"),
        ("tags.building = 4|3A", "tags.building = 40"),
        ("tags.building IN [4|4, 5]", "tags.building IN [40, 5]"),
        ("tags.a <|> 1", "tags.a <= 1"),
        ("tags.a = 1 A|D b", "tags.a = 1 AND b"),
        ("N|UT true", "NOT true"),
    ] {
        assert_eq!(accepted(text), after, "{text}");
    }
}

/// What stands between a quote that has just been opened and the next one is no part of the string.
#[test]
fn a_string_that_has_just_been_opened_swallows_nothing() {
    assert_eq!(accepted("tags.site = 's| AND tags.b = 1"), "tags.site = 'south' AND tags.b = 1");
    assert_eq!(accepted("tags.site = 's| AND tags.b = 'x'"), "tags.site = 'south' AND tags.b = 'x'");
    assert_eq!(accepted("tags.site = 's|om AND tags.b = 'x'"), "tags.site = 'south' AND tags.b = 'x'");
    assert_eq!(accepted("tags['fl| = 1"), "tags['floor plan'] = 1");
}

#[test]
fn what_makes_no_sense_has_no_candidates() {
    for text in [
        "= |",
        "tags.a = 1 2 |",
        "tags.a # |",
        "tags.building IN [1 |",
        ") |",
        "AND |",
        "tags.a = = |",
        "SELECT * |",
        "1 < 2 < |",
        "tags.a = 'x' 's|",
    ] {
        assert_eq!(candidates(text), [""; 0], "{text}");
    }
}

#[test]
fn conditions_on_modules_are_completed() {
    assert_eq!(candidates("F|"), ["FROM"]);
    assert_eq!(candidates("FROM |"), ["devices", "devices.modules"]);
    assert_eq!(at("FROM devices.m|od"), ("devices.mod".into(), vec!["devices.modules".into()]));
    assert_eq!(candidates("FROM devices.modules |"), ["WHERE", "AS"]);
    assert_eq!(candidates("FROM devices.modules WHERE mod|"), ["moduleId", "modelId"]);
    assert_eq!(
        candidates("FROM devices.modules WHERE devices.modules.mod|"),
        ["devices.modules.moduleId", "devices.modules.modelId"]
    );
    assert_eq!(candidates("FROM devices.modules WHERE tags.on |")[8..], ["AND", "OR"]);
}

#[test]
fn whole_queries_are_completed() {
    query("|", &["SELECT"]);
    query("sel|", &["SELECT"]);
    assert_eq!(shown("SELECT |", complete_query).1[..3], ["TOP", "*", "properties.desired.locked"]);
    assert!(!shown("SELECT status, |", complete_query).1.contains(&"*".to_owned()));
    query("SELECT t|", &["TOP", "tags.building", "tags['floor plan']", "tags.site", "tags.temp"]);
    query("SELECT TOP 5 status|", &["statusReason", "statusUpdateTime", "statusUpdatedTime"]);
    query("SELECT CO|", &["connectionState", "configurations", "COUNT()"]);
    query("SELECT deviceId, A|", &["authenticationType", "AVG("]);
    query("SELECT AVG(tags.b|", &["tags.building"]);
    query("SELECT * |", &["FROM"]);
    query("SELECT COUNT() |", &["FROM", "AS"]);
    query("SELECT COUNT() AS n |", &["FROM"]);
    query("SELECT * FROM |", &["devices", "devices.modules", "devices.jobs"]);
    query("SELECT * FROM devices |", &["WHERE", "AS"]);
    query("SELECT status FROM devices |", &["WHERE", "GROUP BY", "AS"]);
    query("SELECT status FROM devices WHERE tags.on = true |", &["AND", "OR", "GROUP BY"]);
    query("SELECT status FROM devices GROUP |", &["BY"]);
    query(
        "SELECT status FROM devices GROUP BY stat|",
        &["status", "statusReason", "statusUpdateTime", "statusUpdatedTime"],
    );
    query("SELECT d.tags.s| FROM devices d", &["d.tags.site"]);
    query("SELECT * FROM devices WHERE tags.site = |", &["'north'", "'south'"]);
    query("SELECT TOP |", &[]);
    query("tags.a = |", &[]);
}

#[test]
fn rows_of_jobs_have_fields_of_their_own() {
    query(
        "SELECT * FROM devices.jobs WHERE |",
        &[
            "deviceId",
            "jobId",
            "jobType",
            "status",
            "createdTimeUtc",
            "createdDateTimeUtc",
            "IS_DEFINED(",
            "STARTSWITH(",
            "NOT",
        ],
    );
    query("SELECT * FROM devices.jobs WHERE devices.jobs.jobT|", &["devices.jobs.jobType"]);
    query(
        "SELECT * FROM devices.jobs WHERE devices.jobs.jobType = |",
        &["'scheduleDeviceMethod'", "'scheduleUpdateTwin'"],
    );
    query("SELECT * FROM devices.jobs WHERE status = 'c|", &["'completed'", "'canceled'"]);
    query("SELECT * FROM devices.jobs WHERE jobId = |", &[]);
}

#[test]
fn a_cursor_inside_of_a_character_stands_before_it() {
    let text = "tags.é";
    assert_eq!(complete(text, 6, &known()), complete(text, 5, &known()));
    assert_eq!(complete(text, 6, &known()).candidates[0].text, "tags.building");
    assert_eq!(complete(text, 99, &known()), complete(text, text.len(), &known()));
}

#[test]
fn a_property_with_too_many_values_offers_none_of_them() {
    let mut known = Vocabulary::default();
    (0..1_000).for_each(|number| known.learn(&json!({"tags": {"serial": number}})));
    assert_eq!(known.values(Collection::Devices, &["tags".to_owned(), "serial".to_owned()]), [""; 0]);
}
