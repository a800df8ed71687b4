use insta::assert_snapshot;

use super::*;
use crate::error::ErrorCode;

const KEY: &str = "YWJjZGVmZ2hpamtsbW5vcA==";

/// An identity as a live hub returned it.
const RECORDED: &str = r#"{"deviceId":"dev1","generationId":"637123456789012345","etag":"NjQ1MTIzNDU2","connectionState":"Disconnected","status":"enabled","statusReason":null,"connectionStateUpdatedTime":"0001-01-01T00:00:00Z","statusUpdatedTime":"0001-01-01T00:00:00Z","lastActivityTime":"0001-01-01T00:00:00Z","cloudToDeviceMessageCount":0,"authentication":{"symmetricKey":{"primaryKey":"YWJjZGVmZ2hpamtsbW5vcA==","secondaryKey":"cG9ubWxramloZ2ZlZGNiYQ=="},"x509Thumbprint":{"primaryThumbprint":null,"secondaryThumbprint":null},"type":"sas"},"capabilities":{"iotEdge":false}}"#;

fn settings(json: &str) -> DeviceSettings {
    serde_json::from_str(json).unwrap()
}

#[test]
fn a_recorded_identity_is_written_as_it_was_read() {
    let device: Device = serde_json::from_str(RECORDED).unwrap();
    assert_eq!(serde_json::to_string(&device).unwrap(), RECORDED);
}

#[test]
fn the_zero_dates_of_a_create_answer_have_no_zone_and_are_read() {
    let device: Device = serde_json::from_str(&RECORDED.replace("00:00:00Z", "00:00:00")).unwrap();
    assert_eq!(device.last_activity_at, UtcTime::NEVER);
}

#[test]
fn what_sdks_send_to_create_a_device_is_read() {
    let python = settings(&format!(
        r#"{{"deviceId": "dev1", "status": "enabled", "authentication": {{"symmetricKey": {{"primaryKey": "{KEY}", "secondaryKey": "{KEY}"}}, "type": "sas"}}, "capabilities": {{"iotEdge": false}}}}"#
    ));
    assert_eq!(python.check(), Ok(()));
    assert!(!python.authentication.symmetric_key.missing());
    let node = settings(
        r#"{"deviceId":"dev1","authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}}"#,
    );
    assert_eq!(node.check(), Ok(()));
    assert!(node.authentication.symmetric_key.missing());
    assert_eq!(node, settings(r#"{"deviceId":"dev1"}"#));
    assert_eq!(
        node,
        settings(r#"{"deviceId":"dev1","authentication":null,"status":null,"capabilities":null}"#)
    );
}

#[test]
fn an_array_is_no_identity_and_no_part_of_one() {
    let refused = [
        r#"["dev1"]"#,
        r#"{"deviceId":"dev1","capabilities":[true]}"#,
        r#"{"deviceId":"dev1","authentication":[{},{},"sas"]}"#,
        r#"{"deviceId":"dev1","authentication":{"symmetricKey":["",""]}}"#,
        r#"{"deviceId":"dev1","authentication":{"x509Thumbprint":[null,null]}}"#,
    ];
    for text in refused {
        assert!(serde_json::from_str::<DeviceSettings>(text).is_err(), "{text}");
        let item = text.replace("deviceId", "id");
        assert!(serde_json::from_str::<BulkDevice>(&item).is_err(), "{item}");
    }
    assert!(serde_json::from_str::<ModuleSettings>(r#"["d","m",null,null]"#).is_err());
    assert!(serde_json::from_str::<BulkDevice>(r#"{"id":"dev1","properties":[{},{}]}"#).is_err());
    let nothing = r#"{"id":"dev1","authentication":null,"capabilities":null,"properties":null}"#;
    assert!(serde_json::from_str::<BulkDevice>(nothing).is_ok());
}

#[test]
fn an_identity_that_was_read_can_be_written_back() {
    let device: Device = serde_json::from_str(RECORDED).unwrap();
    assert_eq!(settings(RECORDED), device.settings());
    let made = Device::new(device.settings(), device.generation_id.clone(), device.etag.clone());
    assert_eq!(made, device);
}

#[test]
fn each_broken_rule_has_its_text() {
    let refusal = |authentication: &str| {
        let problem = settings(&format!(r#"{{"deviceId":"d","authentication":{authentication}}}"#))
            .check()
            .unwrap_err();
        assert_eq!(problem.code(), ErrorCode::ArgumentInvalid);
        problem.message()
    };
    let one = format!(r#"{{"symmetricKey":{{"primaryKey":"{KEY}"}}}}"#);
    assert_eq!(refusal(&one), "Either no keys or both keys can be set");
    let short = format!(r#"{{"symmetricKey":{{"primaryKey":"{KEY}","secondaryKey":"YWJj"}}}}"#);
    assert_eq!(refusal(&short), "Invalid device key length");
    let thumbprint = r#"{"type":"selfSigned","x509Thumbprint":{"primaryThumbprint":"aa:bb"}}"#;
    assert_eq!(refusal(thumbprint), "a thumbprint has 40 or 64 hexadecimal digits and no separators");
    let reason = "x".repeat(129);
    let problem = settings(&format!(r#"{{"deviceId":"d","statusReason":"{reason}"}}"#)).check().unwrap_err();
    assert_eq!(problem, IdentityProblem::StatusReason { length: 129 });
    let module = ModuleSettings::new("d".parse().unwrap(), "$edgeHub".parse().unwrap());
    assert_eq!(module.check(), Err(IdentityProblem::ReservedModule));
}

#[test]
fn scopes_are_as_long_and_as_many_as_edge_devices_have() {
    let check = |scope: usize, parents: usize| {
        let mut settings = DeviceSettings::new("d".parse().unwrap());
        settings.device_scope = Some("x".repeat(scope));
        settings.parent_scopes = vec!["x".to_owned(); parents];
        settings.check().map_err(|problem| problem.code())
    };
    assert_eq!(check(LONGEST_SCOPE, MOST_PARENT_SCOPES), Ok(()));
    assert_eq!(check(LONGEST_SCOPE + 1, 0), Err(ErrorCode::InvalidDeviceScope));
    assert_eq!(check(0, MOST_PARENT_SCOPES + 1), Err(ErrorCode::InvalidDeviceScope));
}

#[test]
fn thumbprints_of_both_lengths_are_accepted() {
    for digits in ["A".repeat(40), "0f".repeat(32)] {
        let text = format!(
            r#"{{"deviceId":"d","authentication":{{"x509Thumbprint":{{"PrimaryThumbprint":"{digits}"}}}}}}"#
        );
        let read = settings(&text);
        assert_eq!(read.authentication.x509_thumbprint.primary_thumbprint.as_deref(), Some(digits.as_str()));
        assert_eq!(read.check(), Ok(()));
    }
}

#[test]
fn keys_do_not_print() {
    let device: Device = serde_json::from_str(RECORDED).unwrap();
    let printed = format!("{device:?}");
    assert!(!printed.contains(KEY));
    assert_snapshot!(
        format!("{:?}", device.authentication.symmetric_key),
        @"SymmetricKey { primary_key: Some(SharedKey([REDACTED])), secondary_key: Some(SharedKey([REDACTED])) }"
    );
}

#[test]
fn a_module_is_written_as_the_hub_does() {
    let module = Module::new(
        ModuleSettings::new("d".parse().unwrap(), "m".parse().unwrap()),
        "637123456789012345".to_owned(),
        "MQ==".to_owned(),
    );
    assert_snapshot!(
        serde_json::to_string(&module).unwrap(),
        @r#"{"moduleId":"m","managedBy":null,"deviceId":"d","generationId":"637123456789012345","etag":"MQ==","connectionState":"Disconnected","connectionStateUpdatedTime":"0001-01-01T00:00:00Z","lastActivityTime":"0001-01-01T00:00:00Z","cloudToDeviceMessageCount":0,"authentication":{"symmetricKey":{"primaryKey":null,"secondaryKey":null},"x509Thumbprint":{"primaryThumbprint":null,"secondaryThumbprint":null},"type":"sas"}}"#
    );
}

#[test]
fn import_modes_are_read_in_the_letters_of_every_sdk() {
    let modes = [
        "create",
        "Update",
        "UpdateIfMatchETag",
        "Delete",
        "DeleteIfMatchETag",
        "updateTwin",
        "updateTwinIfMatchETag",
    ];
    for text in modes {
        let item: BulkDevice =
            serde_json::from_str(&format!(r#"{{"id":"d","importMode":"{text}"}}"#)).unwrap();
        assert!(item.import_mode.unwrap().as_str().eq_ignore_ascii_case(text));
    }
    assert!("upsert".parse::<ImportMode>().is_err());
    let item: BulkDevice =
        serde_json::from_str(r#"{"id":"d","eTag":"MQ==","twinETag":"x","tags":{"a":1}}"#).unwrap();
    assert_eq!((item.import_mode, item.etag.as_deref()), (None, Some("MQ==")));
}

#[test]
fn the_etag_of_a_bulk_item_may_be_spelt_like_that_of_a_device() {
    let item: BulkDevice = serde_json::from_str(r#"{"id":"d","etag":"MQ=="}"#).unwrap();
    assert_eq!(item.etag.as_deref(), Some("MQ=="));
}

#[test]
fn a_bulk_result_with_warnings_is_read_and_printed_as_the_hub_writes_it() {
    let text = r#"{"isSuccessful":true,"errors":[],"warnings":[{"deviceId":"d1","warningCode":"DeviceRegisteredWithoutTwin","warningStatus":"no twin"}]}"#;
    let result: BulkResult = serde_json::from_str(text).unwrap();
    assert_eq!(result.warnings[0].warning_code, "DeviceRegisteredWithoutTwin");
    assert_eq!(serde_json::to_string(&result).unwrap(), text);
}

#[test]
fn bulk_results_and_statistics_have_the_shapes_of_the_hub() {
    assert_snapshot!(
        serde_json::to_string(&BulkResult { is_successful: true, ..BulkResult::default() }).unwrap(),
        @r#"{"isSuccessful":true,"errors":[],"warnings":[]}"#
    );
    let failed = BulkError {
        device_id: "d1".to_owned(),
        error_code: ErrorCode::DeviceAlreadyExists.name().to_owned(),
        ..BulkError::default()
    };
    assert_snapshot!(
        serde_json::to_string(&failed).unwrap(),
        @r#"{"deviceId":"d1","errorCode":"DeviceAlreadyExists","errorStatus":"","moduleId":"","operation":""}"#
    );
    let counts =
        RegistryStatistics { total_device_count: 3, enabled_device_count: 2, disabled_device_count: 1 };
    assert_snapshot!(
        serde_json::to_string(&counts).unwrap(),
        @r#"{"totalDeviceCount":3,"enabledDeviceCount":2,"disabledDeviceCount":1}"#
    );
    assert_snapshot!(
        serde_json::to_string(&ServiceStatistics { connected_device_count: 7 }).unwrap(),
        @r#"{"connectedDeviceCount":7}"#
    );
    let purged = PurgeResult { total_messages_purged: 2, device_id: "d".parse().unwrap(), module_id: None };
    assert_snapshot!(
        serde_json::to_string(&purged).unwrap(),
        @r#"{"totalMessagesPurged":2,"deviceId":"d","moduleId":null}"#
    );
}
