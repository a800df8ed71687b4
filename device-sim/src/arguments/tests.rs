//! What the command line accepts, and what it never prints.

use clap::{CommandFactory as _, FromArgMatches as _};

use super::*;
use crate::sentence::sentence;

const LOCAL: &str = "HostName=localhost:8443;SharedAccessKeyName=iothubowner;SharedAccessKey=bG9ja3N0ZXAtZW11bGF0b3Itd2VsbC1rbm93bi1rZXk=";
const OTHER: &str =
    "HostName=myhub.azure-devices.net;SharedAccessKeyName=service;SharedAccessKey=dmVyeXNlY3JldGtleQ==";

fn hub(arguments: &[&str]) -> Result<Option<ServiceConnectionString>, InvalidArguments> {
    let line = ["sim", "fleet", "--count", "2"].iter().chain(arguments);
    let matches = Arguments::command().try_get_matches_from(line).unwrap();
    let Command::Fleet(fleet) = Arguments::from_arg_matches(&matches).unwrap().command else { panic!() };
    fleet.hub.read(matches.subcommand_matches("fleet").unwrap())
}

fn device(arguments: &[&str]) -> Result<Option<DeviceConnectionString>, InvalidArguments> {
    let line = ["sim", "device"].iter().chain(arguments);
    let matches = Arguments::command().try_get_matches_from(line).unwrap();
    let Command::Device(device) = Arguments::from_arg_matches(&matches).unwrap().command else { panic!() };
    device.read(matches.subcommand_matches("device").unwrap())
}

#[test]
fn the_command_line_is_consistent() {
    Arguments::command().debug_assert();
}

#[test]
fn the_published_key_may_stand_on_the_command_line() {
    assert_eq!(hub(&["--hub", LOCAL]).unwrap().unwrap().policy(), "iothubowner");
}

#[test]
fn any_other_key_may_not_and_is_not_printed() {
    let error = hub(&["--hub", OTHER]).unwrap_err();
    let said = sentence(&error);
    assert!(said.contains("use IOTHUB_CONNECTION_STRING or IOTHUB_CONNECTION_STRING_FILE"), "{said}");
    assert!(!format!("{said} {error:?}").contains("dmVyeXNlY3JldGtleQ"));
}

#[test]
fn any_key_may_stand_in_a_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), format!("{OTHER}\n")).unwrap();
    let path = file.path().to_str().unwrap();
    assert_eq!(hub(&["--hub-file", path]).unwrap().unwrap().policy(), "service");
    assert!(matches!(hub(&["--hub-file", path, "--hub", LOCAL]), Err(InvalidArguments::Twice("--hub"))));
}

#[test]
fn a_mistyped_connection_string_is_not_printed() {
    for text in ["HostName=localhost;SharedAccessKey=c2VjcmV0", "c2VjcmV0", "SharedAccessKey=c2VjcmV0;x"] {
        let error = hub(&["--hub", text]).unwrap_err();
        let said = format!("{} {error:?}", sentence(&error));
        assert!(said.contains("`--hub` is not usable"), "{said}");
        assert!(!said.contains("c2VjcmV0"), "{said}");
    }
}

#[test]
fn a_device_of_a_local_hub_may_stand_on_the_command_line_and_no_other() {
    let of = |host: &str| format!("HostName={host};DeviceId=d;SharedAccessKey=c2VjcmV0");
    for host in ["localhost:8883", "127.0.0.1", "[::1]:8883"] {
        assert!(device(&["--connection-string", &of(host)]).unwrap().is_some(), "{host}");
    }
    let refused = device(&["--connection-string", &of("myhub.azure-devices.net")]);
    assert!(matches!(refused, Err(InvalidArguments::Exposed(..))));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = hub(&["--hub-file", "/nowhere/hub"]).unwrap_err();
    assert!(sentence(&error).starts_with("`/nowhere/hub` cannot be read: No such file"));
}

#[test]
fn plain_and_tls_exclude_each_other() {
    let line = ["sim", "fleet", "--count", "2", "--plain", "a:1", "--mqtt", "b:2"];
    assert!(Arguments::command().try_get_matches_from(line).is_err());
}
