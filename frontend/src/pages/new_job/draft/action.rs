//! The action of a draft: method call or twin patch, checked by the hub's own rules.

use iothub_wire::{
    method::{LONGEST_CONNECT_TIMEOUT, LONGEST_METHOD_NAME, RESPONSE_TIMEOUT_RANGE},
    twin::SectionKind,
};
use lockstep_api::job::Action;
use serde_json::{Map, Value};

use super::{Draft, Faults, Field, Kind};
use crate::{
    json,
    typed::{Fault, number, payload, section},
};

impl Draft {
    pub(super) fn method_action(&self) -> Result<Action, Faults> {
        let mut faults = Faults::new();
        let mut keep = |field, fault| faults.push((field, fault));
        let name = self.method.trim();
        if name.is_empty() {
            keep(Field::Method, Fault::Missing);
        } else if name.len() > LONGEST_METHOD_NAME {
            keep(Field::Method, Fault::TooLong { most: LONGEST_METHOD_NAME as u64 });
        }
        let payload = payload(&self.payload).unwrap_or_else(|fault| {
            keep(Field::Payload, fault);
            Value::Null
        });
        let (least, most) = RESPONSE_TIMEOUT_RANGE.into_inner();
        let response = number(&self.response_timeout, least, most);
        let connect = number(&self.connect_timeout, 0, LONGEST_CONNECT_TIMEOUT);
        if let (Ok(response), Ok(connect)) = (&response, &connect)
            && connect > response
        {
            keep(Field::ConnectTimeout, Fault::ConnectAboveResponse);
        }
        let response_timeout_seconds = response.unwrap_or_else(|fault| {
            keep(Field::ResponseTimeout, fault);
            0
        });
        let connect_timeout_seconds = connect.unwrap_or_else(|fault| {
            keep(Field::ConnectTimeout, fault);
            0
        });
        if faults.iter().all(|(field, _)| *field != Field::Payload) {
            faults.extend(self.unfit_faults(&[Field::Payload]));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let name = name.to_owned();
        Ok(Action::Method { name, payload, response_timeout_seconds, connect_timeout_seconds })
    }

    pub(super) fn twin_action(&self) -> Result<Action, Faults> {
        let sections = [
            (Field::Desired, SectionKind::Desired, &self.desired),
            (Field::Tags, SectionKind::Tags, &self.tags),
        ];
        let [desired, tags] =
            sections.map(|(field, kind, text)| section(kind, text).map_err(|fault| (field, fault)));
        match (desired, tags) {
            (Ok(None), Ok(None)) => Err(vec![(Field::Desired, Fault::NothingToWrite)]),
            (Ok(desired), Ok(tags)) => match self.unfit_faults(&[Field::Desired, Field::Tags]) {
                faults if faults.is_empty() => Ok(Action::Twin { desired, tags }),
                faults => Err(faults),
            },
            (desired, tags) => Err([desired.err(), tags.err()].into_iter().flatten().collect()),
        }
    }

    pub(super) fn copy_action(&mut self, action: &Action) {
        match action {
            Action::Method { name, payload, response_timeout_seconds, connect_timeout_seconds } => {
                self.kind = Kind::Method;
                self.method.clone_from(name);
                self.payload = if payload.is_null() { String::new() } else { json::indented(payload) };
                self.response_timeout = response_timeout_seconds.to_string();
                self.connect_timeout = connect_timeout_seconds.to_string();
            }
            Action::Twin { desired, tags } => {
                self.kind = Kind::Twin;
                let text = |members: &Option<Map<String, Value>>| {
                    members.clone().map(|members| json::indented(&Value::Object(members))).unwrap_or_default()
                };
                self.desired = text(desired);
                self.tags = text(tags);
            }
            // Lockstep does not order these; the person starts from nothing.
            Action::Other { .. } => {}
        }
    }
}
