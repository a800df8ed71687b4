//! The session cookie.

use axum::http::{HeaderMap, HeaderValue, header};

use super::sessions::LIFETIME_SECONDS;

/// Time that a person has to log in at the provider.
const LOGIN_SECONDS: i64 = 600;

/// How a cookie is called and marked.
#[derive(Debug)]
pub(crate) struct Cookie {
    name: String,
    secure: bool,
    lifetime_seconds: i64,
}

impl Cookie {
    /// The cookie of a session. Over https it has the `__Host-` prefix, which ties it to this host and to TLS. Cookies do
    /// not know ports, so on plain http the name does: two proxies on one machine must not sign each other out.
    pub(crate) fn of_session(https: bool, port: u16) -> Self {
        let name = if https { "__Host-lockstep".to_owned() } else { format!("lockstep-{port}") };
        Self { name, secure: https, lifetime_seconds: LIFETIME_SECONDS }
    }

    /// The cookie of a login that has begun, beside that of a session.
    pub(crate) fn of_login(https: bool, port: u16) -> Self {
        let session = Self::of_session(https, port);
        Self { name: format!("{}-login", session.name), lifetime_seconds: LOGIN_SECONDS, ..session }
    }

    /// Whether browsers come by https.
    pub(crate) fn secure(&self) -> bool {
        self.secure
    }

    /// The value in a request's cookies.
    pub(crate) fn read<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == self.name).map(|(_, value)| value)
    }

    /// The header that sets it.
    pub(crate) fn set(&self, key: &str) -> Option<HeaderValue> {
        self.header(key, self.lifetime_seconds)
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
        assert_eq!(Cookie::of_session(false, 8080).read(&headers), Some("key"));
        assert_eq!(Cookie::of_session(false, 8081).read(&headers), None);
    }

    #[test]
    fn over_https_the_cookie_is_tied_to_host_and_tls() {
        let text = |cookie: Cookie| cookie.set("k").unwrap().to_str().unwrap().to_owned();
        assert_eq!(
            text(Cookie::of_session(true, 443)),
            "__Host-lockstep=k; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure"
        );
        assert_eq!(
            text(Cookie::of_session(false, 8080)),
            "lockstep-8080=k; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200"
        );
    }
}
