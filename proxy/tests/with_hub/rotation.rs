//! The hub's key is replaced in its file, without a restart.

use std::time::Duration;

use iothub_client::{ServiceConnectionString, tier::Tier};
use iothub_sas::ExposeSecret as _;
use lockstep_api::{
    hub::{HubFailure, HubHealth},
    live::LiveEvent,
};
use lockstep_hub_emulator::Policy;

use crate::stage::Stage;

#[tokio::test]
async fn a_key_that_is_replaced_in_its_file_is_used_without_a_restart() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let stage = Stage::with(Tier::Unlimited, |config| {
        let host = config.connection.host();
        let wrong = format!("HostName={host};SharedAccessKeyName=service;SharedAccessKey=d3Jvbmc=");
        std::fs::write(file.path(), &wrong).unwrap();
        config.connection = ServiceConnectionString::parse(&wrong).unwrap();
        config.connection_file = Some(file.path().to_owned());
        config.pace.rotation = Duration::from_millis(20);
    })
    .await;
    let mut live = stage.live("jobs=true").await;
    let refused = |event| match event {
        LiveEvent::Hub(HubHealth::Failing { cause, .. }) => Some(cause),
        _ => None,
    };
    assert_eq!(live.until(refused).await, HubFailure::CredentialRefused);
    let good = stage.hub.service_connection_string(Policy::Service);
    std::fs::write(file.path(), good.expose_secret()).unwrap();
    live.until(|event| matches!(event, LiveEvent::Hub(HubHealth::Live)).then_some(())).await;
    stage.get::<serde_json::Value>("/api/jobs").await;
}
