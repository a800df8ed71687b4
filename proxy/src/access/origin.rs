//! Whether a request comes from this site's own pages.
//!
//! Browsers say so in `Sec-Fetch-Site`, on https and on the loopback; elsewhere the `Origin` header has to be this
//! site's. What has neither is no browser: a script, which has no cookie that another site could use.

use axum::http::{HeaderMap, HeaderName, Method, header};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Says whether a request may come from a page of this site, or from no page at all.
pub(super) fn same_site(method: &Method, headers: &HeaderMap, host: &str, public: Option<&str>) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text(SEC_FETCH_SITE) {
        // `none` is a person who typed the address, which can only read. `same-site` is not enough: it takes in every
        // other port of this machine.
        return site == "same-origin" || (site == "none" && method.is_safe());
    }
    match text(header::ORIGIN) {
        None => true,
        Some(origin) => {
            Some(origin) == public || origin.split_once("://").is_some_and(|(_, authority)| authority == host)
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn allowed(method: &Method, headers: &[(HeaderName, &'static str)]) -> bool {
        let headers =
            headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        same_site(method, &headers, "127.0.0.1:8080", Some("https://console.example"))
    }

    #[test]
    fn what_the_browser_says_of_the_site_decides() {
        let site = |value| (SEC_FETCH_SITE, value);
        assert!(allowed(&Method::POST, &[site("same-origin"), (header::ORIGIN, "http://127.0.0.1:8081")]));
        assert!(allowed(&Method::GET, &[site("none")]));
        assert!(!allowed(&Method::POST, &[site("none")]));
        assert!(!allowed(&Method::GET, &[site("same-site")]));
        assert!(!allowed(&Method::GET, &[site("cross-site")]));
        assert!(!allowed(&Method::POST, &[site("cross-site"), (header::ORIGIN, "https://console.example")]));
    }

    #[test]
    fn without_it_the_origin_must_be_ours() {
        assert!(allowed(&Method::POST, &[]));
        assert!(allowed(&Method::POST, &[(header::ORIGIN, "http://127.0.0.1:8080")]));
        assert!(allowed(&Method::POST, &[(header::ORIGIN, "https://console.example")]));
        assert!(!allowed(&Method::POST, &[(header::ORIGIN, "http://127.0.0.1:8081")]));
        assert!(!allowed(&Method::POST, &[(header::ORIGIN, "null")]));
    }
}
