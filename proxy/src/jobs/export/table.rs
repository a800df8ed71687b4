//! Rows as a table that a spreadsheet can open without running what devices have written.

use iothub_wire::time::UtcTime;
use lockstep_api::{row::Row, time::EpochMillis};

/// What the columns are called.
const COLUMNS: [&str; 9] = [
    "device",
    "module",
    "outcome",
    "status",
    "payload",
    "errorCode",
    "errorDescription",
    "startedAt",
    "updatedAt",
];

/// The line of the columns.
pub(super) fn head() -> Result<Vec<u8>, csv::Error> {
    table(std::iter::once(COLUMNS.map(str::to_owned)))
}

/// The lines of these rows.
pub(super) fn rows(rows: &[Row]) -> Result<Vec<u8>, csv::Error> {
    table(rows.iter().map(cells))
}

fn table(lines: impl Iterator<Item = [String; COLUMNS.len()]>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for line in lines {
        writer.write_record(line)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn cells(row: &Row) -> [String; COLUMNS.len()] {
    let time = |at: Option<EpochMillis>| {
        at.map(|at| UtcTime::from_unix_millis(at.0).to_string()).unwrap_or_default()
    };
    let error = |text: fn(&lockstep_api::row::RowError) -> &String| row.error.as_ref().map(text);
    let outcome = serde_json::to_value(row.outcome).unwrap_or_default();
    [
        plain(&row.device),
        plain(row.module.as_deref().unwrap_or_default()),
        outcome.as_str().unwrap_or_default().to_owned(),
        row.status.map(|status| status.to_string()).unwrap_or_default(),
        row.payload.as_ref().map(|payload| plain(&payload.to_string())).unwrap_or_default(),
        plain(error(|error| &error.code).map_or("", String::as_str)),
        plain(error(|error| &error.description).map_or("", String::as_str)),
        time(row.started_at),
        time(row.updated_at),
    ]
}

/// Text that no spreadsheet takes for a formula (OWASP, CSV injection).
fn plain(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use lockstep_api::row::{Outcome, RowError};
    use serde_json::json;

    use super::*;

    fn row(device: &str) -> Row {
        Row {
            index: 0,
            device: device.to_owned(),
            module: None,
            outcome: Outcome::Failed,
            status: Some(409),
            payload: Some(json!({"door": "open, \"wide\""})),
            error: None,
            started_at: None,
            updated_at: Some(EpochMillis(1_767_225_600_000)),
        }
    }

    fn text(bytes: Result<Vec<u8>, csv::Error>) -> String {
        String::from_utf8(bytes.unwrap()).unwrap()
    }

    #[test]
    fn a_row_is_a_line_under_the_head() {
        assert_eq!(
            text(head()),
            "device,module,outcome,status,payload,errorCode,errorDescription,startedAt,updatedAt\r\n"
        );
        assert_eq!(
            text(rows(&[row("door-1")])),
            "door-1,,failed,409,\"{\"\"door\"\":\"\"open, \\\"\"wide\\\"\"\"\"}\",,,,2026-01-01T00:00:00Z\r\n"
        );
    }

    #[test]
    fn what_devices_write_is_no_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"] {
            assert_eq!(plain(text), format!("'{text}"));
        }
        let error = RowError { code: "=cmd".into(), description: "@x".into() };
        let line = text(rows(&[Row { payload: Some(json!(-5)), error: Some(error), ..row("=HYPERLINK()") }]));
        assert_eq!(line, "'=HYPERLINK(),,failed,409,'-5,'=cmd,'@x,,2026-01-01T00:00:00Z\r\n");
    }
}
