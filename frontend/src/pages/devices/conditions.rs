//! A condition as rows of property, comparison and value, and back to text.

use iothub_query::{
    Condition, Span,
    ast::{Collection, ComparisonOperator, Expression, ExpressionKind, Function},
    quoted,
};

/// How a property is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// `=` and its kin.
    Compare(ComparisonOperator),
    /// `IN [..]`.
    In,
    /// `NIN [..]`.
    NotIn,
    /// `STARTSWITH(path, value)`.
    StartsWith,
    /// `IS_DEFINED(path)`.
    Defined,
    /// `NOT IS_DEFINED(path)`.
    NotDefined,
}

impl Test {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 11] = [
        Self::Compare(ComparisonOperator::Equal),
        Self::Compare(ComparisonOperator::NotEqual),
        Self::Compare(ComparisonOperator::Less),
        Self::Compare(ComparisonOperator::LessOrEqual),
        Self::Compare(ComparisonOperator::Greater),
        Self::Compare(ComparisonOperator::GreaterOrEqual),
        Self::In,
        Self::NotIn,
        Self::StartsWith,
        Self::Defined,
        Self::NotDefined,
    ];

    /// As it is written in a condition, or nearly.
    pub fn word(self) -> &'static str {
        match self {
            Self::Compare(ComparisonOperator::Equal) => "=",
            Self::Compare(ComparisonOperator::NotEqual) => "!=",
            Self::Compare(ComparisonOperator::Less) => "<",
            Self::Compare(ComparisonOperator::LessOrEqual) => "<=",
            Self::Compare(ComparisonOperator::Greater) => ">",
            Self::Compare(ComparisonOperator::GreaterOrEqual) => ">=",
            Self::In => "IN",
            Self::NotIn => "NIN",
            Self::StartsWith => "STARTSWITH",
            Self::Defined => "IS_DEFINED",
            Self::NotDefined => "NOT IS_DEFINED",
        }
    }

    /// Whether it compares with something.
    pub fn takes_value(self) -> bool {
        !matches!(self, Self::Defined | Self::NotDefined)
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The property.
    pub path: String,
    /// The comparison.
    pub test: Test,
    /// What it is compared with, as it is typed.
    pub value: String,
}

impl Row {
    /// Nothing is chosen yet.
    pub fn new() -> Self {
        Self { path: String::new(), test: Test::ALL[0], value: String::new() }
    }

    /// True once something of it is chosen. A row that lacks the rest makes the condition one that cannot be used: leaving
    /// it out would select more devices than are meant.
    fn begun(&self) -> bool {
        !self.path.trim().is_empty() || !self.value.trim().is_empty()
    }

    fn text(&self) -> String {
        let (path, value) = (self.path.trim(), self.value.trim());
        match self.test {
            Test::Compare(_) => format!("{path} {} {}", self.test.word(), constant(value)),
            Test::In | Test::NotIn if value.is_empty() => format!("{path} {} ", self.test.word()),
            Test::In | Test::NotIn => {
                let list = if value.starts_with('[') { value.to_owned() } else { listed(value) };
                format!("{path} {} {list}", self.test.word())
            }
            Test::StartsWith => format!("STARTSWITH({path}, {})", constant(value)),
            Test::Defined => format!("IS_DEFINED({path})"),
            Test::NotDefined => format!("NOT IS_DEFINED({path})"),
        }
    }
}

/// Rows, all of which have to hold, or any of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// True when one is enough: `OR`.
    pub any: bool,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Rows {
    /// The rows of a condition; `None` for one that says more than rows can. A blank one has no rows.
    pub fn of_text(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            return Some(Self { any: false, rows: Vec::new() });
        }
        let condition = Condition::parse(text).ok()?;
        if condition.collection() != Collection::Devices {
            return None;
        }
        let Some(filter) = condition.filter() else { return Some(Self { any: false, rows: Vec::new() }) };
        let (any, terms) = match filter.kind() {
            ExpressionKind::And(terms) => (false, terms.as_slice()),
            ExpressionKind::Or(terms) => (true, terms.as_slice()),
            _ => (false, std::slice::from_ref(filter)),
        };
        let rows = terms.iter().map(|term| row(text, term)).collect::<Option<_>>()?;
        Some(Self { any, rows })
    }

    /// The condition, without rows in which nothing is chosen.
    pub fn text(&self) -> String {
        let rows: Vec<_> = self.rows.iter().filter(|row| row.begun()).map(Row::text).collect();
        rows.join(if self.any { " OR " } else { " AND " })
    }
}

fn row(text: &str, term: &Expression) -> Option<Row> {
    let piece = |span: Span| text.get(span.start..span.end).unwrap_or_default().to_owned();
    let path = |operand: &Expression| {
        matches!(operand.kind(), ExpressionKind::Path(_)).then(|| piece(operand.span()))
    };
    let value = |operand: &Expression| {
        matches!(operand.kind(), ExpressionKind::Literal(_)).then(|| piece(operand.span()))
    };
    match term.kind() {
        ExpressionKind::Compare { left, operator, right } => {
            Some(Row { path: path(left)?, test: Test::Compare(*operator), value: value(right)? })
        }
        ExpressionKind::Membership { operand, negated, .. } => {
            let after = piece(Span { start: operand.span().end, end: term.span().end });
            let list = after.get(after.find('[')?..=after.rfind(']')?)?.to_owned();
            Some(Row {
                path: path(operand)?,
                test: if *negated { Test::NotIn } else { Test::In },
                value: list,
            })
        }
        ExpressionKind::Call { function: Function::StartsWith, arguments } => match arguments.as_slice() {
            [of, start] => Some(Row { path: path(of)?, test: Test::StartsWith, value: value(start)? }),
            _ => None,
        },
        ExpressionKind::Call { function: Function::IsDefined, arguments } => match arguments.as_slice() {
            [of] => Some(Row { path: path(of)?, test: Test::Defined, value: String::new() }),
            _ => None,
        },
        ExpressionKind::Not(inner) => {
            let inner = row(text, inner).filter(|row| row.test == Test::Defined)?;
            Some(Row { test: Test::NotDefined, ..inner })
        }
        ExpressionKind::Literal(_)
        | ExpressionKind::Path(_)
        | ExpressionKind::And(_)
        | ExpressionKind::Or(_)
        | ExpressionKind::Arithmetic { .. } => None,
    }
}

/// What was typed as a constant of the language: text without quotes gets them.
fn constant(typed: &str) -> String {
    if typed.is_empty() {
        return String::new();
    }
    let word = matches!(typed, "true" | "false" | "null");
    let whole = typed.len() > 1 && typed.starts_with(['\'', '"']) && typed.ends_with(['\'', '"']);
    if word || whole || typed.parse::<i64>().is_ok() || number(typed) {
        typed.to_owned()
    } else {
        quoted(typed)
    }
}

fn number(typed: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(typed).is_ok()
}

/// Values with commas between as a list.
fn listed(typed: &str) -> String {
    let values: Vec<_> =
        typed.split(',').map(str::trim).filter(|value| !value.is_empty()).map(constant).collect();
    format!("[{}]", values.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_lead_back_to_their_text() {
        for text in [
            "",
            "tags.floor = 3",
            "tags.site = 'north' AND tags.floor IN [1, 2] AND NOT IS_DEFINED(tags.ward)",
            "STARTSWITH(deviceId, 'door-') OR properties.reported.battery <= 10.5",
            "tags['floor plan'] != \"a\" AND IS_DEFINED(tags.x) AND tags.y NIN ['[', ']']",
        ] {
            let rows = Rows::of_text(text).unwrap();
            let printed = rows.text();
            assert_eq!(Rows::of_text(&printed), Some(rows), "{text}");
            if !text.is_empty() {
                assert_eq!(Condition::parse(&printed).unwrap(), Condition::parse(text).unwrap());
            }
        }
    }

    #[test]
    fn what_says_more_than_rows_can_is_left_to_the_text() {
        for text in
            ["a.b = 1 AND (tags.x = 1 OR tags.y = 2)", "tags.a = tags.b", "NOT tags.a = 1", "tags.a ="]
        {
            assert_eq!(Rows::of_text(text), None, "{text}");
        }
        assert_eq!(Rows::of_text("*").map(|rows| rows.rows.len()), Some(0));
    }

    #[test]
    fn a_value_is_typed_as_a_person_would() {
        let row = |test, value: &str| Row { path: "tags.a".to_owned(), test, value: value.to_owned() }.text();
        assert_eq!(row(Test::ALL[0], "o'brien"), r"tags.a = 'o\'brien'");
        assert_eq!(row(Test::ALL[0], "3.5"), "tags.a = 3.5");
        assert_eq!(row(Test::ALL[0], "true"), "tags.a = true");
        assert_eq!(row(Test::In, "2, north"), "tags.a IN [2, 'north']");
        assert_eq!(row(Test::StartsWith, "door-"), "STARTSWITH(tags.a, 'door-')");
    }

    #[test]
    fn a_row_in_which_nothing_is_chosen_changes_nothing_yet() {
        let mut rows = Rows::of_text("tags.a = 1").unwrap();
        rows.rows.push(Row::new());
        assert_eq!(rows.text(), "tags.a = 1");
    }

    #[test]
    fn a_row_without_its_value_or_property_selects_nobody_instead_of_more() {
        for test in Test::ALL.into_iter().filter(|test| test.takes_value()) {
            for (path, value) in [("tags.b", ""), ("", "2")] {
                let mut rows = Rows::of_text("tags.a = 1").unwrap();
                rows.rows.push(Row { path: path.to_owned(), test, value: value.to_owned() });
                assert!(Condition::parse(&rows.text()).is_err(), "{}", rows.text());
            }
        }
    }
}
