//! Filling a hub with a fleet.

use std::sync::Arc;

use iothub_wire::error::ErrorCode;
use iothub_wire::etag::IfMatch;
use iothub_wire::identity::BulkDevice;
use iothub_wire::time::UtcTime;
use iothub_wire::twin::remove_read_only;

use super::{Hub, State};
use crate::identity::Identity;
use crate::refusal::Refusal;
use crate::registry::Minted;

/// How many identities are written before others may use the hub.
const AT_ONCE: usize = 100;

/// A fleet that was not taken, or not as a whole: the identities before the one that is named are there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{identity}: {message}")]
pub struct SeedRefused {
    /// Whose item was refused; `device` or `device/module`.
    pub identity: String,
    /// The error of the catalogue.
    pub code: ErrorCode,
    /// What is wrong with it.
    pub message: String,
}

impl Hub {
    /// Creates or updates identities with their keys, tags, desired and reported properties, and makes them durable.
    ///
    /// Import modes and etags of the items do not matter, nor do throttles. An identity that is there keeps its keys when
    /// its item brings none.
    pub(crate) async fn seed(self: &Arc<Self>, fleet: &[BulkDevice]) -> Result<(), SeedRefused> {
        for items in fleet.chunks(AT_ONCE) {
            let minted: Vec<Minted> = items.iter().map(|_| self.mint()).collect();
            self.with(|state, now| {
                items.iter().zip(minted).try_for_each(|(item, minted)| state.seed(item, minted, now))
            })?;
            tokio::task::yield_now().await;
        }
        let failed = |_| {
            let Refusal { code, message, .. } = Refusal::store_failed();
            SeedRefused { identity: "the fleet".to_owned(), code, message }
        };
        self.flushed().await.map_err(failed)
    }
}

impl State {
    fn seed(&mut self, item: &BulkDevice, minted: Minted, now: UtcTime) -> Result<(), SeedRefused> {
        let identity = Identity { device: item.id.clone(), module: item.module_id.clone() };
        self.write_item(&identity, item, minted, now).map_err(|Refusal { code, message, .. }| SeedRefused {
            identity: identity.to_string(),
            code,
            message,
        })
    }

    fn write_item(
        &mut self,
        identity: &Identity,
        item: &BulkDevice,
        minted: Minted,
        now: UtcTime,
    ) -> Result<(), Refusal> {
        let Self { registry, ledger, .. } = self;
        let mut item = item.clone();
        let reported = item.properties.as_mut().and_then(|properties| properties.reported.take());
        let if_match = match registry.get(identity) {
            None => IfMatch::Absent,
            Some(known) => {
                // A fleet that is seeded twice keeps its keys, unlike one that is written twice.
                if item.authentication.symmetric_key.missing() {
                    item.authentication = known.account.authentication.clone();
                }
                IfMatch::Any
            }
        };
        registry.import(identity, item, &if_match, minted, now, ledger)?;
        if let Some(mut reported) = reported {
            remove_read_only(&mut reported);
            registry.report(identity, &reported, None, now, ledger)?;
        }
        Ok(())
    }
}
