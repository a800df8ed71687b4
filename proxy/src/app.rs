//! What handlers share.

use std::{sync::Arc, time::Duration};

use iothub_client::environment::Environment;
use iothub_wire::time::UtcTime;
use lockstep_api::{session::Environment as Mark, time::EpochMillis};
use tokio::{sync::Semaphore, time::Instant};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    access::Access, assets::Assets, audit::Audit, auth::Provider, book::Book, hub::Hub, jobs::Desk,
    live::Bus, metrics::Metrics, preview::Previews, watch::Watches,
};

/// Everything a handler may need; a handler takes the parts it uses.
pub(crate) type App = Arc<Parts>;

/// The parts of the proxy.
pub(crate) struct Parts {
    pub(crate) access: Access,
    pub(crate) audit: Audit,
    /// Where people log in.
    pub(crate) provider: Option<Provider>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) book: Arc<Book>,
    pub(crate) bus: Arc<Bus>,
    pub(crate) watches: Arc<Watches>,
    pub(crate) desk: Desk,
    pub(crate) previews: Previews,
    pub(crate) assets: Assets,
    pub(crate) streams: Arc<Semaphore>,
    pub(crate) mark: Option<Mark>,
    pub(crate) environment: Arc<dyn Environment>,
    /// Work that outlives the request which began it.
    pub(crate) tasks: TaskTracker,
    pub(crate) shutdown: CancellationToken,
}

impl Parts {
    /// The time of day.
    pub(crate) fn now(&self) -> EpochMillis {
        EpochMillis(self.environment.now().unix_millis())
    }

    /// A time of day ahead, as an instant to wait for.
    pub(crate) fn instant_of(&self, time: UtcTime) -> Instant {
        let ahead = time.millis_since(self.environment.now()).max(0);
        Instant::now() + Duration::from_millis(ahead.unsigned_abs())
    }
}
