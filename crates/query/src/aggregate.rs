//! Rows that stand for groups of documents.

use std::{
    borrow::Cow,
    cmp::Ordering,
    collections::{HashMap, hash_map::Entry},
};

use serde_json::{Map, Value as Json};

use crate::{
    Document, Value,
    ast::{Aggregate, Column, ColumnValue, Number, Path, Projection, Select},
    evaluate::{holds, order},
};

/// Groups being counted: add documents one by one, then take the rows.
///
/// Its size grows with the number of groups, not of documents.
#[derive(Debug)]
pub struct Aggregation<'q> {
    select: &'q Select,
    columns: &'q [Column],
    groups: Vec<Group>,
    places: HashMap<Key, usize>,
}

#[derive(Debug)]
struct Group {
    /// One for each column.
    tallies: Vec<Tally>,
}

/// What has been seen of one column in one group.
#[derive(Debug, Default)]
struct Tally {
    /// Of a plain column the value in the first document; `None` when it is missing.
    value: Option<Json>,
    documents: u64,
    numbers: u64,
    sum: f64,
    extreme: Option<Value<'static>>,
    /// Both numbers and strings were seen: there is no least one.
    mixed: bool,
}

/// What makes two documents members of one group.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Key {
    Undefined,
    Null,
    Bool(bool),
    /// The bits of the number, of which zero has only one sign.
    Number(u64),
    String(String),
    /// The text of an object or an array. That these make groups is our choice.
    Composite(String),
}

impl<'q> Aggregation<'q> {
    /// Starts counting; `None` when the query does not aggregate.
    pub(crate) fn new(select: &'q Select) -> Option<Aggregation<'q>> {
        let columns = match &select.projection {
            Projection::Columns(columns) if select.aggregates() => columns.as_slice(),
            Projection::Columns(_) | Projection::Star => return None,
        };
        let mut aggregation = Aggregation { select, columns, groups: Vec::new(), places: HashMap::new() };
        if select.group_by.is_none() {
            // Without GROUP BY there is one row even of nothing.
            aggregation.open(|_| None);
        }
        Some(aggregation)
    }

    /// Counts a document if the query's condition holds for it.
    pub fn add<D: Document + ?Sized>(&mut self, document: &D) {
        if !self.select.filter.as_ref().is_none_or(|filter| holds(filter, document)) {
            return;
        }
        let place = match &self.select.group_by {
            Some(path) => self.place(path, document),
            None => 0,
        };
        let Some(group) = self.groups.get_mut(place) else { return };
        for (tally, column) in group.tallies.iter_mut().zip(self.columns) {
            match &column.value {
                ColumnValue::Count => tally.documents += 1,
                ColumnValue::Aggregate(aggregate, path) => {
                    if let Some(value) = document.get(path.attribute()) {
                        tally.add(*aggregate, value);
                    }
                }
                ColumnValue::Path(_) => {}
            }
        }
    }

    /// The rows, in the order in which their groups were met first (our choice), at most as many as TOP says.
    pub fn finish(self) -> Vec<Json> {
        let most = self.select.top.map_or(usize::MAX, |top| usize::try_from(top.rows).unwrap_or(usize::MAX));
        let columns = self.columns;
        self.groups.into_iter().take(most).map(|group| group.row(columns)).collect()
    }

    fn place<D: Document + ?Sized>(&mut self, path: &Path, document: &D) -> usize {
        let key = match document.get(path.attribute()).unwrap_or(Value::Undefined) {
            Value::Undefined => Key::Undefined,
            Value::Null => Key::Null,
            Value::Bool(value) => Key::Bool(value),
            Value::Number(number) => Key::Number(number.get().to_bits()),
            Value::String(text) => Key::String(text.into_owned()),
            Value::Composite => {
                let text = document.json(path.attribute()).map(|json| json.to_string());
                Key::Composite(text.unwrap_or_default())
            }
        };
        let next = self.groups.len();
        let place = match self.places.entry(key) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => *entry.insert(next),
        };
        if place == next {
            self.open(|path| document.json(path.attribute()));
        }
        place
    }

    /// Begins a group; `first` gives the values of its first document. A plain column is the property grouped by, so
    /// that its value is that of all documents, except where properties differ by case alone.
    fn open(&mut self, first: impl Fn(&Path) -> Option<Json>) {
        let tally = |column: &Column| match &column.value {
            ColumnValue::Path(path) => Tally { value: first(path), ..Tally::default() },
            ColumnValue::Count | ColumnValue::Aggregate(..) => Tally::default(),
        };
        self.groups.push(Group { tallies: self.columns.iter().map(tally).collect() });
    }
}

impl Group {
    fn row(self, columns: &[Column]) -> Json {
        let mut row = Map::new();
        for (column, tally) in columns.iter().zip(self.tallies) {
            let value = match &column.value {
                ColumnValue::Path(_) => tally.value,
                ColumnValue::Count => Some(Json::from(tally.documents)),
                ColumnValue::Aggregate(aggregate, _) => tally.result(*aggregate),
            };
            if let Some(value) = value {
                row.insert(column.name().to_owned(), value);
            }
        }
        Json::Object(row)
    }
}

impl Tally {
    /// Takes one value. AVG and SUM pass over what is not a number, MIN and MAX over what is neither number nor string
    /// (our choice).
    fn add(&mut self, aggregate: Aggregate, value: Value<'_>) {
        let better = match aggregate {
            Aggregate::Count => return,
            Aggregate::Average | Aggregate::Sum => {
                if let Value::Number(number) = value {
                    self.numbers += 1;
                    self.sum += number.get();
                }
                return;
            }
            Aggregate::Minimum => Ordering::Less,
            Aggregate::Maximum => Ordering::Greater,
        };
        let value = match value {
            Value::Number(number) => Value::Number(number),
            Value::String(text) => Value::String(Cow::Owned(text.into_owned())),
            Value::Undefined | Value::Null | Value::Bool(_) | Value::Composite => return,
        };
        let replaces = match &self.extreme {
            None => true,
            Some(extreme) => match order(&value, extreme) {
                Some(order) => order == better,
                None => {
                    self.mixed = true;
                    false
                }
            },
        };
        if replaces {
            self.extreme = Some(value);
        }
    }

    /// The result; `None`, so no key in the row, when there was nothing to make it of.
    fn result(self, aggregate: Aggregate) -> Option<Json> {
        match aggregate {
            Aggregate::Count => Some(Json::from(self.documents)),
            Aggregate::Sum if self.numbers > 0 => json_number(self.sum),
            Aggregate::Average if self.numbers > 0 => json_number(self.sum / self.numbers as f64),
            Aggregate::Sum | Aggregate::Average => None,
            Aggregate::Minimum | Aggregate::Maximum if self.mixed => None,
            Aggregate::Minimum | Aggregate::Maximum => match self.extreme? {
                Value::Number(number) => json_number(number.get()),
                Value::String(text) => Some(Json::String(text.into_owned())),
                Value::Undefined | Value::Null | Value::Bool(_) | Value::Composite => None,
            },
        }
    }
}

/// Writes a whole number without a fraction.
fn json_number(value: f64) -> Option<Json> {
    /// From here on, doubles are further apart than one.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    let number = Number::new(value)?.get();
    if number.fract() == 0.0 && number.abs() < WHOLE {
        return Some(Json::from(number as i64));
    }
    serde_json::Number::from_f64(number).map(Json::Number)
}
