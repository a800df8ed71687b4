//! What a device's topics and filters mean.

use bytes::Bytes;
use iothub_wire::topic::{Filter, LARGEST_MESSAGE, PropertyBag, Topic};

use super::{Notice, Question, Step, Telemetry};
use crate::hub::device_side::Subscription;
use crate::identity::Identity;
use crate::mqtt::ending::Ending;
use crate::mqtt::packet::{Delivery, Publish};

/// Takes a PUBLISH apart.
pub(super) fn published(identity: &Identity, publish: Publish) -> Result<Step, Ending> {
    let Publish { topic, payload, delivery, retain } = publish;
    let acknowledge = match delivery {
        Delivery::AtMostOnce => None,
        Delivery::AtLeastOnce { id, .. } => Some(id),
        Delivery::ExactlyOnce { .. } => return Err(Ending::ExactlyOnce),
    };
    if payload.len() > LARGEST_MESSAGE {
        return Err(Ending::Oversize(payload.len()));
    }
    match meaning(identity, &topic, payload, retain) {
        Some(Meaning::Notice(notice)) => Ok(Step::Tell(notice, acknowledge)),
        Some(Meaning::Question(question)) => Ok(Step::Ask(question, acknowledge)),
        None => Err(Ending::Topic(topic)),
    }
}

/// The property bag of a telemetry topic, if it is this identity's.
///
/// The hub keeps no retained messages but passes the flag on as a property (IoT Hub documentation: using the MQTT
/// protocol directly); that its value is `true` is our choice.
pub(super) fn telemetry(identity: &Identity, topic: &str, retain: bool) -> Option<PropertyBag> {
    match Topic::parse(topic) {
        Ok(Topic::Telemetry { device, module, properties }) => {
            own_telemetry(identity, &Identity { device, module }, properties, retain)
        }
        _ => None,
    }
}

/// The subscription that a filter stands for, if this identity may have it.
pub(super) fn subscription(identity: &Identity, filter: &str) -> Option<Subscription> {
    match Filter::parse(filter).ok()? {
        Filter::Methods => Some(Subscription::Methods),
        Filter::TwinResponses => Some(Subscription::TwinResponses),
        Filter::DesiredPatches => Some(Subscription::DesiredPatches),
        Filter::CloudToDevice { device } => {
            (Identity::device(device) == *identity).then_some(Subscription::CloudToDevice)
        }
        Filter::ModuleInputs { device, module } => {
            (Identity::module(device, module) == *identity).then_some(Subscription::Inputs)
        }
    }
}

enum Meaning {
    Notice(Notice),
    Question(Question),
}

fn meaning(identity: &Identity, topic: &str, payload: Bytes, retain: bool) -> Option<Meaning> {
    match Topic::parse(topic).ok()? {
        Topic::Telemetry { device, module, properties } => {
            let bag = own_telemetry(identity, &Identity { device, module }, properties, retain)?;
            Some(Meaning::Notice(Notice::Telemetry(Telemetry { bag, payload })))
        }
        Topic::MethodResponse { status, request } => {
            let status = i32::try_from(status).ok()?;
            Some(Meaning::Notice(Notice::MethodResponse { rid: request, status, payload }))
        }
        Topic::TwinGet { request } => Some(Meaning::Question(Question::Twin { rid: request })),
        Topic::TwinReported { request, base } => {
            Some(Meaning::Question(Question::Report { rid: request, base, patch: payload }))
        }
        // What only the hub publishes.
        Topic::CloudToDevice { .. }
        | Topic::MethodRequest { .. }
        | Topic::TwinResponse { .. }
        | Topic::TwinDesired { .. }
        | Topic::ModuleInput { .. } => None,
    }
}

fn own_telemetry(
    identity: &Identity,
    sender: &Identity,
    mut properties: PropertyBag,
    retain: bool,
) -> Option<PropertyBag> {
    if sender != identity {
        return None;
    }
    if retain {
        properties.push("mqtt-retain", Some("true")).ok()?;
    }
    Some(properties)
}
