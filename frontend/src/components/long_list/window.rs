//! Which rows are on the screen: arithmetic of a long list of equal rows, one of which may be open.

/// Rows drawn beyond each edge of the screen.
const BEYOND: u32 = 12;
/// The first row drawn is a multiple of this, so that a small scroll draws nothing new.
const STEP: u32 = 4;

/// The shape of the list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// How many rows.
    pub total: u32,
    /// Height of a row, in pixels.
    pub row: f64,
    /// The open row, and how much taller it is, in pixels.
    pub open: Option<(u32, f64)>,
}

/// Rows to draw: `from` inclusive, `to` exclusive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// First row.
    pub from: u32,
    /// One past the last row.
    pub to: u32,
}

impl Window {
    /// The rows.
    pub fn positions(self) -> std::ops::Range<u32> {
        self.from..self.to
    }

    /// Whether all rows of another window are among these.
    pub fn covers(self, other: Self) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    /// Whether any row is in both.
    pub fn meets(self, other: Self) -> bool {
        self.from.max(other.from) < self.to.min(other.to)
    }
}

impl Shape {
    /// The rows on the screen when it begins `top` pixels into the list and is `height` pixels high. `top` is negative while
    /// the list begins further down.
    pub fn on_screen(&self, top: f64, height: f64) -> Window {
        Window { from: self.row_at(top), to: self.row_at(top + height).saturating_add(1).min(self.total) }
    }

    /// The rows to draw then, so that a small scroll finds its rows there.
    pub fn around_screen(&self, top: f64, height: f64) -> Window {
        let Window { from, to } = self.on_screen(top, height);
        Window {
            from: from.saturating_sub(BEYOND) / STEP * STEP,
            to: to.saturating_add(BEYOND).min(self.total),
        }
    }

    /// Where a row begins, in pixels from the top of the list.
    pub fn offset(&self, position: u32) -> f64 {
        let extra = self.open.filter(|(open, _)| *open < position).map_or(0.0, |(_, extra)| extra);
        f64::from(position) * self.row + extra
    }

    /// Height of the whole list, in pixels.
    pub fn height(&self) -> f64 {
        self.offset(self.total)
    }

    fn row_at(&self, offset: f64) -> u32 {
        let offset = match self.open {
            Some((open, extra)) if offset > self.offset(open) + self.row => {
                // Inside the open row counts as the open row.
                (offset - extra).max(self.offset(open))
            }
            _ => offset,
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to the rows, and a float to an integer saturates"
        )]
        let row = (offset / self.row.max(1.0)).max(0.0) as u32;
        row.min(self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Shape = Shape { total: 1_000, row: 32.0, open: None };

    #[test]
    fn the_top_of_the_list_starts_at_its_first_row() {
        assert_eq!(PLAIN.around_screen(-300.0, 900.0), Window { from: 0, to: 31 });
    }

    #[test]
    fn far_down_only_what_is_near_the_screen_is_drawn() {
        let window = PLAIN.around_screen(16_000.0, 900.0);
        assert!(window.from >= 484 && window.from <= 488, "{window:?}");
        assert_eq!(window.to, 541);
    }

    #[test]
    fn the_next_page_meets_what_is_drawn_and_a_far_one_does_not() {
        let drawn = PLAIN.around_screen(16_000.0, 900.0);
        assert!(drawn.meets(PLAIN.on_screen(16_800.0, 900.0)));
        assert!(!drawn.meets(PLAIN.on_screen(20_000.0, 900.0)));
        assert!(!drawn.meets(Window::default()) && !Window::default().meets(drawn));
    }

    #[test]
    fn the_end_of_the_list_is_its_last_row() {
        assert_eq!(PLAIN.around_screen(1e9, 900.0).to, 1_000);
        assert_eq!(Shape { total: 0, ..PLAIN }.around_screen(0.0, 900.0), Window::default());
    }

    #[test]
    fn a_small_scroll_draws_nothing_new_above() {
        assert_eq!(PLAIN.around_screen(16_000.0, 900.0).from, PLAIN.around_screen(16_032.0, 900.0).from);
    }

    #[test]
    fn an_open_row_pushes_what_is_below_it_down() {
        let open = Shape { open: Some((10, 200.0)), ..PLAIN };
        assert_eq!(open.offset(10), 320.0);
        assert_eq!(open.offset(11), 552.0);
        assert_eq!(open.height(), PLAIN.height() + 200.0);
        assert_eq!(open.around_screen(16_200.0, 900.0), PLAIN.around_screen(16_000.0, 900.0));
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn what_is_on_the_screen_is_drawn(top in -2_000.0..40_000.0_f64, open in 0_u32..1_000, extra in 0.0..600.0_f64) {
            let shape = Shape { open: Some((open, extra)), ..PLAIN };
            let window = shape.around_screen(top, 900.0);
            proptest::prop_assert!(window.from == 0 || shape.offset(window.from) <= top);
            proptest::prop_assert!(window.to == shape.total || shape.offset(window.to) >= top + 900.0);
            proptest::prop_assert!(window.covers(shape.on_screen(top, 900.0)));
        }
    }
}
