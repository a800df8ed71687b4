//! Certificates in the state directory.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::CertificateError;
use super::authority::Issued;

const CA: &str = "ca.pem";
const SERVER: &str = "server.pem";
const SERVER_KEY: &str = "server.key";

/// Reads what an earlier run kept; nothing when one of the files is missing.
pub(super) fn load(directory: &Path) -> Result<Option<Issued>, CertificateError> {
    let Some(ca_pem) = read(&directory.join(CA))? else { return Ok(None) };
    let Some(server_pem) = read(&directory.join(SERVER))? else { return Ok(None) };
    let Some(server_key_pem) = read(&directory.join(SERVER_KEY))? else { return Ok(None) };
    Ok(Some(Issued { ca_pem, server_pem, server_key_pem: server_key_pem.into() }))
}

/// Replaces the files, the authority last: who waits for `ca.pem` finds the rest.
///
/// A crash in between leaves files that do not fit each other, which the next start notices.
pub(super) fn save(directory: &Path, issued: &Issued) -> Result<(), CertificateError> {
    replace(&directory.join(SERVER_KEY), issued.server_key(), 0o600)?;
    replace(&directory.join(SERVER), issued.server_pem.as_bytes(), 0o644)?;
    replace(&directory.join(CA), issued.ca_pem.as_bytes(), 0o644)
}

fn read(path: &Path) -> Result<Option<String>, CertificateError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(CertificateError::File { path: path.to_owned(), source }),
    }
}

/// Writes a new file and moves it into place, so that nobody reads half of one or a key others may read.
fn replace(path: &Path, contents: &[u8], mode: u32) -> Result<(), CertificateError> {
    let new = path.with_added_extension("new");
    let written = remove_if_there(&new)
        .and_then(|()| create(&new, mode))
        .and_then(|mut file| file.write_all(contents).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&new, path));
    written.map_err(|source| CertificateError::File { path: path.to_owned(), source })
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn create(path: &Path, mode: u32) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

#[cfg(not(unix))]
fn create(path: &Path, _mode: u32) -> io::Result<fs::File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}
