//! What `PUT /jobs/v2/{id}` asks for.

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::{FURTHEST_START_SECONDS, JobProblem, JobType};
use crate::{
    etag::IfMatch,
    ids::JobId,
    json::JsonText,
    method::MethodCall,
    query::LONGEST_QUERY,
    time::UtcTime,
    twin::{TwinPatch, check_integers},
};

/// A job that is to be created. As JSON it is the body that SDKs send; reading that checks every rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "JsonText")]
pub struct JobRequest {
    /// The id, chosen by the client.
    pub id: JobId,
    /// What to do on each device.
    pub action: JobAction,
    /// Which devices: the text of a WHERE clause, or `*` for all.
    pub condition: String,
    /// When to start; `None` and the past mean at once.
    pub start_at: Option<UtcTime>,
    /// How long the job may run, in seconds; `None` leaves it to the hub.
    pub max_execution_seconds: Option<u64>,
}

/// What a job does on each device.
#[derive(Debug, Clone, PartialEq)]
pub enum JobAction {
    /// Calls a direct method.
    Method(MethodCall),
    /// Updates the twin.
    Twin(TwinUpdate),
}

/// The twin update of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TwinUpdate {
    /// Only twins with this etag are updated; `*` means all.
    pub etag: String,
    /// What to change.
    #[serde(flatten)]
    pub patch: TwinPatch,
}

/// The body as it stands; everything is optional until it has been looked at.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawRequest {
    #[serde(default)]
    job_id: Option<String>,
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    cloud_to_device_method: Option<JsonText>,
    #[serde(default)]
    update_twin: Option<Value>,
    #[serde(default)]
    query_condition: Option<String>,
    #[serde(default)]
    start_time: Option<String>,
    #[serde(default)]
    max_execution_time_in_seconds: Option<Value>,
}

impl TwinUpdate {
    /// An update of every twin, whatever its etag.
    #[must_use]
    pub fn unconditional(patch: TwinPatch) -> Self {
        Self { etag: "*".to_owned(), patch }
    }

    /// The etag as a precondition on each twin.
    #[must_use]
    pub fn precondition(&self) -> IfMatch {
        IfMatch::parse(Some(&self.etag))
    }
}

impl JobAction {
    /// The type of the job.
    #[must_use]
    pub fn job_type(&self) -> JobType {
        match self {
            Self::Method(_) => JobType::ScheduleDeviceMethod,
            Self::Twin(_) => JobType::ScheduleUpdateTwin,
        }
    }
}

impl JobRequest {
    /// Reads and checks a body; `id` is the id in the path.
    ///
    /// # Errors
    /// [`JobProblem`]. Whether the start is too far ahead is [`check_start`](Self::check_start)'s to say.
    pub fn from_json(id: JobId, body: &[u8]) -> Result<Self, JobProblem> {
        let request = Self::from_text(Some(id), &JsonText::read(body).ok_or(JobProblem::NotAJob)?)?;
        if matches!(request.action, JobAction::Twin(_)) {
            check_integers(body)?;
        }
        Ok(request)
    }

    /// Reads the body; without an id from the path it takes the one in the body.
    fn from_text(path: Option<JobId>, body: &JsonText) -> Result<Self, JobProblem> {
        let raw: RawRequest = body.object().ok_or(JobProblem::NotAJob)?;
        let id = match (path, raw.job_id) {
            (Some(path), Some(named)) if named != path.as_str() => return Err(JobProblem::OtherId),
            (Some(path), _) => path,
            (None, named) => JobId::lax(named.unwrap_or_default()).map_err(|_| JobProblem::NotAJob)?,
        };
        Ok(Self {
            id,
            action: action(raw.kind.as_deref(), raw.cloud_to_device_method, raw.update_twin)?,
            condition: condition(raw.query_condition)?,
            start_at: raw
                .start_time
                .map(|text| text.parse())
                .transpose()
                .map_err(|_| JobProblem::StartTime)?,
            max_execution_seconds: max_execution(raw.max_execution_time_in_seconds)?,
        })
    }

    /// Checks that the job does not start further ahead than the hub allows.
    ///
    /// # Errors
    /// [`JobProblem::StartTooLate`].
    pub fn check_start(&self, now: UtcTime) -> Result<(), JobProblem> {
        let latest = now.plus_seconds(FURTHEST_START_SECONDS);
        if self.start_at.is_some_and(|start| start > latest) { Err(JobProblem::StartTooLate) } else { Ok(()) }
    }
}

fn action(
    kind: Option<&str>,
    method: Option<JsonText>,
    twin: Option<Value>,
) -> Result<JobAction, JobProblem> {
    match kind {
        Some("scheduleDeviceMethod") => {
            let call = MethodCall::from_text(&method.ok_or(JobProblem::MethodMissing)?)?;
            Ok(JobAction::Method(call))
        }
        Some("scheduleUpdateTwin") => twin_update(twin.ok_or(JobProblem::TwinMissing)?).map(JobAction::Twin),
        _ => Err(JobProblem::Type),
    }
}

fn twin_update(twin: Value) -> Result<TwinUpdate, JobProblem> {
    let etag = twin.get("etag").and_then(Value::as_str).filter(|etag| !etag.is_empty());
    let etag = etag.ok_or(JobProblem::EtagMissing)?.to_owned();
    let patch = TwinPatch::try_from(twin)?;
    patch.check()?;
    Ok(TwinUpdate { etag, patch })
}

/// An empty condition is refused (our choice: SDKs refuse it before it reaches the hub).
fn condition(text: Option<String>) -> Result<String, JobProblem> {
    let text = text.filter(|text| !text.trim().is_empty()).ok_or(JobProblem::ConditionMissing)?;
    let length = text.chars().count();
    if length > LONGEST_QUERY { Err(JobProblem::ConditionLength { length }) } else { Ok(text) }
}

fn max_execution(seconds: Option<Value>) -> Result<Option<u64>, JobProblem> {
    let Some(seconds) = seconds else { return Ok(None) };
    let seconds =
        seconds.as_u64().filter(|seconds| *seconds > 0 && *seconds <= i32::MAX.unsigned_abs().into());
    seconds.map(Some).ok_or(JobProblem::MaxExecutionTime)
}

impl TryFrom<JsonText> for JobRequest {
    type Error = JobProblem;

    fn try_from(body: JsonText) -> Result<Self, JobProblem> {
        Self::from_text(None, &body)
    }
}

impl Serialize for JobRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (method, twin) = match &self.action {
            JobAction::Method(call) => (Some(call), None),
            JobAction::Twin(update) => (None, Some(update)),
        };
        Body {
            job_id: &self.id,
            kind: self.action.job_type(),
            cloud_to_device_method: method,
            update_twin: twin,
            query_condition: &self.condition,
            start_time: self.start_at,
            max_execution_time_in_seconds: self.max_execution_seconds,
        }
        .serialize(serializer)
    }
}

/// The JSON of a [`JobRequest`].
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    job_id: &'a JobId,
    #[serde(rename = "type")]
    kind: JobType,
    #[serde(skip_serializing_if = "Option::is_none")]
    cloud_to_device_method: Option<&'a MethodCall>,
    #[serde(skip_serializing_if = "Option::is_none")]
    update_twin: Option<&'a TwinUpdate>,
    query_condition: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<UtcTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_execution_time_in_seconds: Option<u64>,
}
