//! One device, without input or output of its own: IoT Hub's protocol over a [`Session`], and what the device does.
//!
//! The caller owns the socket and the clock, and hands in everything that devices share with a [`Turn`], so that a
//! device at rest is a handful of numbers.

mod methods;
mod notice;
mod twin;
mod work;

pub use notice::Notice;
pub use twin::APPLIED_VERSION;

use std::time::Duration;

use iothub_wire::topic::{Filter, RequestId, Topic};
use serde_json::Value;

use crate::behaviour::Act;
use crate::chance::Chance;
use crate::clock::{Moment, Now};
use crate::mqtt::{Connect, Event, QoS, Refusal, Session, TimedOut, TooLong, Violation};
use crate::scenario::Scenario;
use work::Work;

/// How long the hub may take to send the twin before it is asked again.
const TWIN_TIMEOUT: Duration = Duration::from_secs(60);

/// The status that answers a patch of the reported properties.
const PATCHED: u16 = 204;

/// How long to wait after the hub refused to send the twin: it throttles without saying for how long.
const TWIN_RETRY: std::ops::RangeInclusive<Duration> = Duration::from_secs(10)..=Duration::from_secs(20);

/// What a device is given whenever it is its turn.
pub struct Turn<'a> {
    /// Which device of the fleet this is.
    pub index: u32,
    /// The time.
    pub now: Now,
    /// What the fleet is like.
    pub scenario: &'a Scenario,
    /// The seed of the fleet.
    pub seed: u64,
    /// For delays.
    pub chance: &'a mut Chance,
    /// Bytes to send are appended here.
    pub out: &'a mut Vec<u8>,
    /// Hears what happens.
    pub notify: &'a mut dyn FnMut(&Notice<'_>),
}

/// Why a connection ends that the device did not want to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The hub does not let the device in.
    #[error("the hub refused the connection")]
    Refused(#[from] Refusal),
    /// The hub does not grant what every device needs.
    #[error("the hub refused a subscription")]
    NotSubscribed,
    /// The hub does not keep to the protocol.
    #[error("the hub broke the protocol")]
    Violation(#[from] Violation),
    /// The hub does not answer.
    #[error("the hub is silent")]
    TimedOut(#[from] TimedOut),
    /// What the device had to say does not fit into a packet.
    #[error("a packet cannot be written")]
    TooLong(#[from] TooLong),
}

/// A simulated device.
#[derive(Debug, Default)]
pub struct Device {
    session: Session,
    /// Connected and subscribed.
    ready: bool,
    /// Counts requests to the twin.
    last_request: u32,
    /// The request for the twin that is not answered; zero when there is none.
    twin_request: u32,
    /// When the twin is asked for again while `twin_request` is not answered.
    twin_retry_at: Moment,
    /// `$version` of the desired properties applied last; zero before the first.
    applied: u64,
    work: Option<Box<Work>>,
}

impl Device {
    /// Begins a connection over a transport that was just opened.
    pub fn connect(&mut self, connect: &Connect<'_>, turn: &mut Turn<'_>) -> Result<(), Fault> {
        self.ready = false;
        Ok(self.session.connect(connect, turn.now.moment, turn.out)?)
    }

    /// Takes the complete packets of `input` and says how many bytes they were.
    pub fn receive(&mut self, input: &[u8], turn: &mut Turn<'_>) -> Result<usize, Fault> {
        let mut used = 0;
        while let Some(rest) = input.get(used..) {
            let Some((event, length)) = self.session.receive(rest, turn.now.moment, turn.out)? else { break };
            used += length;
            self.accept(event, turn)?;
        }
        Ok(used)
    }

    /// Time has passed. When the device wants to restart, says for how long it goes away.
    pub fn tick(&mut self, turn: &mut Turn<'_>) -> Result<Option<Duration>, Fault> {
        self.session.tick(turn.now.moment, turn.out)?;
        if self.ready && self.twin_request != 0 && self.twin_retry_at <= turn.now.moment {
            self.request_twin(turn);
        }
        while let Some(call) = self.work.as_mut().and_then(|work| work.due_call(turn.now.moment)) {
            self.take_up(&call.method, call.request, &call.payload, turn);
        }
        while self.ready {
            let Some(act) = self.work.as_mut().and_then(|work| work.due_step(turn.now.moment)) else { break };
            match act {
                Act::Report(report) => self.report(&report, turn),
                Act::Restart(away) => return Ok(Some(away)),
            }
        }
        self.work.take_if(|work| work.done());
        Ok(None)
    }

    /// When [`Device::tick`] has something to do.
    pub fn deadline(&self) -> Option<Moment> {
        let twin = (self.ready && self.twin_request != 0).then_some(self.twin_retry_at);
        let work = self.work.as_ref().and_then(|work| work.deadline(self.ready));
        [self.session.deadline(), twin, work].into_iter().flatten().min()
    }

    /// Leaves on purpose; the transport is to be closed after what this sends.
    pub fn leave(&mut self, out: &mut Vec<u8>) {
        self.session.disconnect(out);
        self.lost();
    }

    /// The transport is gone.
    pub fn lost(&mut self) {
        self.session.lost();
        self.ready = false;
        if let Some(work) = &mut self.work {
            work.forget_calls();
        }
    }

    /// Whether it is connected and subscribed.
    pub fn ready(&self) -> bool {
        self.ready
    }

    fn accept(&mut self, event: Event<'_>, turn: &mut Turn<'_>) -> Result<(), Fault> {
        match event {
            Event::Connected { .. } => {
                // Subscribed anew every time, whether or not the hub kept the session: it costs one packet. QoS 0 as a
                // method must not be carried out twice, and what is missed of the twin is fetched after connecting.
                let filters = [Filter::Methods, Filter::TwinResponses, Filter::DesiredPatches];
                let filters = filters.map(|filter| filter.to_string());
                let filters = filters.each_ref().map(|filter| (filter.as_str(), QoS::AtMostOnce));
                self.session.subscribe(&filters, turn.now.moment, turn.out)?;
            }
            Event::Refused(refusal) => return Err(refusal.into()),
            Event::Subscribed { granted, .. } => {
                if granted.contains(&None) {
                    return Err(Fault::NotSubscribed);
                }
                self.ready = true;
                (turn.notify)(&Notice::Connected);
                self.request_twin(turn);
            }
            Event::Message { topic, payload } => self.hear(topic, payload, turn),
            Event::Delivered(_) | Event::Nothing => {}
        }
        Ok(())
    }

    fn hear(&mut self, topic: &str, payload: &[u8], turn: &mut Turn<'_>) {
        match Topic::parse(topic) {
            Ok(Topic::MethodRequest { name, request }) => self.called(name.as_str(), request, payload, turn),
            Ok(Topic::TwinResponse { status, request, .. }) => self.answered(status, &request, payload, turn),
            Ok(Topic::TwinDesired { .. }) => self.desired(payload, turn),
            // Nothing else was subscribed to; a hub that sends it all the same is not our concern.
            _ => {}
        }
    }

    /// The hub has answered a request to the twin.
    fn answered(&mut self, status: u16, request: &RequestId, payload: &[u8], turn: &mut Turn<'_>) {
        let whole = self.twin_request != 0 && *request == RequestId::from_number(self.twin_request.into());
        if !(200..300).contains(&status) {
            (turn.notify)(&Notice::TwinRefused { status, payload });
            if whole {
                self.twin_retry_at = turn.now.moment + turn.chance.duration(&TWIN_RETRY);
            }
        } else if whole {
            self.twin_request = 0;
            (turn.notify)(&Notice::Twin { payload });
            let usual = turn.scenario.reported(turn.seed, turn.index);
            self.apply(twin::catch_up(payload, usual), turn);
        } else if status == PATCHED {
            (turn.notify)(&Notice::Reported);
        }
        // Anything else answers a request for the twin that a later one has taken the place of.
    }

    /// Desired properties have changed.
    fn desired(&mut self, payload: &[u8], turn: &mut Turn<'_>) {
        (turn.notify)(&Notice::Desired { payload });
        let Some(outcome) = twin::apply(payload) else { return };
        if self.twin_request != 0 || outcome.version > self.applied + 1 {
            // The twin on its way may not know of this, or an earlier version was missed.
            self.request_twin(turn);
        } else if outcome.version > self.applied {
            self.apply(Some(outcome), turn);
        }
    }

    fn apply(&mut self, outcome: Option<twin::Outcome>, turn: &mut Turn<'_>) {
        let Some(outcome) = outcome else { return };
        self.applied = outcome.version;
        if let Some(report) = outcome.report {
            self.report(&report.into(), turn);
        }
        if outcome.applied {
            (turn.notify)(&Notice::Applied { version: outcome.version });
        }
    }

    fn request_twin(&mut self, turn: &mut Turn<'_>) {
        self.twin_request = self.next_request();
        self.twin_retry_at = turn.now.moment + TWIN_TIMEOUT;
        let topic = Topic::TwinGet { request: RequestId::from_number(self.twin_request.into()) };
        self.send(&topic, b" ", QoS::AtMostOnce, turn);
    }

    /// Patches the reported properties.
    fn report(&mut self, report: &Value, turn: &mut Turn<'_>) {
        let request = RequestId::from_number(self.next_request().into());
        let topic = Topic::TwinReported { request, base: None };
        self.send(&topic, report.to_string().as_bytes(), QoS::AtLeastOnce, turn);
        if self.ready && self.twin_request != 0 {
            // The twin on its way does not know of this, and would have us report what is usual instead.
            self.request_twin(turn);
        }
    }

    fn send(&mut self, topic: &Topic, payload: &[u8], qos: QoS, turn: &mut Turn<'_>) {
        if let Err(cause) = self.session.publish(&topic.to_string(), payload, qos, turn.now.moment, turn.out)
        {
            (turn.notify)(&Notice::NotSent { cause: &cause });
        }
    }

    /// Never zero.
    fn next_request(&mut self) -> u32 {
        self.last_request = self.last_request.checked_add(1).unwrap_or(1);
        self.last_request
    }
}

#[cfg(test)]
mod tests;
