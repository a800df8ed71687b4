//! The steps of an order, and which fields belong to which.

use super::draft::Field;

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// What happens to each device.
    Action,
    /// Which devices.
    Fleet,
    /// The start.
    When,
    /// How long it may take.
    Limits,
    /// The exact request, and the button.
    Review,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Action, Self::Fleet, Self::When, Self::Limits, Self::Review];

    /// Its name in the address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Fleet => "fleet",
            Self::When => "when",
            Self::Limits => "limits",
            Self::Review => "review",
        }
    }

    /// The step of that name; the first for any other.
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|step| step.name() == name).unwrap_or(Self::Action)
    }

    /// The step after.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().skip_while(|step| *step != self).nth(1)
    }

    /// The step before.
    pub fn back(self) -> Option<Self> {
        Self::ALL.into_iter().rev().skip_while(|step| *step != self).nth(1)
    }

    /// Its place, from 1.
    pub fn number(self) -> usize {
        Self::ALL.into_iter().take_while(|step| *step != self).count() + 1
    }

    /// The step where a field is.
    pub fn of(field: Field) -> Self {
        match field {
            Field::Method
            | Field::Payload
            | Field::ResponseTimeout
            | Field::ConnectTimeout
            | Field::Desired
            | Field::Tags => Self::Action,
            Field::Condition => Self::Fleet,
            Field::Start => Self::When,
            Field::MaxExecution => Self::Limits,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_follow_each_other() {
        assert_eq!(Step::Action.next(), Some(Step::Fleet));
        assert_eq!(Step::Review.next(), None);
        assert_eq!(Step::Action.back(), None);
        assert_eq!(Step::Review.back(), Some(Step::Limits));
        assert_eq!(Step::Limits.number(), 4);
        assert_eq!(Step::named("nonsense"), Step::Action);
    }
}
