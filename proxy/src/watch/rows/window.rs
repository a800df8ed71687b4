//! A window of the rows that pass a filter.

use std::cmp::Ordering;

use lockstep_api::row::{Outcome, Row, RowColumn, RowOrder, RowQuery, RowWindow};

use super::{Rows, groups};

/// Rows that one answer gives at most.
const MOST_ROWS: u32 = 500;

/// Which rows to keep.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    outcomes: Vec<Outcome>,
    /// In lower case.
    text: Option<String>,
    code: Option<String>,
}

/// An outcome that there is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no outcome")]
pub(crate) struct InvalidFilter(String);

impl Filter {
    /// Reads the filter of a query.
    pub(crate) fn of(query: &RowQuery) -> Result<Self, InvalidFilter> {
        let RowQuery { outcome, text, code, .. } = query;
        Self::new(outcome.as_deref(), text.as_deref(), code.clone())
    }

    /// The filter of these outcomes, this text and this group.
    pub(crate) fn new(
        outcomes: Option<&str>,
        text: Option<&str>,
        code: Option<String>,
    ) -> Result<Self, InvalidFilter> {
        let words = outcomes.unwrap_or_default().split(',').filter(|word| !word.is_empty());
        Ok(Self {
            outcomes: words.map(outcome).collect::<Result<_, _>>()?,
            text: text.filter(|text| !text.is_empty()).map(str::to_lowercase),
            code,
        })
    }

    fn keeps(&self, row: &Row) -> bool {
        (self.outcomes.is_empty() || self.outcomes.contains(&row.outcome))
            && self.code.as_ref().is_none_or(|code| groups::code(row).as_ref() == Some(code))
            && self.text.as_ref().is_none_or(|text| says(row, text))
    }
}

fn outcome(word: &str) -> Result<Outcome, InvalidFilter> {
    serde_json::from_value(word.into()).map_err(|_| InvalidFilter(word.to_owned()))
}

/// Whether device, answer or error contain a text in lower case.
fn says(row: &Row, text: &str) -> bool {
    let contains = |words: &str| words.to_lowercase().contains(text);
    contains(&row.device)
        || row.module.as_deref().is_some_and(contains)
        || row.error.as_ref().is_some_and(|error| contains(&error.code) || contains(&error.description))
        || row.status.is_some_and(|status| contains(&status.to_string()))
        || row.payload.as_ref().is_some_and(|payload| contains(&payload.to_string()))
}

impl Rows {
    /// Those of the next rows from an index on that pass the filter, and the index of the row after them; `None` when no
    /// row has that index.
    pub(crate) fn slice(&self, from: usize, filter: &Filter) -> Option<(Vec<Row>, usize)> {
        let rest = self.entries.get(from..).filter(|rest| !rest.is_empty())?;
        let looked_at = &rest[..rest.len().min(MOST_ROWS as usize)];
        let kept = looked_at.iter().map(|entry| &entry.row).filter(|row| filter.keeps(row)).cloned();
        Some((kept.collect(), from + looked_at.len()))
    }

    /// The places of the rows that pass the filter, in an order.
    pub(crate) fn in_order(&self, filter: &Filter, order: RowOrder) -> Vec<u32> {
        let kept = self.entries.iter().map(|entry| &entry.row).filter(|row| filter.keeps(row));
        first(kept.collect(), usize::MAX, order).into_iter().map(|row| row.index).collect()
    }

    /// Those of the next rows of these places from one on that pass the filter still, and the place after them; `None` after
    /// the last.
    pub(crate) fn at(&self, places: &[u32], from: usize, filter: &Filter) -> Option<(Vec<Row>, usize)> {
        let rest = places.get(from..).filter(|rest| !rest.is_empty())?;
        let next = &rest[..rest.len().min(MOST_ROWS as usize)];
        let rows = next.iter().filter_map(|place| Some(&self.entries.get(*place as usize)?.row));
        Some((rows.filter(|row| filter.keeps(row)).cloned().collect(), from + next.len()))
    }

    /// Rows `from` up to, not including, `to`, of those that pass the filter; or as many from the one `around` which is
    /// asked for.
    pub(crate) fn window(&self, query: &RowQuery, filter: &Filter) -> RowWindow {
        let RowQuery { from, to, order, .. } = *query;
        let length = to.saturating_sub(from).min(MOST_ROWS) as usize;
        let kept: Vec<_> =
            self.entries.iter().map(|entry| &entry.row).filter(|row| filter.keeps(row)).collect();
        let total = u32::try_from(kept.len()).unwrap_or(u32::MAX);
        let around = query.around.as_ref().and_then(|name| kept.iter().find(|row| row.name() == *name));
        let from = around.map_or(from, |around| {
            let before = |row: &&Row| match order {
                None => row.index < around.index,
                Some(order) => compared(row, around, order).is_lt(),
            };
            u32::try_from(kept.iter().filter(|row| before(row)).count()).unwrap_or(u32::MAX)
        });
        let rows = match order {
            None => kept,
            Some(order) => first(kept, (from as usize).saturating_add(length), order),
        };
        let rows = rows.into_iter().skip(from as usize).take(length).cloned().collect();
        RowWindow { from, total, rows }
    }
}

/// The first so many rows in an order. The rest is not sorted: a window near the top of a million rows is cheap.
fn first(mut rows: Vec<&Row>, count: usize, order: RowOrder) -> Vec<&Row> {
    let compare = |one: &&Row, other: &&Row| compared(one, other, order);
    if (1..rows.len()).contains(&count) {
        rows.select_nth_unstable_by(count - 1, compare);
        rows.truncate(count);
    }
    rows.sort_unstable_by(compare);
    rows
}

fn compared(one: &Row, other: &Row, RowOrder { by, descending }: RowOrder) -> Ordering {
    let turned = |ordering: Ordering| if descending { ordering.reverse() } else { ordering };
    let by_time = |time: fn(&Row) -> Option<i64>| match (time(one), time(other)) {
        (Some(one), Some(other)) => turned(one.cmp(&other)),
        (one, other) => one.is_none().cmp(&other.is_none()),
    };
    let ordering = match by {
        RowColumn::Device => turned((&one.device, &one.module).cmp(&(&other.device, &other.module))),
        RowColumn::Took => by_time(took),
        RowColumn::Updated => by_time(|row| row.updated_at.map(|at| at.0)),
    };
    ordering.then(one.index.cmp(&other.index))
}

/// Milliseconds from when a row's turn came to its end.
fn took(row: &Row) -> Option<i64> {
    let (start, end) = row.started_at.zip(row.updated_at).filter(|_| row.outcome.settled())?;
    Some(end.since(start))
}
