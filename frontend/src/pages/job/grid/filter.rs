//! Which rows are shown: from the address, to a query.

use lockstep_api::row::{Outcome, RowColumn, RowOrder, RowQuery};

use super::super::{CODE, OUTCOME, SORT, TEXT};
use crate::{
    components::{location::Here, status::outcome_slug},
    intl, json,
    messages::m,
    reactive::{Memo, memo},
};

/// Outcomes, one failure group, and a text, and the order; what is empty lets everything through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowFilter {
    outcomes: Vec<Outcome>,
    code: String,
    text: String,
    /// `None` for the order in which rows were first seen.
    pub order: Option<RowOrder>,
}

impl RowFilter {
    /// From the search parameters.
    pub fn new(outcome: &str, code: &str, text: &str, order: &str) -> Self {
        let (code, text) = (code.to_owned(), text.trim().to_owned());
        Self { outcomes: outcomes(outcome), code, text, order: order.parse().ok() }
    }

    /// From the address, as it changes.
    pub fn of_address(here: Here) -> Memo<Self> {
        let (outcome, code, text) = (here.parameter(OUTCOME), here.parameter(CODE), here.parameter(TEXT));
        let order = here.parameter(SORT);
        memo(move || Self::new(&outcome.read(), &code.read(), &text.read(), &order.read()))
    }

    /// True when every row passes, in the order in which rows were first seen.
    pub fn plain(&self) -> bool {
        *self == Self::default()
    }

    /// True when every row passes, in whichever order.
    pub fn keeps_all(&self) -> bool {
        self.outcomes.is_empty() && self.code.is_empty() && self.text.is_empty()
    }

    /// The outcomes, when rows are filtered by nothing else: then the dense states can count them.
    pub fn outcomes_only(&self) -> Option<&[Outcome]> {
        (self.code.is_empty() && self.text.is_empty() && !self.outcomes.is_empty()).then_some(&self.outcomes)
    }

    /// The query for a window of rows.
    pub fn query(&self, from: u32, to: u32) -> RowQuery {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let names: Vec<_> = self.outcomes.iter().map(|outcome| wire_name(*outcome)).collect();
        RowQuery {
            from,
            to,
            outcome: given(&names.join(",")),
            text: given(&self.text),
            code: given(&self.code),
            order: self.order,
            around: None,
        }
    }

    /// All that rows are filtered by, for paper.
    pub fn in_words(&self) -> Option<String> {
        let text = (!self.text.is_empty()).then(|| format!("“{}”", self.text));
        let words: Vec<_> = self.words().into_iter().chain(text).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }

    /// What the chip says: the failure group, or the outcomes.
    pub fn words(&self) -> Option<String> {
        if !self.code.is_empty() {
            return Some(self.code.clone());
        }
        let words: Vec<_> =
            self.outcomes.iter().map(|outcome| intl::lower_case(m().outcome(*outcome))).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

/// The search parameter after one has sorted by a column: one that is sorted by already is turned round, and then left
/// alone. Whoever sorts by a time looks for the longest or the latest.
pub fn sorted_by(now: Option<RowOrder>, by: RowColumn) -> String {
    let first = by != RowColumn::Device;
    let next = match now.filter(|order| order.by == by) {
        None => Some(first),
        Some(order) if order.descending == first => Some(!first),
        Some(_) => None,
    };
    next.map(|descending| RowOrder { by, descending }.to_string()).unwrap_or_default()
}

/// The outcomes in a search parameter, in the order of display; what is unknown is passed over.
pub fn outcomes(parameter: &str) -> Vec<Outcome> {
    let named: Vec<_> = parameter.split(',').collect();
    Outcome::ALL.into_iter().filter(|outcome| named.contains(&outcome_slug(*outcome))).collect()
}

/// The search parameter with one outcome more, or less.
pub fn toggled(outcomes: &[Outcome], toggled: Outcome) -> String {
    let names: Vec<_> = Outcome::ALL
        .into_iter()
        .filter(|outcome| outcomes.contains(outcome) != (*outcome == toggled))
        .map(outcome_slug)
        .collect();
    names.join(",")
}

/// An outcome as the proxy spells it.
pub fn wire_name(outcome: Outcome) -> String {
    json::encoded(&outcome).as_str().map(str::to_owned).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pressing_an_outcome_adds_it_and_pressing_it_again_takes_it_out() {
        assert_eq!(toggled(&[], Outcome::Failed), "failed");
        assert_eq!(toggled(&[Outcome::Failed], Outcome::NotReached), "failed,not-reached");
        assert_eq!(toggled(&[Outcome::Failed, Outcome::NotReached], Outcome::Failed), "not-reached");
    }

    #[test]
    fn the_address_becomes_the_query_of_the_proxy() {
        let filter = RowFilter::new("not-reached,failed,nonsense", "", " held ", "-took");
        assert_eq!(filter.order.map(|order| order.to_string()).as_deref(), Some("-took"));
        let query = filter.query(100, 150);
        assert_eq!(query.outcome.as_deref(), Some("failed,notReached"));
        assert_eq!(query.text.as_deref(), Some("held"));
        assert_eq!((query.from, query.to, query.code), (100, 150, None));
    }

    #[test]
    fn only_a_filter_by_outcomes_can_be_counted_here() {
        assert_eq!(RowFilter::new("failed", "", "", "").outcomes_only(), Some([Outcome::Failed].as_slice()));
        assert_eq!(RowFilter::new("failed", "409", "", "").outcomes_only(), None);
        assert!(RowFilter::new("", "", " ", "").plain());
    }

    #[test]
    fn a_sorted_list_of_all_rows_is_not_the_plain_one() {
        let sorted = RowFilter::new("", "", "", "device");
        assert!(sorted.keeps_all() && !sorted.plain());
    }

    #[test]
    fn times_are_sorted_longest_first_then_turned_round_then_left_alone() {
        let mut word = String::new();
        let words = [(); 3].map(|()| {
            word = sorted_by(word.parse().ok(), RowColumn::Took);
            word.clone()
        });
        assert_eq!(words, ["-took", "took", ""]);
        assert_eq!(sorted_by("took".parse().ok(), RowColumn::Device), "device");
    }
}
