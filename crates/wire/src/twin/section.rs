//! Desired or reported properties with their metadata and version.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
    ser::SerializeMap as _,
};

use super::{
    Members, Metadata, SectionKind, TwinProblem,
    check::check_section,
    merge::{merged, without_nulls},
    metadata::Stamp,
};
use crate::time::UtcTime;

/// Desired or reported properties. In JSON the properties stand beside `$metadata` and `$version`.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The properties.
    pub properties: Members,
    /// When each was written; `None` when the hub did not send it (a device gets none).
    pub metadata: Option<Metadata>,
    /// Version of the section: 1 at first, one more with each write.
    pub version: u64,
}

impl Section {
    /// The empty section of a new twin.
    #[must_use]
    pub fn new(at: UtcTime) -> Self {
        Self { properties: Members::new(), metadata: Some(Metadata::new(at)), version: 1 }
    }

    /// A section of which the hub said nothing.
    pub(super) fn unread() -> Self {
        Self { properties: Members::new(), metadata: None, version: 1 }
    }

    /// Merges a patch: one step of the version, however many keys.
    ///
    /// # Errors
    /// [`TwinProblem`]; then nothing has changed.
    pub fn merge(&mut self, kind: SectionKind, patch: &Members, at: UtcTime) -> Result<(), TwinProblem> {
        let after = merged(kind, &self.properties, patch)?;
        let stamp = self.step(kind, at);
        self.metadata
            .get_or_insert_with(|| Metadata::of(&self.properties, stamp))
            .merge(patch, &after, stamp);
        self.properties = after;
        Ok(())
    }

    /// Replaces all properties; `null` members are left out (our choice).
    ///
    /// # Errors
    /// [`TwinProblem`]; then nothing has changed.
    pub fn replace(
        &mut self,
        kind: SectionKind,
        properties: &Members,
        at: UtcTime,
    ) -> Result<(), TwinProblem> {
        check_section(kind, properties)?;
        let stamp = self.step(kind, at);
        self.properties = without_nulls(properties);
        self.metadata = Some(Metadata::of(&self.properties, stamp));
        Ok(())
    }

    /// Counts a write. Only desired properties carry the version in their stamps.
    fn step(&mut self, kind: SectionKind, at: UtcTime) -> Stamp {
        self.version = self.version.saturating_add(1);
        Stamp { at, version: (kind == SectionKind::Desired).then_some(self.version) }
    }

    /// The properties with `$version` and without metadata, as a device reads them.
    #[must_use]
    pub fn device_view(&self) -> Members {
        with_version(self.properties.clone(), self.version)
    }
}

/// Adds `$version` to properties or a patch, as a device gets them.
pub(super) fn with_version(mut members: Members, version: u64) -> Members {
    members.insert(VERSION.to_owned(), version.into());
    members
}

const METADATA: &str = "$metadata";
const VERSION: &str = "$version";

impl Serialize for Section {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in &self.properties {
            map.serialize_entry(key, value)?;
        }
        if let Some(metadata) = &self.metadata {
            map.serialize_entry(METADATA, metadata)?;
        }
        map.serialize_entry(VERSION, &self.version)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Section {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(SectionVisitor)
    }
}

struct SectionVisitor;

impl<'de> Visitor<'de> for SectionVisitor {
    type Value = Section;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a section of twin properties")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Section, A::Error> {
        let mut section = Section::unread();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                METADATA => section.metadata = map.next_value()?,
                VERSION => section.version = map.next_value()?,
                _ => _ = section.properties.insert(key, map.next_value()?),
            }
        }
        Ok(section)
    }
}
