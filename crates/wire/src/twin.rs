//! Device twins: shape, merge, metadata, counters and limits.
//!
//! [`TwinState`] is what a hub keeps and changes; [`Twin`] is what REST answers with. The rules are also there as plain
//! functions over JSON ([`check_patch`], [`merged`], [`difference`]), for a preview of what the hub will do.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod check;
mod integers;
mod merge;
mod metadata;
mod patch;
mod problem;
mod section;
mod size;
mod state;
mod view;

pub use check::{check_patch, check_section};
pub use integers::check_integers;
pub use merge::{difference, merge, merged, without_nulls};
pub use metadata::Metadata;
pub use patch::{SectionPatch, TwinPatch, remove_read_only};
pub use problem::TwinProblem;
pub use section::Section;
pub use size::size;
pub use state::{DesiredNotice, TwinState};
pub use view::{Twin, TwinProperties};

/// Longest key, in bytes of UTF-8.
pub const LONGEST_KEY: usize = 1024;

/// Longest string value, in bytes of UTF-8.
pub const LONGEST_STRING: usize = 4096;

/// Deepest nesting of objects (and arrays) below a section.
pub const DEEPEST_NESTING: usize = 10;

/// Smallest integer of a twin.
pub const SMALLEST_INTEGER: i64 = -4_503_599_627_370_496;

/// Largest integer of a twin.
pub const LARGEST_INTEGER: i64 = 4_503_599_627_370_495;

/// Longest path in a problem, in characters.
const LONGEST_PATH: usize = 200;

/// The three parts of a twin that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SectionKind {
    /// Tags, which the device never sees.
    Tags,
    /// Desired properties, written by the service.
    Desired,
    /// Reported properties, written by the device.
    Reported,
}

impl SectionKind {
    /// Largest size of the section, in bytes as counted by [`size()`].
    #[must_use]
    pub fn limit(self) -> usize {
        match self {
            Self::Tags => 8 * 1024,
            Self::Desired | Self::Reported => 32 * 1024,
        }
    }

    /// The name in the hub's error texts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tags => "Tags",
            Self::Desired => "Properties.Desired",
            Self::Reported => "Properties.Reported",
        }
    }
}

/// Members of a JSON object, in alphabetical order.
pub type Members = Map<String, Value>;

#[cfg(test)]
mod tests;
