use clap::CommandFactory as _;

use super::*;

const HUB: &str =
    "HostName=localhost:8443;SharedAccessKeyName=service;SharedAccessKey=YWJjZGVmZ2hpamtsbW5vcA==";

fn config(arguments: &[&str], variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let arguments = Arguments::try_parse_from([&["lockstep-proxy"], arguments].concat()).unwrap();
    let variable = |name: &str| {
        let found = variables.iter().find(|(variable, _)| *variable == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    arguments.serve.config(variable)
}

/// The sentence that a person reads.
fn sentence(error: &ConfigError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text
}

#[test]
fn the_command_line_is_well_formed() {
    Arguments::command().debug_assert();
}

#[test]
fn the_connection_string_may_come_from_the_environment() {
    let config = config(&["--hub-tier", "S3"], &[("HUB_CONNECTION_STRING", HUB)]).unwrap();
    assert_eq!(config.connection.host().as_str(), "localhost:8443");
    assert_eq!(config.size.job_slots(), 10);
}

#[test]
fn a_wrong_connection_string_is_one_sentence_without_the_key() {
    let wrong = HUB.replace("==", "!!");
    let error = config(&[], &[("HUB_CONNECTION_STRING", &wrong)]).unwrap_err();
    let text = sentence(&error);
    assert!(text.starts_with("the hub's connection string cannot be used"), "{text}");
    assert!(!text.contains("YWJj") && !format!("{error:?}").contains("YWJj"), "{text}");
    let missing = sentence(&config(&[], &[]).unwrap_err());
    assert!(missing.contains("--hub-connection-string-file"), "{missing}");
}

#[test]
fn a_colour_that_no_browser_knows_is_refused() {
    let with = |colour: &str| {
        let arguments = ["lockstep-proxy", "--environment", "prod", "--environment-colour", colour];
        Arguments::try_parse_from(arguments).map_err(|error| error.to_string())
    };
    for colour in ["darkred", "#a4262c", "rgb(164 38 44)"] {
        assert!(with(colour).is_ok(), "{colour}");
    }
    assert!(with("dark red").unwrap_err().contains("it is no CSS colour"));
}

#[test]
fn a_file_that_is_not_there_is_named_with_its_flag() {
    let error = config(&["--hub-connection-string-file", "/nowhere/hub"], &[]).unwrap_err();
    assert!(sentence(&error).starts_with("--hub-connection-string-file /nowhere/hub cannot be read: "));
}

#[test]
fn listening_off_the_loopback_without_authentication_is_refused() {
    let hub = [("HUB_CONNECTION_STRING", HUB)];
    let open = |listen| config(&["--insecure-no-auth", "--listen", listen], &hub);
    assert!(open("127.0.0.1:0").is_ok());
    let error = open("0.0.0.0:8080").unwrap_err();
    assert!(sentence(&error).starts_with("--insecure-no-auth cannot be used with --listen 0.0.0.0:8080"));
    assert!(config(&["--listen", "0.0.0.0:8080"], &hub).is_ok(), "with a token it is allowed");
}

#[test]
fn a_token_that_can_be_guessed_is_refused() {
    let with = |token| config(&[], &[("HUB_CONNECTION_STRING", HUB), ("LOCKSTEP_TOKEN", token)]);
    assert!(matches!(with("short"), Err(ConfigError::Token)));
    assert!(matches!(with("has a space in its middle"), Err(ConfigError::Token)));
    assert!(with("0123456789abcdef").is_ok());
}

#[test]
fn a_public_address_is_a_site() {
    let hub = [("HUB_CONNECTION_STRING", HUB)];
    assert!(config(&["--public-url", "https://console.example"], &hub).is_ok());
    assert!(matches!(config(&["--public-url", "https://a.example/b"], &hub), Err(ConfigError::PublicUrl)));
    assert!(matches!(config(&["--public-url", "ftp://a.example"], &hub), Err(ConfigError::PublicUrl)));
}

#[test]
fn logins_need_a_way_back_by_https_and_grants_that_can_be_read() {
    let grants = tempfile::NamedTempFile::new().unwrap();
    let file = grants.path().to_str().unwrap();
    let with = |more: &[&str]| {
        let provider = [
            "--oidc-issuer",
            "https://id.example/v2.0",
            "--oidc-client-id",
            "lockstep",
            "--oidc-grants",
            file,
        ];
        config(
            &[&provider, more].concat(),
            &[("HUB_CONNECTION_STRING", HUB), ("LOCKSTEP_OIDC_CLIENT_SECRET", "s3cret")],
        )
    };
    assert!(sentence(&with(&[]).unwrap_err()).contains("missing field `grant`"));
    fs::write(grants.path(), "[[grant]]\nrole = 'viewer'\nvalue = 'Viewer'").unwrap();
    for open in [&["--listen", "0.0.0.0:0"][..], &["--public-url", "http://console.example"]] {
        assert!(matches!(with(open), Err(ConfigError::NeedsPublicUrl)), "{open:?}");
    }
    for sound in [&[][..], &["--listen", "0.0.0.0:0", "--public-url", "https://console.example"]] {
        let config = with(sound).unwrap();
        assert!(!format!("{config:?}").contains("s3cret"));
        let AccessMode::Provider(provider, None) = config.access else { panic!("{sound:?}") };
        assert_eq!(provider.issuer.as_str(), "https://id.example/v2.0");
    }
    let alone = Arguments::try_parse_from(["lockstep-proxy", "--oidc-issuer", "https://id.example"]);
    assert!(alone.unwrap_err().to_string().contains("--oidc-client-id"));
    let open = ["lockstep-proxy", "--insecure-no-auth", "--oidc-issuer", "https://id.example"];
    assert!(Arguments::try_parse_from(open).is_err());
}
