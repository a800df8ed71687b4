//! In which order rows are given.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// An order of rows by one column. A row that has nothing there comes last, whichever way round. On the wire, and in
/// addresses, it is the name of the column, after a `-` when the largest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RowOrder {
    /// The column.
    pub by: RowColumn,
    /// The largest first.
    pub descending: bool,
}

/// A column of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowColumn {
    /// The device id.
    Device,
    /// From the start of the job to the end of the device; only what has settled took a time.
    Took,
    /// When the hub last changed the row.
    Updated,
}

/// A text that is no order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no order: give `device`, `took` or `updated`, after a `-` for the largest first")]
pub struct InvalidRowOrder(String);

impl RowColumn {
    const ALL: [Self; 3] = [Self::Device, Self::Took, Self::Updated];

    fn word(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Took => "took",
            Self::Updated => "updated",
        }
    }
}

impl FromStr for RowOrder {
    type Err = InvalidRowOrder;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (descending, word) = text.strip_prefix('-').map_or((false, text), |word| (true, word));
        let by = RowColumn::ALL.into_iter().find(|column| column.word() == word);
        by.map(|by| Self { by, descending }).ok_or_else(|| InvalidRowOrder(text.to_owned()))
    }
}

impl fmt::Display for RowOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.by.word())
    }
}

impl TryFrom<String> for RowOrder {
    type Error = InvalidRowOrder;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RowOrder> for String {
    fn from(order: RowOrder) -> Self {
        order.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_a_column_and_a_way_round() {
        let order = RowOrder { by: RowColumn::Took, descending: true };
        assert_eq!("-took".parse(), Ok(order));
        assert_eq!(serde_json::to_string(&order).unwrap(), r#""-took""#);
        assert!("-".parse::<RowOrder>().is_err());
        assert!(serde_json::from_str::<RowOrder>(r#""size""#).is_err());
    }
}
