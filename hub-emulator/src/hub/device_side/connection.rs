//! A connected identity and its traffic.

mod opening;

use std::num::NonZeroU16;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use iothub_wire::error::{Envelope, ErrorBody, ErrorCode};
use iothub_wire::time::UtcTime;
use iothub_wire::topic::PropertyBag;
use iothub_wire::twin::{Members, check_integers};

use super::{CloseReason, Delivery, MqttFailure, Qos, Subscription, Transport, Turn};
use crate::hub::link::{Link, RawAnswer};
use crate::hub::{Hub, State};
use crate::identity::Identity;
use crate::limits::Throttle;
use crate::refusal::Refusal;
use crate::registry::{Session, no_twin};
use crate::store::Table;
use crate::telemetry::DeviceMessage;
use crate::throttles::{LONGEST_WAIT_SECONDS, throttled};

/// A connected device or module; dropping it disconnects.
#[derive(Debug)]
pub struct Connection {
    hub: Arc<Hub>,
    link: Arc<Link>,
    identity: Identity,
    session_present: bool,
    token_expires_at: UtcTime,
}

impl Connection {
    /// The identity that is connected.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// CONNACK's session-present: `CleanSession=0` found a session kept from an earlier connection.
    pub fn session_present(&self) -> bool {
        self.session_present
    }

    /// When the token of the CONNECT expires; [`Connection::closed`] watches it.
    pub fn token_expires_at(&self) -> UtcTime {
        self.token_expires_at
    }

    /// The subscriptions held now, restored ones included.
    pub fn granted(&self) -> Vec<(Subscription, Qos)> {
        self.session(|session| session.granted.all().collect()).unwrap_or_default()
    }

    /// Waits for the next message to publish, oldest first. Cancel-safe; never ends (see [`Connection::closed`]).
    ///
    /// What was recorded before the message is durable when it is handed out.
    pub async fn next(&self) -> Delivery {
        loop {
            self.link.filled(&self.hub.clock).await;
            if self.link.mail_due(self.hub.clock.now()) {
                self.hub.with(|state, now| {
                    state.registry.hand_out(&self.identity, &self.link, now, &mut state.ledger);
                });
            }
            if self.hub.flushed().await.is_err() {
                // Nothing may leave a hub that forgets. The connection is asked to end.
                self.link.close(CloseReason::Shutdown);
                return std::future::pending().await;
            }
            let Some(message) = self.link.take() else { continue };
            let qos = self.session(|session| session.granted.qos(message.subscription())).flatten();
            // Without a QoS the device has unsubscribed since.
            if let Some(qos) = qos {
                if let (Qos::AtMostOnce, Some(sequence)) = (qos, message.sequence()) {
                    // Nobody will acknowledge it.
                    self.settle(sequence);
                }
                return Delivery { message, qos };
            }
        }
    }

    /// Waits until the hub wants this connection closed (token expiry included) and says why. Cancel-safe.
    pub async fn closed(&self) -> CloseReason {
        tokio::select! {
            biased;
            reason = self.link.closed() => reason,
            () = self.hub.shutdown.cancelled() => CloseReason::Shutdown,
            () = self.hub.clock.sleep_until_token(self.token_expires_at) => CloseReason::TokenExpired,
        }
    }

    /// Adds a subscription, or changes its `QoS`.
    pub async fn subscribe(&self, subscription: Subscription, qos: Qos) {
        self.set_subscriptions(&[(subscription, Some(qos))]).await;
    }

    /// Adds subscriptions, changes their `QoS` or, with `None`, removes them. Once it returns, that may be acknowledged.
    pub async fn set_subscriptions(&self, changes: &[(Subscription, Option<Qos>)]) {
        self.hub.with(|state, _| {
            if !self.current(state) {
                return;
            }
            let Some(entry) = state.registry.get_mut(&self.identity) else { return };
            for (subscription, qos) in changes {
                entry.session.granted.set(*subscription, *qos);
            }
            if entry.session.persistent {
                state.ledger.put(Table::Sessions, self.identity.to_string(), &entry.session);
            }
            if entry.mailbox.is_some() {
                self.link.expect_mail();
            }
            if entry.session.granted.qos(Subscription::Methods).is_some()
                && let Some(awaited) = entry.awaited.take()
            {
                awaited.notify_waiters();
            }
        });
        self.hub.moved();
        // A failed store ends the connection at its next message; the subscriptions hold until then.
        _ = self.hub.flushed().await;
    }

    /// `{"desired":{…,"$version":n},"reported":{…,"$version":n}}` of the identity's twin.
    pub async fn twin(&self) -> Result<Vec<u8>, MqttFailure> {
        let twin = self.admitted(Throttle::TwinReads).await.and_then(|()| {
            self.hub.with(|state, _| {
                let entry = state.registry.get(&self.identity).ok_or_else(|| no_twin(&self.identity))?;
                Ok(entry.twin.state().device_view().to_string().into_bytes())
            })
        });
        if let Ok(twin) = &twin {
            self.hub.count_message(twin.len());
        }
        self.answer(twin).await
    }

    /// Merges a reported patch and returns the new reported `$version`.
    ///
    /// `base` is the optional `$version` of the topic: another current version is 412 (our choice; not documented).
    pub async fn report(&self, json: &[u8], base: Option<u64>) -> Result<u64, MqttFailure> {
        let version = self.admitted(Throttle::TwinUpdates).await.and_then(|()| {
            let patch: Members = serde_json::from_slice(json)
                .map_err(|_| Refusal::argument("the body is not a JSON object"))?;
            check_integers(json)?;
            let report = |state: &mut State, now| {
                state.registry.report(&self.identity, &patch, base, now, &mut state.ledger)
            };
            self.hub.with(report)
        });
        if version.is_ok() {
            self.hub.count_message(json.len());
        }
        self.answer(version).await
    }

    /// Hands the device's answer to whoever called the method; unknown and late ones are ignored.
    pub fn method_response(&self, rid: &str, status: i32, payload: &[u8]) {
        if let Ok(rid) = u64::from_str_radix(rid, 16) {
            self.link.answer(rid, RawAnswer { status, payload: payload.to_vec() });
        }
    }

    /// Asks when the next device-to-cloud message may be taken; [`Connection::telemetry_turn_at`] waits for it.
    ///
    /// The reason is why the connection has to end instead: MQTT 3.1.1 cannot refuse a message.
    pub fn telemetry_turn(&self) -> Result<Turn, CloseReason> {
        self.hub.check_quota().map_err(|_| CloseReason::QuotaExceeded)?;
        let now = self.hub.clock.now();
        let opens_at = self.hub.levers.throttled_until(now);
        if opens_at.is_some_and(|at| at > now.plus_seconds(LONGEST_WAIT_SECONDS)) {
            return Err(CloseReason::Throttled);
        }
        let turn = self.hub.take_turn(Throttle::DeviceToCloud, 1).map_err(|_| CloseReason::Throttled)?;
        Ok(opens_at.map_or(turn, |at| turn.max(Turn::At(at))))
    }

    /// Waits for the turn of a device-to-cloud message. Cancel-safe: whoever goes away gives it back.
    pub async fn telemetry_turn_at(&self, at: UtcTime) -> Result<(), CloseReason> {
        let waited = self.hub.wait_until(at, Throttle::DeviceToCloud, 1).await;
        waited.map_err(|_| CloseReason::Shutdown)
    }

    /// Takes a device-to-cloud message with the property bag of its topic: it is counted and kept for a while.
    pub fn telemetry(&self, bag: &PropertyBag, payload: &[u8]) {
        let message = DeviceMessage::new(self.identity.clone(), bag, payload, self.hub.clock.now());
        self.hub.telemetry.push(message);
        self.hub.telemetry_count.fetch_add(1, Ordering::Relaxed);
        self.hub.count_message(payload.len());
        tracing::debug!(device.id = %self.identity, %bag, bytes = payload.len(), "Took a device-to-cloud message");
    }

    /// The cloud-to-device messages that the session has sent and the device has not taken, on earlier connections as well:
    /// their numbers and packet identifiers. They are sent again, under the same identifiers (MQTT 3.1.1, 4.4).
    pub fn sent_before(&self) -> Vec<(u64, NonZeroU16)> {
        self.hub.with(|state, _| state.registry.sent_mail(&self.identity))
    }

    /// Notes under which packet identifier a cloud-to-device message was sent.
    pub fn sent(&self, sequence: u64, id: NonZeroU16) {
        self.hub.with(|state, _| {
            if self.current(state) {
                state.registry.sent(&self.identity, sequence, id, &mut state.ledger);
            }
        });
    }

    /// Notes that the device has taken a cloud-to-device message: it is removed. One that is gone already is ignored.
    pub fn settle(&self, sequence: u64) {
        self.hub.with(|state, _| state.registry.settle(&self.identity, sequence, &mut state.ledger));
    }

    /// Says whether the control plane wants this connection open and silent: nothing is read and nothing sent.
    pub fn stalled(&self) -> bool {
        self.link.stalled()
    }

    /// Waits while the connection is [stalled](Connection::stalled). Cancel-safe.
    pub async fn resumed(&self) {
        self.link.resumed().await;
    }

    /// Notes what the connection came over, for the list of sessions.
    pub fn came_over(&self, transport: Transport) {
        self.link.came_over(transport);
    }

    /// Notes a sign of life (any packet): `lastActivityTime`.
    pub fn touch(&self) {
        self.link.touch(self.hub.clock.now());
    }

    /// Lets a twin request in when its turn has come.
    async fn admitted(&self, throttle: Throttle) -> Result<(), Refusal> {
        self.versioned()?;
        if self.hub.levers.throttled(self.hub.clock.now()) {
            return Err(throttled());
        }
        self.hub.turn(throttle, 1).await?;
        self.hub.check_quota()
    }

    /// Twin requests are refused when the user name carried no api-version that is known.
    fn versioned(&self) -> Result<(), Refusal> {
        let message = "the user name has no known api-version";
        let refusal = || Refusal::new(ErrorCode::InvalidProtocolVersion, message);
        self.link.versioned.then_some(()).ok_or_else(refusal)
    }

    /// Looks at the session, while this connection is the current one.
    fn session<R>(&self, look: impl FnOnce(&Session) -> R) -> Option<R> {
        self.hub.with(|state, _| {
            let entry = state.registry.get(&self.identity).filter(|_| self.current(state))?;
            Some(look(&entry.session))
        })
    }

    /// Says whether no newer connection has taken the place of this one.
    fn current(&self, state: &State) -> bool {
        let link = state.registry.get(&self.identity).and_then(|entry| entry.link.as_ref());
        link.is_some_and(|link| link.serial == self.link.serial)
    }

    /// Makes a result durable and a refusal printable.
    async fn answer<T>(&self, result: Result<T, Refusal>) -> Result<T, MqttFailure> {
        let flushed = self.hub.flushed().await;
        let result = result.and_then(|value| {
            flushed.map_err(|_| Refusal::new(ErrorCode::ServerError, "the store has failed"))?;
            Ok(value)
        });
        result.map_err(|refusal| {
            let (request, at) = (self.hub.chance.guid(), self.hub.clock.now());
            let body = ErrorBody::new(refusal.code, refusal.message, request, at);
            MqttFailure { status: refusal.code.status(), body: body.print(Envelope::Numbered).into_bytes() }
        })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.link.close(CloseReason::Dropped);
        self.hub.with(|state, now| state.close(&self.identity, &self.link, now));
        self.hub.moved();
    }
}
