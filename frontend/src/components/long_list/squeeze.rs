//! A list that is taller than browsers lay out a page: its rows pass faster than the scroll bar tells, and each is still
//! in reach.

/// Tallest list that is laid out as tall as it is, in pixels: Firefox ends near 17.9 million, Chromium near 33.5.
const TALLEST: f64 = 16_000_000.0;
/// Pixels at either end that are never squeezed, so that both ends are reached row by row.
const TRUE_ENDS: f64 = 1_000_000.0;
/// Screens that a scroll may pass and still count as walking on from the rows in sight; a longer one is a jump of the
/// scroll bar.
const WALK: f64 = 4.0;

/// The room of a list on its page.
#[derive(Debug, Clone, Copy)]
pub struct Squeeze {
    /// Height of all rows, in pixels.
    pub height: f64,
}

impl Squeeze {
    /// Height on the page, in pixels.
    pub fn on_page(self) -> f64 {
        self.height.min(TALLEST)
    }

    /// Where in the list the screen begins when it begins `page` pixels into the list's room on the page. `last` is
    /// where it began before, on the page and in the list.
    ///
    /// A screen that walks on sees every row, so the list moves as the page does. After a jump the place in the list is
    /// that of the scroll bar.
    pub fn follow(self, page: f64, last: (f64, f64), screen: f64) -> f64 {
        let walked = page - last.0;
        let between = TRUE_ENDS < page && page < self.on_page() - TRUE_ENDS;
        if self.height <= TALLEST {
            page
        } else if between && walked.abs() <= WALK * screen {
            last.1 + walked
        } else {
            self.at(page)
        }
    }

    /// Where on the page a place in the list is.
    pub fn on_page_at(self, list: f64) -> f64 {
        let beyond = self.height - self.on_page();
        if beyond <= 0.0 || list <= TRUE_ENDS {
            list
        } else if list >= self.height - TRUE_ENDS {
            list - beyond
        } else {
            let factor = beyond / (self.on_page() - 2.0 * TRUE_ENDS);
            (list + factor * TRUE_ENDS) / (1.0 + factor)
        }
    }

    /// The place in the list that belongs to a place on the page: as it is at the ends, stretched between them.
    fn at(self, page: f64) -> f64 {
        let beyond = self.height - self.on_page();
        let stretched = self.on_page() - 2.0 * TRUE_ENDS;
        page + beyond * ((page - TRUE_ENDS) / stretched).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLION: Squeeze = Squeeze { height: 1_000_000.0 * 33.0 };

    #[test]
    fn a_list_that_fits_is_as_tall_as_it_is() {
        let fits = Squeeze { height: 400_000.0 };
        assert_eq!((fits.on_page(), fits.follow(9_000.0, (0.0, 0.0), 900.0)), (400_000.0, 9_000.0));
    }

    #[test]
    fn both_ends_of_a_million_rows_are_reached() {
        assert_eq!(MILLION.follow(-40.0, (900.0, 900.0), 900.0), -40.0);
        let end = MILLION.on_page() - 900.0;
        assert_eq!(MILLION.follow(end, (0.0, 0.0), 900.0), MILLION.height - 900.0);
    }

    #[test]
    fn walking_on_passes_every_row() {
        let middle = 8_000_000.0;
        let jumped = MILLION.follow(middle, (0.0, 0.0), 900.0);
        assert_eq!(jumped, MILLION.height / 2.0);
        assert_eq!(MILLION.follow(middle + 850.0, (middle, jumped), 900.0), jumped + 850.0);
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn further_down_the_page_is_further_down_the_list(page in 0.0..16_000_000.0_f64, more in 1.0..100_000.0_f64) {
            let (before, after) = (MILLION.at(page), MILLION.at(page + more));
            proptest::prop_assert!(before < after && after <= MILLION.height + more);
            proptest::prop_assert!((MILLION.on_page_at(before) - page).abs() < 0.01);
        }
    }
}
