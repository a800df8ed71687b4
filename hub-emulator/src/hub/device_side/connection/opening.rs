//! Connecting and disconnecting: what changes in the registry.

use std::sync::Arc;

use iothub_wire::time::UtcTime;

use super::Connection;
use crate::api_version;
use crate::hub::device_side::{CloseReason, ConnectRefused, ConnectRequest, Subscription};
use crate::hub::link::Link;
use crate::hub::{Hub, State};
use crate::identity::Identity;
use crate::limits::Throttle;
use crate::registry::Session;
use crate::store::Table;

impl Hub {
    /// Authenticates a CONNECT, closes an older connection of the same identity and restores its session.
    pub async fn connect(self: &Arc<Self>, request: ConnectRequest) -> Result<Connection, ConnectRefused> {
        if self.shutdown.is_cancelled() {
            return Err(ConnectRefused::Unavailable);
        }
        if self.levers.throttled(self.clock.now()) {
            return Err(ConnectRefused::Throttled);
        }
        let token_expires_at = self.authenticate_device(&request).ok_or(ConnectRefused::NotAuthorized)?;
        self.turn(Throttle::Connections, 1).await.map_err(|_| ConnectRefused::Throttled)?;
        let serial = self.serial();
        let opened = self.with(|state, now| {
            let versioned = request.api_version.as_deref().is_some_and(api_version::known);
            let link = Arc::new(Link::new(serial, versioned, now));
            let session_present = state.open(&request, &link, now)?;
            Some((link, session_present))
        });
        let (link, session_present) = opened.ok_or(ConnectRefused::NotAuthorized)?;
        self.moved();
        // From here on dropping the connection undoes what was done.
        let identity = request.identity;
        let connection =
            Connection { hub: Arc::clone(self), link, identity, session_present, token_expires_at };
        self.flushed().await.map_err(|_failed| ConnectRefused::Unavailable)?;
        Ok(connection)
    }
}

impl State {
    /// Puts a connection into the registry. `None` when the identity has gone or was disabled since it was checked.
    fn open(&mut self, request: &ConnectRequest, link: &Arc<Link>, now: UtcTime) -> Option<bool> {
        let Self { registry, ledger, .. } = self;
        if !registry.may_connect(&request.identity) {
            return None;
        }
        // A clean session ends with its connection, also when that is replaced by this one.
        let session_present = registry.get(&request.identity)?.session.persistent && !request.clean_session;
        if !session_present {
            registry.forget_sent(&request.identity, ledger);
        }
        let entry = registry.get_mut(&request.identity)?;
        if let Some(older) = entry.link.replace(Arc::clone(link)) {
            older.close(CloseReason::Replaced);
        }
        if let Some(mailbox) = &mut entry.mailbox {
            mailbox.release();
            link.expect_mail();
        }
        let key = request.identity.to_string();
        if !session_present {
            entry.session = Session { persistent: !request.clean_session, ..Session::default() };
        }
        if entry.session.persistent {
            ledger.put(Table::Sessions, key.as_str(), &entry.session);
        } else {
            ledger.remove(Table::Sessions, key.as_str());
        }
        entry.account.connection_updated_at = now;
        entry.account.active_at = now;
        if let Some(model_id) = &request.model_id {
            entry.account.model_id.clone_from(model_id);
        }
        ledger.put(Table::Identities, key, &entry.account);
        if entry.session.granted.qos(Subscription::Methods).is_some()
            && let Some(awaited) = entry.awaited.take()
        {
            awaited.notify_waiters();
        }
        Some(session_present)
    }

    /// Takes a connection out of the registry, unless a newer one has replaced it.
    pub(super) fn close(&mut self, identity: &Identity, link: &Link, now: UtcTime) {
        let Self { registry, ledger, .. } = self;
        let Some(entry) = registry.get_mut(identity) else { return };
        if entry.link.as_ref().is_none_or(|current| current.serial != link.serial) {
            return;
        }
        entry.link = None;
        if let Some(mailbox) = &mut entry.mailbox {
            mailbox.release();
        }
        if !entry.session.persistent {
            entry.session = Session::default();
        }
        entry.account.connection_updated_at = now;
        entry.account.active_at = link.active_at();
        ledger.put(Table::Identities, identity.to_string(), &entry.account);
    }
}
