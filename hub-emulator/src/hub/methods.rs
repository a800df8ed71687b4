//! Direct methods: waiting for the device, sending the call, waiting for its answer.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use iothub_wire::error::{Envelope, ErrorCode};
use iothub_wire::json::JsonText;
use iothub_wire::method::{LARGEST_PAYLOAD, MethodCall, MethodResult};
use iothub_wire::time::UtcTime;
use serde_json::json;
use tokio::sync::{Notify, oneshot};

use super::device_side::{HubMessage, Subscription};
use super::link::{Link, RawAnswer};
use super::{Hub, State};
use crate::identity::Identity;
use crate::refusal::Refusal;
use crate::registry::Registry;

/// What can be done about a call right now.
enum Readiness {
    /// Not registered, or disabled.
    Unknown,
    /// Not connected, or without the subscription; the handle wakes when that changes.
    Away(Arc<Notify>),
    Ready(Arc<Link>),
}

/// A call on its way.
struct Sent {
    link: Arc<Link>,
    rid: u64,
    answer: oneshot::Receiver<RawAnswer>,
}

/// Whether answered, timed out or given up by its caller: nobody waits any more.
impl Drop for Sent {
    fn drop(&mut self) {
        self.link.forget(self.rid);
    }
}

impl Hub {
    /// Calls a method: waits for the device as long as the call allows, sends, waits for the answer.
    ///
    /// `before_sending` runs under the same lock as the sending; when it says `false`, nothing is sent. What it records
    /// is durable before the device sees the call.
    pub(crate) async fn call_method(
        &self,
        target: &Identity,
        call: &MethodCall,
        mut before_sending: impl FnMut(&mut State, UtcTime) -> bool,
    ) -> Result<MethodResult, Refusal> {
        let _flight = self.in_flight.begin(target).ok_or_else(too_many)?;
        let begun_at = self.clock.now();
        let connect_by = after(begun_at, call.connect_timeout());
        let answer_by = after(begun_at, call.response_timeout());
        let sent = loop {
            let mut awaited = None;
            let sent = self.with(|state, now| match readiness(&mut state.registry, target) {
                Readiness::Unknown => Err(unknown(target)),
                Readiness::Away(notify) => {
                    awaited = Some(notify.notified_owned());
                    Ok(None)
                }
                Readiness::Ready(link) => {
                    if !before_sending(state, now) {
                        return Err(not_online(call.connect_timeout()));
                    }
                    self.send(link, call).map(Some)
                }
            })?;
            if let Some(sent) = sent {
                break sent;
            }
            let Some(awaited) = awaited else { continue };
            tokio::select! {
                () = awaited => {}
                () = self.clock.sleep_until(connect_by) => return Err(not_online(call.connect_timeout())),
            }
        };
        self.answer(sent, answer_by).await
    }

    fn send(&self, link: Arc<Link>, call: &MethodCall) -> Result<Sent, Refusal> {
        let rid = self.serial();
        let payload = Bytes::copy_from_slice(call.payload().as_str().as_bytes());
        let message = HubMessage::Method { rid: format!("{rid:x}"), name: call.name().to_owned(), payload };
        match link.call(rid, message) {
            Ok(answer) => Ok(Sent { link, rid, answer }),
            Err(_full) => Err(too_many()),
        }
    }

    async fn answer(&self, mut sent: Sent, answer_by: UtcTime) -> Result<MethodResult, Refusal> {
        tokio::select! {
            answer = &mut sent.answer => match answer {
                Ok(answer) => result(&answer),
                // The connection ended during the call; which error that is, is our choice.
                Err(_gone) => Err(not_online(Duration::ZERO)),
            },
            () = self.clock.sleep_until(answer_by) => Err(no_answer()),
        }
    }
}

fn after(start: UtcTime, wait: Duration) -> UtcTime {
    start.plus_millis(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
}

fn readiness(registry: &mut Registry, target: &Identity) -> Readiness {
    if !registry.may_connect(target) {
        return Readiness::Unknown;
    }
    let Some(entry) = registry.get_mut(target) else { return Readiness::Unknown };
    let subscribed = entry.session.granted.qos(Subscription::Methods).is_some();
    match &entry.link {
        Some(link) if subscribed && link.versioned && link.open() => Readiness::Ready(Arc::clone(link)),
        _ => Readiness::Away(Arc::clone(entry.awaited.get_or_insert_default())),
    }
}

/// Reads the device's answer: an empty payload is `null`, anything else must be JSON.
fn result(answer: &RawAnswer) -> Result<MethodResult, Refusal> {
    let bad =
        |message: &str| Err(Refusal::new(ErrorCode::BadDeviceResponse, message).within(Envelope::Nested));
    if answer.payload.len() > LARGEST_PAYLOAD {
        return bad("The response of the device is too large.");
    }
    let payload = match answer.payload.as_slice() {
        [] => Some(JsonText::default()),
        text => JsonText::read(text),
    };
    match payload.map(|payload| MethodResult { status: answer.status.into(), payload }) {
        Some(result) if result.too_deep() => bad("The response of the device is nested too deeply."),
        Some(result) => Ok(result),
        None => bad("The response of the device is not JSON."),
    }
}

fn unknown(target: &Identity) -> Refusal {
    Refusal::not_found(format!("Device {target} not registered")).within(Envelope::Nested)
}

fn not_online(connect_timeout: Duration) -> Refusal {
    let seconds = connect_timeout.as_secs();
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    let message = "The operation failed because the requested device isn't online or hasn't registered the direct method \
                   callback. To learn more, see https://aka.ms/iothub404103";
    Refusal::new(ErrorCode::DeviceNotOnline, message)
        .within(Envelope::Nested)
        .with_info(json!({ "timeout": clock }))
}

fn too_many() -> Refusal {
    let code = ErrorCode::DeviceMaximumInflightMethodExceeded;
    Refusal::new(code, "Too many method calls are in flight to the device.").within(Envelope::Nested)
}

fn no_answer() -> Refusal {
    let message = "Timed out waiting for the response from device.";
    Refusal::new(ErrorCode::GatewayTimeout, message).within(Envelope::Nested).with_info(json!({}))
}
