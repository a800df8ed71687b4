//! The properties that documents are documented to have at their top.

use crate::ast::Collection;

/// A property at the top of a document.
pub(crate) struct Attribute {
    /// How queries name it.
    pub(crate) name: &'static str,
    /// What it is called in the document.
    pub(crate) stored: &'static str,
}

/// Properties of a twin (IoT Hub documentation: device twins). `statusUpdatedTime` is what tools ask for; the twin
/// calls it `statusUpdateTime`. Taking one for the other is our choice.
const TWIN: [Attribute; 21] = [
    same("deviceId"),
    same("moduleId"),
    same("etag"),
    same("deviceEtag"),
    same("status"),
    same("statusReason"),
    same("statusUpdateTime"),
    Attribute { name: "statusUpdatedTime", stored: "statusUpdateTime" },
    same("connectionState"),
    same("lastActivityTime"),
    same("cloudToDeviceMessageCount"),
    same("authenticationType"),
    same("x509Thumbprint"),
    same("modelId"),
    same("version"),
    same("tags"),
    same("properties"),
    same("capabilities"),
    same("deviceScope"),
    same("parentScopes"),
    same("configurations"),
];

/// Fields that `devices.jobs` can be filtered by (IoT Hub documentation: query jobs). The documents filter by
/// `createdTimeUtc` what rows call `createdDateTimeUtc`; taking both is our choice.
const JOB: [Attribute; 6] = [
    same("deviceId"),
    same("jobId"),
    same("jobType"),
    same("status"),
    Attribute { name: "createdTimeUtc", stored: "createdDateTimeUtc" },
    same("createdDateTimeUtc"),
];

const fn same(name: &'static str) -> Attribute {
    Attribute { name, stored: name }
}

/// The names of the documented properties.
pub(crate) fn names(collection: Collection) -> impl Iterator<Item = &'static str> {
    known(collection).iter().map(|attribute| attribute.name)
}

/// The documented property that `name` is, in any case.
pub(crate) fn attribute(collection: Collection, name: &str) -> Option<&'static Attribute> {
    known(collection).iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}

fn known(collection: Collection) -> &'static [Attribute] {
    match collection {
        Collection::Devices | Collection::Modules => &TWIN,
        Collection::Jobs => &JOB,
    }
}
