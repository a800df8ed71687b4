//! Which subscriptions a device holds: a fixed handful of places, whatever other devices hold.

use crate::hub::device_side::{Qos, Subscription};

/// How many kinds of subscription there are.
const SUBSCRIPTIONS: usize = 5;

/// The granted quality of each subscription.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Granted([Option<Qos>; SUBSCRIPTIONS]);

impl Granted {
    pub(super) fn get(&self, subscription: Subscription) -> Option<Qos> {
        self.0[place(subscription)]
    }

    pub(super) fn set(&mut self, subscription: Subscription, qos: Option<Qos>) {
        self.0[place(subscription)] = qos;
    }
}

impl FromIterator<(Subscription, Qos)> for Granted {
    fn from_iter<I: IntoIterator<Item = (Subscription, Qos)>>(granted: I) -> Self {
        let mut all = Self::default();
        for (subscription, qos) in granted {
            all.set(subscription, Some(qos));
        }
        all
    }
}

/// Below [`SUBSCRIPTIONS`].
fn place(subscription: Subscription) -> usize {
    match subscription {
        Subscription::Methods => 0,
        Subscription::TwinResponses => 1,
        Subscription::DesiredPatches => 2,
        Subscription::CloudToDevice => 3,
        Subscription::Inputs => 4,
    }
}
