//! The session cookie.

use axum::http::{HeaderMap, HeaderValue, header};

use super::sessions::LIFETIME_SECONDS;

/// How the session cookie is called and marked.
#[derive(Debug)]
pub(crate) struct Cookie {
    name: String,
    secure: bool,
}

impl Cookie {
    /// The cookie of a site. Over https it has the `__Host-` prefix, which ties it to this host and to TLS. Cookies do
    /// not know ports, so on plain http the name does: two proxies on one machine must not sign each other out.
    pub(crate) fn new(https: bool, port: u16) -> Self {
        let name = if https { "__Host-lockstep".to_owned() } else { format!("lockstep-{port}") };
        Self { name, secure: https }
    }

    /// The key in a request's cookies.
    pub(crate) fn read<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == self.name).map(|(_, value)| value)
    }

    /// The header that sets it.
    pub(crate) fn set(&self, key: &str) -> Option<HeaderValue> {
        self.header(key, LIFETIME_SECONDS)
    }

    /// The header that removes it.
    pub(crate) fn clear(&self) -> Option<HeaderValue> {
        self.header("", 0)
    }

    fn header(&self, key: &str, seconds: i64) -> Option<HeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        let text = format!("{}={key}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}", self.name);
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; lockstep-8080=key; b=2"));
        assert_eq!(Cookie::new(false, 8080).read(&headers), Some("key"));
        assert_eq!(Cookie::new(false, 8081).read(&headers), None);
    }

    #[test]
    fn over_https_the_cookie_is_tied_to_host_and_tls() {
        let text = |cookie: Cookie| cookie.set("k").unwrap().to_str().unwrap().to_owned();
        assert_eq!(
            text(Cookie::new(true, 443)),
            "__Host-lockstep=k; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure"
        );
        assert_eq!(
            text(Cookie::new(false, 8080)),
            "lockstep-8080=k; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200"
        );
    }
}
