//! A hub whose time stands still, and calls of it.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use iothub_sas::{ExposeSecret as _, SigningKey};
use iothub_wire::time::UtcTime;
use lockstep_hub_emulator::{Clock, Config, DEVELOPMENT_KEY, Emulator, Tier};
use proptest::test_runner::TestCaseError;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

/// The key of every device here.
pub(crate) const DEVICE_KEY: &str = "YWJjZGVmZ2hpamtsbW5vcA==";

/// The first second of 2100, until when every token here is good.
pub(crate) const NEVER: u64 = 4_102_444_800;

/// How often a call is looked at before it counts as hanging; time moves on by five minutes, which is as long as anything
/// waits, each hundred times.
const LOOKS: u32 = 2_000;

/// A hub on a thread of its own, made anew after so many inputs.
pub(crate) struct Lab {
    runtime: Runtime,
    hub: RefCell<Option<Emulator>>,
    inputs: Cell<u32>,
    most_inputs: u32,
}

/// An answer.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Lab {
    pub(crate) fn new(most_inputs: u32) -> Self {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        Self { runtime, hub: RefCell::new(None), inputs: Cell::new(0), most_inputs }
    }

    /// Lets a test have the hub, which has `dev1`, its module `mod1`, and `dev2`.
    pub(crate) fn with(
        &self,
        test: impl AsyncFnOnce(&Emulator) -> Result<(), TestCaseError>,
    ) -> Result<(), TestCaseError> {
        self.inputs.set(self.inputs.get() + 1);
        let kept = self.hub.take().filter(|_| !self.inputs.get().is_multiple_of(self.most_inputs));
        self.runtime.block_on(async {
            let hub = match kept {
                Some(hub) => hub,
                None => furnished().await,
            };
            test(&hub).await?;
            // A hub that did not behave is no place for another input.
            self.hub.replace(Some(hub));
            Ok(())
        })
    }
}

async fn furnished() -> Emulator {
    let clock = Clock::manual("2026-01-01T12:00:00Z".parse::<UtcTime>().unwrap());
    let config = Config { clock, seed: Some(7), tier: Tier::Unlimited, ..Config::ephemeral() };
    let hub = Emulator::start(config).await.unwrap();
    let keys = format!(r#"{{"primaryKey":"{DEVICE_KEY}","secondaryKey":"{DEVICE_KEY}"}}"#);
    let body = format!(r#"{{"authentication":{{"type":"sas","symmetricKey":{keys}}}}}"#);
    for path in ["/devices/dev1", "/devices/dev1/modules/mod1", "/devices/dev2"] {
        let request = Request::put(format!("{path}?api-version=2021-04-12")).body(Body::from(body.clone()));
        let reply = call(&hub, request.unwrap()).await.unwrap();
        assert!(reply.status.is_success(), "{path}: {}", reply.status);
    }
    hub
}

/// Calls as the hub's owner; fails when no answer comes.
pub(crate) async fn call(hub: &Emulator, mut request: Request<Body>) -> Result<Reply, TestCaseError> {
    let owner = SigningKey::from_base64(DEVELOPMENT_KEY).unwrap();
    let token = owner.sign("localhost", Some("iothubowner"), NEVER);
    let token = HeaderValue::from_str(token.expose_secret()).unwrap();
    request.headers_mut().entry(header::AUTHORIZATION).or_insert(token);
    let mut answering = pin!(async {
        let (parts, body) = hub.router().oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    });
    for look in 1..=LOOKS {
        tokio::select! {
            biased;
            reply = &mut answering => return Ok(reply),
            () = tokio::task::yield_now() => {}
        }
        if look.is_multiple_of(100) {
            hub.clock().advance(Duration::from_secs(300));
        }
    }
    Err(TestCaseError::fail("no answer comes"))
}
