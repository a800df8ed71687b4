//! The tree of stamps beside the properties.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{IgnoredAny, MapAccess, Visitor},
    ser::SerializeMap as _,
};
use serde_json::Value;

use super::Members;
use crate::time::UtcTime;

/// A node of `$metadata`: when a property was last written. The tree mirrors the properties; an array is one leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// When it was written: `$lastUpdated`.
    pub updated_at: UtcTime,
    /// The `$version` of the section with that write: `$lastUpdatedVersion`. Only among desired properties, and not on
    /// the root of a section that was never written.
    pub version: Option<u64>,
    /// The automatic configuration that wrote it: `$lastUpdatedBy`.
    pub updated_by: Option<String>,
    /// The digest of that configuration: `$lastUpdatedByDigest`.
    pub updated_by_digest: Option<String>,
    /// The members of the object that this node mirrors.
    pub members: BTreeMap<String, Metadata>,
}

/// The moment and version of one write.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp {
    pub(super) at: UtcTime,
    pub(super) version: Option<u64>,
}

impl Metadata {
    /// The root of a section that was never written.
    #[must_use]
    pub fn new(at: UtcTime) -> Self {
        Self::leaf(Stamp { at, version: None })
    }

    fn leaf(stamp: Stamp) -> Self {
        Self {
            updated_at: stamp.at,
            version: stamp.version,
            updated_by: None,
            updated_by_digest: None,
            members: BTreeMap::new(),
        }
    }

    /// The tree of an object that is written as a whole.
    pub(super) fn of(members: &Members, stamp: Stamp) -> Self {
        let members =
            members.iter().map(|(key, value)| (key.clone(), Self::of_value(value, stamp))).collect();
        Self { members, ..Self::leaf(stamp) }
    }

    fn of_value(value: &Value, stamp: Stamp) -> Self {
        match value {
            Value::Object(members) => Self::of(members, stamp),
            _ => Self::leaf(stamp),
        }
    }

    /// Follows a merge: everything the patch names, and all above it, gets the stamp; siblings keep theirs.
    ///
    /// `after` is the object after the merge.
    pub(super) fn merge(&mut self, patch: &Members, after: &Members, stamp: Stamp) {
        *self = Self { members: std::mem::take(&mut self.members), ..Self::leaf(stamp) };
        for (key, change) in patch {
            match (after.get(key), change) {
                (None, _) => {
                    self.members.remove(key);
                }
                (Some(Value::Object(now)), Value::Object(inner)) => {
                    let node = self.members.entry(key.clone()).or_insert_with(|| Self::leaf(stamp));
                    node.merge(inner, now, stamp);
                }
                (Some(leaf), _) => {
                    self.members.insert(key.clone(), Self::of_value(leaf, stamp));
                }
            }
        }
    }
}

const UPDATED_AT: &str = "$lastUpdated";
const UPDATED_VERSION: &str = "$lastUpdatedVersion";
const UPDATED_BY: &str = "$lastUpdatedBy";
const UPDATED_BY_DIGEST: &str = "$lastUpdatedByDigest";

impl Serialize for Metadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(UPDATED_AT, &self.updated_at)?;
        if let Some(version) = self.version {
            map.serialize_entry(UPDATED_VERSION, &version)?;
        }
        for (name, text) in [(UPDATED_BY, &self.updated_by), (UPDATED_BY_DIGEST, &self.updated_by_digest)] {
            if let Some(text) = text {
                map.serialize_entry(name, text)?;
            }
        }
        for (key, node) in &self.members {
            map.serialize_entry(key, node)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(NodeVisitor)
    }
}

/// Reads a node; members with a `$` that are not known are left out, no property can have such a name.
struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Metadata;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a node of $metadata")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Metadata, A::Error> {
        let mut node = Metadata::new(UtcTime::NEVER);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                UPDATED_AT => node.updated_at = map.next_value()?,
                UPDATED_VERSION => node.version = map.next_value()?,
                UPDATED_BY => node.updated_by = map.next_value()?,
                UPDATED_BY_DIGEST => node.updated_by_digest = map.next_value()?,
                unknown if unknown.starts_with('$') => _ = map.next_value::<IgnoredAny>()?,
                _ => _ = node.members.insert(key, map.next_value()?),
            }
        }
        Ok(node)
    }
}
