//! What a CONNECT must say before the hub is asked.

use crate::hub::device_side::{ConnectRefused, ConnectRequest};
use crate::identity::Identity;
use crate::mqtt::ending::Rejection;
use crate::mqtt::packet::{Connect, ConnectReturnCode, Quality, Will};
use crate::mqtt::session::{Telemetry, inbound};

use iothub_wire::topic::UserName;

/// A CONNECT that agrees with itself.
#[derive(Debug)]
pub(in crate::mqtt) struct Greeting {
    /// What to ask the hub.
    pub(in crate::mqtt) request: ConnectRequest,
    /// The message to publish when the device is lost.
    pub(in crate::mqtt) will: Option<Telemetry>,
    /// Seconds; 0 for as long as the hub allows.
    pub(in crate::mqtt) keep_alive: u16,
}

impl Greeting {
    /// Checks that client id, user name and will speak of the same identity.
    pub(in crate::mqtt) fn read(connect: Connect) -> Result<Self, Rejection> {
        let Connect { client_id, clean_session, keep_alive, will, user_name, password } = connect;
        if client_id.is_empty() && !clean_session {
            return Err(Rejection::NoClientId);
        }
        let identity = Identity::parse(&client_id).ok_or(Rejection::ClientId)?;
        let user_name = user_name.ok_or(Rejection::UserName)?;
        let user_name: UserName = user_name.parse().map_err(|_| Rejection::UserName)?;
        if user_name.device != identity.device || user_name.module != identity.module {
            return Err(Rejection::UserName);
        }
        let password = password.ok_or(Rejection::Password)?;
        let token = std::str::from_utf8(&password).map_err(|_| Rejection::Password)?;
        let will = will.map(|will| testament(&identity, &will)).transpose()?;
        let request = ConnectRequest {
            identity,
            api_version: user_name.option("api-version").map(str::to_owned),
            model_id: user_name.option("model-id").map(str::to_owned),
            host: user_name.host,
            token: token.into(),
            clean_session,
        };
        Ok(Self { request, will, keep_alive })
    }
}

impl Rejection {
    /// What to answer in CONNACK.
    pub(in crate::mqtt) fn code(self) -> ConnectReturnCode {
        match self {
            Self::NoClientId => ConnectReturnCode::IdentifierRejected,
            Self::ClientId | Self::UserName | Self::Password | Self::Will => ConnectReturnCode::NotAuthorized,
        }
    }
}

/// What to answer in CONNACK when the hub refuses; 3 while it throttles is our choice.
pub(in crate::mqtt) fn code_of(refused: ConnectRefused) -> ConnectReturnCode {
    match refused {
        ConnectRefused::NotAuthorized => ConnectReturnCode::NotAuthorized,
        ConnectRefused::Unavailable | ConnectRefused::Throttled => ConnectReturnCode::ServerUnavailable,
    }
}

/// The message that a will stands for, marked as one (IoT Hub documentation: using the MQTT protocol directly).
fn testament(identity: &Identity, will: &Will) -> Result<Telemetry, Rejection> {
    if will.quality == Quality::ExactlyOnce {
        return Err(Rejection::Will);
    }
    let mut bag = inbound::telemetry(identity, &will.topic, will.retain).ok_or(Rejection::Will)?;
    bag.push("iothub-MessageType", Some("Will")).map_err(|_| Rejection::Will)?;
    // Copied, because the original keeps the whole CONNECT in memory.
    Ok(Telemetry { bag, payload: will.payload.to_vec().into() })
}
