//! The connection strings in the state directory.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use iothub_sas::ExposeSecret as _;

use super::{Emulator, StartError};
use crate::hub::Policy;

/// Writes `service.connection-string` (policy `iothubowner`, which may do everything) and one file per policy in
/// `policies/`.
pub(super) fn write(emulator: &Emulator, directory: &Path) -> Result<(), StartError> {
    let policies = directory.join("policies");
    fs::create_dir_all(&policies).map_err(|source| StartError::File { path: policies.clone(), source })?;
    let named =
        Policy::ALL.map(|policy| (policies.join(format!("{}.connection-string", policy.name())), policy));
    let all = [(directory.join("service.connection-string"), Policy::Owner)].into_iter().chain(named);
    for (path, policy) in all {
        let text = emulator.service_connection_string(policy);
        write_private(&path, text.expose_secret()).map_err(|source| StartError::File { path, source })?;
    }
    Ok(())
}

/// Puts a whole file in place at once, readable by its owner alone.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension("new");
    if let Err(error) = fs::remove_file(&beside)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    drop(file);
    fs::rename(&beside, path)
}
