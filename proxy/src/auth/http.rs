//! How the provider is called.

use std::{future::Future, pin::Pin, time::Duration};

use axum::http;
use iothub_client::Ca;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use url::{Host, Url};

use super::InvalidProvider;

/// Time that the provider has for an answer.
const LONGEST: Duration = Duration::from_secs(10);
/// Largest answer, in bytes. Providers of many tenants have a few hundred keys.
const LARGEST: usize = 1 << 20;

/// A client that goes where it is told and nowhere else: what answers with a redirection is no provider.
#[derive(Debug)]
pub(super) struct Http(reqwest::Client);

/// Why the provider gave no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    #[error("the call failed")]
    Call(#[from] reqwest::Error),
    #[error("the answer is larger than {LARGEST} bytes")]
    TooLarge,
    #[error("the answer cannot be read")]
    Answer(#[from] http::Error),
}

impl Http {
    /// Plain http is for a provider on this machine alone.
    pub(super) fn new(ca: &Ca, issuer: &Url) -> Result<Self, InvalidProvider> {
        let here = local(issuer);
        if issuer.scheme() != "https" && !here {
            return Err(InvalidProvider::NotHttps);
        }
        let mut http = reqwest::Client::builder()
            .tls_backend_preconfigured(iothub_client::client_config(ca).map_err(InvalidProvider::Tls)?)
            .https_only(!here)
            .redirect(reqwest::redirect::Policy::none())
            .timeout(LONGEST)
            .user_agent(concat!("lockstep/", env!("CARGO_PKG_VERSION")));
        if here {
            http = http.no_proxy();
        }
        Ok(Self(http.build().map_err(InvalidProvider::Http)?))
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let mut answer = self.0.execute(request.try_into()?).await?;
            let mut response = http::Response::builder().status(answer.status());
            for (name, value) in answer.headers() {
                response = response.header(name, value);
            }
            let mut body = Vec::new();
            while let Some(chunk) = answer.chunk().await? {
                if body.len() + chunk.len() > LARGEST {
                    return Err(HttpError::TooLarge);
                }
                body.extend_from_slice(&chunk);
            }
            Ok(response.body(body)?)
        })
    }
}

/// Whether an address is one of this machine.
fn local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}
