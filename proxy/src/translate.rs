//! Azure's shapes to the dashboard's: the last place that knows how Azure spells things.

pub(crate) mod device;
pub(crate) mod job;
pub(crate) mod row;

use iothub_wire::time::UtcTime;
use lockstep_api::time::EpochMillis;

/// An instant as the dashboard counts them.
pub(crate) fn millis(time: UtcTime) -> EpochMillis {
    EpochMillis(time.unix_millis())
}

/// The same, where the hub writes the year 1 for "never".
pub(crate) fn millis_unless_never(time: UtcTime) -> Option<EpochMillis> {
    (time != UtcTime::NEVER).then(|| millis(time))
}
