//! Who gets which role: by what the OpenID provider says of a person. Who is not named gets none.

use std::str::FromStr;

use lockstep_api::session::Role;
use serde::Deserialize;
use serde_json::{Map, Value};

/// What the provider says of a person.
pub(crate) type Claims = Map<String, Value>;

/// A file of grants, in TOML:
///
/// ```toml
/// [[grant]]
/// role = "operator"
/// claim = "roles"          # the claim looked at; `roles` when absent
/// value = "Doors.Operate"  # what has to be in it; `*` stands for anything
/// ```
///
/// Who satisfies several gets the highest role.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grants {
    grant: Vec<Grant>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Grant {
    role: Role,
    #[serde(default = "roles")]
    claim: String,
    value: String,
}

fn roles() -> String {
    "roles".to_owned()
}

/// Why a file of grants cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidGrants {
    /// It is not such a file.
    #[error("{0}")]
    Unreadable(#[from] toml::de::Error),
    /// Nobody could sign in.
    #[error("it grants nothing: add a `[[grant]]` with `role`, `claim` and `value`")]
    Empty,
}

impl FromStr for Grants {
    type Err = InvalidGrants;

    fn from_str(text: &str) -> Result<Self, InvalidGrants> {
        let grants: Self = toml::from_str(text)?;
        if grants.grant.is_empty() { Err(InvalidGrants::Empty) } else { Ok(grants) }
    }
}

impl Grants {
    /// The highest role of those that are granted to somebody with these claims.
    pub(crate) fn role(&self, claims: &Claims) -> Option<Role> {
        self.grant.iter().filter(|grant| grant.holds(claims)).map(|grant| grant.role).max()
    }

    /// Whether every claim that is looked at is among these.
    pub(crate) fn decided_by(&self, claims: &Claims) -> bool {
        self.grant.iter().all(|grant| claims.contains_key(&grant.claim))
    }
}

impl Grant {
    fn holds(&self, claims: &Claims) -> bool {
        let is = |value: &Value| value.as_str().is_some_and(|text| self.value == "*" || text == self.value);
        if self.claim == "email" && claims.get("email_verified") == Some(&Value::Bool(false)) {
            // Anybody could have written it.
            return false;
        }
        match claims.get(&self.claim) {
            Some(Value::Array(values)) => values.iter().any(is),
            Some(value) => is(value),
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FILE: &str = r#"
        [[grant]]
        role = "viewer"
        claim = "email"
        value = "*"

        [[grant]]
        role = "operator"
        claim = "groups"
        value = "doors"

        [[grant]]
        role = "admin"
        value = "Lockstep.Admin"
    "#;

    fn role(claims: &Value) -> Option<Role> {
        FILE.parse::<Grants>().unwrap().role(claims.as_object().unwrap())
    }

    #[test]
    fn who_satisfies_several_grants_gets_the_highest_role() {
        assert_eq!(role(&json!({"email": "ada@example"})), Some(Role::Viewer));
        assert_eq!(
            role(&json!({"email": "ada@example", "groups": ["lifts", "doors"]})),
            Some(Role::Operator)
        );
        assert_eq!(role(&json!({"roles": "Lockstep.Admin", "groups": ["doors"]})), Some(Role::Admin));
    }

    #[test]
    fn who_is_not_named_gets_no_role() {
        for claims in [
            json!({}),
            json!({"groups": []}),
            json!({"groups": ["Doors", "door", "doors ", "*"]}),
            json!({"groups": {"doors": true}, "roles": 1}),
            json!({"role": "Lockstep.Admin"}),
            json!({"email": "ada@example", "email_verified": false}),
        ] {
            assert_eq!(role(&claims), None, "{claims}");
        }
    }

    #[test]
    fn a_file_that_grants_nothing_or_something_unknown_is_refused() {
        let words = |text: &str| text.parse::<Grants>().unwrap_err().to_string();
        assert!(words("grant = []").contains("grants nothing"));
        assert!(words("").contains("missing field `grant`"));
        assert!(words("[[grant]]\nrole = 'root'\nvalue = 'x'").contains("unknown variant `root`"));
        assert!(
            words("[[grant]]\nrole = 'viewer'\nvalue = 'x'\nscop = 'y'").contains("unknown field `scop`")
        );
    }
}
