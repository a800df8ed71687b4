//! A login that has begun: what the browser keeps until the provider sends the person back.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use iothub_client::environment::Environment;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::access::new_token;

/// Longest path that is remembered, in bytes: browsers drop a cookie of more than 4,096, and the login with it.
const LONGEST: usize = 1500;

/// Kept in a cookie of this browser alone, so that nobody can finish a login that they did not begin.
///
/// `Debug` shows none of it.
#[derive(Serialize, Deserialize)]
pub(super) struct Attempt {
    /// Comes back with the person.
    pub(super) state: String,
    /// Comes back inside what the provider signs.
    pub(super) nonce: String,
    /// Proves to the provider who asked (PKCE, RFC 7636).
    pub(super) verifier: String,
    /// Where the person was going, as a path of this site.
    pub(super) to: String,
}

impl Attempt {
    /// A new login of somebody on the way to a path.
    pub(super) fn new(to: &str, environment: &dyn Environment) -> Self {
        let random = || new_token(environment).expose_secret().to_owned();
        Self { state: random(), nonce: random(), verifier: random(), to: inside(to) }
    }

    /// As the value of a cookie.
    pub(super) fn to_cookie(&self) -> SecretString {
        SecretString::from(BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default()))
    }

    /// From the value of a cookie, which anybody may have written.
    pub(super) fn of_cookie(text: &str) -> Option<Self> {
        let attempt: Self = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        Some(Self { to: inside(&attempt.to), ..attempt })
    }
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Attempt").finish_non_exhaustive()
    }
}

/// A path of this site as it was given, and the start page for everything that leads elsewhere: nobody is sent to a
/// stranger's site by a link to this one.
fn inside(to: &str) -> String {
    const HERE: &str = "http://here.invalid";
    let url = Url::parse(HERE).and_then(|here| here.join(to)).ok().filter(|_| to.starts_with('/'));
    let path = url.as_ref().and_then(|url| url.as_str().strip_prefix(HERE));
    // What begins with two slashes names another site, also when that comes of `/.//`.
    let path = path.filter(|path| !path.starts_with("//") && path.len() <= LONGEST);
    path.unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_site_is_gone_to() {
        for to in ["/", "/jobs/1?open=door-1", "/devices?q=tags.site%20%3D%20%27oslo%27"] {
            assert_eq!(inside(to), to);
        }
        for to in [
            "",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/.//evil.example",
            "/x/..//evil.example",
            "/%2e//evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "\\\\evil.example",
            "jobs",
        ] {
            assert_eq!(inside(to), "/", "{to}");
        }
        assert_eq!(inside(&format!("/devices?q={}", "a".repeat(LONGEST))), "/");
        assert_eq!(inside("/a\r\nset-cookie: b"), "/aset-cookie:%20b");
    }

    #[test]
    fn what_the_cookie_holds_comes_back() {
        let attempt =
            Attempt { state: "s".into(), nonce: "n".into(), verifier: "v".into(), to: "/jobs".into() };
        let back = Attempt::of_cookie(attempt.to_cookie().expose_secret()).unwrap();
        assert_eq!(
            (back.state, back.nonce, back.verifier, back.to),
            ("s".into(), "n".into(), "v".into(), "/jobs".into())
        );
        assert!(Attempt::of_cookie("bm9uc2Vuc2U").is_none());
    }

    #[test]
    fn a_cookie_that_was_written_elsewhere_leads_to_no_other_site() {
        for to in ["//evil.example", "/.//evil.example"] {
            let forged = Attempt { to: to.into(), ..Attempt::of_cookie(&cookie()).unwrap() };
            assert_eq!(Attempt::of_cookie(forged.to_cookie().expose_secret()).unwrap().to, "/");
        }
    }

    fn cookie() -> String {
        let attempt =
            Attempt { state: String::new(), nonce: String::new(), verifier: String::new(), to: "/".into() };
        attempt.to_cookie().expose_secret().to_owned()
    }
}
