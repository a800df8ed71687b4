//! MQTT sessions: which subscriptions an identity holds, as bits in its record.

use serde::{Deserialize, Serialize};

use crate::hub::device_side::{Qos, Subscription};

/// The subscriptions of one identity and whether they outlive the connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    /// `CleanSession=0` was asked for: keep the rest when the connection ends.
    pub(crate) persistent: bool,
    pub(crate) granted: Granted,
}

/// A set of subscriptions with their `QoS`: two bits each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Granted(u16);

const ALL: [Subscription; 5] = [
    Subscription::Methods,
    Subscription::TwinResponses,
    Subscription::DesiredPatches,
    Subscription::CloudToDevice,
    Subscription::Inputs,
];

impl Granted {
    /// The `QoS` of a subscription that is held.
    pub(crate) fn qos(self, subscription: Subscription) -> Option<Qos> {
        match self.0 >> shift(subscription) & 0b11 {
            1 => Some(Qos::AtMostOnce),
            2 => Some(Qos::AtLeastOnce),
            _ => None,
        }
    }

    /// Adds, changes or (with `None`) removes a subscription.
    pub(crate) fn set(&mut self, subscription: Subscription, qos: Option<Qos>) {
        let bits = match qos {
            None => 0,
            Some(Qos::AtMostOnce) => 1,
            Some(Qos::AtLeastOnce) => 2,
        };
        self.0 = self.0 & !(0b11 << shift(subscription)) | bits << shift(subscription);
    }

    /// The subscriptions that are held.
    pub(crate) fn all(self) -> impl Iterator<Item = (Subscription, Qos)> {
        ALL.into_iter().filter_map(move |subscription| Some((subscription, self.qos(subscription)?)))
    }
}

fn shift(subscription: Subscription) -> u32 {
    match subscription {
        Subscription::Methods => 0,
        Subscription::TwinResponses => 2,
        Subscription::DesiredPatches => 4,
        Subscription::CloudToDevice => 6,
        Subscription::Inputs => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subscriptions_do_not_touch_each_other() {
        let mut granted = Granted::default();
        granted.set(Subscription::Methods, Some(Qos::AtMostOnce));
        granted.set(Subscription::DesiredPatches, Some(Qos::AtLeastOnce));
        granted.set(Subscription::Methods, Some(Qos::AtLeastOnce));
        granted.set(Subscription::TwinResponses, None);
        let held: Vec<_> = granted.all().collect();
        let expected =
            [(Subscription::Methods, Qos::AtLeastOnce), (Subscription::DesiredPatches, Qos::AtLeastOnce)];
        assert_eq!(held, expected);
        granted.set(Subscription::Methods, None);
        assert_eq!(granted.qos(Subscription::Methods), None);
    }
}
