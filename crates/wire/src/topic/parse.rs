//! Reading a topic.

use std::str::FromStr;

use super::{InvalidTopic, LONGEST_TOPIC, PropertyBag, RequestId, Topic, percent};

const EVENTS: &str = "messages/events";

pub(super) fn topic(text: &str) -> Result<Topic, InvalidTopic> {
    if text.len() > LONGEST_TOPIC {
        return Err(InvalidTopic::Length { length: text.len() });
    }
    if let Some(rest) = text.strip_prefix("devices/") {
        return message(rest);
    }
    let rest = text.strip_prefix("$iothub/").ok_or(InvalidTopic::Unknown)?;
    if let Some(rest) = rest.strip_prefix("methods/POST/") {
        let (name, query) = split_query(rest)?;
        let name = percent::decoded(name).map_err(|_| InvalidTopic::Name)?.as_ref().try_into()?;
        return Ok(Topic::MethodRequest { name, request: query.request_alone()? });
    }
    if let Some(rest) = rest.strip_prefix("methods/res/") {
        let (status, query) = split_query(rest)?;
        return Ok(Topic::MethodResponse { status: number(status)?, request: query.request_alone()? });
    }
    twin(rest.strip_prefix("twin/").ok_or(InvalidTopic::Unknown)?)
}

fn twin(rest: &str) -> Result<Topic, InvalidTopic> {
    if let Some(rest) = rest.strip_prefix("GET/?") {
        return Ok(Topic::TwinGet { request: Query::parse(rest)?.request_alone()? });
    }
    if let Some(rest) = rest.strip_prefix("PATCH/properties/reported/?") {
        let query = Query::parse(rest)?;
        return Ok(Topic::TwinReported { request: query.request()?, base: query.version });
    }
    if let Some(rest) = rest.strip_prefix("PATCH/properties/desired/?") {
        return match Query::parse(rest)? {
            Query { request: None, version: Some(version) } => Ok(Topic::TwinDesired { version }),
            Query { .. } => Err(InvalidTopic::Unknown),
        };
    }
    let (status, query) = split_query(rest.strip_prefix("res/").ok_or(InvalidTopic::Unknown)?)?;
    Ok(Topic::TwinResponse { status: number(status)?, request: query.request()?, version: query.version })
}

/// Reads what follows `devices/`. A bag may hold slashes, so only the levels before it are split off.
fn message(rest: &str) -> Result<Topic, InvalidTopic> {
    let (device, rest) = rest.split_once('/').ok_or(InvalidTopic::Unknown)?;
    let device = device.try_into()?;
    if let Some(rest) = rest.strip_prefix("modules/") {
        let (module, rest) = rest.split_once('/').ok_or(InvalidTopic::Unknown)?;
        let module = module.try_into()?;
        if let Some(rest) = rest.strip_prefix("inputs/") {
            let (input, bag) = rest.split_once('/').ok_or(InvalidTopic::Unknown)?;
            let input = percent::decoded(input).map_err(|_| InvalidTopic::Name)?.as_ref().try_into()?;
            return Ok(Topic::ModuleInput { device, module, input, properties: bag.parse()? });
        }
        return Ok(Topic::Telemetry { device, module: Some(module), properties: event(rest)? });
    }
    if rest.starts_with("messages/devicebound") {
        return Ok(Topic::CloudToDevice { device, properties: after_folder(rest, "messages/devicebound")? });
    }
    Ok(Topic::Telemetry { device, module: None, properties: event(rest)? })
}

/// The bag of a device-to-cloud message. After one that names an output the Node SDK writes a slash that is no part of it.
fn event(rest: &str) -> Result<PropertyBag, InvalidTopic> {
    let bag = after_folder(rest, EVENTS)?;
    match rest.strip_suffix('/') {
        Some(rest) if bag.get("$.on").is_some() => after_folder(rest, EVENTS),
        _ => Ok(bag),
    }
}

/// The bag after a folder; without one, the last slash may be left out as well.
fn after_folder(rest: &str, folder: &str) -> Result<PropertyBag, InvalidTopic> {
    match rest.strip_prefix(folder).ok_or(InvalidTopic::Unknown)? {
        "" => Ok(PropertyBag::new()),
        bag => bag.strip_prefix('/').ok_or(InvalidTopic::Unknown)?.parse(),
    }
}

/// Splits `{level}/?{query}`.
fn split_query(text: &str) -> Result<(&str, Query), InvalidTopic> {
    let (level, query) = text.split_once('/').ok_or(InvalidTopic::Unknown)?;
    Ok((level, Query::parse(query.strip_prefix('?').ok_or(InvalidTopic::Unknown)?)?))
}

fn number<T: FromStr>(text: &str) -> Result<T, InvalidTopic> {
    let unreadable = || InvalidTopic::Number { text: text.chars().take(32).collect() };
    // `FromStr` of integers takes a plus sign, which MQTT does not allow in a topic.
    if text.starts_with('+') { Err(unreadable()) } else { text.parse().map_err(|_| unreadable()) }
}

/// A version, which is compared and nothing else: one that is too large for this type is as wrong as its largest.
fn version(text: &str) -> Result<u64, InvalidTopic> {
    let digits = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    number(text).or_else(|problem| if digits { Ok(u64::MAX) } else { Err(problem) })
}

/// The arguments after the question mark.
#[derive(Default)]
struct Query {
    request: Option<RequestId>,
    version: Option<u64>,
}

impl Query {
    /// Reads the two arguments that the hub knows, each once, in any order.
    fn parse(text: &str) -> Result<Self, InvalidTopic> {
        let mut query = Self::default();
        for part in text.split('&') {
            match part.split_once('=') {
                Some(("$rid", rid)) if query.request.is_none() => query.request = Some(rid.try_into()?),
                Some(("$version", version)) if query.version.is_none() => {
                    query.version = Some(self::version(version)?);
                }
                _ => return Err(InvalidTopic::Unknown),
            }
        }
        Ok(query)
    }

    fn request(&self) -> Result<RequestId, InvalidTopic> {
        self.request.clone().ok_or(InvalidTopic::RequestId)
    }

    fn request_alone(&self) -> Result<RequestId, InvalidTopic> {
        if self.version.is_some() { Err(InvalidTopic::Unknown) } else { self.request() }
    }
}
