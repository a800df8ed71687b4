//! Reading a folder of files.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use bytes::Bytes;

/// A folder that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the dashboard's files in {} cannot be read", folder.display())]
pub struct UnreadableFolder {
    folder: PathBuf,
    source: io::Error,
}

/// Every file below a folder, by its path with slashes.
pub(super) fn read(folder: &Path) -> Result<Vec<(String, Bytes)>, UnreadableFolder> {
    let mut files = Vec::new();
    collect(folder, "", &mut files)
        .map_err(|source| UnreadableFolder { folder: folder.to_owned(), source })?;
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, Bytes)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        // Hidden files and links are no part of a dashboard.
        let kind = entry.file_type()?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else if kind.is_file() {
            files.push((path, Bytes::from(fs::read(entry.path())?)));
        }
    }
    Ok(())
}
