//! Compression, once for each file.

use std::io::Write as _;

use axum::http::{HeaderMap, header};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

/// A compressed form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    /// Its name in headers.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// Whether a browser takes it.
    pub(super) fn accepted(self, request: &HeaderMap) -> bool {
        let accept =
            request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        accept.split(',').any(|offer| {
            let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
            let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
            name.trim().eq_ignore_ascii_case(self.name()) && !refused
        })
    }
}

/// Brotli at its best: seconds for the dashboard, once, and a tenth less for every browser.
pub(super) fn brotli(bytes: &[u8]) -> Vec<u8> {
    let parameters = BrotliEncoderParams { quality: 11, ..BrotliEncoderParams::default() };
    let mut compressed = Vec::new();
    match brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters) {
        Ok(_) => compressed,
        // Not smaller, so not kept.
        Err(_) => bytes.to_vec(),
    }
}

/// Gzip at its best.
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    match encoder.write_all(bytes).and_then(|()| encoder.finish()) {
        Ok(compressed) => compressed,
        Err(_) => bytes.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_browser_gets_what_it_takes() {
        let request =
            |value| HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]);
        assert!(Encoding::Brotli.accepted(&request("gzip, deflate, br;q=0.8")));
        assert!(!Encoding::Brotli.accepted(&request("gzip, br;q=0")));
        assert!(!Encoding::Gzip.accepted(&request("xgzip")));
        assert!(!Encoding::Gzip.accepted(&HeaderMap::new()));
    }
}
