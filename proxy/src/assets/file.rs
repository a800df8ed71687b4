//! One file, as it is served.

use std::sync::OnceLock;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::encoding::{self, Encoding};

/// A file with what its answers need.
#[derive(Debug)]
pub(super) struct File {
    bytes: Bytes,
    content_type: HeaderValue,
    compressible: bool,
    /// Its name changes with its content.
    hashed: bool,
    etag: HeaderValue,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

impl File {
    pub(super) fn new(path: &str, bytes: Bytes) -> Self {
        let (content_type, compressible) = content_type(path);
        let hash = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&bytes));
        let etag = format!("\"{}\"", hash.get(..22).unwrap_or(&hash));
        Self {
            content_type: HeaderValue::from_static(content_type),
            compressible,
            hashed: hashed(path),
            etag: HeaderValue::from_str(&etag).unwrap_or(HeaderValue::from_static("\"\"")),
            bytes,
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }
    }

    /// The file as text; empty when it is none.
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or_default()
    }

    /// Compresses the file; a form that is not smaller is not kept.
    pub(super) fn compress(&self, encoding: Encoding) {
        if !self.compressible {
            return;
        }
        let (form, bytes) = match encoding {
            Encoding::Gzip => (&self.gzip, encoding::gzip(&self.bytes)),
            Encoding::Brotli => (&self.brotli, encoding::brotli(&self.bytes)),
        };
        if bytes.len() < self.bytes.len() {
            let _ = form.set(Bytes::from(bytes));
        }
    }

    /// The answer to a request for it.
    pub(super) fn answer(&self, request: &HeaderMap) -> Response {
        let known = request.get(header::IF_NONE_MATCH).is_some_and(|etag| *etag == self.etag);
        let (bytes, encoding) = self.encoded(request);
        let mut response = if known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(bytes.clone()).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, self.content_type.clone());
        headers.insert(header::ETAG, self.etag.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        // A page without a hash in its name must be asked for each time, or an update would not be seen.
        let caching = if self.hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
        }
        response
    }

    /// The smallest form that the browser takes and that is ready.
    fn encoded(&self, request: &HeaderMap) -> (&Bytes, Option<Encoding>) {
        let forms = [(Encoding::Brotli, &self.brotli), (Encoding::Gzip, &self.gzip)];
        let ready = forms.into_iter().filter(|(encoding, _)| encoding.accepted(request));
        let form = ready.filter_map(|(encoding, form)| Some((form.get()?, Some(encoding)))).next();
        form.unwrap_or((&self.bytes, None))
    }
}

/// The type of a file by its name, and whether compressing it is worth while.
fn content_type(path: &str) -> (&'static str, bool) {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => ("text/html; charset=utf-8", true),
        "css" => ("text/css; charset=utf-8", true),
        "js" | "mjs" => ("text/javascript; charset=utf-8", true),
        "wasm" => ("application/wasm", true),
        // Parts of the program that a browser loads first, in one file.
        "bin" => ("application/octet-stream", true),
        "json" | "map" => ("application/json", true),
        "webmanifest" => ("application/manifest+json", true),
        "svg" => ("image/svg+xml", true),
        "txt" => ("text/plain; charset=utf-8", true),
        "ico" => ("image/x-icon", false),
        "png" => ("image/png", false),
        "woff2" => ("font/woff2", false),
        _ => ("application/octet-stream", false),
    }
}

/// Whether a name holds a hash of the content, as Trunk's do: `console-4f1c6a2b9d3e5f70_bg.wasm`.
fn hashed(path: &str) -> bool {
    path.split(['-', '_', '.', '/'])
        .any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_hash_are_kept_for_good() {
        assert!(hashed("lockstep-frontend-4f1c6a2b9d3e5f70_bg.wasm"));
        assert!(hashed("snippets/base-0123456789abcdef.css"));
        assert!(!hashed("index.html") && !hashed("favicon.svg") && !hashed("facade-decade.css"));
    }
}
