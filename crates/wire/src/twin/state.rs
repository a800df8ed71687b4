//! What a hub keeps of a twin, and how writes change it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Members, Section, SectionKind, SectionPatch, TwinPatch, TwinProblem, TwinProperties,
    check::check_section,
    merge::{difference, merged, without_nulls},
    section::with_version,
};
use crate::{etag::TwinEtag, time::UtcTime};

/// The part of a twin that is its own: counters, tags and properties. As JSON it is complete, so it can be kept as
/// text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TwinState {
    /// Counts service-side writes.
    pub etag: TwinEtag,
    /// Counts all writes; 2 at first.
    pub version: u64,
    /// Tags.
    #[serde(default, skip_serializing_if = "Members::is_empty")]
    pub tags: Members,
    /// Desired properties.
    pub desired: Section,
    /// Reported properties.
    pub reported: Section,
}

/// What a device that listens is told about a write to its desired properties.
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredNotice {
    /// The version of the desired properties after the write.
    pub version: u64,
    /// The patch, deletions as `null`, with `$version`.
    pub body: Members,
}

impl TwinState {
    /// The twin of a new identity.
    #[must_use]
    pub fn new(at: UtcTime) -> Self {
        Self {
            etag: TwinEtag::FIRST,
            version: 2,
            tags: Members::new(),
            desired: Section::new(at),
            reported: Section::new(at),
        }
    }

    /// Merges a service-side patch (`PATCH`, or a job). A section that the patch names counts as written even when
    /// nothing in it changes (our choice); the notice is `None` when desired properties are not named.
    ///
    /// # Errors
    /// [`TwinProblem`]; then nothing has changed.
    pub fn patch(&mut self, patch: &TwinPatch, at: UtcTime) -> Result<Option<DesiredNotice>, TwinProblem> {
        let tags = match &patch.tags {
            SectionPatch::Absent => None,
            SectionPatch::Clear => Some(Members::new()),
            SectionPatch::Members(members) => Some(merged(SectionKind::Tags, &self.tags, members)?),
        };
        let sent = match &patch.desired {
            SectionPatch::Absent => None,
            SectionPatch::Clear => Some(difference(&self.desired.properties, &Members::new())),
            SectionPatch::Members(members) => Some(members.clone()),
        };
        if let Some(patch) = &sent {
            self.desired.merge(SectionKind::Desired, patch, at)?;
        }
        self.tags = tags.unwrap_or_else(|| std::mem::take(&mut self.tags));
        self.step();
        Ok(sent.map(|patch| self.notice(patch)))
    }

    /// Replaces tags and desired properties (`PUT`): a section that the body does not name becomes empty. The device
    /// is told the smallest difference, deletions as `null` (our choice).
    ///
    /// # Errors
    /// [`TwinProblem`]; then nothing has changed.
    pub fn replace(&mut self, twin: &TwinPatch, at: UtcTime) -> Result<DesiredNotice, TwinProblem> {
        let nothing = Members::new();
        let tags = twin.tags.members().unwrap_or(&nothing);
        check_section(SectionKind::Tags, tags)?;
        let before = self.desired.properties.clone();
        self.desired.replace(SectionKind::Desired, twin.desired.members().unwrap_or(&nothing), at)?;
        self.tags = without_nulls(tags);
        self.step();
        Ok(self.notice(difference(&before, &self.desired.properties)))
    }

    /// Merges a patch from the device into the reported properties and returns their new version. The etag stays.
    ///
    /// # Errors
    /// [`TwinProblem`]; then nothing has changed.
    pub fn report(&mut self, patch: &Members, at: UtcTime) -> Result<u64, TwinProblem> {
        self.reported.merge(SectionKind::Reported, patch, at)?;
        self.version = self.version.saturating_add(1);
        Ok(self.reported.version)
    }

    /// What a device gets when it asks for its twin over MQTT.
    #[must_use]
    pub fn device_view(&self) -> Value {
        json!({ "desired": self.desired.device_view(), "reported": self.reported.device_view() })
    }

    /// The properties as REST shows them.
    #[must_use]
    pub fn properties(&self) -> TwinProperties {
        TwinProperties { desired: self.desired.clone(), reported: self.reported.clone() }
    }

    /// Counts a service-side write.
    fn step(&mut self) {
        self.etag = self.etag.next();
        self.version = self.version.saturating_add(1);
    }

    fn notice(&self, patch: Members) -> DesiredNotice {
        let version = self.desired.version;
        DesiredNotice { version, body: with_version(patch, version) }
    }
}
