//! Paged answers: `POST /devices/query`, and the list of jobs.
//!
//! The body of a page is a bare JSON array; what its items are and how to go on travels in headers.

use std::{fmt, num::IntErrorKind, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The api-version that all current SDKs use, and we with them.
pub const API_VERSION: &str = "2021-04-12";

/// Response header that says what the items of a page are, see [`ItemType`].
pub const ITEM_TYPE_HEADER: &str = "x-ms-item-type";

/// Request and response header with the opaque text that fetches the next page.
///
/// On the last page the header is absent: some SDKs take an empty value for "more".
pub const CONTINUATION_HEADER: &str = "x-ms-continuation";

/// Request header with the wanted length of a page, see [`PageSize`].
pub const MAX_ITEM_COUNT_HEADER: &str = "x-ms-max-item-count";

/// Longest query or job condition, in characters.
pub const LONGEST_QUERY: usize = 8192;

/// Body of `POST /devices/query`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuerySpecification {
    /// The query text.
    pub query: String,
}

/// What the items of a page are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemType {
    /// Whole twins: `SELECT *` from devices or modules.
    Twin,
    /// Rows of `devices.jobs`.
    DeviceJob,
    /// Jobs.
    JobResponse,
    /// Projections and aggregates.
    Raw,
    /// Anything else.
    Unknown,
}

impl ItemType {
    /// The value of the header.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Twin => "Twin",
            Self::DeviceJob => "DeviceJob",
            Self::JobResponse => "JobResponse",
            Self::Raw => "Raw",
            Self::Unknown => "Unknown",
        }
    }

    /// Reads the header; anything not known is [`Unknown`](Self::Unknown).
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let known = [Self::Twin, Self::DeviceJob, Self::JobResponse, Self::Raw];
        known.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(text)).unwrap_or(Self::Unknown)
    }
}

impl fmt::Display for ItemType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// Why a page size was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a page size is a whole number above zero")]
pub struct InvalidPageSize;

/// Length of a page: 1 to 100 items. More is cut to 100 (IoT Hub documentation: up to 100).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PageSize(u16);

impl PageSize {
    /// The longest page, which is also the page of a request without the header (our choice).
    pub const LARGEST: Self = Self(100);

    /// So many items, cut to 1 to 100.
    #[must_use]
    pub fn clamped(items: usize) -> Self {
        Self(u16::try_from(items).map_or(Self::LARGEST.0, |items| items.clamp(1, Self::LARGEST.0)))
    }

    /// The number of items.
    #[must_use]
    pub fn items(self) -> usize {
        usize::from(self.0)
    }
}

impl Default for PageSize {
    fn default() -> Self {
        Self::LARGEST
    }
}

impl FromStr for PageSize {
    type Err = InvalidPageSize;

    fn from_str(text: &str) -> Result<Self, InvalidPageSize> {
        match text.trim().parse::<usize>() {
            Ok(0) => Err(InvalidPageSize),
            Ok(items) => Ok(Self::clamped(items)),
            Err(error) if *error.kind() == IntErrorKind::PosOverflow => Ok(Self::LARGEST),
            Err(_) => Err(InvalidPageSize),
        }
    }
}

#[cfg(test)]
mod tests;
