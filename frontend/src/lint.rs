//! What the dashboard says of a condition while it is typed: the rules are the hub's, from `iothub_query`.

use iothub_query::{Condition, Fix, Span, Warning};

use crate::messages::m;

/// How serious it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The hub takes it.
    Fine,
    /// The hub takes it, and it hardly does what was meant.
    Doubtful,
    /// The hub refuses it.
    Wrong,
}

/// What is said of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// How serious it is.
    pub tone: Tone,
    /// The sentence, with the column.
    pub sentence: String,
    /// Where, in bytes.
    pub span: Option<Span>,
    /// A repair, where one is evident.
    pub fix: Option<Fix>,
}

/// What an empty text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blank {
    /// All devices, as in a filter.
    All,
    /// Something is missing, as in an order.
    Missing,
}

/// Looks through a condition. What is correct may still be doubted by who knows the twins.
pub fn lint(text: &str, blank: Blank, doubts: impl Fn(&Condition) -> Vec<Warning>) -> Lint {
    if text.trim().is_empty() {
        let (tone, sentence) = match blank {
            Blank::All => (Tone::Fine, m().query_empty()),
            Blank::Missing => (Tone::Doubtful, m().query_needed()),
        };
        return Lint { tone, sentence: sentence.to_owned(), span: None, fix: None };
    }
    match Condition::parse(text) {
        Err(error) => Lint {
            tone: Tone::Wrong,
            sentence: m().query_problem(error.position.column, &error.problem),
            span: Some(error.span),
            fix: error.fix,
        },
        Ok(condition) => match condition.warnings().into_iter().chain(doubts(&condition)).next() {
            Some(warning) => Lint {
                tone: Tone::Doubtful,
                sentence: m().query_caution(warning.position.column, &warning.problem),
                span: Some(warning.span),
                fix: warning.fix,
            },
            None => Lint {
                tone: Tone::Fine,
                sentence: m().query_valid(text.chars().count()),
                span: None,
                fix: None,
            },
        },
    }
}

/// True when the hub takes the condition; a blank one is taken only where it means all devices.
pub fn usable(text: &str, blank: Blank) -> bool {
    if text.trim().is_empty() { blank == Blank::All } else { Condition::parse(text).is_ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_told_with_its_column_and_mended_by_its_fix() {
        let text = "tags.building = 43 AND tags.floor IN (2, 3)";
        let lint = lint(text, Blank::Missing, |_| Vec::new());
        assert_eq!(lint.tone, Tone::Wrong);
        assert_eq!(lint.sentence, "Column 38: a list takes square brackets, as in IN [2, 3].");
        let mended = lint.fix.unwrap().apply(text);
        assert_eq!(mended, "tags.building = 43 AND tags.floor IN [2, 3]");
        assert!(usable(&mended, Blank::Missing));
    }

    #[test]
    fn what_is_taken_but_hardly_meant_is_doubtful() {
        let lint = lint("deviceId = pump", Blank::Missing, |_| Vec::new());
        assert_eq!(lint.tone, Tone::Doubtful);
        assert_eq!(lint.fix.unwrap().apply("deviceId = pump"), "deviceId = 'pump'");
    }

    #[test]
    fn nothing_is_a_filter_but_no_fleet() {
        assert!(usable(" ", Blank::All));
        assert!(!usable(" ", Blank::Missing));
        assert_eq!(lint("", Blank::All, |_| Vec::new()).tone, Tone::Fine);
    }
}
