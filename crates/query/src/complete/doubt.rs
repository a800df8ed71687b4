//! What fits no twin that was read: a name that none has, or a value of another kind.

use super::Vocabulary;
use crate::{
    Condition, Warning,
    ast::{Expression, ExpressionKind, Literal, Path},
    error::Fault,
    lex::keyword::plain_name,
    print::quoted,
    warning::Caution,
};

/// So many letters may be wrong in a name that is meant for another.
const SLIPS: usize = 2;

/// Looks through a condition for names and values that fit nothing in `known`. Twins that were not read may have them.
///
/// ```
/// # use iothub_query::{Condition, Vocabulary, doubts};
/// let mut known = Vocabulary::default();
/// known.learn(&serde_json::json!({"tags": {"floor": 3}}));
/// let doubts = doubts(&Condition::parse("tags.flor = 3").unwrap(), &known);
/// assert_eq!(doubts[0].fix.as_ref().unwrap().text, "tags.floor");
/// ```
pub fn doubts(condition: &Condition, known: &Vocabulary) -> Vec<Warning> {
    let mut faults: Vec<_> =
        condition.referenced_paths().into_iter().filter_map(|path| never_seen(path, known)).collect();
    if let Some(filter) = condition.filter() {
        filter.walk(&mut |expression| faults.extend(other_kind(condition, expression, known)));
    }
    faults.sort_by_key(|fault| fault.span.start);
    faults.into_iter().map(|fault| fault.locate(condition.text())).collect()
}

fn never_seen(path: &Path, known: &Vocabulary) -> Option<Fault<Caution>> {
    let wanted: Vec<&str> = path.attribute().iter().map(|segment| segment.name()).collect();
    // Tags were read of every device, properties of a few: there, only what looks like a slip is told.
    let (section, slips_only) = match *wanted.first()? {
        "tags" => (1, false),
        "properties" => (2, true),
        _ => return None,
    };
    let same = |one: &str, other: &String| one.eq_ignore_ascii_case(other);
    let begins = |seen: &[String]| wanted.iter().zip(seen).all(|(one, other)| same(one, other));
    if wanted.len() <= section || known.paths().any(|seen| begins(seen)) {
        return None;
    }
    let of_section =
        |seen: &&Vec<String>| wanted.iter().zip(*seen).take(section).all(|(one, other)| same(one, other));
    let alike = known.paths().filter(of_section).filter(|seen| seen.len() == wanted.len());
    let slips = |seen: &Vec<String>| {
        let pairs = wanted.iter().zip(seen);
        let slips = pairs.map(|(one, other)| strsim::levenshtein(&one.to_lowercase(), &other.to_lowercase()));
        slips.sum::<usize>()
    };
    let meant = alike.map(|seen| (slips(seen), seen)).min_by_key(|(slips, _)| *slips);
    let meant = meant.filter(|(slips, seen)| *slips <= SLIPS && seen.iter().all(|name| name.len() > *slips));
    if meant.is_none() && (slips_only || known.paths().find(of_section).is_none()) {
        return None;
    }
    let fault = Fault::new(Caution::NeverSeen { path: wanted.join(".") }, path.span());
    Some(match meant {
        Some((_, seen))
            if path.property().len() == path.segments().len() && seen.iter().all(|name| plain_name(name)) =>
        {
            fault.fix(path.span(), seen.join("."))
        }
        _ => fault,
    })
}

/// `tags.floor = '3'` where every twin that was read has a number there.
fn other_kind(condition: &Condition, expression: &Expression, known: &Vocabulary) -> Option<Fault<Caution>> {
    let ExpressionKind::Compare { left, right, .. } = expression.kind() else { return None };
    let (ExpressionKind::Path(path), ExpressionKind::Literal(literal)) = (left.kind(), right.kind()) else {
        return None;
    };
    let wanted: Vec<String> = path.attribute().iter().map(|segment| segment.name().to_owned()).collect();
    if wanted.len() < 2 {
        return None;
    }
    let kind = match literal {
        Literal::String(_) => Kind::Text,
        Literal::Number(_) => Kind::Number,
        Literal::Bool(_) => Kind::Truth,
        Literal::Undefined | Literal::Null | Literal::Array(_) => return None,
    };
    let seen = known.values(condition.collection(), &wanted);
    let example = seen.first()?.clone();
    if seen.iter().any(|value| Kind::of(value) == kind) {
        return None;
    }
    let typed = right.span().of(condition.text());
    let other = Kind::of(&example);
    let mended = match (literal, other) {
        (Literal::String(text), Kind::Number) if text.parse::<f64>().is_ok() => Some(text.clone()),
        (Literal::String(text), Kind::Truth) if text == "true" || text == "false" => Some(text.clone()),
        (_, Kind::Text) => Some(quoted(typed)),
        _ => None,
    };
    let fault = Fault::new(Caution::OtherKind { path: wanted.join("."), seen: example }, right.span());
    Some(match mended {
        Some(mended) => fault.fix(right.span(), mended),
        None => fault,
    })
}

/// Kinds of values that are never equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Truth,
}

impl Kind {
    /// Of a value as it is typed.
    fn of(value: &str) -> Self {
        match value {
            "true" | "false" => Self::Truth,
            text if text.starts_with('\'') => Self::Text,
            _ => Self::Number,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(text: &str) -> Vec<(String, Option<String>)> {
        let mut known = Vocabulary::default();
        known.learn(&json!({
            "deviceId": "d1", "tags": {"floor": 3, "site": "north", "place": {"ward": "C"}, "list": [1]},
            "properties": {"reported": {"lockState": "locked", "armed": true}}
        }));
        let doubts = doubts(&Condition::parse(text).unwrap(), &known);
        let told = |warning: Warning| {
            let mended = warning.fix.map(|fix| fix.apply(text));
            (warning.problem.to_string(), mended)
        };
        doubts.into_iter().map(told).collect()
    }

    fn one(problem: &str, mended: Option<&str>) -> Vec<(String, Option<String>)> {
        vec![(problem.to_owned(), mended.map(str::to_owned))]
    }

    #[test]
    fn a_tag_that_no_twin_has_is_doubted_and_a_slip_mended() {
        let unseen = |path: &str| format!("no twin that was read has {path}");
        assert_eq!(told("tags.flor = 3"), one(&unseen("tags.flor"), Some("tags.floor = 3")));
        assert_eq!(
            told("tags.place.wrad = 'C'"),
            one(&unseen("tags.place.wrad"), Some("tags.place.ward = 'C'"))
        );
        assert_eq!(told("is_defined(tags.migrated)"), one(&unseen("tags.migrated"), None));
    }

    #[test]
    fn what_was_seen_is_not_doubted_in_any_case_of_letters_nor_what_is_inside_or_around_it() {
        for text in ["tags.Floor = 3", "is_defined(tags.place)", "tags.list.x = 1", "deviceId = 'd9'", "*"] {
            assert_eq!(told(text), [], "{text}");
        }
    }

    #[test]
    fn of_properties_only_a_slip_is_told_because_few_twins_were_read() {
        let slip = "no twin that was read has properties.reported.lockstate2";
        assert_eq!(
            told("properties.reported.lockstate2 = 'locked'"),
            one(slip, Some("properties.reported.lockState = 'locked'"))
        );
        assert_eq!(told("properties.reported.firmware = '1.0'"), []);
        assert_eq!(told("properties.desired.mode = 1"), []);
    }

    #[test]
    fn a_value_of_another_kind_is_doubted_and_mended_where_it_can_be() {
        let other =
            |path: &str, seen: &str| format!("{path} was read as {seen}, which is a value of another kind");
        assert_eq!(told("tags.floor = '3'"), one(&other("tags.floor", "3"), Some("tags.floor = 3")));
        assert_eq!(told("tags.site = 7"), one(&other("tags.site", "'north'"), Some("tags.site = '7'")));
        assert_eq!(told("tags.floor = 'top'"), one(&other("tags.floor", "3"), None));
        let armed = "properties.reported.armed";
        assert_eq!(
            told(&format!("{armed} = 'true'")),
            one(&other(armed, "true"), Some(&format!("{armed} = true")))
        );
        assert_eq!(told("tags.floor > 2 AND tags.site = 'x' AND tags.floor != null"), []);
    }
}
