//! Which devices a condition is about.

use iothub_client::Client;
use iothub_query::{
    Condition,
    ast::{Collection, ComparisonOperator, Expression, ExpressionKind, Literal},
};
use iothub_wire::{error::ErrorCode, identity::ConnectionState, ids::DeviceId, query::PageSize};
use lockstep_api::problem::ProblemCode;
use serde::Deserialize;

use crate::hub::{Hub, problem};

/// A condition that the hub will understand.
#[derive(Debug)]
pub(crate) struct Target(Condition);

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

impl Target {
    /// Reads a condition, as after `WHERE`, or `*`. What would surely fail in the hub is refused.
    pub(crate) fn parse(text: &str) -> Result<Self, ProblemCode> {
        let text = text.trim();
        Condition::parse(text).map(Self).map_err(|error| {
            let before = text.get(..error.span.start).unwrap_or_default().chars().count();
            let whole = error.span.start == 0 && error.span.end >= text.len();
            ProblemCode::InvalidCondition {
                error: error.problem.code().to_owned(),
                column: u32::try_from(before + 1).ok().filter(|_| !whole),
                sentence: error.problem.to_string(),
            }
        })
    }

    /// A query for columns of it.
    pub(crate) fn select(&self, columns: &str) -> String {
        format!("SELECT {columns} {}", self.0.from_clause())
    }

    /// The device, when the condition is `deviceId = 'x'` or `deviceId IN ['x']`.
    pub(crate) fn single_device(&self) -> Option<DeviceId> {
        if self.0.collection() != Collection::Devices {
            return None;
        }
        let id = match self.0.filter()?.kind() {
            ExpressionKind::Compare { left, operator: ComparisonOperator::Equal, right }
                if device_id(left) =>
            {
                let ExpressionKind::Literal(literal) = right.kind() else { return None };
                literal
            }
            ExpressionKind::Membership { operand, negated: false, list } if device_id(operand) => {
                let [literal] = list.as_slice() else { return None };
                literal
            }
            _ => return None,
        };
        let Literal::String(id) = id else { return None };
        DeviceId::try_from(id.as_str()).ok()
    }

    /// How many devices (or modules) it selects now.
    pub(crate) async fn count(&self, hub: &Hub, client: &Client) -> Result<u64, ProblemCode> {
        count(hub, client, &self.0).await
    }

    /// How many devices (or modules) it selects now, and how many of them are connected. One query for devices, because
    /// queries are what a hub has least of; two for modules, which the hub does not group.
    pub(crate) async fn population(&self, hub: &Hub, client: &Client) -> Result<Population, ProblemCode> {
        if self.0.collection() == Collection::Modules {
            let count = self.count(hub, client).await?;
            let connected = Condition::parse("FROM devices.modules WHERE connectionState = 'Connected'");
            let connected = connected.ok().and_then(|connected| self.0.and(&connected).ok());
            let connected = match connected {
                Some(connected) => self::count(hub, client, &connected).await?,
                // With an alias, or at the limit of length: not worth a refusal.
                None => 0,
            };
            return Ok(Population { count, connected: connected.min(count) });
        }
        let from = self.0.from_clause();
        let text = format!("SELECT connectionState AS state, COUNT() AS n {from} GROUP BY connectionState");
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

async fn count(hub: &Hub, client: &Client, condition: &Condition) -> Result<u64, ProblemCode> {
    let text = format!("SELECT COUNT() AS n {}", condition.from_clause());
    let page = client.query::<Count>(&text, PageSize::LARGEST, None).await;
    let page = hub.heard(page).map_err(|error| problem(&error))?;
    Ok(page.items.first().map_or(0, |count| count.n))
}

fn device_id(operand: &Expression) -> bool {
    let ExpressionKind::Path(path) = operand.kind() else { return false };
    matches!(path.attribute(), [segment] if segment.matches("deviceId"))
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
    fn what_surely_fails_in_the_hub_is_refused_with_its_place() {
        let problem = Target::parse("tags.floor IN (2, 3)").unwrap_err();
        let ProblemCode::InvalidCondition { error, column, .. } = problem else { panic!("{problem:?}") };
        assert_eq!((error.as_str(), column), ("list-in-parentheses", Some(15)));
        let problem = Target::parse("SELECT * FROM devices").unwrap_err();
        assert!(matches!(problem, ProblemCode::InvalidCondition { error, .. } if error == "full-query"));
        assert!(matches!(Target::parse("  "), Err(ProblemCode::InvalidCondition { column: None, .. })));
    }
}
