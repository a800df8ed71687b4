//! Merging patches into a section, by the rules of JSON merge patch (RFC 7386).

use serde_json::{Value, map::Entry};

use super::{Members, SectionKind, TwinProblem, check::check_section};

/// Merges a patch: objects are merged member by member, `null` deletes at any depth, everything else replaces. An
/// object whose last member is deleted stays, empty.
///
/// Checks nothing; see [`merged`].
pub fn merge(target: &mut Members, patch: &Members) {
    for (key, change) in patch {
        match change {
            Value::Null => {
                target.remove(key);
            }
            Value::Object(inner) => match target.entry(key) {
                Entry::Occupied(mut there) => match there.get_mut() {
                    Value::Object(members) => merge(members, inner),
                    scalar => *scalar = Value::Object(without_nulls(inner)),
                },
                Entry::Vacant(place) => {
                    place.insert(Value::Object(without_nulls(inner)));
                }
            },
            leaf => {
                target.insert(key.clone(), leaf.clone());
            }
        }
    }
}

/// What a section will be after a patch.
///
/// # Errors
/// [`TwinProblem`] when the patch breaks a limit, or the section would then be too large.
pub fn merged(section: SectionKind, present: &Members, patch: &Members) -> Result<Members, TwinProblem> {
    check_section(section, patch)?;
    let mut after = present.clone();
    merge(&mut after, patch);
    let size = super::size(&after);
    if size > section.limit() { Err(TwinProblem::SectionTooLarge { section, size }) } else { Ok(after) }
}

/// The smallest patch that turns `before` into `after`; neither may have `null` members.
#[must_use]
pub fn difference(before: &Members, after: &Members) -> Members {
    let mut patch: Members =
        before.keys().filter(|key| !after.contains_key(*key)).map(|key| (key.clone(), Value::Null)).collect();
    for (key, wanted) in after {
        match (before.get(key), wanted) {
            (Some(present), wanted) if present == wanted => {}
            (Some(Value::Object(present)), Value::Object(wanted)) => {
                patch.insert(key.clone(), Value::Object(difference(present, wanted)));
            }
            _ => {
                patch.insert(key.clone(), wanted.clone());
            }
        }
    }
    patch
}

/// The members without those that are `null`, at any depth outside arrays.
#[must_use]
pub fn without_nulls(members: &Members) -> Members {
    let kept = members.iter().filter(|(_, value)| !value.is_null());
    kept.map(|(key, value)| {
        let value = match value {
            Value::Object(inner) => Value::Object(without_nulls(inner)),
            leaf => leaf.clone(),
        };
        (key.clone(), value)
    })
    .collect()
}
