//! The `Authorization` header, signed again before it expires.

use std::sync::{Mutex, MutexGuard, PoisonError};

use iothub_sas::{ExposeSecret as _, ServiceConnectionString};
use iothub_wire::time::UtcTime;
use reqwest::header::HeaderValue;

use crate::Error;

/// How long a token holds; what SDKs take.
const LIFETIME_SECONDS: i64 = 3600;
/// A token is replaced when this much of its life is left: enough for a slow call and a clock that is a little off.
const RENEW_SECONDS: i64 = 600;

/// A connection string and the token that it signed last. Neither prints.
#[derive(Debug)]
pub(crate) struct Credential(Mutex<Held>);

#[derive(Debug)]
struct Held {
    connection: ServiceConnectionString,
    signed: Option<Signed>,
}

/// A connection string that cannot take the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is of another hub: a client is made for one")]
pub struct OtherHub;

#[derive(Debug, Clone)]
struct Signed {
    header: HeaderValue,
    at: UtcTime,
}

impl Credential {
    pub(crate) fn new(connection: ServiceConnectionString) -> Self {
        Self(Mutex::new(Held { connection, signed: None }))
    }

    /// Signs with this one from now on.
    pub(crate) fn renew(&self, connection: ServiceConnectionString) -> Result<(), OtherHub> {
        let mut held = self.lock();
        if held.connection.host() != connection.host() {
            return Err(OtherHub);
        }
        *held = Held { connection, signed: None };
        Ok(())
    }

    /// The header's value at this time of day.
    pub(crate) fn header(&self, now: UtcTime) -> Result<HeaderValue, Error> {
        let mut held = self.lock();
        if let Some(signed) = held.signed.as_ref().filter(|signed| signed.fresh(now)) {
            return Ok(signed.header.clone());
        }
        let expires_at = u64::try_from(now.unix_seconds() + LIFETIME_SECONDS).unwrap_or_default();
        let mut header = HeaderValue::from_str(held.connection.sign(expires_at).expose_secret())
            .map_err(|_| Error::Unsendable { reason: "the token cannot be a header".to_owned() })?;
        header.set_sensitive(true);
        held.signed = Some(Signed { header: header.clone(), at: now });
        Ok(header)
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Signed {
    /// False also after the clock was set back by more than a minute: a token from the future is of no use.
    fn fresh(&self, now: UtcTime) -> bool {
        let age = now.millis_since(self.at) / 1000;
        (-60..LIFETIME_SECONDS - RENEW_SECONDS).contains(&age)
    }
}

#[cfg(test)]
mod tests {
    use iothub_sas::Token;

    use super::*;

    fn at(seconds: i64) -> UtcTime {
        UtcTime::from_unix_seconds(1_900_000_000 + seconds)
    }

    fn expiry(header: &HeaderValue) -> u64 {
        Token::parse(header.to_str().unwrap()).unwrap().expires_at()
    }

    fn connection(host: &str, key: &str) -> ServiceConnectionString {
        let text = format!("HostName={host};SharedAccessKeyName=service;SharedAccessKey={key}");
        ServiceConnectionString::parse(&text).unwrap()
    }

    fn credential() -> Credential {
        Credential::new(connection("localhost:8443", "YWJjZGVmZ2hpamtsbW5vcA=="))
    }

    #[test]
    fn a_new_key_signs_at_once_and_one_of_another_hub_never() {
        let credential = credential();
        let first = credential.header(at(0)).unwrap();
        assert_eq!(credential.renew(connection("localhost:8444", "bmV3")), Err(OtherHub));
        assert_eq!(credential.header(at(1)).unwrap(), first);
        assert_eq!(credential.renew(connection("localhost:8443", "bmV3")), Ok(()));
        assert_ne!(credential.header(at(0)).unwrap(), first);
    }

    #[test]
    fn a_token_is_kept_until_ten_minutes_before_its_end() {
        let credential = credential();
        let first = credential.header(at(0)).unwrap();
        assert_eq!(expiry(&first), 1_900_003_600);
        assert_eq!(credential.header(at(2999)).unwrap(), first);
        assert_eq!(expiry(&credential.header(at(3000)).unwrap()), 1_900_006_600);
    }

    #[test]
    fn a_clock_that_was_set_back_gets_a_new_token() {
        let credential = credential();
        credential.header(at(0)).unwrap();
        assert_eq!(expiry(&credential.header(at(-7200)).unwrap()), 1_899_996_400);
    }

    #[test]
    fn neither_key_nor_token_is_printed() {
        let credential = credential();
        let header = credential.header(at(0)).unwrap();
        let text = format!("{credential:?} {header:?}");
        assert!(!text.contains("YWJj") && !text.contains("sig="), "{text}");
    }
}
