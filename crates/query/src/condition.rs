//! The condition of a job.

use std::{fmt, str::FromStr};

use crate::{
    Document, Error, Warning,
    ast::{Collection, Expression, ExpressionKind, Path, Source},
    check::check_filter,
    evaluate::holds,
    parse::condition,
    warning::warnings,
};

/// Which devices or modules a job is for: `*`, what follows WHERE, or `FROM devices.modules WHERE …`.
///
/// It prints as canonical text, which parses to an equal condition.
#[derive(Debug, Clone)]
pub struct Condition {
    text: String,
    source: Source,
    filter: Option<Expression>,
}

/// Why two conditions cannot be joined.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    /// One is about devices and the other about modules, or their aliases differ.
    #[error("the conditions do not select from the same source")]
    DifferentSources,
    /// Together they are too long or too deep.
    #[error("the joined condition is refused")]
    Refused(#[source] Error),
}

impl Condition {
    /// Reads the condition of a job, of 8192 characters at most.
    ///
    /// # Errors
    ///
    /// The first problem of the text, with its place and, where it is evident, its repair.
    pub fn parse(text: &str) -> Result<Condition, Error> {
        let parsed = condition(text).and_then(|(source, mut filter)| {
            if let Some(filter) = &mut filter {
                check_filter(filter, &source)?;
            }
            Ok(Condition { text: text.to_owned(), source, filter })
        });
        parsed.map_err(|fault| fault.locate(text))
    }

    /// The text it was parsed from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Devices or modules.
    pub fn collection(&self) -> Collection {
        self.source.collection
    }

    /// What has to hold; `None` when everything is selected.
    pub fn filter(&self) -> Option<&Expression> {
        self.filter.as_ref()
    }

    /// Tells whether it holds for a document of its collection.
    pub fn matches<D: Document + ?Sized>(&self, document: &D) -> bool {
        self.filter.as_ref().is_none_or(|filter| holds(filter, document))
    }

    /// The properties that it refers to, from left to right, repetitions included.
    pub fn referenced_paths(&self) -> Vec<&Path> {
        self.filter.as_ref().map(Expression::paths).unwrap_or_default()
    }

    /// What is accepted but hardly meant.
    pub fn warnings(&self) -> Vec<Warning> {
        let paths = self.referenced_paths();
        let faults = warnings(&self.text, self.collection(), self.filter.as_ref(), &paths);
        faults.into_iter().map(|fault| fault.locate(&self.text)).collect()
    }

    /// The condition that holds where both hold: `(self) AND (other)`.
    ///
    /// # Errors
    ///
    /// [`JoinError::DifferentSources`] unless both select from the same collection by the same alias;
    /// [`JoinError::Refused`] when the result breaks a limit.
    pub fn and(&self, other: &Condition) -> Result<Condition, JoinError> {
        if self.source != other.source {
            return Err(JoinError::DifferentSources);
        }
        let (one, two) = match (&self.filter, &other.filter) {
            (Some(one), Some(two)) => (one, two),
            (Some(_), None) => return Ok(self.clone()),
            (None, _) => return Ok(other.clone()),
        };
        let both = ExpressionKind::And(vec![one.clone(), two.clone()]);
        let filter = Some(Expression::new(both, crate::Span::default()));
        let joined = Condition { text: String::new(), source: self.source.clone(), filter };
        Condition::parse(&joined.to_string()).map_err(JoinError::Refused)
    }

    /// What makes a query of this condition when put after `SELECT …`, such as `FROM devices WHERE tags.floor = 3`.
    ///
    /// ```
    /// let condition = iothub_query::Condition::parse("tags.floor=3").unwrap();
    /// let count = format!("SELECT COUNT() AS n {}", condition.from_clause());
    /// assert_eq!(count, "SELECT COUNT() AS n FROM devices WHERE tags.floor = 3");
    /// ```
    pub fn from_clause(&self) -> String {
        match &self.filter {
            Some(filter) => format!("FROM {} WHERE {filter}", self.source),
            None => format!("FROM {}", self.source),
        }
    }
}

impl FromStr for Condition {
    type Err = Error;

    fn from_str(text: &str) -> Result<Condition, Error> {
        Condition::parse(text)
    }
}

/// Two conditions are equal when they say the same, however they are typed.
impl PartialEq for Condition {
    fn eq(&self, other: &Condition) -> bool {
        self.source == other.source && self.filter == other.filter
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.filter {
            _ if self.source != Source::DEVICES => f.write_str(&self.from_clause()),
            Some(filter) => filter.fmt(f),
            None => f.write_str("*"),
        }
    }
}
