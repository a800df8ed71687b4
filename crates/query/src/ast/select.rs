//! A whole query.

use crate::{
    Span,
    ast::{Expression, Name, Path},
    attribute::attribute,
};

/// `SELECT … FROM … WHERE … GROUP BY …`.
#[derive(Debug, Clone, PartialEq)]
pub struct Select {
    /// At most this many rows.
    pub top: Option<Top>,
    /// What a row consists of.
    pub projection: Projection,
    /// What is searched.
    pub source: Source,
    /// Which documents count; all of them when absent.
    pub filter: Option<Expression>,
    /// The property whose values make the groups.
    pub group_by: Option<Path>,
}

/// `TOP 10`: at most so many rows.
#[derive(Debug, Clone, Copy)]
pub struct Top {
    /// How many rows; zero is taken too, our choice.
    pub rows: u64,
    /// Where the number stands.
    pub span: Span,
}

/// What a row consists of.
#[derive(Debug, Clone, PartialEq)]
pub enum Projection {
    /// `*`: the whole document.
    Star,
    /// One column or more.
    Columns(Vec<Column>),
}

/// One column, with the name it was given.
#[derive(Debug, Clone)]
pub struct Column {
    /// What is in it.
    pub value: ColumnValue,
    /// The name after `AS`.
    pub alias: Option<Name>,
    /// Where it stands, its alias included.
    pub span: Span,
}

/// What is in a column.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnValue {
    /// A property of the document.
    Path(Path),
    /// `COUNT()`.
    Count,
    /// `AVG(path)` and its kin; never [`Aggregate::Count`].
    Aggregate(Aggregate, Path),
}

/// A function over many documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// `COUNT()`: how many documents.
    Count,
    /// `AVG(path)`: the mean of the numbers.
    Average,
    /// `SUM(path)`: the sum of the numbers.
    Sum,
    /// `MIN(path)`: the least value.
    Minimum,
    /// `MAX(path)`: the greatest value.
    Maximum,
}

/// A collection and its alias.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The collection.
    pub collection: Collection,
    /// Another name for it, usable as a prefix of paths.
    pub alias: Option<Name>,
    /// True for `FROM c`, which old tools send for devices: the alias stands where the collection should.
    pub bare: bool,
}

/// What can be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Collection {
    /// Device twins.
    Devices,
    /// Module twins.
    Modules,
    /// What jobs did on single devices.
    Jobs,
}

impl PartialEq for Top {
    fn eq(&self, other: &Top) -> bool {
        self.rows == other.rows
    }
}

impl Column {
    /// The key of this column in a row: its alias as typed, else the documented spelling of a property at the top of
    /// the twin, else the last segment of the path or the aggregate's name in lower case.
    ///
    /// All but the alias is our choice, as the hub's keys for columns without alias are not certain.
    pub fn name(&self) -> &str {
        match (&self.alias, &self.value) {
            (Some(alias), _) => alias.as_str(),
            (None, ColumnValue::Path(path)) => match path.property() {
                [only] => attribute(Collection::Devices, only.name()).map_or(only.name(), |known| known.name),
                [.., last] => last.name(),
                [] => "",
            },
            (None, ColumnValue::Count) => "count",
            (None, ColumnValue::Aggregate(aggregate, _)) => match aggregate {
                Aggregate::Count => "count",
                Aggregate::Average => "avg",
                Aggregate::Sum => "sum",
                Aggregate::Minimum => "min",
                Aggregate::Maximum => "max",
            },
        }
    }

    pub(crate) fn path(&self) -> Option<&Path> {
        match &self.value {
            ColumnValue::Path(path) | ColumnValue::Aggregate(_, path) => Some(path),
            ColumnValue::Count => None,
        }
    }

    pub(crate) fn path_mut(&mut self) -> Option<&mut Path> {
        match &mut self.value {
            ColumnValue::Path(path) | ColumnValue::Aggregate(_, path) => Some(path),
            ColumnValue::Count => None,
        }
    }
}

impl PartialEq for Column {
    fn eq(&self, other: &Column) -> bool {
        self.value == other.value && self.alias == other.alias
    }
}

impl Source {
    /// The device twins, without an alias.
    pub(crate) const DEVICES: Source = Source { collection: Collection::Devices, alias: None, bare: false };
}

impl Select {
    /// Tells whether rows stand for groups of documents.
    pub fn aggregates(&self) -> bool {
        let Projection::Columns(columns) = &self.projection else { return self.group_by.is_some() };
        self.group_by.is_some() || columns.iter().any(|column| !matches!(column.value, ColumnValue::Path(_)))
    }
}

impl Aggregate {
    pub(crate) const ALL: [Aggregate; 5] =
        [Aggregate::Count, Aggregate::Average, Aggregate::Sum, Aggregate::Minimum, Aggregate::Maximum];

    /// Its name in capitals.
    pub fn name(self) -> &'static str {
        match self {
            Aggregate::Count => "COUNT",
            Aggregate::Average => "AVG",
            Aggregate::Sum => "SUM",
            Aggregate::Minimum => "MIN",
            Aggregate::Maximum => "MAX",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Aggregate> {
        Aggregate::ALL.into_iter().find(|aggregate| aggregate.name().eq_ignore_ascii_case(name))
    }
}

impl Collection {
    /// Its name as written after FROM.
    pub fn name(self) -> &'static str {
        match self {
            Collection::Devices => "devices",
            Collection::Modules => "devices.modules",
            Collection::Jobs => "devices.jobs",
        }
    }
}
