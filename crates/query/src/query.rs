//! A whole query and its rows.

use std::{fmt, str::FromStr};

use serde_json::{Map, Value as Json};

use crate::{
    Aggregation, Document, Error, Warning,
    ast::{Collection, ColumnValue, Expression, Path, Projection, Select},
    check::check,
    error::Fault,
    evaluate::holds,
    parse::select,
    warning::warnings,
};

/// A query that parsed and passed every check, such as `SELECT * FROM devices WHERE tags.site = 'A'`.
///
/// It prints as canonical text, which parses to an equal query.
#[derive(Debug, Clone)]
pub struct Query {
    text: String,
    select: Select,
}

/// What kind of rows a query gives, as the header `x-ms-item-type` tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// Whole twins of devices or modules.
    Twin,
    /// Whole rows of `devices.jobs`.
    DeviceJob,
    /// Columns or groups.
    Raw,
}

impl Query {
    /// Reads the text of a query of 8192 characters at most.
    ///
    /// # Errors
    ///
    /// The first problem of the text, with its place and, where it is evident, its repair.
    pub fn parse(text: &str) -> Result<Query, Error> {
        let select = select(text).and_then(check).map_err(|fault| fault.locate(text))?;
        Ok(Query { text: text.to_owned(), select })
    }

    /// The text it was parsed from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its syntax tree.
    pub fn select(&self) -> &Select {
        &self.select
    }

    /// What it searches.
    pub fn collection(&self) -> Collection {
        self.select.source.collection
    }

    /// The most rows it may give, if it has a TOP. Whoever pages through rows has to count them.
    pub fn top(&self) -> Option<u64> {
        self.select.top.map(|top| top.rows)
    }

    /// What kind of rows it gives.
    pub fn row_kind(&self) -> RowKind {
        match (&self.select.projection, self.collection()) {
            (Projection::Star, Collection::Devices | Collection::Modules) => RowKind::Twin,
            (Projection::Star, Collection::Jobs) => RowKind::DeviceJob,
            (Projection::Columns(_), _) => RowKind::Raw,
        }
    }

    /// Tells whether its rows stand for groups of documents, so that all documents have to be seen before the first
    /// row is known.
    pub fn aggregates(&self) -> bool {
        self.select.aggregates()
    }

    /// Tells whether its condition holds for a document.
    pub fn matches<D: Document + ?Sized>(&self, document: &D) -> bool {
        self.select.filter.as_ref().is_none_or(|filter| holds(filter, document))
    }

    /// The row of one document, whether its condition holds or not: the whole document, or the columns that it has a
    /// value for, of two with one name the later; `None` when the query aggregates.
    pub fn project<D: Document + ?Sized>(&self, document: &D) -> Option<Json> {
        if self.aggregates() {
            return None;
        }
        let Projection::Columns(columns) = &self.select.projection else { return document.json(&[]) };
        let mut row = Map::new();
        for column in columns {
            if let ColumnValue::Path(path) = &column.value
                && let Some(value) = document.json(path.attribute())
            {
                row.insert(column.name().to_owned(), value);
            }
        }
        Some(Json::Object(row))
    }

    /// Counts groups of documents; `None` when the query does not aggregate.
    pub fn aggregation(&self) -> Option<Aggregation<'_>> {
        Aggregation::new(&self.select)
    }

    /// All rows over some documents, TOP obeyed.
    pub fn run<D: Document>(&self, documents: impl IntoIterator<Item = D>) -> Vec<Json> {
        if let Some(mut aggregation) = self.aggregation() {
            for document in documents {
                aggregation.add(&document);
            }
            return aggregation.finish();
        }
        let most = self.top().map_or(usize::MAX, |top| usize::try_from(top).unwrap_or(usize::MAX));
        let matching = documents.into_iter().filter(|document| self.matches(document));
        matching.filter_map(|document| self.project(&document)).take(most).collect()
    }

    /// The properties that its columns, its condition and its GROUP BY refer to, in this order, repetitions included.
    pub fn referenced_paths(&self) -> Vec<&Path> {
        let mut paths = Vec::new();
        if let Projection::Columns(columns) = &self.select.projection {
            paths.extend(columns.iter().filter_map(|column| column.path()));
        }
        paths.extend(self.select.filter.iter().flat_map(Expression::paths));
        paths.extend(&self.select.group_by);
        paths
    }

    /// What is accepted but hardly meant.
    pub fn warnings(&self) -> Vec<Warning> {
        let paths = self.referenced_paths();
        let faults = warnings(&self.text, self.collection(), self.select.filter.as_ref(), &paths);
        faults.into_iter().map(|fault: Fault<_>| fault.locate(&self.text)).collect()
    }
}

impl FromStr for Query {
    type Err = Error;

    fn from_str(text: &str) -> Result<Query, Error> {
        Query::parse(text)
    }
}

/// Two queries are equal when they say the same, however they are typed.
impl PartialEq for Query {
    fn eq(&self, other: &Query) -> bool {
        self.select == other.select
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.select.fmt(f)
    }
}
