//! The client itself: how every call is admitted, signed, sent and repeated.

use std::{sync::Arc, time::Duration};

use iothub_sas::ServiceConnectionString;
use iothub_wire::query::API_VERSION;
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use tokio::time::Instant;
use tracing::debug;

use crate::{
    budget::{Backoff, Budget, OperationClass},
    call::{Answer, Call},
    credential::{Credential, OtherHub},
    environment::{Environment, System, fraction},
    error::{Error, throttle_code},
    observer::{Observer, Unobserved},
    tier::HubSize,
    tls::{self, Ca},
};

/// What a client needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// Which hub, as whom.
    pub connection: ServiceConnectionString,
    /// Which certificates the hub may show.
    pub ca: Ca,
    /// The hub's limits and this client's share of them.
    pub size: HubSize,
    /// Time-outs and waits.
    pub timing: Timing,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// Time and chance.
    pub environment: Arc<dyn Environment>,
    /// Who hears of every request.
    pub observer: Arc<dyn Observer>,
}

impl Config {
    /// One unit of S1, built-in certificates, ordinary time-outs, the system's clock, unobserved.
    #[must_use]
    pub fn new(connection: ServiceConnectionString) -> Self {
        Self {
            connection,
            ca: Ca::default(),
            size: HubSize::default(),
            timing: Timing::default(),
            user_agent: concat!("iothub-client/", env!("CARGO_PKG_VERSION")).to_owned(),
            environment: Arc::new(System),
            observer: Arc::new(Unobserved),
        }
    }
}

/// Time-outs and waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Longest wait for a connection.
    pub connect: Duration,
    /// Longest time from the start of a call to the end of its answer, connecting included.
    pub total: Duration,
    /// How often a read is repeated after a transient failure.
    pub repeats: u32,
    /// First wait before a repeat; doubled each time, and cut by chance to between half and all of it.
    pub repeat_after: Duration,
    /// Waits after a 429.
    pub backoff: Backoff,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(30),
            repeats: 2,
            repeat_after: Duration::from_millis(300),
            backoff: Backoff::default(),
        }
    }
}

/// Why no client could be made.
#[derive(Debug, thiserror::Error)]
pub enum InvalidConfig {
    /// No TLS with these certificates.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
    /// No HTTP client with this configuration.
    #[error("the HTTP client cannot be set up")]
    Http(#[source] reqwest::Error),
}

/// How a call goes about the budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    /// Waits as long as it takes, and repeats what the hub refused with 429.
    #[default]
    Patient,
    /// Waits at most this long, then fails with [`Error::Spent`] or [`Error::Throttled`]: somebody is watching a button.
    Within(Duration),
    /// Waits as long as it takes and leaves so many calls for others: nobody is waiting. Fails with
    /// [`Error::Throttled`] while the hub has closed the class by 429, so that this can be shown.
    Background {
        /// Calls that stay in the budget.
        spare: u32,
    },
}

/// A client of one hub. Clones share connections, credential and budget.
#[derive(Debug, Clone)]
pub struct Client {
    shared: Arc<Shared>,
    manner: Manner,
}

#[derive(Debug)]
struct Shared {
    http: reqwest::Client,
    /// `https://host`, with the port when the connection string has one.
    origin: String,
    credential: Credential,
    budget: Budget,
    timing: Timing,
    environment: Arc<dyn Environment>,
    observer: Arc<dyn Observer>,
}

impl Client {
    /// Makes a client; nothing is sent yet.
    ///
    /// # Errors
    /// [`InvalidConfig`] when TLS or HTTP cannot be set up.
    pub fn new(config: Config) -> Result<Self, InvalidConfig> {
        let Config { connection, ca, size, timing, user_agent, environment, observer } = config;
        let tls = tls::client_config(&ca).map_err(InvalidConfig::Tls)?;
        let mut http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .https_only(true)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(timing.connect)
            .timeout(timing.total)
            .user_agent(user_agent);
        if loopback(connection.host().name()) {
            // A proxy for the way out of a network cannot reach this machine.
            http = http.no_proxy();
        }
        let shared = Shared {
            http: http.build().map_err(InvalidConfig::Http)?,
            origin: format!("https://{}", connection.host()),
            credential: Credential::new(connection),
            budget: Budget::new(size, timing.backoff, Arc::clone(&environment)),
            timing,
            environment,
            observer,
        };
        Ok(Self { shared: Arc::new(shared), manner: Manner::default() })
    }

    /// The same client with other manners.
    #[must_use]
    pub fn with_manner(&self, manner: Manner) -> Self {
        Self { shared: Arc::clone(&self.shared), manner }
    }

    /// Signs with another key of the same hub from the next call on; all clones do.
    ///
    /// # Errors
    /// [`OtherHub`] when it is of another hub; nothing is changed then.
    pub fn renew(&self, connection: ServiceConnectionString) -> Result<(), OtherHub> {
        self.shared.credential.renew(connection)
    }

    /// The budget that all clones share.
    #[must_use]
    pub fn budget(&self) -> &Budget {
        &self.shared.budget
    }

    /// Sends a call: waits for the budget, and repeats what may be repeated.
    pub(crate) async fn send(&self, call: Call) -> Result<Answer, Error> {
        let Shared { budget, timing, environment, .. } = &*self.shared;
        let mut repeats = 0;
        loop {
            self.admit(call.class).await?;
            let error = match self.send_once(&call).await {
                Ok(answer) => {
                    budget.answered(call.class);
                    return Ok(answer);
                }
                Err(error) => error,
            };
            if let Some(code) = error.refusal().and_then(throttle_code) {
                let until = budget.throttled(call.class, &code);
                if self.manner == Manner::Patient {
                    continue;
                }
                return Err(Error::Throttled(until));
            }
            if matches!(error, Error::Refused(_)) {
                budget.answered(call.class);
            }
            if !call.repeatable || !error.transient() || repeats >= timing.repeats {
                return Err(error);
            }
            let wait = timing.repeat_after.saturating_mul(1 << repeats.min(6));
            tokio::time::sleep(wait.mul_f64(0.5 + fraction(&**environment) / 2.0)).await;
            repeats += 1;
        }
    }

    /// Takes the call from the budget, in this client's manner.
    async fn admit(&self, class: OperationClass) -> Result<(), Error> {
        let budget = &self.shared.budget;
        match self.manner {
            Manner::Patient => budget.wait(class, 0).await,
            Manner::Background { spare } => {
                if let Some(until) = budget.closed(class) {
                    return Err(Error::Throttled(until));
                }
                budget.wait(class, spare).await;
            }
            Manner::Within(longest) => {
                if let Err(spent) = budget.take(class, 0) {
                    // No use in waiting for what will not come in time.
                    if spent.retry_in > longest {
                        return Err(Error::not_before(spent));
                    }
                    let waited = tokio::time::timeout(longest, budget.wait(class, 0)).await;
                    return waited.map_err(|_| Error::not_before(spent));
                }
            }
        }
        Ok(())
    }

    async fn send_once(&self, call: &Call) -> Result<Answer, Error> {
        let Shared { http, origin, credential, environment, observer, .. } = &*self.shared;
        let separator = if call.path.contains('?') { '&' } else { '?' };
        let address = format!("{origin}{}{separator}api-version={API_VERSION}", call.path);
        let mut request = http
            .request(call.method.clone(), address)
            .headers(call.headers.clone())
            .header(AUTHORIZATION, credential.header(environment.now())?)
            .header("x-ms-client-request-id", request_id(environment.random()));
        request = match &call.body {
            Some(body) => request.header(CONTENT_TYPE, JSON).body(body.clone()),
            // Some of Azure's front ends refuse a POST without a length.
            None if call.method == reqwest::Method::POST => {
                request.header(CONTENT_LENGTH, HeaderValue::from(0))
            }
            None => request,
        };
        if let Some(timeout) = call.timeout {
            request = request.timeout(timeout);
        }
        let began = Instant::now();
        let answer = match request.send().await {
            Ok(response) => Answer::read(response, call).await,
            Err(error) => Err(Error::from_transport(error)),
        };
        let status = answer.as_ref().map_or_else(Error::status, |answer| Some(answer.status));
        observer.called(call.class, status, began.elapsed());
        debug!(method = %call.method, class = ?call.class, status, "Called the hub");
        answer
    }
}

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// A GUID.
fn request_id(random: u128) -> String {
    let hex = format!("{random:032x}");
    let (a, b, c, d, e) = (&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]);
    format!("{a}-{b}-{c}-{d}-{e}")
}

/// Whether a host name can only mean this machine.
fn loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}
