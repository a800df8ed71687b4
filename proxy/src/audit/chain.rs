//! Records that hang together: each carries an HMAC-SHA-256 over the one before and itself, with a key that is not where the
//! records are. Whoever can write the database and has not the key can cut off its end, and nothing else, unnoticed; a
//! head that the log has written shows that, too.

use std::{
    error::Error,
    fs,
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use iothub_client::environment::Environment;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

use crate::{
    access::new_token,
    store::{Store, StoreError, StoredRecord},
};

/// Characters of a key that nobody guesses.
const SHORTEST: usize = 32;
/// Records that are read at once.
const PAGE: i64 = 500;

/// The key of a chain.
#[derive(Debug, Clone)]
pub(crate) struct ChainKey(SecretString);

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum NoKey {
    /// The file cannot be read, or a new one not be written.
    #[error("the key of the record of who did what, {}, cannot be used", .0.display())]
    File(PathBuf, #[source] io::Error),
    /// It could be guessed.
    #[error("the key of the record of who did what, {}, needs at least {SHORTEST} characters", .0.display())]
    Short(PathBuf),
    /// The last record was made with another key, or was changed.
    #[error("{} is not the key that the record of who did what was made with", .0.display())]
    Another(PathBuf),
    /// Whether there is a record already is not known.
    #[error("the record of who did what cannot be read")]
    Record(#[source] Box<dyn Error + Send + Sync>),
}

impl ChainKey {
    /// A new key.
    pub(super) fn random(environment: &dyn Environment) -> Self {
        Self(new_token(environment))
    }

    /// The key in a file, for its owner alone; a new one when there is no such file.
    pub(super) fn in_file(file: &Path, environment: &dyn Environment) -> Result<Self, NoKey> {
        // Looked first: a folder of secrets may be one that cannot be written.
        if file.exists() {
            return Self::read(file);
        }
        let key = Self::random(environment);
        let new = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
        let written = new.and_then(|mut new| {
            writeln!(new, "{}", key.0.expose_secret())?;
            new.sync_all()
        });
        match written {
            Ok(()) => Ok(key),
            // Another proxy has started at the same moment.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Self::read(file),
            Err(error) => Err(NoKey::File(file.to_owned(), error)),
        }
    }

    /// The key in a file that has to be there.
    pub(super) fn read(file: &Path) -> Result<Self, NoKey> {
        let text = fs::read_to_string(file).map_err(|error| NoKey::File(file.to_owned(), error))?;
        let text = SecretString::from(text);
        let key = text.expose_secret().trim();
        if key.len() < SHORTEST {
            Err(NoKey::Short(file.to_owned()))
        } else {
            Ok(Self(SecretString::from(key)))
        }
    }

    /// The HMAC of a record that follows one with another HMAC, which is empty for the first.
    pub(super) fn mac(&self, before: &str, record: &str) -> String {
        // Keys of any length will do for HMAC.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.expose_secret().as_bytes()) else {
            return String::new();
        };
        mac.update(before.as_bytes());
        // No HMAC has a line end, so what is before it and what is after cannot be taken for each other.
        mac.update(b"\n");
        mac.update(record.as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }
}

/// A record that is known to have been the last: from the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub number: i64,
    /// Its HMAC.
    pub mac: String,
}

impl std::str::FromStr for Head {
    type Err = NoHead;

    fn from_str(text: &str) -> Result<Self, NoHead> {
        let (number, mac) = text.split_once(':').ok_or(NoHead)?;
        Ok(Self { number: number.parse().map_err(|_| NoHead)?, mac: mac.to_owned() })
    }
}

/// A text that is no head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a head is the number of a record and its mac, as in `17:dGhl…`")]
pub struct NoHead;

/// What a chain is found to be.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// A record was changed, or the key is another.
    #[error("record {0} is not what was recorded, or the key is another")]
    Changed(i64),
    /// Records are missing.
    #[error("record {0} is missing")]
    Missing(i64),
    /// The head of the log is not in it.
    #[error("the head {0} of the log is not in the record: its end was cut off, or the whole replaced")]
    Head(i64),
    /// It could not be read.
    #[error("the record cannot be read")]
    Unreadable(#[source] Box<dyn Error + Send + Sync>),
}

impl From<StoreError> for Broken {
    fn from(error: StoreError) -> Self {
        Self::Unreadable(Box::new(error))
    }
}

/// Follows a chain from its beginning, and returns its last link; `None` when there is none.
pub(super) async fn follow(
    store: &Store,
    key: &ChainKey,
    head: Option<&Head>,
) -> Result<Option<Head>, Broken> {
    let mut last = Head { number: 0, mac: String::new() };
    let mut met = head.is_none_or(|head| head.number == 0);
    loop {
        let page = store.audit_after(last.number, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for StoredRecord { number, record, mac } in page {
            if number != last.number + 1 {
                return Err(Broken::Missing(last.number + 1));
            }
            if key.mac(&last.mac, &record) != mac {
                return Err(Broken::Changed(number));
            }
            met |= head.is_some_and(|head| head.number == number && head.mac == mac);
            last = Head { number, mac };
        }
    }
    match head {
        Some(head) if !met => Err(Broken::Head(head.number)),
        _ => Ok((last.number > 0).then_some(last)),
    }
}
