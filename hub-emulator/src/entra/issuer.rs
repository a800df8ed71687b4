//! Who issues tokens.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

/// The address of an issuer, as it stands in the tokens, such as
/// `https://login.microsoftonline.com/<tenant>/v2.0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer(String);

/// Why a text is no issuer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIssuer {
    /// The text is not an absolute address.
    #[error("an issuer is an address such as https://login.microsoftonline.com/TENANT/v2.0")]
    NoAddress,
    /// Keys that come unprotected could be anybody's.
    #[error("the keys of an issuer are read over https, or from this machine")]
    Unprotected,
}

impl Issuer {
    /// The address as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the issuer describes itself.
    pub(super) fn discovery(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.0.trim_end_matches('/'))
    }
}

impl FromStr for Issuer {
    type Err = InvalidIssuer;

    fn from_str(text: &str) -> Result<Self, InvalidIssuer> {
        let url = Url::parse(text).map_err(|_| InvalidIssuer::NoAddress)?;
        let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        match url.scheme() {
            "https" if url.has_host() => {}
            "http" if here => {}
            "http" => return Err(InvalidIssuer::Unprotected),
            _ => return Err(InvalidIssuer::NoAddress),
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_protected_or_on_this_machine() {
        for good in
            ["https://login.microsoftonline.com/t/v2.0", "http://127.0.0.1:4000", "http://localhost/x"]
        {
            assert_eq!(good.parse::<Issuer>().unwrap().as_str(), good);
        }
        assert_eq!("http://example.com".parse::<Issuer>(), Err(InvalidIssuer::Unprotected));
        for bad in ["", "tenant", "ftp://localhost", "file:///etc/passwd"] {
            assert_eq!(bad.parse::<Issuer>(), Err(InvalidIssuer::NoAddress), "{bad}");
        }
    }
}
