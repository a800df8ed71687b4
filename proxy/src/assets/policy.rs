//! The content security policy: nothing from elsewhere, and of inline scripts only the page's own.

use axum::http::HeaderValue;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};

/// The policy of a page. Trunk puts a small script into it that starts the WebAssembly, which is allowed by its hash.
pub(super) fn of(page: &str) -> HeaderValue {
    let hashes: String = inline_scripts(page)
        .map(|script| format!(" 'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script))))
        .collect();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'; \
         frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// The text of each script that stands in the page itself.
fn inline_scripts(page: &str) -> impl Iterator<Item = &str> {
    page.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=") && !script.is_empty()).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_allowed_by_their_hash() {
        let page = r#"<script type="module">import init from '/a.js';</script><script src="/b.js"></script>"#;
        assert_eq!(inline_scripts(page).collect::<Vec<_>>(), ["import init from '/a.js';"]);
        let policy = of(page);
        let hash = BASE64_STANDARD.encode(Sha256::digest("import init from '/a.js';"));
        assert!(policy.to_str().unwrap().contains(&format!("'wasm-unsafe-eval' 'sha256-{hash}';")));
        assert!(!of("").to_str().unwrap().contains("sha256"));
    }
}
