//! The dashboard's files: read once, compressed once, served from memory.

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use lockstep_api::{path, problem::ProblemCode};

use crate::{app::App, refusal::Refusal};

#[cfg(feature = "embed")]
mod embedded;
mod encoding;
mod file;
mod folder;
mod policy;

use encoding::Encoding;
use file::File;
pub use folder::UnreadableFolder;

/// Where the dashboard's files come from.
#[derive(Debug, Clone, Default)]
pub enum AssetSource {
    /// From the program itself, when it was built with the feature `embed`; else there is no dashboard.
    #[default]
    BuiltIn,
    /// From a folder, which is read once.
    Folder(PathBuf),
}

/// The files by their path, which has no slash in front.
#[derive(Debug)]
pub(crate) struct Assets {
    files: HashMap<String, Arc<File>>,
    policy: HeaderValue,
}

const INDEX: &str = "index.html";

impl Assets {
    /// Reads all files.
    pub(crate) fn load(source: &AssetSource) -> Result<Self, UnreadableFolder> {
        let files = match source {
            AssetSource::Folder(folder) => folder::read(folder)?,
            #[cfg(feature = "embed")]
            AssetSource::BuiltIn => embedded::read(),
            #[cfg(not(feature = "embed"))]
            AssetSource::BuiltIn => Vec::new(),
        };
        let files: HashMap<_, _> = files
            .into_iter()
            .map(|(path, bytes)| (path.clone(), Arc::new(File::new(&path, bytes))))
            .collect();
        let policy = policy::of(files.get(INDEX).map(|index| index.text()).unwrap_or_default());
        Ok(Self { files, policy })
    }

    /// True when there is no dashboard to serve.
    pub(crate) fn missing(&self) -> bool {
        !self.files.contains_key(INDEX)
    }

    /// The content security policy that fits the page.
    pub(crate) fn policy(&self) -> &HeaderValue {
        &self.policy
    }

    /// Compresses every file that gets smaller by it; takes seconds, so it is done beside serving, the quick form of all
    /// first, for who comes meanwhile.
    pub(crate) fn compress(&self) {
        for encoding in [Encoding::Gzip, Encoding::Brotli] {
            for file in self.files.values() {
                file.compress(encoding);
            }
        }
    }

    /// The file of a path. Pages that the dashboard draws by itself are all the same file, whatever stands behind
    /// the first slash: a device may be called `door.1`.
    fn find(&self, path: &str, page: bool) -> Option<&File> {
        let path = path.trim_start_matches('/');
        let file = self.files.get(if path.is_empty() { INDEX } else { path });
        let named = path.contains('.') && !path.contains('/');
        file.or_else(|| (page && !named).then(|| self.files.get(INDEX)).flatten()).map(Arc::as_ref)
    }
}

/// Answers where no route does.
pub(crate) async fn serve(State(app): State<App>, request: Request) -> Response {
    let (path, headers) = (request.uri().path(), request.headers());
    if path == path::API || path.starts_with("/api/") {
        return Refusal::from(ProblemCode::RouteNotFound).into_response();
    }
    match app.assets.find(path, wants_page(headers)) {
        Some(file) => file.answer(headers),
        None => Refusal::from(ProblemCode::RouteNotFound).into_response(),
    }
}

/// Whether a browser asks for a page, rather than for a script or an image.
fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.contains("text/html")
}
