use proptest::prelude::*;

use super::*;

#[test]
fn every_documented_character_is_accepted_in_a_device_id() {
    let id = DeviceId::try_from("aZ09-:.+%_#*?!(),=@;$'").unwrap();
    assert_eq!(id.as_str(), id.to_string());
}

#[test]
fn a_refused_id_says_why() {
    let sentence = |refused: InvalidId| refused.to_string();
    assert_eq!(sentence(DeviceId::try_from("").unwrap_err()), "a device id has 1 to 128 characters, not 0");
    assert_eq!(sentence(DeviceId::try_from("a/b").unwrap_err()), "a device id cannot have the character '/'");
    assert_eq!(sentence(ModuleId::try_from("a b").unwrap_err()), "a module id cannot have the character ' '");
    assert_eq!(sentence(JobId::try_from("Job").unwrap_err()), "a job id cannot have the character 'J'");
    assert_eq!(sentence(JobId::try_from("query").unwrap_err()), "the job id `query` is reserved");
}

#[test]
fn the_longest_ids_are_accepted_and_one_more_is_not() {
    assert!(DeviceId::try_from("d".repeat(128)).is_ok());
    assert_eq!(
        DeviceId::try_from("d".repeat(129)),
        Err(InvalidId::Length { kind: IdKind::Device, longest: 128, length: 129 })
    );
    assert!(JobId::try_from("j".repeat(64)).is_ok());
    assert!(JobId::try_from("j".repeat(65)).is_err());
}

#[test]
fn upper_case_underscore_dot_and_space_are_refused_in_a_new_job_id() {
    for id in ["J", "a_b", "a.b", "a b", "ä"] {
        assert!(JobId::try_from(id).is_err(), "{id}");
    }
    assert!(JobId::try_from("it's-0").is_ok());
}

#[test]
fn an_old_job_id_is_read_from_json_but_not_parsed() {
    let id: JobId = serde_json::from_str(r#""SampleJob_1""#).unwrap();
    assert_eq!(id.as_str(), "SampleJob_1");
    assert!("SampleJob_1".parse::<JobId>().is_err());
    assert!(serde_json::from_str::<JobId>(r#""a b""#).is_err());
}

#[test]
fn system_modules_are_read_and_reserved() {
    assert!(ModuleId::try_from("$edgeAgent").unwrap().reserved());
    assert!(!ModuleId::try_from("camera").unwrap().reserved());
}

proptest! {
    #[test]
    fn any_text_is_an_id_or_refused_and_ids_survive_json(text in ".{0,140}") {
        if let Ok(id) = DeviceId::try_from(text.as_str()) {
            let json = serde_json::to_string(&id).unwrap();
            prop_assert_eq!(serde_json::from_str::<DeviceId>(&json).unwrap(), id);
        }
        if let Ok(id) = text.parse::<JobId>() {
            prop_assert!(JobId::lax(id.as_str()).is_ok());
        }
    }

    #[test]
    fn the_documented_sets_are_accepted(device in "[A-Za-z0-9:.+%_#*?!(),=@;$'-]{1,128}", job in "[a-z0-9-]{6,64}") {
        prop_assert!(DeviceId::try_from(device.as_str()).is_ok());
        prop_assert!(ModuleId::try_from(device).is_ok());
        prop_assert!(JobId::try_from(job).is_ok());
    }
}
