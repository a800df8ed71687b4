//! Which keys mean what, as a pure function.

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
    /// Focus the next row.
    NextRow,
    /// Focus the row before.
    PreviousRow,
}

/// Remembers the first key of two.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chord {
    going: bool,
}

impl Chord {
    /// Takes a key as `KeyboardEvent.key` names it.
    pub fn press(&mut self, key: &str) -> Option<Shortcut> {
        let going = std::mem::take(&mut self.going);
        match (going, key) {
            (true, "j") => Some(Shortcut::Jobs),
            (true, "d") => Some(Shortcut::Devices),
            (true, "a") => Some(Shortcut::Actions),
            (_, "g") => {
                self.going = true;
                None
            }
            (_, "/") => Some(Shortcut::Search),
            (_, "?") => Some(Shortcut::Help),
            (_, "n") => Some(Shortcut::NewJob),
            (_, "j") => Some(Shortcut::NextRow),
            (_, "k") => Some(Shortcut::PreviousRow),
            _ => None,
        }
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

    #[test]
    fn g_and_a_letter_go_to_a_place() {
        let mut chord = Chord::default();
        assert_eq!(chord.press("g"), None);
        assert_eq!(chord.press("d"), Some(Shortcut::Devices));
        assert_eq!(chord.press("d"), None);
    }

    #[test]
    fn j_alone_is_a_row_and_after_g_the_jobs() {
        let mut chord = Chord::default();
        assert_eq!(chord.press("j"), Some(Shortcut::NextRow));
        chord.press("g");
        assert_eq!(chord.press("j"), Some(Shortcut::Jobs));
    }

    #[test]
    fn rows_end_where_the_list_ends() {
        assert_eq!(row_after(None, 1, 3), Some(0));
        assert_eq!(row_after(Some(2), 1, 3), Some(2));
        assert_eq!(row_after(Some(0), -1, 3), Some(0));
        assert_eq!(row_after(Some(0), 1, 0), None);
    }
}
