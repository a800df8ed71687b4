//! A fleet that is named device by device, and takes more than one job.

use iothub_query::{Condition, DeviceList, listed_devices};

use super::Draft;

/// What an order for a long list of devices comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Devices that are named.
    pub devices: u64,
    /// Jobs that it takes.
    pub jobs: u64,
    /// The condition of the first of them.
    pub first: String,
}

impl Draft {
    /// The jobs for a list of devices that is longer than one condition can be; `None` for any other fleet.
    pub fn series(&self) -> Option<Series> {
        let list = DeviceList::parse(self.condition.trim())?;
        let chunks = list.chunks();
        let jobs = chunks.len() as u64;
        let first = chunks.into_iter().next()?.condition;
        Some(Series { devices: list.count(), jobs, first })
    }

    /// How many devices the condition names one by one, and nothing else.
    pub fn named(&self) -> Option<u64> {
        let text = self.condition.trim();
        if let Some(list) = DeviceList::parse(text) {
            return Some(list.count());
        }
        let condition = Condition::parse(text).ok()?;
        listed_devices(condition.filter()?).map(|list| list.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use lockstep_api::time::EpochMillis;

    use super::*;
    use crate::routes::devices_in;

    fn over(devices: usize) -> Draft {
        let ids: Vec<_> = (0..devices).map(|number| format!("entrance-door-{number:04}")).collect();
        Draft { method: "lockDoor".to_owned(), condition: devices_in(&ids), ..Draft::default() }
    }

    #[test]
    fn devices_that_one_condition_cannot_name_are_an_order_all_the_same() {
        let draft = over(600);
        let series = draft.series().unwrap();
        assert_eq!((series.devices, series.jobs), (600, 2));
        assert!(Condition::parse(&series.first).is_ok());
        let order = draft.order(EpochMillis(0), |_| None, None).unwrap();
        assert_eq!(order.condition, draft.condition);
    }

    #[test]
    fn devices_that_one_condition_can_name_are_one_job() {
        assert_eq!(over(100).series(), None);
        assert!(over(100).fleet().is_ok());
    }

    #[test]
    fn more_devices_than_an_order_can_name_are_none() {
        assert!(over(10_000).fleet().is_err());
    }
}
