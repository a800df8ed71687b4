//! Connection strings of devices and modules.

use secrecy::{ExposeSecret as _, SecretString};

use super::{
    Host, InvalidConnectionString,
    parts::{Parts, writable},
};
use crate::SigningKey;

/// `HostName=…;DeviceId=…[;ModuleId=…]` and a credential: one device or module of a hub.
#[derive(Debug, Clone)]
pub struct DeviceConnectionString {
    host: Host,
    gateway: Option<Host>,
    device_id: String,
    module_id: Option<String>,
    credential: Credential,
}

/// How a device proves who it is.
#[derive(Debug, Clone)]
pub enum Credential {
    /// Its own key, with which it signs tokens.
    Key(SigningKey),
    /// A token that somebody else signed.
    Token(SecretString),
    /// A certificate, which is not in the connection string.
    X509,
}

impl DeviceConnectionString {
    /// Puts one together; [`through`](Self::through) adds a gateway.
    ///
    /// # Errors
    /// [`InvalidConnectionString`] when an id or token is empty or cannot stand in a connection string.
    pub fn new(
        host: Host,
        device_id: &str,
        module_id: Option<&str>,
        credential: Credential,
    ) -> Result<Self, InvalidConnectionString> {
        let device_id = writable("DeviceId", device_id)?.to_owned();
        let module_id = module_id.map(|id| writable("ModuleId", id)).transpose()?.map(str::to_owned);
        if let Credential::Token(token) = &credential {
            writable("SharedAccessSignature", token.expose_secret())?;
        }
        Ok(Self { host, gateway: None, device_id, module_id, credential })
    }

    /// The same, but connecting to a gateway.
    #[must_use]
    pub fn through(self, gateway: Option<Host>) -> Self {
        Self { gateway, ..self }
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`InvalidConnectionString`], which holds nothing of the text.
    pub fn parse(text: &str) -> Result<Self, InvalidConnectionString> {
        let parts = Parts::split(text)?;
        let host = |name: &'static str, text: &str| {
            Host::parse(text).ok_or(InvalidConnectionString::Unusable { name })
        };
        let hub = host("HostName", parts.required("HostName")?)?;
        let gateway = parts.get("GatewayHostName").map(|text| host("GatewayHostName", text)).transpose()?;
        let device_id = parts.required("DeviceId")?;
        let device = Self::new(hub, device_id, parts.get("ModuleId"), credential(&parts)?)?;
        Ok(device.through(gateway))
    }

    /// The hub, for which the device authenticates.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Where to connect: the gateway when there is one, otherwise the hub.
    #[must_use]
    pub fn endpoint(&self) -> &Host {
        self.gateway.as_ref().unwrap_or(&self.host)
    }

    /// The device.
    #[must_use]
    pub fn device_id(&self) -> &str {
        &self.device_id
    }

    /// The module, when it is one.
    #[must_use]
    pub fn module_id(&self) -> Option<&str> {
        self.module_id.as_deref()
    }

    /// How it proves who it is.
    #[must_use]
    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    /// What its tokens are for: `{host}/devices/{id}[/modules/{module}]`, the port of the host included.
    #[must_use]
    pub fn resource(&self) -> String {
        let device = format!("{}/devices/{}", self.host, self.device_id);
        match &self.module_id {
            Some(module) => format!("{device}/modules/{module}"),
            None => device,
        }
    }

    /// A token that holds until `expires_at` (unix seconds): a fresh one signed with the key, or the one that was given,
    /// whose expiry is its own. `None` for a certificate.
    #[must_use]
    pub fn token(&self, expires_at: u64) -> Option<SecretString> {
        match &self.credential {
            Credential::Key(key) => Some(key.sign(&self.resource(), None, expires_at)),
            Credential::Token(token) => Some(token.clone()),
            Credential::X509 => None,
        }
    }

    /// Writes the connection string, credential included.
    #[must_use]
    pub fn to_text(&self) -> SecretString {
        let mut text = format!("HostName={};DeviceId={}", self.host, self.device_id);
        if let Some(module) = &self.module_id {
            text.push_str(&format!(";ModuleId={module}"));
        }
        match &self.credential {
            Credential::Key(key) => {
                text.push_str(";SharedAccessKey=");
                text.push_str(key.to_base64().expose_secret());
            }
            Credential::Token(token) => {
                text.push_str(";SharedAccessSignature=");
                text.push_str(token.expose_secret());
            }
            Credential::X509 => text.push_str(";x509=true"),
        }
        if let Some(gateway) = &self.gateway {
            text.push_str(&format!(";GatewayHostName={gateway}"));
        }
        SecretString::from(text)
    }
}

/// Exactly one credential.
fn credential(parts: &Parts<'_>) -> Result<Credential, InvalidConnectionString> {
    let x509 = parts.get("x509").is_some_and(|text| text.eq_ignore_ascii_case("true"));
    match (parts.get("SharedAccessKey"), parts.get("SharedAccessSignature"), x509) {
        (Some(key), None, false) => Ok(Credential::Key(SigningKey::from_base64(key)?)),
        (None, Some(token), false) => Ok(Credential::Token(SecretString::from(token))),
        (None, None, true) => Ok(Credential::X509),
        _ => Err(InvalidConnectionString::Credential),
    }
}
