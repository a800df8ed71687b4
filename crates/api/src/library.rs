//! What people keep to use again: templates of actions with typed parameters, and conditions.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{job::Action, time::EpochMillis};

/// Most characters of a name in the library.
pub const LONGEST_NAME: usize = 100;
/// Most templates, and most queries, that are kept.
pub const MOST_KEPT: usize = 500;
/// Most parameters of a template.
pub const MOST_PARAMETERS: usize = 50;

/// Something that is kept, with who kept it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kept<T> {
    /// Its id, made by whoever kept it: 1 to 64 lower-case ASCII letters, digits and dashes.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The thing itself.
    pub content: T,
    /// Who changed it last; absent for what comes with Lockstep and cannot be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<EpochMillis>,
}

/// Body of `PUT /api/templates/{id}` and `PUT /api/queries/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Keep<T> {
    /// What it is called; 1 to [`LONGEST_NAME`] characters.
    pub name: String,
    /// The thing itself.
    pub content: T,
}

/// An action to begin an order with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Template {
    /// What it does, with the values that its parameters begin with.
    pub action: Action,
    /// What is asked for when it is used.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
}

/// A value that is asked for when a template is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameter {
    /// What it is called.
    pub name: String,
    /// Where it goes: a JSON pointer (RFC 6901) below the payload of a method, or below `{"desired": …, "tags": …}` of a
    /// twin update.
    pub pointer: String,
    /// What may be given.
    pub kind: ParameterKind,
    /// Whether it may be left out; then its place is removed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

/// What may be given for a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ParameterKind {
    /// Any text.
    Text,
    /// A whole number.
    Integer {
        /// Least.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        least: Option<i64>,
        /// Most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<i64>,
    },
    /// Any number.
    Number,
    /// True or false.
    Boolean,
    /// One of these values.
    Choice {
        /// The values.
        values: Vec<Value>,
    },
}

/// A condition that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SavedQuery {
    /// As after `WHERE`.
    pub condition: String,
}
