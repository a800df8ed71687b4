//! An order while it is being written: raw text, and the way from there to a [`JobOrder`].

mod action;
mod asked;
mod field;
mod series;
mod unfit;

use iothub_query::{Condition, DeviceList};
use lockstep_api::{
    job::{Action, Job, JobId, JobOrder, PreviewProof, RepeatedDevices, Repeats},
    library::Template,
    time::EpochMillis,
};
use serde::{Deserialize, Serialize};

pub use self::{
    asked::Asked,
    field::{Faults, Field},
    series::Series,
    unfit::Unfit,
};
use crate::typed::{Fault, number};

/// The furthest start, in milliseconds: the hub refuses more than seven days.
const FURTHEST_START: i64 = 7 * 24 * 60 * 60 * 1000;
/// Longest run that can be ordered, in seconds: 30 days, as long as the hub keeps a job.
const LONGEST_RUN: u32 = 30 * 24 * 60 * 60;

/// What the person typed. It is kept for the tab under its id, which becomes the job's id: however often it is sent, it
/// is one job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Method or twin.
    pub kind: Kind,
    /// Name of the method.
    pub method: String,
    /// JSON of the payload.
    pub payload: String,
    /// Seconds.
    pub response_timeout: String,
    /// Seconds.
    pub connect_timeout: String,
    /// JSON of the desired properties.
    pub desired: String,
    /// JSON of the tags.
    pub tags: String,
    /// What the template asks for that the order began with.
    pub asked: Vec<Asked>,
    /// What stands in fields of values by name although it is none that may be given.
    pub unfit: Vec<Unfit>,
    /// As after `WHERE`.
    pub condition: String,
    /// The job that it is a copy of.
    pub copy_of: Option<JobId>,
    /// The condition that is sent although our parser refuses it, as it was when that was agreed to.
    pub agreed: String,
    /// Now or later.
    pub starts: Starts,
    /// As a `datetime-local` field has it.
    pub start: String,
    /// The instant that it meant when it was typed: the zone may be another one when the draft is opened again.
    pub start_instant: Option<EpochMillis>,
    /// Seconds.
    pub max_execution: String,
    /// What the job is called.
    pub name: String,
    /// What there is to know about it.
    pub note: String,
    /// The count, typed to confirm.
    pub typed_count: String,
    /// How far the order is.
    pub stage: Stage,
}

/// What a job does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Calls a direct method.
    #[default]
    Method,
    /// Writes twins.
    Twin,
}

/// When a job starts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Starts {
    /// As soon as it is ordered.
    #[default]
    Now,
    /// At a time.
    Later,
}

/// How far an order is; kept, so that a reload goes on where it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Being written.
    #[default]
    Writing,
    /// Given: the job exists.
    Ordered,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            kind: Kind::Method,
            method: String::new(),
            payload: String::new(),
            response_timeout: "60".to_owned(),
            connect_timeout: "10".to_owned(),
            desired: String::new(),
            tags: String::new(),
            asked: Vec::new(),
            unfit: Vec::new(),
            condition: String::new(),
            copy_of: None,
            agreed: String::new(),
            starts: Starts::Now,
            start: String::new(),
            start_instant: None,
            max_execution: "3600".to_owned(),
            name: String::new(),
            note: String::new(),
            typed_count: String::new(),
            stage: Stage::Writing,
        }
    }
}

/// The instant that a `datetime-local` text says; the local zone is an argument, so that this stays pure.
pub type LocalTime = fn(&str) -> Option<EpochMillis>;

impl Draft {
    /// A draft that does what a job did, to be edited.
    pub fn of_job(job: &Job) -> Self {
        let mut draft = Self {
            condition: job.condition.clone().unwrap_or_else(|| "*".to_owned()),
            copy_of: Some(job.id.clone()),
            ..Self::default()
        };
        if let Some(seconds) = job.max_execution_seconds {
            draft.max_execution = seconds.to_string();
        }
        draft.copy_action(&job.action);
        draft
    }

    /// The text of a field.
    pub fn text(&self, field: Field) -> &str {
        match field {
            Field::Method => &self.method,
            Field::Payload => &self.payload,
            Field::ResponseTimeout => &self.response_timeout,
            Field::ConnectTimeout => &self.connect_timeout,
            Field::Desired => &self.desired,
            Field::Tags => &self.tags,
            Field::Condition => &self.condition,
            Field::Start => &self.start,
            Field::MaxExecution => &self.max_execution,
        }
    }

    /// Writes a field.
    pub fn write(&mut self, field: Field, text: String) {
        *self.text_mut(field) = text;
        self.keep_unfit(field);
    }

    /// The text of a field, to change it.
    fn text_mut(&mut self, field: Field) -> &mut String {
        match field {
            Field::Method => &mut self.method,
            Field::Payload => &mut self.payload,
            Field::ResponseTimeout => &mut self.response_timeout,
            Field::ConnectTimeout => &mut self.connect_timeout,
            Field::Desired => &mut self.desired,
            Field::Tags => &mut self.tags,
            Field::Condition => &mut self.condition,
            Field::Start => &mut self.start,
            Field::MaxExecution => &mut self.max_execution,
        }
    }

    /// Everything that stands between the draft and an order.
    pub fn faults(&self, now: EpochMillis, local: LocalTime) -> Faults {
        let mut faults = self.filled_action().err().unwrap_or_default();
        faults.extend(self.fleet().err().map(|fault| (Field::Condition, fault)));
        faults.extend(self.start_at(now, local).err().map(|fault| (Field::Start, fault)));
        faults.extend(self.max_execution_seconds().err().map(|fault| (Field::MaxExecution, fault)));
        faults
    }

    /// The order.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn order(
        &self,
        now: EpochMillis,
        local: LocalTime,
        proof: Option<PreviewProof>,
    ) -> Result<JobOrder, Faults> {
        match (self.filled_action(), self.fleet(), self.start_at(now, local), self.max_execution_seconds()) {
            (Ok(action), Ok(condition), Ok(start_at), Ok(max_execution_seconds)) => Ok(JobOrder {
                start_at,
                preview: proof,
                unchecked: self.unchecked(),
                name: given(&self.name),
                note: given(&self.note),
                repeats: self.copy_of.clone().map(|job| Repeats { job, devices: RepeatedDevices::Own }),
                ..JobOrder::new(action, condition, max_execution_seconds)
            }),
            _ => Err(self.faults(now, local)),
        }
    }

    /// The action.
    ///
    /// # Errors
    /// Every field of it that is wrong.
    pub fn action(&self) -> Result<Action, Faults> {
        match self.kind {
            Kind::Method => self.method_action(),
            Kind::Twin => self.twin_action(),
        }
    }

    /// The condition.
    ///
    /// # Errors
    /// It is missing or not valid.
    pub fn fleet(&self) -> Result<String, Fault> {
        let text = self.condition.trim();
        match text.is_empty() {
            true => Err(Fault::Missing),
            false if self.unchecked() => Ok(text.to_owned()),
            // It is split when it is ordered.
            false if DeviceList::parse(text).is_some() => Ok(text.to_owned()),
            false => Condition::parse(text).map(|_| text.to_owned()).map_err(|_| Fault::Condition),
        }
    }

    /// Whether the condition is one that our parser refuses and that is sent all the same.
    pub fn unchecked(&self) -> bool {
        let text = self.condition.trim();
        !text.is_empty() && text == self.agreed && Condition::parse(text).is_err()
    }

    /// Types a start; what it means depends on the zone, which is why that is kept beside it.
    pub fn type_start(&mut self, text: String, local: LocalTime) {
        self.start_instant = local(&text);
        self.start = text;
    }

    /// Writes the start in the zone of now, when it was typed in another.
    pub fn in_zone(mut self, local: LocalTime, written: fn(EpochMillis) -> String) -> Self {
        if let Some(instant) = self.start_instant.filter(|instant| local(&self.start) != Some(*instant)) {
            self.start = written(instant);
        }
        self
    }

    /// Begins with what a template does.
    pub fn begin_with(&mut self, template: &Template) {
        self.copy_action(&template.action);
        self.unfit.clear();
        self.ask_as(template);
    }

    /// The start; `None` for now.
    ///
    /// # Errors
    /// It is missing, past, or too far ahead.
    pub fn start_at(&self, now: EpochMillis, local: LocalTime) -> Result<Option<EpochMillis>, Fault> {
        match (self.starts, local(&self.start)) {
            (Starts::Now, _) => Ok(None),
            (Starts::Later, None) => Err(Fault::NoTime),
            (Starts::Later, Some(start)) if start <= now => Err(Fault::InPast),
            (Starts::Later, Some(start)) if start.since(now) > FURTHEST_START => Err(Fault::TooFar),
            (Starts::Later, Some(start)) => Ok(Some(start)),
        }
    }

    /// The start that was planned, also when it has passed.
    pub fn planned_start(&self, local: LocalTime) -> Option<EpochMillis> {
        match self.starts {
            Starts::Now => None,
            Starts::Later => local(&self.start),
        }
    }

    /// Seconds that the job may run.
    ///
    /// # Errors
    /// No number, or out of range.
    pub fn max_execution_seconds(&self) -> Result<u32, Fault> {
        number(&self.max_execution, 1, LONGEST_RUN)
    }
}

/// What was typed, if anything was.
fn given(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
