use proptest::prelude::*;
use secrecy::{ExposeSecret as _, SecretString};

use super::*;
use crate::{Resource, SigningKey, Token};

const KEY: &str = "YWJjZGVmZ2hpamtsbW5vcA==";

fn service(text: &str) -> Result<String, InvalidConnectionString> {
    ServiceConnectionString::parse(text).map(|parsed| parsed.to_text().expose_secret().to_owned())
}

fn device(text: &str) -> Result<String, InvalidConnectionString> {
    DeviceConnectionString::parse(text).map(|parsed| parsed.to_text().expose_secret().to_owned())
}

#[test]
fn a_service_string_is_written_as_it_was_read() {
    let text = format!("HostName=localhost:8443;SharedAccessKeyName=iothubowner;SharedAccessKey={KEY}");
    assert_eq!(service(&text), Ok(text.clone()));
    let parsed = ServiceConnectionString::parse(&text).unwrap();
    assert_eq!((parsed.host().name(), parsed.host().port()), ("localhost", Some(8443)));
    assert_eq!(parsed.policy(), "iothubowner");
}

#[test]
fn every_kind_of_device_string_is_written_as_it_was_read() {
    for rest in [
        &format!("DeviceId=dev1;SharedAccessKey={KEY}"),
        &format!("DeviceId=dev1;ModuleId=m1;SharedAccessKey={KEY}"),
        &format!("DeviceId=dev1;SharedAccessKey={KEY};GatewayHostName=edge:18883"),
        "DeviceId=dev1;x509=true",
        "DeviceId=dev1;SharedAccessSignature=SharedAccessSignature sr=a&sig=YQ%3D%3D&se=1",
    ] {
        let text = format!("HostName=localhost;{rest}");
        assert_eq!(device(&text), Ok(text));
    }
}

#[test]
fn order_empty_parts_unknown_parts_and_repetitions_are_tolerated() {
    let text = format!(
        ";SharedAccessKeyName=old;SharedAccessKey={KEY};;Colour=blue;HostName=localhost;SharedAccessKeyName=new;\n"
    );
    let expected = format!("HostName=localhost;SharedAccessKeyName=new;SharedAccessKey={KEY}");
    assert_eq!(service(&text), Ok(expected));
}

#[test]
fn each_fault_has_its_reason() {
    let key = format!("SharedAccessKey={KEY}");
    let missing = |name| InvalidConnectionString::Missing { name };
    let unusable = |name| InvalidConnectionString::Unusable { name };
    let services = [
        ("", missing("HostName")),
        ("HostName=h", missing("SharedAccessKeyName")),
        ("HostName=h;SharedAccessKeyName=p", missing("SharedAccessKey")),
        ("HostName=h;SharedAccessKeyName=p;SharedAccessKey=", missing("SharedAccessKey")),
        ("HostName=h;SharedAccessKeyName=p;SharedAccessKey=%%", InvalidConnectionString::Key(InvalidKey)),
        ("HostName=h:x;SharedAccessKeyName=p;SharedAccessKey=YQ==", unusable("HostName")),
        ("hostname=h;SharedAccessKeyName=p;SharedAccessKey=YQ==", missing("HostName")),
        ("HostName=h;nonsense", InvalidConnectionString::Part),
    ];
    for (text, problem) in services {
        assert_eq!(service(text), Err(problem), "{text}");
    }
    assert_eq!(service(&"a=b;".repeat(3000)), Err(InvalidConnectionString::Length));
    assert_eq!(device(&format!("HostName=h;{key}")), Err(missing("DeviceId")));
    for credentials in
        ["", "x509=false", &format!("{key};x509=true"), &format!("{key};SharedAccessSignature=x")]
    {
        let text = format!("HostName=h;DeviceId=d;{credentials}");
        assert_eq!(device(&text), Err(InvalidConnectionString::Credential), "{text}");
    }
    assert_eq!(
        device(&format!("HostName=h;DeviceId=d;GatewayHostName=g/;{key}")),
        Err(unusable("GatewayHostName"))
    );
}

#[test]
fn an_id_that_would_end_its_part_cannot_be_written() {
    let host = || Host::parse("localhost").unwrap();
    for id in ["a;b", "", "a\nb"] {
        let problem = DeviceConnectionString::new(host(), id, None, Credential::X509).unwrap_err();
        assert_eq!(problem, InvalidConnectionString::Unusable { name: "DeviceId" });
    }
    let token = Credential::Token(SecretString::from("a;b"));
    assert_eq!(
        DeviceConnectionString::new(host(), "d", None, token).unwrap_err(),
        InvalidConnectionString::Unusable { name: "SharedAccessSignature" }
    );
}

#[test]
fn credentials_do_not_print() {
    let text = format!("HostName=localhost;SharedAccessKeyName=service;SharedAccessKey={KEY}");
    insta::assert_snapshot!(
        format!("{:?}", ServiceConnectionString::parse(&text).unwrap()),
        @r#"ServiceConnectionString { host: Host { text: "localhost", name_length: 9, port: None }, policy: "service", key: SigningKey(SecretBox<[u8]>([REDACTED])) }"#
    );
    let text = "HostName=localhost;DeviceId=d;SharedAccessSignature=geheim";
    insta::assert_snapshot!(
        format!("{:?}", DeviceConnectionString::parse(text).unwrap()),
        @r#"DeviceConnectionString { host: Host { text: "localhost", name_length: 9, port: None }, gateway: None, device_id: "d", module_id: None, credential: Token(SecretBox<str>([REDACTED])) }"#
    );
}

#[test]
fn a_device_signs_for_itself_and_connects_to_its_gateway() {
    let text = format!(
        "HostName=LocalHost:18883;DeviceId=dev1;ModuleId=m1;SharedAccessKey={KEY};GatewayHostName=edge"
    );
    let parsed = DeviceConnectionString::parse(&text).unwrap();
    assert_eq!(parsed.endpoint().as_str(), "edge");
    let token = parsed.token(1_900_000_000).unwrap();
    let token = Token::parse(token.expose_secret()).unwrap();
    assert_eq!(token.verify([&SigningKey::from_base64(KEY).unwrap()]), Ok(()));
    assert_eq!(token.check_resource(&Resource::module("localhost", "dev1", "m1")), Ok(()));
    assert_eq!(token.policy(), None);
}

#[test]
fn a_value_that_ends_in_a_space_is_refused_since_it_could_not_be_written() {
    let text = "HostName=h;SharedAccessSignature=SharedAccessSignature ;DeviceId=d";
    let name = "SharedAccessSignature";
    assert_eq!(device(text).unwrap_err(), InvalidConnectionString::Unusable { name });
}

#[test]
fn hosts_are_names_or_bracketed_addresses_with_or_without_port() {
    let read = |text| Host::parse(text).map(|host| (host.name().to_owned(), host.port()));
    assert_eq!(read("myhub.azure-devices.net"), Some(("myhub.azure-devices.net".to_owned(), None)));
    assert_eq!(read("127.0.0.1:8443"), Some(("127.0.0.1".to_owned(), Some(8443))));
    assert_eq!(read("[::1]:8443"), Some(("[::1]".to_owned(), Some(8443))));
    assert_eq!(read("[::1]"), Some(("[::1]".to_owned(), None)));
    for text in ["", ":8443", "h:", "h:99999", "h:+1", "a b", "h/path", "user@h", "::1", "[]", "[x]"] {
        assert_eq!(read(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_no_refusal_repeats_it(text in "[A-Za-z=;]{0,80}", secret in "[a-z]{12}") {
        // The secret is no base64 of the right length, so each of these is refused.
        let text = format!("{text};HostName=h;SharedAccessKeyName=p;DeviceId=d;SharedAccessKey={secret}!");
        for refused in [service(&text).unwrap_err(), device(&text).unwrap_err()] {
            let printed = format!("{refused} {refused:?}");
            prop_assert!(!printed.contains(&secret));
        }
    }

    #[test]
    fn what_is_written_can_be_read(device_id in "[A-Za-z0-9:.+%_#*?!(),=@$'-]{1,40}", port in any::<Option<u16>>()) {
        let host = Host::parse(&port.map_or("hub".to_owned(), |port| format!("hub:{port}"))).unwrap();
        let key = Credential::Key(SigningKey::from_base64(KEY).unwrap());
        let written = DeviceConnectionString::new(host, &device_id, None, key).unwrap().to_text();
        let read = DeviceConnectionString::parse(written.expose_secret()).unwrap();
        prop_assert_eq!(read.device_id(), device_id);
        prop_assert_eq!(read.host().port(), port);
        let again = read.to_text();
        prop_assert_eq!(again.expose_secret(), written.expose_secret());
    }
}
