//! The hub's key is replaced without a restart: whoever replaces it in its file is followed.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use iothub_client::{InvalidConnectionString, OtherHub, ServiceConnectionString};
use secrecy::{ExposeSecret as _, SecretString};
use tracing::{info, warn};

use super::Hub;

/// Looks into the file of the connection string as often as told, and takes what is new in it, for ever.
pub(crate) async fn follow(hub: &Hub, file: &Path, often: Duration) {
    let mut follower = Follower::new(file);
    loop {
        tokio::time::sleep(often).await;
        match follower.look(|connection| hub.renew(connection)) {
            Ok(false) => {}
            Ok(true) => info!("The hub's connection string was replaced, and is used from now on"),
            Err(error) => warn!(
                error = &error as &dyn std::error::Error,
                "The hub's connection string was replaced, and the one before stays in use"
            ),
        }
    }
}

/// Why what is in the file is not used. The key in use may be good for long.
#[derive(Debug, thiserror::Error)]
enum Unused {
    #[error("the file cannot be read")]
    Unreadable(#[from] io::Error),
    #[error("it is none")]
    Invalid(#[from] InvalidConnectionString),
    #[error(transparent)]
    OtherHub(#[from] OtherHub),
}

/// The file, and what was seen in it last; nothing while it cannot be read.
struct Follower {
    file: PathBuf,
    seen: Option<SecretString>,
}

impl Follower {
    /// Knows what is in the file by now.
    fn new(file: &Path) -> Self {
        Self { file: file.to_owned(), seen: read(file).ok() }
    }

    /// Takes what is new in the file; true when there was something. What is wrong is told once.
    fn look(
        &mut self,
        renew: impl FnOnce(ServiceConnectionString) -> Result<(), OtherHub>,
    ) -> Result<bool, Unused> {
        let text = match read(&self.file) {
            Ok(text) => text,
            Err(error) => return self.seen.take().map_or(Ok(false), |_| Err(error.into())),
        };
        let seen = self.seen.as_ref().is_some_and(|seen| seen.expose_secret() == text.expose_secret());
        if seen {
            return Ok(false);
        }
        let connection = ServiceConnectionString::parse(text.expose_secret());
        self.seen = Some(text);
        renew(connection?)?;
        Ok(true)
    }
}

/// A small file: whoever waits for it waits less than for another thread.
fn read(file: &Path) -> io::Result<SecretString> {
    Ok(SecretString::from(fs::read_to_string(file)?.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HUB: &str =
        "HostName=localhost;SharedAccessKeyName=service;SharedAccessKey=YWJjZGVmZ2hpamtsbW5vcA==";

    #[test]
    fn what_is_new_is_taken_once_and_what_is_wrong_is_told_once() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("hub.connection-string");
        let write = |text: &str| fs::write(&file, text).unwrap();
        write(HUB);
        let mut follower = Follower::new(&file);
        let take = |_: ServiceConnectionString| Ok(());
        assert!(matches!(follower.look(take), Ok(false)), "it is in use already");
        write(&format!("{HUB}\n"));
        assert!(matches!(follower.look(take), Ok(false)), "a blank makes no other key");
        write(&HUB.replace("YWJj", "bmV3"));
        assert!(matches!(follower.look(take), Ok(true)));
        assert!(matches!(follower.look(take), Ok(false)));
        write("no connection string");
        assert!(matches!(follower.look(take), Err(Unused::Invalid(_))));
        assert!(matches!(follower.look(take), Ok(false)));
        fs::remove_file(&file).unwrap();
        assert!(matches!(follower.look(take), Err(Unused::Unreadable(_))));
        assert!(matches!(follower.look(take), Ok(false)));
        write(HUB);
        assert!(matches!(follower.look(|_| Err(OtherHub)), Err(Unused::OtherHub(_))));
    }
}
