//! Which devices a condition is about.

use iothub_client::Client;
use iothub_query::{
    Condition, MAXIMUM_LENGTH,
    ast::{Collection, ComparisonOperator, ExpressionKind, Literal},
    is_device_id, listed_devices,
};
use iothub_wire::{error::ErrorCode, identity::ConnectionState, ids::DeviceId, query::PageSize};
use lockstep_api::{device::DeviceQuery, problem::ProblemCode};
use serde::Deserialize;

use crate::hub::{Hub, problem};

/// Which devices.
#[derive(Debug)]
pub(crate) enum Target {
    /// A condition that the hub will understand.
    Parsed(Condition),
    /// One that we do not understand and that the person wants to send all the same.
    Unchecked(String),
}

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Population {
    pub(crate) count: u64,
    pub(crate) connected: u64,
}

/// The row of a count.
#[derive(Debug, Deserialize)]
struct Count {
    n: u64,
}

/// The row of a count by connection state.
#[derive(Debug, Deserialize)]
struct Group {
    state: Option<ConnectionState>,
    n: u64,
}

/// The name of [`fitting`]'s refusal.
const TOO_LONG_TO_ASK: &str = "too-long-to-ask";

impl Target {
    /// The devices that a list is asked for.
    pub(crate) fn of(query: &DeviceQuery) -> Result<Self, ProblemCode> {
        Self::read(query.condition.as_deref().unwrap_or("*"), query.unchecked)
    }

    /// Reads a condition, or takes it as it is when that was agreed to; one that is blank or longer than the hub takes
    /// is refused all the same.
    pub(crate) fn read(text: &str, unchecked: bool) -> Result<Self, ProblemCode> {
        let (text, refused) = (text.trim(), Self::parse(text));
        match refused {
            Err(_) if unchecked && !text.is_empty() && text.chars().count() <= MAXIMUM_LENGTH => {
                Ok(Self::Unchecked(text.to_owned()))
            }
            parsed => parsed,
        }
    }

    /// Reads a condition, as after `WHERE`, or `*`. What would surely fail in the hub is refused.
    fn parse(text: &str) -> Result<Self, ProblemCode> {
        let text = text.trim();
        Condition::parse(text).map(Self::Parsed).map_err(|error| {
            let before = text.get(..error.span.start).unwrap_or_default().chars().count();
            let whole = error.span.start == 0 && error.span.end >= text.len();
            ProblemCode::InvalidCondition {
                error: error.problem.code().to_owned(),
                column: u32::try_from(before + 1).ok().filter(|_| !whole),
                sentence: error.problem.to_string(),
            }
        })
    }

    /// A query for columns of it; refused when it is longer than the hub takes, which a job over it need not be.
    pub(crate) fn select(&self, columns: &str) -> Result<String, ProblemCode> {
        fitting(format!("SELECT {columns} {}", self.clause()))
    }

    fn clause(&self) -> String {
        match self {
            Self::Parsed(condition) => condition.from_clause(),
            Self::Unchecked(text) if text.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("from ")) => {
                text.clone()
            }
            Self::Unchecked(text) => format!("FROM devices WHERE {text}"),
        }
    }

    /// The device, when the condition is `deviceId = 'x'` or `deviceId IN ['x']`.
    pub(crate) fn single_device(&self) -> Option<DeviceId> {
        let Self::Parsed(condition) = self else { return None };
        if condition.collection() != Collection::Devices {
            return None;
        }
        let id = match condition.filter()?.kind() {
            ExpressionKind::Compare { left, operator: ComparisonOperator::Equal, right }
                if is_device_id(left) =>
            {
                let ExpressionKind::Literal(literal) = right.kind() else { return None };
                literal
            }
            _ => {
                let [literal] = self.listed()? else { return None };
                literal
            }
        };
        let Literal::String(id) = id else { return None };
        DeviceId::try_from(id.as_str()).ok()
    }

    /// How many devices it names, when it is a list of them and nothing else: it can reach no others.
    pub(crate) fn named(&self) -> Option<u64> {
        self.listed().map(|list| list.len() as u64)
    }

    /// The list, when the condition is `deviceId IN [...]` over devices and nothing else.
    fn listed(&self) -> Option<&[Literal]> {
        let Self::Parsed(condition) = self else { return None };
        listed_devices(condition.filter().filter(|_| condition.collection() == Collection::Devices)?)
    }

    /// How many devices (or modules) it selects now.
    pub(crate) async fn count(&self, hub: &Hub, client: &Client) -> Result<u64, ProblemCode> {
        count(hub, client, &self.clause()).await
    }

    /// How many devices (or modules) it selects now, and how many of them are connected. One query for devices, because
    /// queries are what a hub has least of; two for modules, which the hub does not group.
    pub(crate) async fn population(&self, hub: &Hub, client: &Client) -> Result<Population, ProblemCode> {
        if let Self::Parsed(condition) = self
            && condition.collection() == Collection::Modules
        {
            let count = self.count(hub, client).await?;
            let connected = Condition::parse("FROM devices.modules WHERE connectionState = 'Connected'");
            let connected = connected.ok().and_then(|connected| condition.and(&connected).ok());
            let connected = match connected {
                Some(connected) => self::count(hub, client, &connected.from_clause()).await?,
                // With an alias, or at the limit of length: not worth a refusal.
                None => 0,
            };
            return Ok(Population { count, connected: connected.min(count) });
        }
        let from = self.clause();
        let text = fitting(format!(
            "SELECT connectionState AS state, COUNT() AS n {from} GROUP BY connectionState"
        ))?;
        let page = client.query::<Group>(&text, PageSize::LARGEST, None).await;
        let groups = hub.heard(page).map_err(|error| problem(&error))?.items;
        let connected = groups.iter().filter(|group| group.state == Some(ConnectionState::Connected));
        Ok(Population {
            count: groups.iter().map(|group| group.n).sum(),
            connected: connected.map(|group| group.n).sum(),
        })
    }

    /// Checks that a device exists.
    pub(crate) async fn check_exists(
        &self,
        hub: &Hub,
        client: &Client,
        device: &DeviceId,
    ) -> Result<(), ProblemCode> {
        match hub.heard(client.twin(device).await) {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some(ErrorCode::DeviceNotFound) => {
                Err(ProblemCode::DeviceNotFound { device: device.to_string() })
            }
            Err(error) => Err(problem(&error)),
        }
    }
}

/// The text of a query, unless it is longer than the hub takes.
fn fitting(text: String) -> Result<String, ProblemCode> {
    let over = text.chars().count().saturating_sub(MAXIMUM_LENGTH);
    if over == 0 {
        return Ok(text);
    }
    Err(ProblemCode::InvalidCondition {
        error: TOO_LONG_TO_ASK.to_owned(),
        column: None,
        sentence: format!(
            "with what Lockstep asks about its devices it is {over} characters longer than a query may be"
        ),
    })
}

async fn count(hub: &Hub, client: &Client, from: &str) -> Result<u64, ProblemCode> {
    let text = fitting(format!("SELECT COUNT() AS n {from}"))?;
    let page = client.query::<Count>(&text, PageSize::LARGEST, None).await;
    let page = hub.heard(page).map_err(|error| problem(&error))?;
    Ok(page.items.first().map_or(0, |count| count.n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn single(text: &str) -> Option<String> {
        Target::parse(text).unwrap().single_device().map(|id| id.to_string())
    }

    #[test]
    fn a_condition_that_names_one_device_is_seen() {
        assert_eq!(single("deviceId = 'd1'").as_deref(), Some("d1"));
        assert_eq!(single(" DeviceId IN ['d1'] ").as_deref(), Some("d1"));
        assert_eq!(single("devices.deviceId = 'd1'").as_deref(), Some("d1"));
        for text in
            ["*", "deviceId != 'd1'", "deviceId IN ['a', 'b']", "deviceId NIN ['d1']", "tags.deviceId = 'd1'"]
        {
            assert_eq!(single(text), None, "{text}");
        }
    }

    #[test]
    fn a_list_of_devices_reaches_no_others() {
        let named = |text| Target::parse(text).unwrap().named();
        assert_eq!(named("deviceId IN ['a', 'b']"), Some(2));
        for text in ["*", "deviceId NIN ['a']", "deviceId IN ['a'] OR tags.a = 1", "tags.a IN ['a', 'b']"] {
            assert_eq!(named(text), None, "{text}");
        }
        assert_eq!(named("FROM devices.modules WHERE deviceId IN ['a']"), None);
    }

    #[test]
    fn what_we_do_not_understand_is_sent_as_it_is_once_that_was_agreed_to() {
        let text = "ARRAY_CONTAINS(tags.floors, 2)";
        assert!(matches!(Target::read(text, false), Err(ProblemCode::InvalidCondition { .. })));
        let target = Target::read(text, true).unwrap();
        let asked = format!("SELECT deviceId FROM devices WHERE {text}");
        assert_eq!(target.select("deviceId"), Ok(asked));
        let modules = Target::read("from devices.modules WHERE x ~ 1", true).unwrap();
        let asked = "SELECT deviceId from devices.modules WHERE x ~ 1".to_owned();
        assert_eq!(modules.select("deviceId"), Ok(asked));
        assert!(matches!(Target::read("tags.a = 1", true), Ok(Target::Parsed(_))));
        assert!(Target::read(" ", true).is_err());
        assert!(Target::read(&"(".repeat(MAXIMUM_LENGTH + 1), true).is_err());
    }

    #[test]
    fn a_condition_that_a_query_has_no_room_for_says_by_how_much() {
        let text = format!("tags.a = '{}'", "x".repeat(MAXIMUM_LENGTH - 11));
        let target = Target::read(&text, false).unwrap();
        let Err(ProblemCode::InvalidCondition { error, sentence, .. }) = target.select("deviceId") else {
            panic!("it is asked")
        };
        assert_eq!(error, TOO_LONG_TO_ASK);
        assert!(sentence.contains("it is 35 characters longer"), "{sentence}");
    }

    #[test]
    fn what_surely_fails_in_the_hub_is_refused_with_its_place() {
        let problem = Target::parse("tags.floor IN (2, 3)").unwrap_err();
        let ProblemCode::InvalidCondition { error, column, .. } = problem else { panic!("{problem:?}") };
        assert_eq!((error.as_str(), column), ("list-in-parentheses", Some(15)));
        let problem = Target::parse("SELECT * FROM devices").unwrap_err();
        assert!(matches!(problem, ProblemCode::InvalidCondition { error, .. } if error == "full-query"));
        assert!(matches!(Target::parse("  "), Err(ProblemCode::InvalidCondition { column: None, .. })));
    }
}
