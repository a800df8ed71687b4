//! The five built-in policies, their keys, and who may do what with them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use iothub_sas::{ExposeSecret as _, Resource, SecretString, SigningKey, Token};
use iothub_wire::time::UtcTime;
use serde::{Deserialize, Serialize};

use super::Hub;
use super::device_side::ConnectRequest;
use crate::chance::Chance;
use crate::entra::{Role, bearer};
use crate::identity::Identity;
use crate::operation::{Operation, Right};
use crate::registry::LoadError;
use crate::store::{Contents, Ledger, Table};

/// The published key of the policy `iothubowner`: everybody knows it, so it protects nothing. It decodes to
/// `lockstep-emulator-well-known-key`.
pub const DEVELOPMENT_KEY: &str = "bG9ja3N0ZXAtZW11bGF0b3Itd2VsbC1rbm93bi1rZXk=";

/// A built-in policy of the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// `iothubowner`: everything.
    Owner,
    /// `service`: twins, queries, methods, jobs.
    Service,
    /// `device`: connect as any device.
    Device,
    /// `registryRead`: read identities.
    RegistryRead,
    /// `registryReadWrite`: read and write identities.
    RegistryReadWrite,
}

impl Policy {
    /// Every policy.
    pub const ALL: [Self; 5] =
        [Self::Owner, Self::Service, Self::Device, Self::RegistryRead, Self::RegistryReadWrite];

    /// The name, as in `SharedAccessKeyName`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "iothubowner",
            Self::Service => "service",
            Self::Device => "device",
            Self::RegistryRead => "registryRead",
            Self::RegistryReadWrite => "registryReadWrite",
        }
    }

    /// Says whether it gives a right.
    pub(crate) fn allows(self, right: Right) -> bool {
        match self {
            Self::Owner => true,
            Self::Service => right == Right::ServiceConnect,
            Self::Device => right == Right::DeviceConnect,
            Self::RegistryRead => right == Right::RegistryRead,
            Self::RegistryReadWrite => matches!(right, Right::RegistryRead | Right::RegistryWrite),
        }
    }
}

/// The two keys of each policy.
#[derive(Debug)]
pub(crate) struct Policies(Vec<(Policy, [SigningKey; 2])>);

/// Two keys in the store, as base64.
#[derive(Serialize, Deserialize)]
struct KeysRecord {
    primary: String,
    secondary: String,
}

impl Policies {
    /// Reads the keys, or makes them at the first start.
    pub(crate) fn load(
        contents: &mut Contents,
        chance: &Chance,
        ledger: &mut Ledger,
    ) -> Result<Self, LoadError> {
        let mut policies = Vec::new();
        for policy in Policy::ALL {
            let key = format!("policy/{}", policy.name()).into_bytes();
            let record = match contents.take_one(Table::Meta, &key) {
                Some(value) => {
                    serde_json::from_slice(&value).map_err(|_| LoadError::new(Table::Meta, &key))?
                }
                None => {
                    let record = KeysRecord::mint(policy, chance);
                    ledger.put(Table::Meta, key.clone(), &record);
                    record
                }
            };
            let decode =
                |text: &str| SigningKey::from_base64(text).map_err(|_| LoadError::new(Table::Meta, &key));
            policies.push((policy, [decode(&record.primary)?, decode(&record.secondary)?]));
        }
        Ok(Self(policies))
    }

    /// The policy of this name, with its keys.
    fn find(&self, name: &str) -> Option<&(Policy, [SigningKey; 2])> {
        self.0.iter().find(|(policy, _)| policy.name() == name)
    }

    /// The primary key of a policy, as base64.
    pub(crate) fn primary(&self, policy: Policy) -> SecretString {
        let found = self.find(policy.name());
        found.map_or_else(|| SecretString::from(String::new()), |(_, [primary, _])| primary.to_base64())
    }
}

impl KeysRecord {
    fn mint(policy: Policy, chance: &Chance) -> Self {
        let random = || STANDARD.encode(chance.bytes::<32>());
        let primary = if policy == Policy::Owner { DEVELOPMENT_KEY.to_owned() } else { random() };
        Self { primary, secondary: random() }
    }
}

impl Hub {
    /// Says whether a SAS gives one of these rights on `path`.
    fn authorized(&self, credential: &str, path: &str, rights: &[Right]) -> bool {
        let Ok(token) = Token::parse(credential) else { return false };
        let Some((policy, keys)) = token.policy().and_then(|name| self.policies.find(name)) else {
            return false;
        };
        let wanted = |host: &String| Resource::parse(&format!("{host}{path}"));
        rights.iter().any(|right| policy.allows(*right))
            && token.verify(keys).is_ok()
            && self.unexpired(&token)
            && self.host_names.iter().any(|host| token.check_resource(&wanted(host)).is_ok())
    }

    /// Says whether the credential of a REST call, SAS or Entra, allows an operation on `path` (decoded, with leading
    /// slash).
    pub(crate) async fn admits(&self, credential: &str, path: &str, operation: Operation) -> bool {
        match bearer(credential) {
            None => self.authorized(credential, path, operation.rights()),
            Some(token) => match self.roles(token).await {
                Some(roles) => roles.iter().any(|role| role.allows(operation)),
                None => false,
            },
        }
    }

    /// Says whether a credential is good for anything here.
    pub(crate) async fn knows(&self, credential: &str) -> bool {
        match bearer(credential) {
            None => self.authorized(credential, "", Right::ALL),
            Some(token) => self.roles(token).await.is_some(),
        }
    }

    async fn roles(&self, token: &str) -> Option<Vec<Role>> {
        self.entra.as_ref()?.roles(token, self.clock.token_now()).await
    }

    /// Checks host and password of a CONNECT; the result is when the password expires.
    pub(super) fn authenticate_device(&self, request: &ConnectRequest) -> Option<UtcTime> {
        let host = Resource::hub(&request.host);
        let mut names = self.host_names.iter();
        names.find(|name| Resource::hub(name) == host)?;
        self.authenticate(&request.identity, request.token.expose_secret())
    }

    /// Checks what an identity proves itself with; the result is when that expires.
    ///
    /// A policy speaks for every identity below its resource. The key of an identity speaks for that one, which the
    /// resource has to name.
    pub(crate) fn authenticate(&self, identity: &Identity, credential: &str) -> Option<UtcTime> {
        let token = Token::parse(credential).ok()?;
        let (device, module) = (identity.device.as_str(), identity.module.as_ref());
        let mut resources = self.host_names.iter().map(|host| match module {
            None => Resource::device(host, device),
            Some(module) => Resource::module(host, device, module.as_str()),
        });
        let (verified, covered) = match token.policy() {
            Some(name) => {
                let (policy, keys) = self.policies.find(name)?;
                policy.allows(Right::DeviceConnect).then_some(())?;
                (token.verify(keys), resources.any(|resource| token.check_resource(&resource).is_ok()))
            }
            None => {
                let keys = self.device_keys(identity)?;
                (token.verify(&keys), resources.any(|resource| *token.resource() == resource))
            }
        };
        (verified.is_ok() && covered && self.unexpired(&token))
            .then(|| UtcTime::from_unix_seconds(i64::try_from(token.expires_at()).unwrap_or(i64::MAX)))
    }

    /// The keys of an identity that may connect.
    fn device_keys(&self, identity: &Identity) -> Option<Vec<SigningKey>> {
        self.with(|state, _| {
            let entry = state.registry.get(identity)?;
            state.registry.may_connect(identity).then_some(())?;
            Some(entry.account.keys().filter_map(|key| SigningKey::from_base64(key.expose()).ok()).collect())
        })
    }

    /// Tokens have no leeway (our choice; the real hub's is not documented).
    fn unexpired(&self, token: &Token) -> bool {
        u64::try_from(self.clock.token_now().unix_seconds())
            .is_ok_and(|now| token.check_expiry(now, 0).is_ok())
    }
}
