//! What strict clients make of the certificates, and when kept ones are used again.

use std::fs;
use std::io;

use rustls::pki_types::{ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConnection, SupportedProtocolVersion};

use super::*;

fn now() -> UtcTime {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// Shakes hands in memory, as a client that trusts `ca_pem` alone; such a client has the system's clock.
fn handshake(
    ca_pem: &str,
    server: &Certificates,
    name: &str,
    version: &'static SupportedProtocolVersion,
) -> Result<(), rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[version])?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let mut client = ClientConnection::new(Arc::new(config), name)?;
    let mut server = ServerConnection::new(server.tls(&[]))?;
    while client.is_handshaking() || server.is_handshaking() {
        let mut wire = Vec::new();
        client.write_tls(&mut wire).unwrap();
        server.read_tls(&mut io::Cursor::new(wire)).unwrap();
        server.process_new_packets()?;
        let mut wire = Vec::new();
        server.write_tls(&mut wire).unwrap();
        client.read_tls(&mut io::Cursor::new(wire)).unwrap();
        client.process_new_packets()?;
    }
    Ok(())
}

fn real_now() -> UtcTime {
    UtcTime::from_unix_seconds(i64::try_from(UnixTime::now().as_secs()).unwrap())
}

#[test]
fn every_name_is_trusted_over_both_versions_of_tls() {
    let certificates = Certificates::ephemeral("hub.example", real_now()).unwrap();
    for name in ["localhost", "127.0.0.1", "::1", "hub.example"] {
        for version in [&TLS12, &TLS13] {
            handshake(certificates.ca_pem(), &certificates, name, version).unwrap();
        }
    }
    let other = handshake(certificates.ca_pem(), &certificates, "other.example", &TLS13);
    assert!(matches!(other, Err(rustls::Error::InvalidCertificate(_))), "{other:?}");
}

#[test]
fn the_authority_cannot_vouch_for_another_name() {
    let forged = authority::issue_within("localhost", "victim.example", real_now()).unwrap();
    let forged = Certificates::from_issued(forged).unwrap();
    for name in ["victim.example", "localhost"] {
        let refused = handshake(forged.ca_pem(), &forged, name, &TLS13);
        assert!(matches!(refused, Err(rustls::Error::InvalidCertificate(_))), "{name}: {refused:?}");
    }
}

#[test]
fn certificates_are_kept_until_a_month_before_their_end() {
    let directory = tempfile::tempdir().unwrap();
    let load = |host: &str, days: i64| {
        let at = now().plus_seconds(days * 86_400);
        Certificates::load_or_make(directory.path(), host, at).unwrap().ca_pem().to_owned()
    };
    let first = load("hub.example", 0);
    assert_eq!(first, fs::read_to_string(directory.path().join("ca.pem")).unwrap());
    assert_eq!(load("hub.example", 334), first);
    assert_eq!(load("HUB.example", 334), first);
    let renewed = load("hub.example", 336);
    assert_ne!(renewed, first);
    assert_ne!(load("other.example", 336), renewed);
}

#[test]
fn files_that_do_not_fit_each_other_are_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let first = Certificates::load_or_make(directory.path(), "localhost", now()).unwrap();
    let stranger = authority::issue("localhost", now()).unwrap();
    for (file, contents) in [("server.key", stranger.server_key()), ("ca.pem", b"no certificate")] {
        fs::write(directory.path().join(file), contents).unwrap();
        let next = Certificates::load_or_make(directory.path(), "localhost", now()).unwrap();
        assert_ne!(next.ca_pem(), first.ca_pem());
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_key() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    Certificates::load_or_make(directory.path(), "localhost", now()).unwrap();
    let mode = |file: &str| fs::metadata(directory.path().join(file)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("server.key"), 0o600);
    let names: Vec<_> =
        fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn the_private_key_is_not_printed() {
    let issued = authority::issue("localhost", now()).unwrap();
    assert!(!format!("{issued:?}").contains("PRIVATE KEY"));
}

#[test]
fn a_host_name_that_is_none_is_refused_with_a_sentence() {
    let refused = Certificates::ephemeral("not a host", now()).unwrap_err();
    assert_eq!(refused.to_string(), "`not a host` is neither a DNS name nor an IP address");
}
