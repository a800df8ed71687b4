//! Which keys mean what, as a pure function.

use lockstep_api::{row::ExportFormat, time::EpochMillis};

/// Longest time between the two, in milliseconds.
const TOGETHER: i64 = 1500;

/// What a key, or two in a row, ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortcut {
    /// Focus the field that finds things.
    Search,
    /// Show the sheet of shortcuts.
    Help,
    /// Open the list of jobs.
    Jobs,
    /// Open the list of devices.
    Devices,
    /// Open the library of actions.
    Actions,
    /// Start an order.
    NewJob,
    /// Take the rows of the job along as a file.
    Export(ExportFormat),
    /// Focus the next row.
    NextRow,
    /// Focus the row before.
    PreviousRow,
}

/// Remembers the first key of two.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chord {
    first: Option<(First, EpochMillis)>,
}

/// A key that means nothing alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    /// `g`, for going somewhere.
    Go,
    /// `e`, for an export.
    Export,
}

impl Chord {
    /// Takes a key as `KeyboardEvent.key` names it, pressed at an instant.
    pub fn press(&mut self, key: &str, at: EpochMillis) -> Option<Shortcut> {
        let first = self.first.take().filter(|(_, pressed)| at.since(*pressed) <= TOGETHER);
        match (first.map(|(first, _)| first), key) {
            (Some(First::Go), "j") => Some(Shortcut::Jobs),
            (Some(First::Go), "d") => Some(Shortcut::Devices),
            (Some(First::Go), "a") => Some(Shortcut::Actions),
            (Some(First::Export), "c") => Some(Shortcut::Export(ExportFormat::Csv)),
            (Some(First::Export), "n") => Some(Shortcut::Export(ExportFormat::Ndjson)),
            (_, "g") => self.begin(First::Go, at),
            (_, "e") => self.begin(First::Export, at),
            (_, "/") => Some(Shortcut::Search),
            (_, "?") => Some(Shortcut::Help),
            (_, "n") => Some(Shortcut::NewJob),
            (_, "j") => Some(Shortcut::NextRow),
            (_, "k") => Some(Shortcut::PreviousRow),
            _ => None,
        }
    }

    fn begin(&mut self, first: First, at: EpochMillis) -> Option<Shortcut> {
        self.first = Some((first, at));
        None
    }
}

/// The row to go to among so many, from the one with the focus; from none to the first.
pub fn row_after(at: Option<i32>, step: i32, rows: i32) -> Option<u32> {
    let last = rows.checked_sub(1).filter(|last| *last >= 0)?;
    let to = at.map_or(0, |at| at.saturating_add(step).clamp(0, last));
    u32::try_from(to).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: EpochMillis = EpochMillis(1_000_000);

    #[test]
    fn g_and_a_letter_go_to_a_place() {
        let mut chord = Chord::default();
        assert_eq!(chord.press("g", NOW), None);
        assert_eq!(chord.press("d", NOW), Some(Shortcut::Devices));
        assert_eq!(chord.press("d", NOW), None);
    }

    #[test]
    fn j_alone_is_a_row_and_after_g_the_jobs() {
        let mut chord = Chord::default();
        assert_eq!(chord.press("j", NOW), Some(Shortcut::NextRow));
        chord.press("g", NOW);
        assert_eq!(chord.press("j", NOW), Some(Shortcut::Jobs));
    }

    #[test]
    fn n_alone_is_an_order_and_after_e_a_file() {
        let mut chord = Chord::default();
        assert_eq!(chord.press("n", NOW), Some(Shortcut::NewJob));
        assert_eq!(chord.press("e", NOW), None);
        assert_eq!(chord.press("n", NOW), Some(Shortcut::Export(ExportFormat::Ndjson)));
    }

    #[test]
    fn a_key_that_was_pressed_long_ago_is_no_part_of_two() {
        let mut chord = Chord::default();
        chord.press("e", NOW);
        assert_eq!(chord.press("n", EpochMillis(NOW.0 + 60_000)), Some(Shortcut::NewJob));
    }

    #[test]
    fn rows_end_where_the_list_ends() {
        assert_eq!(row_after(None, 1, 3), Some(0));
        assert_eq!(row_after(Some(2), 1, 3), Some(2));
        assert_eq!(row_after(Some(0), -1, 3), Some(0));
        assert_eq!(row_after(Some(0), 1, 0), None);
    }
}
