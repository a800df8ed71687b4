//! A partial twin: the body of PATCH and PUT, and the `updateTwin` of a job.

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::{Members, SectionKind, TwinProblem, check::check_section, check_integers};

/// What a service write does to one section.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum SectionPatch {
    /// The body does not name the section: PATCH leaves it alone, PUT empties it.
    #[default]
    Absent,
    /// The body names it `null`: it becomes empty.
    Clear,
    /// PATCH merges these members, PUT replaces everything by them.
    Members(Members),
}

/// A partial twin. Read-only members and `properties.reported` are ignored when read, so that GET, edit, PUT works.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "PartialTwin")]
pub struct TwinPatch {
    /// The tags.
    pub tags: SectionPatch,
    /// The desired properties.
    pub desired: SectionPatch,
}

/// The JSON of a [`TwinPatch`].
#[derive(Serialize)]
struct PartialTwin {
    #[serde(skip_serializing_if = "SectionPatch::absent")]
    tags: SectionPatch,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<PartialProperties>,
}

#[derive(Serialize)]
struct PartialProperties {
    desired: SectionPatch,
}

impl SectionPatch {
    /// Says whether the body does not name the section.
    #[must_use]
    pub fn absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    fn read(section: SectionKind, member: Option<Value>) -> Result<Self, TwinProblem> {
        match member {
            None => Ok(Self::Absent),
            Some(Value::Null) => Ok(Self::Clear),
            Some(Value::Object(members)) => Ok(Self::Members(members)),
            Some(_) => Err(TwinProblem::NotAnObject { section }),
        }
    }

    /// The members, when there are any.
    #[must_use]
    pub fn members(&self) -> Option<&Members> {
        match self {
            Self::Absent | Self::Clear => None,
            Self::Members(members) => Some(members),
        }
    }
}

impl TwinPatch {
    /// A patch of desired properties.
    #[must_use]
    pub fn desired(members: Members) -> Self {
        Self { tags: SectionPatch::Absent, desired: SectionPatch::Members(members) }
    }

    /// A patch of tags.
    #[must_use]
    pub fn tags(members: Members) -> Self {
        Self { tags: SectionPatch::Members(members), desired: SectionPatch::Absent }
    }

    /// Reads a body and checks every limit that does not depend on the present twin.
    ///
    /// # Errors
    /// [`TwinProblem`].
    pub fn from_json(json: &[u8]) -> Result<Self, TwinProblem> {
        let body: Value = serde_json::from_slice(json).map_err(|_| TwinProblem::NotAPatch)?;
        check_integers(json)?;
        let patch = Self::try_from(body)?;
        patch.check()?;
        Ok(patch)
    }

    /// Checks every limit that does not depend on the present twin.
    ///
    /// # Errors
    /// The first [`TwinProblem`] found.
    pub fn check(&self) -> Result<(), TwinProblem> {
        for (kind, section) in [(SectionKind::Tags, &self.tags), (SectionKind::Desired, &self.desired)] {
            if let Some(members) = section.members() {
                check_section(kind, members)?;
            }
        }
        Ok(())
    }
}

impl TryFrom<Value> for TwinPatch {
    type Error = TwinProblem;

    /// Reads the shape; the limits are [`check`](Self::check)'s.
    fn try_from(body: Value) -> Result<Self, TwinProblem> {
        let Value::Object(mut twin) = body else { return Err(TwinProblem::NotAPatch) };
        let mut properties = match twin.remove("properties") {
            None | Some(Value::Null) => Members::new(),
            Some(Value::Object(properties)) => properties,
            Some(_) => return Err(TwinProblem::NotAPatch),
        };
        let mut desired = SectionPatch::read(SectionKind::Desired, properties.remove("desired"))?;
        if let SectionPatch::Members(members) = &mut desired {
            remove_read_only(members);
        }
        Ok(Self { tags: SectionPatch::read(SectionKind::Tags, twin.remove("tags"))?, desired })
    }
}

/// Removes what the hub prints among the properties of a section and does not take back: `$metadata` and `$version`.
pub fn remove_read_only(properties: &mut Members) {
    properties.remove("$metadata");
    properties.remove("$version");
}

impl From<TwinPatch> for PartialTwin {
    fn from(patch: TwinPatch) -> Self {
        let properties = (!patch.desired.absent()).then_some(PartialProperties { desired: patch.desired });
        Self { tags: patch.tags, properties }
    }
}

impl Serialize for SectionPatch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.members().serialize(serializer)
    }
}
