//! The rows of a job as a file, streamed: however many there are, a few hundred at a time are in memory twice.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::State,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use futures::{Stream, StreamExt as _, stream};
use lockstep_api::{
    problem::ProblemCode,
    row::{ExportFormat, ExportQuery, Row},
};

use super::{known, readable};
use crate::{
    app::App,
    extract::{Id, Params},
    refusal::Refusal,
    watch::{Filter, Guard, job::JobWatch},
};

mod table;

/// `GET /api/jobs/{id}/export`: of a job that has ended every row, of one that runs what is known now.
pub(crate) async fn export(
    State(app): State<App>,
    Id(id): Id,
    Params(query): Params<ExportQuery>,
) -> Result<Response, Refusal> {
    let ExportQuery { format, outcome, text, code } = query;
    let filter = Filter::new(outcome.as_deref(), text.as_deref(), code)
        .map_err(|error| ProblemCode::Malformed { reason: error.to_string() })?;
    let (watch, guard) = app.watches.job(&known(&id)?);
    readable(&app, &watch).await?;
    let file = Export { watch, _guard: guard, filter, format, from: 0 };
    let head = [
        (CONTENT_TYPE, content_type(format).to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file_name(&id, format))),
    ];
    Ok((head, Body::from_stream(file.pieces())).into_response())
}

/// An export under way.
struct Export {
    watch: Arc<JobWatch>,
    _guard: Guard,
    filter: Filter,
    format: ExportFormat,
    from: usize,
}

impl Export {
    fn pieces(self) -> impl Stream<Item = Result<Bytes, csv::Error>> {
        let head = match self.format {
            ExportFormat::Csv => table::head(),
            ExportFormat::Ndjson => Ok(Vec::new()),
        };
        let rows = stream::unfold(self, async |mut export: Self| {
            let (rows, next) = export.watch.slice(export.from, &export.filter).await?;
            export.from = next;
            Some((print(export.format, &rows), export))
        });
        stream::once(std::future::ready(head)).chain(rows).map(|piece| piece.map(Bytes::from))
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

/// Ids of jobs made elsewhere may have characters that no file name should have.
fn file_name(id: &str, format: ExportFormat) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
    format!("job-{}.{}", id.chars().map(plain).collect::<String>(), format.word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_job_whatever_its_id() {
        assert_eq!(file_name("night-lock", ExportFormat::Csv), "job-night-lock.csv");
        assert_eq!(file_name("a\"/../b;x", ExportFormat::Ndjson), "job-a-----b-x.ndjson");
    }
}
