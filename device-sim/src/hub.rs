//! How devices of a hub are called and get in.

use std::time::Duration;

use iothub_sas::{Credential, ExposeSecret as _, Host, SecretString, ServiceConnectionString};
use iothub_wire::ids::{DeviceId, InvalidId};
use iothub_wire::topic::UserName;

/// What is said about this program in the user name of CONNECT.
const CLIENT_TYPE: &str = concat!("lockstep-device-sim/", env!("CARGO_PKG_VERSION"));

/// A hub and the devices that are simulated there.
#[derive(Debug, Clone)]
pub struct Hub {
    /// The hub, for which devices authenticate; a port is left out.
    pub host: Host,
    /// Who they are.
    pub identities: Identities,
}

/// Who the devices are.
#[derive(Debug, Clone)]
pub enum Identities {
    /// One device, with its own credential.
    One {
        /// Its id.
        device: DeviceId,
        /// How it proves who it is; a certificate is not supported and refused by the hub.
        credential: Credential,
    },
    /// Any number of devices that differ by their number. Their tokens are signed with the key of a policy of the hub
    /// that may connect devices, so that no key is kept per device.
    Numbered {
        /// What their ids begin with.
        prefix: Prefix,
        /// The policy: its key signs the tokens.
        policy: ServiceConnectionString,
    },
}

/// The beginning of device ids that end in a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix(String);

/// What a device sends to get in.
pub(crate) struct Login {
    pub(crate) client_id: String,
    pub(crate) user_name: String,
    pub(crate) password: Option<SecretString>,
}

impl Prefix {
    /// The id of the device with this index: counted from 1, with four digits or more. `sim-` gives `sim-0001`.
    pub fn id(&self, index: u32) -> Result<DeviceId, InvalidId> {
        DeviceId::try_from(format!("{}{:04}", self.0, u64::from(index) + 1))
    }
}

impl TryFrom<String> for Prefix {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        let prefix = Self(text);
        prefix.id(u32::MAX)?;
        Ok(prefix)
    }
}

impl Hub {
    /// The id of the device with this index.
    pub fn id(&self, index: u32) -> Result<DeviceId, InvalidId> {
        match &self.identities {
            Identities::One { device, .. } => Ok(device.clone()),
            Identities::Numbered { prefix, .. } => prefix.id(index),
        }
    }

    /// Whether tokens are signed here, and so can be renewed.
    pub(crate) fn renews_tokens(&self) -> bool {
        match &self.identities {
            Identities::One { credential: Credential::Key(_), .. } | Identities::Numbered { .. } => true,
            Identities::One { credential: Credential::Token(_) | Credential::X509, .. } => false,
        }
    }

    /// What the device with this index sends, with a token for `lifetime` from `unix_millis` on.
    pub(crate) fn login(&self, index: u32, unix_millis: i64, lifetime: Duration) -> Result<Login, InvalidId> {
        let device = self.id(index)?;
        let host = self.host.name();
        let resource = format!("{host}/devices/{device}");
        let now = Duration::from_millis(unix_millis.max(0).unsigned_abs());
        let expires_at = now.saturating_add(lifetime).as_secs();
        let password = match &self.identities {
            Identities::One { credential: Credential::Key(key), .. } => {
                Some(key.sign(&resource, None, expires_at))
            }
            Identities::One { credential: Credential::Token(token), .. } => Some(token.clone()),
            Identities::One { credential: Credential::X509, .. } => None,
            Identities::Numbered { policy, .. } => {
                Some(policy.key().sign(&resource, Some(policy.policy()), expires_at))
            }
        };
        let mut user_name = UserName::new(host, device, None);
        user_name.options.push(("DeviceClientType".into(), CLIENT_TYPE.into()));
        Ok(Login { client_id: user_name.client_id(), user_name: user_name.to_string(), password })
    }
}

impl Login {
    /// As a CONNECT that keeps the session, as both official SDKs do.
    pub(crate) fn connect(&self, keep_alive: u16) -> crate::mqtt::Connect<'_> {
        crate::mqtt::Connect {
            client_id: &self.client_id,
            user_name: Some(&self.user_name),
            password: self.password.as_ref().map(|password| password.expose_secret()),
            clean_session: false,
            keep_alive,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "YWJjZGVmZ2hpamtsbW5vcA==";

    fn fleet() -> Hub {
        let policy = format!("HostName=localhost:8443;SharedAccessKeyName=device;SharedAccessKey={KEY}");
        let policy = ServiceConnectionString::parse(&policy).unwrap();
        let prefix = Prefix::try_from("sim-".to_owned()).unwrap();
        Hub { host: policy.host().clone(), identities: Identities::Numbered { prefix, policy } }
    }

    #[test]
    fn devices_of_a_fleet_are_numbered_from_one() {
        assert_eq!(fleet().id(0).unwrap().as_str(), "sim-0001");
        assert_eq!(fleet().id(123_455).unwrap().as_str(), "sim-123456");
        assert!(Prefix::try_from("a b".to_owned()).is_err());
        assert!(Prefix::try_from("x".repeat(119)).is_err(), "the longest number must fit too");
    }

    #[test]
    fn a_device_of_a_fleet_signs_with_the_key_of_the_policy() {
        let login = fleet().login(0, 1_799_996_400_000, Duration::from_secs(3_600)).unwrap();
        assert_eq!(login.client_id, "sim-0001");
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(
            login.user_name,
            format!(
                "localhost/sim-0001/?api-version=2021-04-12&DeviceClientType=lockstep-device-sim%2F{version}"
            )
        );
        let password = login.password.unwrap();
        let password = password.expose_secret();
        assert!(password.starts_with("SharedAccessSignature sr=localhost%2Fdevices%2Fsim-0001&sig="));
        assert!(password.ends_with("&se=1800000000&skn=device"), "{password}");
    }

    #[test]
    fn a_single_device_signs_with_its_own_key() {
        let key = iothub_sas::SigningKey::from_base64(KEY).unwrap();
        let device = DeviceId::try_from("dev1".to_owned()).unwrap();
        let hub = Hub {
            host: Host::parse("myhub.azure-devices.net").unwrap(),
            identities: Identities::One { device, credential: Credential::Key(key) },
        };
        let login = hub.login(7, 0, Duration::from_secs(1_900_000_000)).unwrap();
        // A known signature: key, resource and expiry as here.
        assert_eq!(
            login.password.unwrap().expose_secret(),
            "SharedAccessSignature sr=myhub.azure-devices.net%2Fdevices%2Fdev1\
             &sig=u5NHPrVX0PbSyd%2BFWhqJcHb0s0Zdv5ii9xqVAhNM23o%3D&se=1900000000"
        );
    }
}
