//! Tokens, connection strings, and what a token opens.

use iothub_sas::{
    DeviceConnectionString, ExposeSecret as _, Resource, ServiceConnectionString, SigningKey, Token,
};
use proptest::prelude::*;

use crate::campaign;
use crate::edit::edited_text;

const KEY: &str = "YWJjZGVmZ2hpamtsbW5vcA==";
const OTHER_KEY: &str = "YWJjZGVmZ2hpamtsbW5vcQ==";

const CONNECTION_STRINGS: &[&str] = &[
    "HostName=localhost;SharedAccessKeyName=service;SharedAccessKey=YWJjZGVmZ2hpamtsbW5vcA==",
    "HostName=hub.example.net:8443;DeviceId=dev1;SharedAccessKey=YWJjZGVmZ2hpamtsbW5vcA==",
    "HostName=localhost;DeviceId=dev=1;ModuleId=m;x509=true;GatewayHostName=gateway:8883",
    "HostName=[::1]:8883;DeviceId=d;SharedAccessSignature=SharedAccessSignature sr=a&sig=YQ%3D%3D&se=1",
];

const RESOURCES: &[&str] = &[
    "localhost",
    "LOCALHOST:8443/devices/dev1",
    "localhost/devices/dev1/modules/mod1",
    "localhost/devices/dev1/?api-version=2021-04-12",
    "localhost/devices/dev10/api-version=1",
];

const WORDS: &[&[u8]] = &[
    b"sr=",
    b"sig=",
    b"se=",
    b"skn=",
    b"&sr=",
    b"&se=9999999999",
    b"&sig=",
    b"&skn=service",
    b"SharedAccessSignature ",
    b"localhost",
    b"localhost%2Fdevices%2Fdev1",
    b"HostName=",
    b";DeviceId=",
    b";ModuleId=",
    b";x509=true",
    b";SharedAccessKey=",
    b";GatewayHostName=",
    b"==",
    b"%3D",
    b"/devices/",
    b"/modules/",
    b":443",
    b"api-version=",
];

fn key(text: &str) -> SigningKey {
    SigningKey::from_base64(text).unwrap()
}

/// The texts that were signed, and for each its token as a sample.
fn tokens() -> Vec<String> {
    let sign = |resource, policy| key(KEY).sign(resource, policy, 1_900_000_000).expose_secret().to_owned();
    vec![
        sign("localhost", Some("service")),
        sign("localhost/devices/dev1", None),
        sign("localhost/devices/a%b+c/modules/m", None),
    ]
}

/// A signature fits what was signed with it and nothing else, whatever else is done to the token.
fn token_survives(text: &str, signed: &[Token]) -> Result<(), TestCaseError> {
    let Ok(token) = Token::parse(text) else { return Ok(()) };
    prop_assert!(token.verify([&key(OTHER_KEY)]).is_err());
    if token.verify([&key(OTHER_KEY), &key(KEY)]).is_ok() {
        // The policy is a claim that is not signed: it only says which key to try.
        let one_of_ours =
            |ours: &Token| (ours.resource(), ours.expires_at()) == (token.resource(), token.expires_at());
        prop_assert!(signed.iter().any(one_of_ours), "{:?} was never signed", token);
    }
    _ = token.check_expiry(u64::MAX, 300);
    prop_assert!(token.check_resource(token.resource()).is_ok());
    Ok(())
}

/// A token opens what it names and what lies below, by whole segments and on the same host.
fn resource_survives(one: &str, two: &str) -> Result<(), TestCaseError> {
    let (one, two) = (Resource::parse(one), Resource::parse(two));
    let (short, long) = (one.to_string(), two.to_string());
    let below = long.strip_prefix(&short).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    prop_assert_eq!(one.covers(&two), below, "{} and {}", short, long);
    if let (true, Some(device)) = (one.covers(&two), one.device_id()) {
        prop_assert_eq!(two.device_id(), Some(device));
    }
    Ok(())
}

fn connection_string_survives(text: &str) -> Result<(), TestCaseError> {
    if let Ok(device) = DeviceConnectionString::parse(text) {
        let written = device.to_text();
        let again = DeviceConnectionString::parse(written.expose_secret());
        let again =
            again.map_err(|error| TestCaseError::fail(format!("{error}: {}", written.expose_secret())))?;
        let again_written = again.to_text();
        prop_assert_eq!(again_written.expose_secret(), written.expose_secret());
        prop_assert_eq!(again.resource(), device.resource());
        prop_assert_eq!(again.endpoint().as_str(), device.endpoint().as_str());
        _ = device.token(1);
    }
    if let Ok(service) = ServiceConnectionString::parse(text) {
        let written = service.to_text();
        let again = ServiceConnectionString::parse(written.expose_secret());
        let again =
            again.map_err(|error| TestCaseError::fail(format!("{error}: {}", written.expose_secret())))?;
        let again_written = again.to_text();
        prop_assert_eq!(again_written.expose_secret(), written.expose_secret());
        let token = Token::parse(service.sign(1).expose_secret());
        // A policy's name may make a token longer than one may be.
        if let Ok(token) = token {
            prop_assert!(token.verify([service.key()]).is_ok());
        }
    }
    Ok(())
}

#[test]
fn tokens_and_connection_strings() {
    let tokens = tokens();
    let signed: Vec<Token> = tokens.iter().map(|text| Token::parse(text).unwrap()).collect();
    let texts: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let resource = || edited_text(RESOURCES, WORDS);
    let inputs = (
        edited_text(&texts, WORDS),
        edited_text(CONNECTION_STRINGS, WORDS),
        resource(),
        // Nearly always a thing or what lies below it.
        prop_oneof![resource().prop_map(Err), "(/devices/dev1|/modules/m|0|/|/x){0,2}".prop_map(Ok)],
    );
    campaign::run("tokens and connection strings", &inputs, |(token, connection, one, two)| {
        token_survives(&token, &signed)?;
        connection_string_survives(&connection)?;
        let two = two.map_or_else(|other| other, |below| format!("{one}{below}"));
        resource_survives(&one, &two)
    });
}
