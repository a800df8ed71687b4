//! The rows of a job as a file, streamed: however many there are, a few hundred at a time are in memory twice.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use futures::{Stream, StreamExt as _, stream};
use lockstep_api::{
    problem::ProblemCode,
    row::{ExportFormat, ExportQuery, Row, RowOrder},
};

use super::{known, readable};
use crate::{
    access::{Caller, while_signed_in},
    app::App,
    extract::{Id, Params},
    refusal::Refusal,
    watch::{Filter, Guard, job::JobWatch},
};

mod table;

/// Characters of a filter that a file's name takes.
const LONGEST_PART: usize = 32;

/// `GET /api/jobs/{id}/export`: of a job that has ended every row, of one that runs what is known now.
pub(crate) async fn export(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id,
    Params(query): Params<ExportQuery>,
) -> Result<Response, Refusal> {
    let name = file_name(&id, &query);
    let ExportQuery { format, outcome, text, code, order } = query;
    let filter = Filter::new(outcome.as_deref(), text.as_deref(), code)
        .map_err(|error| ProblemCode::Malformed { reason: error.to_string() })?;
    let (watch, guard) = app.watches.job(&known(&id)?);
    readable(&app, &watch).await?;
    let file = Export { watch, _guard: guard, filter, format, order: order.map(Order::Wanted), from: 0 };
    let head = [
        (CONTENT_TYPE, content_type(format).to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((head, while_signed_in(&caller, file.pieces())).into_response())
}

/// An export under way.
struct Export {
    watch: Arc<JobWatch>,
    _guard: Guard,
    filter: Filter,
    format: ExportFormat,
    /// `None` for the order in which rows were first seen.
    order: Option<Order>,
    from: usize,
}

/// Another order of the rows.
enum Order {
    /// Not known yet: all rows must be there first.
    Wanted(RowOrder),
    /// The places of the rows, in it.
    Known(Vec<u32>),
}

impl Export {
    fn pieces(self) -> impl Stream<Item = Result<Bytes, csv::Error>> {
        let head = match self.format {
            ExportFormat::Csv => table::head(),
            ExportFormat::Ndjson => Ok(Vec::new()),
        };
        let rows = stream::unfold(self, async |mut export: Self| {
            let rows = export.next().await?;
            Some((print(export.format, &rows), export))
        });
        stream::once(std::future::ready(head)).chain(rows).map(|piece| piece.map(Bytes::from))
    }
}

impl Export {
    /// The next rows; `None` after the last.
    async fn next(&mut self) -> Option<Vec<Row>> {
        if let Some(Order::Wanted(order)) = self.order {
            self.order = Some(Order::Known(self.watch.in_order(&self.filter, order).await));
        }
        let (rows, next) = match &self.order {
            Some(Order::Known(places)) => self.watch.at(places, self.from, &self.filter)?,
            Some(Order::Wanted(_)) | None => self.watch.slice(self.from, &self.filter).await?,
        };
        self.from = next;
        Some(rows)
    }
}

fn print(format: ExportFormat, rows: &[Row]) -> Result<Vec<u8>, csv::Error> {
    match format {
        ExportFormat::Csv => table::rows(rows),
        ExportFormat::Ndjson => Ok(lines(rows)),
    }
}

/// Each row as the dashboard has it, on a line of its own.
fn lines(rows: &[Row]) -> Vec<u8> {
    let mut lines = Vec::new();
    for row in rows {
        // A row has text keys and finite numbers, so it always serialises.
        lines.extend(serde_json::to_vec(row).unwrap_or_default());
        lines.push(b'\n');
    }
    lines
}

fn content_type(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv => "text/csv; charset=utf-8; header=present",
        ExportFormat::Ndjson => "application/x-ndjson",
    }
}

/// The job, and what the file has of it. Ids of jobs made elsewhere, and what was searched for, may have characters that no
/// file name should have.
fn file_name(id: &str, query: &ExportQuery) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
    let mut name = format!("job-{id}");
    for part in
        [&query.outcome, &query.code, &query.text].into_iter().flatten().filter(|part| !part.is_empty())
    {
        name.push('-');
        name.extend(part.chars().take(LONGEST_PART));
    }
    format!("{}.{}", name.chars().map(plain).collect::<String>(), query.format.word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_job_whatever_its_id() {
        assert_eq!(file_name("night-lock", &query(ExportFormat::Csv)), "job-night-lock.csv");
        assert_eq!(file_name("a\"/../b;x", &query(ExportFormat::Ndjson)), "job-a-----b-x.ndjson");
    }

    #[test]
    fn a_file_with_some_of_the_rows_does_not_look_like_the_one_with_all() {
        let some = ExportQuery {
            outcome: Some("failed".into()),
            code: Some("409".into()),
            text: Some("door/1".into()),
            ..query(ExportFormat::Csv)
        };
        assert_eq!(file_name("lock", &some), "job-lock-failed-409-door-1.csv");
    }

    fn query(format: ExportFormat) -> ExportQuery {
        ExportQuery { format, outcome: None, text: None, code: None, order: None }
    }
}
