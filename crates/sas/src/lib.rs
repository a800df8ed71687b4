//! IoT Hub connection strings and shared access signatures.
//!
//! A shared access signature says "whoever holds this key may use this resource until then". The key never travels:
//! the text carries an HMAC-SHA256 of resource and expiry. Keys and tokens do not print, parse errors never repeat
//! what was refused, and there is no clock in here: instants are arguments, in unix seconds.
//!
//! ```
//! use iothub_sas::{ExposeSecret as _, Resource, ServiceConnectionString, Token};
//!
//! let hub = ServiceConnectionString::parse(
//!     "HostName=localhost;SharedAccessKeyName=service;SharedAccessKey=YWJjZGVmZ2hpamtsbW5vcA==",
//! )?;
//! let text = hub.sign(1_900_000_000);
//!
//! // The other side: look, verify, check.
//! let token = Token::parse(text.expose_secret())?;
//! assert_eq!(token.policy(), Some("service"));
//! token.verify([hub.key()])?;
//! token.check_expiry(1_899_999_999, 0)?;
//! token.check_resource(&Resource::hub("localhost"))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Code map
//!
//! | module | what it holds |
//! |---|---|
//! | `connection_string` | service and device connection strings, and the host name in them |
//! | `key` | [`SigningKey`]: signing, and the one comparison of signatures |
//! | `token` | [`Token`]: reading a signature step by step, and why it is refused |
//! | `resource` | [`Resource`]: what a token is for, and what that covers |

mod connection_string;
mod key;
mod resource;
mod token;

pub use connection_string::{
    Credential, DeviceConnectionString, Host, InvalidConnectionString, ServiceConnectionString,
};
pub use key::{InvalidKey, SigningKey};
pub use resource::Resource;
pub use secrecy::{ExposeSecret, SecretString};
pub use token::{LONGEST_TOKEN, Refusal, Token};
