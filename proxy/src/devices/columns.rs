//! Further properties of a list of devices.

use std::fmt::Write as _;

use iothub_query::is_column;
use lockstep_api::{
    device::MOST_COLUMNS,
    problem::{FieldRule, ProblemCode},
};

/// Paths of twins, such as `tags.floor`.
#[derive(Debug)]
pub(crate) struct Columns(Vec<String>);

impl Columns {
    /// Reads paths with commas between.
    pub(crate) fn parse(text: &str) -> Result<Self, ProblemCode> {
        let paths: Vec<_> = text.split(',').map(str::trim).filter(|path| !path.is_empty()).collect();
        if paths.len() > MOST_COLUMNS {
            return Err(invalid(FieldRule::Range { least: 0, most: MOST_COLUMNS as i64 }));
        }
        if !paths.iter().all(|path| is_column(path)) {
            return Err(invalid(FieldRule::Character));
        }
        Ok(Self(paths.into_iter().map(str::to_owned).collect()))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// What is added to a list of columns: each path by a name of its own, because hubs differ in how they name a column
    /// that has none.
    pub(crate) fn projection(&self) -> String {
        self.0.iter().enumerate().fold(String::new(), |mut text, (number, path)| {
            _ = write!(text, ", {path} AS c{number}");
            text
        })
    }
}

fn invalid(rule: FieldRule) -> ProblemCode {
    ProblemCode::InvalidField { field: "columns".to_owned(), rule }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_asked_for_by_names_of_their_own() {
        let columns = Columns::parse("tags.floor, properties.reported.lockState").unwrap();
        assert_eq!(columns.projection(), ", tags.floor AS c0, properties.reported.lockState AS c1");
        assert_eq!(Columns::parse("").unwrap().projection(), "");
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in [
            "tags.floor FROM devices",
            "COUNT()",
            "1",
            "tags.a AS b",
            "tags.a = 1 AND tags.b",
            "*",
            "tags..a",
        ] {
            let problem = Columns::parse(text).unwrap_err();
            assert_eq!(problem, invalid(FieldRule::Character), "{text}");
        }
        let many = vec!["tags.a"; MOST_COLUMNS + 1].join(",");
        assert!(matches!(
            Columns::parse(&many),
            Err(ProblemCode::InvalidField { rule: FieldRule::Range { .. }, .. })
        ));
    }
}
