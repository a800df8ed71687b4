//! The command line, and how it becomes a [`Config`].
//!
//! Secrets come from files or from the environment, never from flags, and are parsed here, after clap, because clap
//! prints a value that it refuses.

use std::{fs, net::SocketAddr, path::PathBuf, sync::Arc};

use clap::{Args, Parser, Subcommand, ValueEnum};
use iothub_client::{
    Authorities, Ca, ServiceConnectionString,
    environment::System,
    tier::{HubSize, Tier},
};
use ipnet::IpNet;
use lockstep_api::session::Environment as Mark;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::{
    access::new_token,
    audit::Head,
    config::{AccessMode, AssetSource, Config, PREVIEW_THRESHOLD, StateSource},
};

mod error;
mod provider;

pub use error::ConfigError;
use provider::ProviderArguments;

/// Holds the credentials of an Azure IoT Hub, runs its jobs and shows every device's answer in the browser.
#[derive(Debug, Parser)]
#[command(name = "lockstep-proxy", version, args_conflicts_with_subcommands = true, after_help = AFTER_HELP)]
pub struct Arguments {
    /// What to do; without it, the proxy serves.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to serve.
    #[command(flatten)]
    pub serve: Serve,
}

const AFTER_HELP: &str = "Secrets in the environment: HUB_CONNECTION_STRING (or its file), LOCKSTEP_TOKEN (or its \
file), LOCKSTEP_OIDC_CLIENT_SECRET (or its file).\nExit code 64: the configuration cannot be used.";

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the dashboard and its API (the default).
    Serve(Serve),
    /// Ask a proxy on this machine whether it is alive; exit code 0 when it is.
    Healthcheck {
        /// The address it listens on.
        #[arg(long, env = "LOCKSTEP_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
        listen: SocketAddr,
    },
    /// Look after the record of who did what.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Copy what Lockstep remembers into a new file; a proxy may be using it.
    Backup {
        /// Directory of what Lockstep remembers.
        #[arg(long, env = "LOCKSTEP_STATE", default_value = ".lockstep/proxy", value_name = "DIR")]
        state: PathBuf,
        /// The file to make.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Make what Lockstep remembers from a copy, in a directory that has nothing yet.
    Restore {
        /// The copy.
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
        /// The directory to make it in.
        #[arg(long, env = "LOCKSTEP_STATE", default_value = ".lockstep/proxy", value_name = "DIR")]
        state: PathBuf,
    },
    /// Check the configuration and end.
    CheckConfig(Serve),
}

/// What can be done with the record.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Follow the record from its beginning; exit code 0 when nothing in it was changed or taken out.
    Verify {
        /// Directory of what Lockstep remembers.
        #[arg(long, env = "LOCKSTEP_STATE", default_value = ".lockstep/proxy", value_name = "DIR")]
        state: PathBuf,
        /// File with the record's key; `audit.key` in the state when absent.
        #[arg(long, env = "LOCKSTEP_AUDIT_KEY_FILE", value_name = "FILE")]
        audit_key_file: Option<PathBuf>,
        /// The last `head` that the log has, as in `17:dGhl…`: without it, nobody sees that the end was cut off.
        #[arg(long, value_name = "HEAD")]
        head: Option<Head>,
    },
}

/// How to serve.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// File with the hub's service connection string; a policy with `ServiceConnect` is enough. A key that is replaced in it is
    /// used without a restart.
    #[arg(long, env = "HUB_CONNECTION_STRING_FILE", value_name = "FILE")]
    hub_connection_string_file: Option<PathBuf>,
    /// PEM file of the authorities that may vouch for the hub; those alone. Mozilla's list when absent.
    #[arg(long, env = "HUB_CA", value_name = "FILE")]
    hub_ca: Option<PathBuf>,
    /// The hub's tier, from which its limits follow: f1, s1, s2, s3 or unlimited.
    #[arg(long, env = "HUB_TIER", default_value_t = Tier::S1)]
    hub_tier: Tier,
    /// Units bought of that tier.
    #[arg(long, env = "HUB_UNITS", default_value_t = 1)]
    hub_units: u32,
    /// Part of the hub's limits that this proxy may use, from 0.001 to 1.
    #[arg(long, env = "HUB_SHARE", default_value_t = 1.0)]
    hub_share: f64,
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, env = "LOCKSTEP_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub listen: SocketAddr,
    /// The address under which browsers reach the proxy, when it is another.
    #[arg(long, env = "LOCKSTEP_PUBLIC_URL", value_name = "URL")]
    public_url: Option<Url>,
    /// Another host name under which the proxy may be called; may be given several times.
    #[arg(long = "allow-host", env = "LOCKSTEP_ALLOW_HOST", value_name = "HOST", value_delimiter = ',')]
    allowed_hosts: Vec<String>,
    /// Network of a reverse proxy that says in `X-Forwarded-For` where calls come from; may be given several times.
    #[arg(
        long = "trusted-proxy",
        env = "LOCKSTEP_TRUSTED_PROXY",
        value_name = "CIDR",
        value_delimiter = ','
    )]
    trusted_proxies: Vec<IpNet>,
    /// File with the operator token. A random token when absent.
    #[arg(long, env = "LOCKSTEP_TOKEN_FILE", value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Ask nobody who they are; on the loopback only.
    #[arg(long, env = "LOCKSTEP_INSECURE_NO_AUTH", conflicts_with_all = ["token_file", "oidc_issuer"])]
    insecure_no_auth: bool,
    /// Where people log in.
    #[command(flatten)]
    provider: ProviderArguments,
    /// Show, and order nothing: no job, no method, no twin is written.
    #[arg(long, env = "LOCKSTEP_READ_ONLY")]
    read_only: bool,
    /// Folder of the dashboard's files, instead of those built in.
    #[arg(long, env = "LOCKSTEP_ASSETS", value_name = "DIR")]
    assets: Option<PathBuf>,
    /// Directory of what Lockstep remembers: orders, jobs that wait, jobs that have ended.
    #[arg(long, env = "LOCKSTEP_STATE", default_value = ".lockstep/proxy", value_name = "DIR")]
    state: PathBuf,
    /// File with the key of the record of who did what, made when it is not there; keep it where whoever writes the database
    /// cannot read it. `audit.key` in the state when absent.
    #[arg(long, env = "LOCKSTEP_AUDIT_KEY_FILE", value_name = "FILE")]
    audit_key_file: Option<PathBuf>,
    /// A word for this environment, shown on every page.
    #[arg(long, env = "LOCKSTEP_ENVIRONMENT", value_name = "WORD")]
    environment: Option<String>,
    /// A CSS colour for that word.
    #[arg(
        long,
        env = "LOCKSTEP_ENVIRONMENT_COLOUR",
        value_name = "COLOUR",
        requires = "environment",
        value_parser = colour
    )]
    environment_colour: Option<String>,
    /// Orders over more devices than this need a preview and the typed count.
    #[arg(long, env = "LOCKSTEP_PREVIEW_THRESHOLD", default_value_t = PREVIEW_THRESHOLD, value_name = "N")]
    preview_threshold: u64,
    /// Address of its own on which `GET /metrics` answers Prometheus, whoever asks; not served when absent.
    #[arg(long, env = "LOCKSTEP_METRICS", value_name = "ADDR")]
    metrics: Option<SocketAddr>,
    /// What to log: a level, or a filter such as `info,lockstep_proxy=debug`.
    #[arg(long, env = "LOCKSTEP_LOG", default_value = "info", value_name = "FILTER")]
    pub log: String,
    /// How to log, on standard error.
    #[arg(long, env = "LOCKSTEP_LOG_FORMAT", default_value = "text")]
    pub log_format: LogFormat,
}

/// How to log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// An object on each line.
    Json,
}

/// A colour as browsers read it, in the words that were given.
fn colour(text: &str) -> Result<String, String> {
    match csscolorparser::parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("it is no CSS colour: give a name such as `darkred`, or `#a4262c`".to_owned()),
    }
}

/// Characters of an operator token that is given; a random one has 43.
const SHORTEST_TOKEN: usize = 16;

impl Serve {
    /// The configuration; `variable` reads the environment.
    ///
    /// # Errors
    /// [`ConfigError`] says which part cannot be used.
    pub fn config(&self, variable: impl Fn(&str) -> Option<String>) -> Result<Config, ConfigError> {
        let secret = |name: &str| variable(name).filter(|value| !value.is_empty()).map(SecretString::from);
        let config = Config {
            connection_file: self.hub_connection_string_file.clone(),
            ca: authorities("--hub-ca", self.hub_ca.as_ref())?,
            size: HubSize::new(self.hub_tier, self.hub_units, self.hub_share)?,
            public_url: self.public_url()?,
            allowed_hosts: self.allowed_hosts.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            read_only: self.read_only,
            assets: self.assets.clone().map_or(AssetSource::BuiltIn, AssetSource::Folder),
            mark: self.environment.clone().map(|name| Mark { name, colour: self.environment_colour.clone() }),
            preview_threshold: self.preview_threshold,
            state: StateSource::Directory(self.state.clone()),
            metrics: self.metrics,
            audit_key: self.audit_key_file.clone(),
            environment: Arc::new(System),
            ..Config::new(
                self.connection(secret("HUB_CONNECTION_STRING"))?,
                self.access(secret("LOCKSTEP_TOKEN"), secret("LOCKSTEP_OIDC_CLIENT_SECRET"))?,
            )
        };
        config.check(self.listen.ip()).map_err(|error| ConfigError::OpenToAll(self.listen, error))?;
        Ok(config)
    }

    fn connection(&self, variable: Option<SecretString>) -> Result<ServiceConnectionString, ConfigError> {
        let file = self.hub_connection_string_file.as_ref();
        let text = secret("--hub-connection-string-file", file, variable)?;
        let text = text.ok_or(ConfigError::NoConnectionString)?;
        // One from the environment may have blanks around it, too.
        Ok(ServiceConnectionString::parse(text.expose_secret().trim())?)
    }

    fn access(
        &self,
        token: Option<SecretString>,
        client_secret: Option<SecretString>,
    ) -> Result<AccessMode, ConfigError> {
        if self.insecure_no_auth {
            return Ok(AccessMode::Open);
        }
        let token = self.token(token)?;
        match self.provider.config(client_secret)? {
            Some(_) if !self.safe_for_logins() => Err(ConfigError::NeedsPublicUrl),
            Some(provider) => Ok(AccessMode::Provider(Box::new(provider), token)),
            None => Ok(AccessMode::Token(token.unwrap_or_else(|| new_token(&System)))),
        }
    }

    /// The operator token, if it was given.
    fn token(&self, variable: Option<SecretString>) -> Result<Option<SecretString>, ConfigError> {
        let token = secret("--token-file", self.token_file.as_ref(), variable)?;
        let Some(token) = token else { return Ok(None) };
        let text = token.expose_secret();
        let sound = text.len() >= SHORTEST_TOKEN && text.bytes().all(|byte| byte.is_ascii_graphic());
        if sound { Ok(Some(token)) } else { Err(ConfigError::Token) }
    }

    /// Whether browsers reach the proxy by https, or without a network.
    fn safe_for_logins(&self) -> bool {
        match &self.public_url {
            Some(url) => {
                let here = [Some("localhost"), Some("127.0.0.1"), Some("[::1]")].contains(&url.host_str());
                url.scheme() == "https" || (here && self.listen.ip().is_loopback())
            }
            None => self.listen.ip().is_loopback(),
        }
    }

    fn public_url(&self) -> Result<Option<Url>, ConfigError> {
        let Some(url) = &self.public_url else { return Ok(None) };
        let site = matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none();
        if site { Ok(Some(url.clone())) } else { Err(ConfigError::PublicUrl) }
    }
}

/// A secret in a file, without the blanks around it; without a file, that of the environment.
fn secret(
    flag: &'static str,
    file: Option<&PathBuf>,
    variable: Option<SecretString>,
) -> Result<Option<SecretString>, ConfigError> {
    match file {
        Some(file) => Ok(Some(SecretString::from(read(flag, file)?.trim()))),
        None => Ok(variable),
    }
}

fn authorities(flag: &'static str, file: Option<&PathBuf>) -> Result<Ca, ConfigError> {
    let Some(file) = file else { return Ok(Ca::BuiltIn) };
    let authorities = Authorities::from_pem(read(flag, file)?.as_bytes());
    authorities.map(Ca::Only).map_err(|source| ConfigError::Ca { flag, file: file.clone(), source })
}

fn read(flag: &'static str, file: &PathBuf) -> Result<String, ConfigError> {
    fs::read_to_string(file).map_err(|source| ConfigError::File { flag, file: file.clone(), source })
}

#[cfg(test)]
mod tests;
