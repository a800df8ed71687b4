//! Makes sure that the hub knows the devices, before they connect.

use iothub_client::{Client, Error};
use iothub_sas::{Credential, DeviceConnectionString, Host, InvalidConnectionString, InvalidKey, SigningKey};
use iothub_wire::error::ErrorCode;
use iothub_wire::identity::{
    Authentication, BulkDevice, BulkResult, Capabilities, Device, DeviceSettings, DeviceStatus, ImportMode,
    MOST_BULK_DEVICES,
};
use iothub_wire::ids::{DeviceId, InvalidId};

use crate::hub::Prefix;
use crate::scenario::Scenario;

/// Why devices could not be registered.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// The hub did not answer, or refused.
    #[error("the devices cannot be registered")]
    Hub(#[from] Error),
    /// The hub refused one of many.
    #[error("device `{device}` cannot be registered ({code}: {text})")]
    Device {
        /// Its id.
        device: String,
        /// The hub's name of the error.
        code: String,
        /// The hub's text.
        text: String,
    },
    /// The prefix makes an id that is none.
    #[error("a device id cannot be used")]
    Id(#[from] InvalidId),
    /// The device has a certificate instead of a key.
    #[error("device `{0}` has no symmetric key; X.509 devices are not supported")]
    NoKey(DeviceId),
    /// The hub sent a key that is none.
    #[error("the key of the device cannot be used")]
    Key(#[from] InvalidKey),
    /// The device cannot be written as a connection string.
    #[error("the device has no connection string")]
    ConnectionString(#[from] InvalidConnectionString),
}

impl RegistrationError {
    /// Whether trying again may help: the hub was not reached, or its answer was lost.
    pub fn transient(&self) -> bool {
        match self {
            Self::Hub(error) => {
                matches!(error, Error::Unreachable(_) | Error::Lost(_))
                    || error.refusal().is_some_and(|refusal| refusal.status >= 500)
            }
            Self::Device { .. } | Self::Id(_) | Self::NoKey(_) | Self::Key(_) | Self::ConnectionString(_) => {
                false
            }
        }
    }
}

/// How many devices a step of [`register_fleet`] found and made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Registered {
    /// Devices that are new.
    pub created: u32,
    /// Devices that the hub knew, and that got their tags again.
    pub known: u32,
}

/// Registers one device, unless the hub knows it. Returns its connection string, with the host as `host` says.
pub async fn register_device(
    client: &Client,
    host: &Host,
    id: &DeviceId,
) -> Result<DeviceConnectionString, RegistrationError> {
    let device = match client.device(id).await {
        Err(error) if error.code() == Some(ErrorCode::DeviceNotFound) => {
            match client.create_device(&DeviceSettings::new(id.clone())).await {
                // Somebody else was quicker.
                Err(error) if error.code() == Some(ErrorCode::DeviceAlreadyExists) => {
                    client.device(id).await?
                }
                created => created?,
            }
        }
        found => found?,
    };
    let credential = Credential::Key(SigningKey::from_base64(key(&device)?)?);
    Ok(DeviceConnectionString::new(host.clone(), id.as_str(), None, credential)?)
}

/// Registers the devices of a fleet from `first` on, as many as one call takes, with their tags. Returns what it did; the
/// sum of both numbers is zero when there are none left.
pub async fn register_fleet(
    client: &Client,
    prefix: &Prefix,
    scenario: &Scenario,
    seed: u64,
    first: u32,
    count: u32,
) -> Result<Registered, RegistrationError> {
    let last = count.min(first.saturating_add(MOST_BULK_DEVICES as u32));
    let devices = (first..last).map(|index| Ok(bulk_device(prefix.id(index)?, scenario, seed, index)));
    let devices = devices.collect::<Result<Vec<_>, InvalidId>>()?;
    if devices.is_empty() {
        return Ok(Registered::default());
    }
    let known = known(client.bulk(&devices).await?)?;
    let mut again: Vec<_> = devices.into_iter().filter(|device| known.contains(&device.id)).collect();
    for device in &mut again {
        device.import_mode = Some(ImportMode::UpdateTwin);
    }
    again.retain(|device| device.tags.is_some());
    if !again.is_empty() {
        refuse(client.bulk(&again).await?)?;
    }
    let known = known.len() as u32;
    Ok(Registered { created: last - first - known, known })
}

fn key(device: &Device) -> Result<&str, RegistrationError> {
    let mut keys = device.authentication.symmetric_key.keys();
    let key = keys.next().map(|key| key.expose()).filter(|key| !key.is_empty());
    key.ok_or_else(|| RegistrationError::NoKey(device.device_id.clone()))
}

fn bulk_device(id: DeviceId, scenario: &Scenario, seed: u64, index: u32) -> BulkDevice {
    let tags = scenario.tags(seed, index);
    BulkDevice {
        id,
        module_id: None,
        etag: None,
        import_mode: Some(ImportMode::Create),
        status: DeviceStatus::default(),
        status_reason: None,
        // Without keys: the hub makes them up.
        authentication: Authentication::default(),
        twin_etag: None,
        tags: (!tags.is_empty()).then_some(tags),
        properties: None,
        capabilities: Capabilities::default(),
        device_scope: None,
        parent_scopes: Vec::new(),
    }
}

/// The devices that exist already. Anything else that the hub refused is an error.
fn known(result: BulkResult) -> Result<Vec<DeviceId>, RegistrationError> {
    let exists = ErrorCode::DeviceAlreadyExists.name();
    let (known, other): (Vec<_>, Vec<_>) =
        result.errors.into_iter().partition(|error| error.error_code == exists);
    refuse(BulkResult { errors: other, ..BulkResult::default() })?;
    Ok(known.into_iter().map(|error| DeviceId::try_from(error.device_id)).collect::<Result<_, _>>()?)
}

/// The first error is the result's.
fn refuse(result: BulkResult) -> Result<(), RegistrationError> {
    match result.errors.into_iter().next() {
        None => Ok(()),
        Some(error) => Err(RegistrationError::Device {
            device: error.device_id,
            code: error.error_code,
            text: error.error_status,
        }),
    }
}

#[cfg(test)]
mod tests {
    use iothub_wire::identity::BulkError;

    use super::*;

    fn error(device: &str, code: &str) -> BulkError {
        BulkError {
            device_id: device.into(),
            error_code: code.into(),
            error_status: "no".into(),
            ..BulkError::default()
        }
    }

    fn result(errors: Vec<BulkError>) -> BulkResult {
        BulkResult { errors, ..BulkResult::default() }
    }

    #[test]
    fn devices_that_exist_are_not_an_error() {
        let known = known(result(vec![error("sim-0001", "DeviceAlreadyExists")])).unwrap();
        assert_eq!(known.iter().map(DeviceId::as_str).collect::<Vec<_>>(), ["sim-0001"]);
    }

    #[test]
    fn any_other_refusal_names_the_device_and_the_reason() {
        let errors = vec![error("sim-0001", "DeviceAlreadyExists"), error("sim-0002", "QuotaExceeded")];
        assert_eq!(
            known(result(errors)).unwrap_err().to_string(),
            "device `sim-0002` cannot be registered (QuotaExceeded: no)"
        );
    }

    #[test]
    fn a_device_is_registered_with_its_tags_and_without_keys() {
        let scenario = Scenario::parse("tags = { site = 'north' }").unwrap();
        let id = DeviceId::try_from("sim-0001".to_owned()).unwrap();
        let json = serde_json::to_value(bulk_device(id, &scenario, 1, 0)).unwrap();
        assert_eq!(json["id"], "sim-0001");
        assert_eq!(json["importMode"], "create");
        assert_eq!(json["tags"], serde_json::json!({ "site": "north" }));
        assert_eq!(json["status"], "enabled");
    }
}
