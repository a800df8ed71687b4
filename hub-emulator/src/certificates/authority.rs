//! Making an authority and the one certificate it signs, and telling whether kept ones still serve.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use iothub_wire::time::UtcTime;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
};
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use secrecy::{ExposeSecret as _, SecretString};

use super::CertificateError;

/// What the authority leaves behind: its certificate, and the server's with the key.
#[derive(Debug)]
pub(super) struct Issued {
    pub(super) ca_pem: String,
    pub(super) server_pem: String,
    pub(super) server_key_pem: SecretString,
}

impl Issued {
    pub(super) fn server_key(&self) -> &[u8] {
        self.server_key_pem.expose_secret().as_bytes()
    }
}

/// Before now, for clients whose clock is behind.
const DAYS_BACK: i64 = 1;
/// A year, which is what browsers and operating systems still accept from a server.
const DAYS_VALID: i64 = 365;
const DAYS_LEFT_AT_LEAST: i64 = 30;
const SECONDS_PER_DAY: i64 = 86_400;

/// Makes an authority, lets it sign one server certificate and forgets its key.
pub(super) fn issue(host_name: &str, now: UtcTime) -> Result<Issued, CertificateError> {
    issue_within(host_name, host_name, now)
}

/// As [`issue`], for an authority that may be constrained to another host than the server's.
pub(super) fn issue_within(
    permitted: &str,
    host_name: &str,
    now: UtcTime,
) -> Result<Issued, CertificateError> {
    let ca = ca_params(&names(permitted)?, now);
    let ca_key = KeyPair::generate().map_err(CertificateError::Make)?;
    let ca_certificate = ca.self_signed(&ca_key).map_err(CertificateError::Make)?;
    let issuer = Issuer::new(ca, ca_key);

    let server_key = KeyPair::generate().map_err(CertificateError::Make)?;
    let server = server_params(&names(host_name)?, now)?;
    let server = server.signed_by(&server_key, &issuer).map_err(CertificateError::Make)?;
    Ok(Issued {
        ca_pem: ca_certificate.pem(),
        server_pem: server.pem(),
        server_key_pem: server_key.serialize_pem().into(),
    })
}

/// Whether a strict client that trusts the authority accepts the server, under every name, now and in a month.
pub(super) fn good_for_a_month(kept: &Issued, host_name: &str, now: UtcTime) -> bool {
    let Ok(names) = names(host_name) else { return false };
    let Some(last) = unix_time(now.plus_seconds(DAYS_LEFT_AT_LEAST * SECONDS_PER_DAY)) else { return false };
    let Some(first) = unix_time(now) else { return false };
    let Ok(server) = CertificateDer::from_pem_slice(kept.server_pem.as_bytes()) else { return false };
    let Some(verifier) = verifier(&kept.ca_pem) else { return false };
    names.iter().all(|name| {
        let name = name.server_name();
        [first, last].into_iter().all(|at| verifier.verify_server_cert(&server, &[], &name, &[], at).is_ok())
    })
}

/// A name under which clients reach the emulator.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    Dns(rustls::pki_types::DnsName<'static>),
    Address(IpAddr),
}

impl Name {
    fn parse(text: &str) -> Result<Self, CertificateError> {
        let refused = || CertificateError::HostName(text.to_owned());
        match ServerName::try_from(text.to_owned()).map_err(|_| refused())? {
            ServerName::DnsName(name) => Ok(Self::Dns(name.to_lowercase_owned())),
            ServerName::IpAddress(address) => Ok(Self::Address(address.into())),
            _ => Err(refused()),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Dns(name) => name.as_ref().to_owned(),
            Self::Address(address) => address.to_string(),
        }
    }

    fn server_name(&self) -> ServerName<'static> {
        match self {
            Self::Dns(name) => ServerName::DnsName(name.clone()),
            Self::Address(address) => ServerName::IpAddress((*address).into()),
        }
    }

    fn subtree(&self) -> GeneralSubtree {
        match self {
            Self::Dns(name) => GeneralSubtree::DnsName(name.as_ref().to_owned()),
            Self::Address(address) => {
                let bits = if address.is_ipv4() { 32 } else { 128 };
                GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(*address, bits))
            }
        }
    }
}

/// The names of this machine and `host_name`, each once.
fn names(host_name: &str) -> Result<Vec<Name>, CertificateError> {
    let mut names = vec![
        Name::parse("localhost")?,
        Name::Address(Ipv4Addr::LOCALHOST.into()),
        Name::Address(Ipv6Addr::LOCALHOST.into()),
    ];
    let own = Name::parse(host_name)?;
    if !names.contains(&own) {
        names.push(own);
    }
    Ok(names)
}

fn ca_params(names: &[Name], now: UtcTime) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = common_name("Lockstep hub emulator authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: names.iter().map(Name::subtree).collect(),
        excluded_subtrees: Vec::new(),
    });
    set_validity(&mut params, now);
    params
}

fn server_params(names: &[Name], now: UtcTime) -> Result<CertificateParams, CertificateError> {
    let texts: Vec<String> = names.iter().map(Name::text).collect();
    let mut params = CertificateParams::new(texts).map_err(CertificateError::Make)?;
    params.distinguished_name = common_name("Lockstep hub emulator");
    // Says so explicitly, because strict clients (Python 3.13) want both key identifiers of a server.
    params.is_ca = IsCa::ExplicitNoCa;
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    set_validity(&mut params, now);
    Ok(params)
}

fn common_name(name: &str) -> DistinguishedName {
    let mut distinguished_name = DistinguishedName::new();
    distinguished_name.push(DnType::CommonName, name);
    distinguished_name
}

fn set_validity(params: &mut CertificateParams, now: UtcTime) {
    let days_from_now = |days: i64| {
        let seconds = now.plus_seconds(days * SECONDS_PER_DAY).unix_seconds().max(0).unsigned_abs();
        // Certificates end in the year 9999, and so does the library's calendar.
        rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds)
    };
    params.not_before = days_from_now(-DAYS_BACK);
    params.not_after = days_from_now(DAYS_VALID);
}

fn verifier(ca_pem: &str) -> Option<Arc<WebPkiServerVerifier>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).ok()?).ok()?;
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::new(aws_lc_rs::default_provider()))
        .build()
        .ok()
}

fn unix_time(at: UtcTime) -> Option<UnixTime> {
    u64::try_from(at.unix_seconds())
        .ok()
        .map(|seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
}
