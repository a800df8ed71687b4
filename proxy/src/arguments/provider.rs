//! Where people log in, on the command line.

use std::path::PathBuf;

use clap::Args;
use secrecy::SecretString;

use super::{ConfigError, authorities, read, secret};
use crate::config::{IssuerUrl, ProviderConfig};

/// Where people log in.
#[derive(Debug, Clone, Args)]
pub(super) struct ProviderArguments {
    /// Address of the OpenID provider where people log in, as its tokens name it.
    #[arg(
        long,
        env = "LOCKSTEP_OIDC_ISSUER",
        value_name = "URL",
        requires = "oidc_client_id",
        requires = "oidc_grants",
        value_parser = issuer
    )]
    oidc_issuer: Option<IssuerUrl>,
    /// As whom Lockstep is registered there.
    #[arg(long, env = "LOCKSTEP_OIDC_CLIENT_ID", value_name = "ID")]
    oidc_client_id: Option<String>,
    /// File with the secret of that registration; none for a public client.
    #[arg(long, env = "LOCKSTEP_OIDC_CLIENT_SECRET_FILE", value_name = "FILE")]
    oidc_client_secret_file: Option<PathBuf>,
    /// TOML file that says who gets which role.
    #[arg(long, env = "LOCKSTEP_OIDC_GRANTS", value_name = "FILE")]
    oidc_grants: Option<PathBuf>,
    /// What people call the provider; it stands on the button that leads there.
    #[arg(long, env = "LOCKSTEP_OIDC_NAME", default_value = "single sign-on", value_name = "WORDS")]
    oidc_name: String,
    /// What is asked of the provider besides `openid`.
    #[arg(
        long,
        env = "LOCKSTEP_OIDC_SCOPES",
        default_value = "profile,email",
        value_name = "SCOPE",
        value_delimiter = ','
    )]
    oidc_scopes: Vec<String>,
    /// PEM file of the authorities that may vouch for the provider; those alone. Mozilla's list when absent.
    #[arg(long, env = "LOCKSTEP_OIDC_CA", value_name = "FILE")]
    oidc_ca: Option<PathBuf>,
}

impl ProviderArguments {
    /// The provider, if there is one. `variable` is its secret in the environment.
    pub(super) fn config(
        &self,
        variable: Option<SecretString>,
    ) -> Result<Option<ProviderConfig>, ConfigError> {
        // clap has seen to it that they come together.
        let (Some(issuer), Some(client_id), Some(grants)) =
            (&self.oidc_issuer, &self.oidc_client_id, &self.oidc_grants)
        else {
            return Ok(None);
        };
        let secret_file = self.oidc_client_secret_file.as_ref();
        Ok(Some(ProviderConfig {
            issuer: issuer.clone(),
            client_id: client_id.clone(),
            client_secret: secret("--oidc-client-secret-file", secret_file, variable)?,
            ca: authorities("--oidc-ca", self.oidc_ca.as_ref())?,
            name: self.oidc_name.clone(),
            scopes: self.oidc_scopes.clone(),
            grants: read("--oidc-grants", grants)?
                .parse()
                .map_err(|source| ConfigError::Grants { file: grants.clone(), source })?,
        }))
    }
}

/// An address that stays as it was written: a provider's own spelling is its name.
fn issuer(text: &str) -> Result<IssuerUrl, String> {
    IssuerUrl::new(text.to_owned()).map_err(|error| error.to_string())
}
