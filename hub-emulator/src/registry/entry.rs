//! All that the hub knows of one identity.

use std::sync::Arc;

use iothub_wire::identity::{Device, Module};
use iothub_wire::time::UtcTime;
use iothub_wire::twin::{Twin, TwinState};
use tokio::sync::Notify;

use super::account::Account;
use super::mailbox::Mailbox;
use super::session::Session;
use crate::hub::link::Link;
use crate::identity::Identity;

/// The registry's entry of a device or module.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) account: Account,
    pub(crate) twin: StoredTwin,
    pub(crate) session: Session,
    /// The connection, while there is one.
    pub(crate) link: Option<Arc<Link>>,
    /// Messages that wait for the device, while there are any.
    pub(crate) mailbox: Option<Box<Mailbox>>,
    /// Somebody waits for the identity to be ready for method calls.
    pub(crate) awaited: Option<Arc<Notify>>,
}

/// A twin as JSON text: a tree of values costs more than ten times as much memory.
#[derive(Debug, Clone)]
pub(crate) struct StoredTwin(Box<[u8]>);

impl StoredTwin {
    /// Takes text that was once printed by [`StoredTwin::text`]; `None` when it is no twin.
    pub(crate) fn from_text(text: Vec<u8>) -> Option<Self> {
        serde_json::from_slice::<TwinState>(&text).ok()?;
        Some(Self(text.into_boxed_slice()))
    }

    /// The text.
    pub(crate) fn text(&self) -> &[u8] {
        &self.0
    }

    /// Reads the twin.
    pub(crate) fn state(&self) -> TwinState {
        // The text was printed by us and checked when loaded; a new twin is the harmless answer to the impossible.
        serde_json::from_slice(&self.0).unwrap_or_else(|_| TwinState::new(UtcTime::NEVER))
    }
}

impl From<&TwinState> for StoredTwin {
    fn from(state: &TwinState) -> Self {
        Self(serde_json::to_vec(state).unwrap_or_default().into_boxed_slice())
    }
}

/// What a twin is printed from, apart from the registry.
#[derive(Debug)]
pub(crate) struct TwinParts {
    owner: Owner,
    model: String,
    twin: StoredTwin,
}

#[derive(Debug)]
enum Owner {
    Device(Box<Device>),
    Module(Box<Module>),
}

impl TwinParts {
    /// Prints the twin.
    pub(crate) fn print(&self) -> Twin {
        let state = self.twin.state();
        match &self.owner {
            Owner::Device(device) => Twin::of_device(device, &state, &self.model),
            Owner::Module(module) => Twin::of_module(module, &state, &self.model),
        }
    }
}

impl Entry {
    /// A new identity with a new twin.
    pub(crate) fn new(account: Account, now: UtcTime) -> Self {
        Self {
            account,
            twin: StoredTwin::from(&TwinState::new(now)),
            session: Session::default(),
            link: None,
            mailbox: None,
            awaited: None,
        }
    }

    /// Prints the device, when `identity` is one.
    pub(crate) fn device(&self, identity: &Identity) -> Option<Device> {
        identity.module.is_none().then(|| self.print_device(identity))
    }

    /// Prints the module, when `identity` is one.
    pub(crate) fn module(&self, identity: &Identity) -> Option<Module> {
        let id = identity.module.as_ref()?;
        Some(self.account.module(&identity.device, id, self.connected_active_at()))
    }

    /// Prints the twin.
    pub(crate) fn print_twin(&self, identity: &Identity) -> Twin {
        self.twin_parts(identity).print()
    }

    /// Takes out what the twin is printed from, which is quickly done.
    pub(crate) fn twin_parts(&self, identity: &Identity) -> TwinParts {
        let active_at = self.connected_active_at();
        let owner = match &identity.module {
            None => Owner::Device(Box::new(self.print_device(identity))),
            Some(id) => Owner::Module(Box::new(self.account.module(&identity.device, id, active_at))),
        };
        TwinParts { owner, model: self.account.model_id.clone(), twin: self.twin.clone() }
    }

    fn print_device(&self, identity: &Identity) -> Device {
        let waiting = self.mailbox.as_ref().map_or(0, |mailbox| mailbox.len());
        Device {
            cloud_to_device_message_count: u32::try_from(waiting).unwrap_or(u32::MAX),
            ..self.account.device(&identity.device, self.connected_active_at())
        }
    }

    /// The last sign of life of the present connection.
    fn connected_active_at(&self) -> Option<UtcTime> {
        self.link.as_ref().map(|link| link.active_at())
    }
}
