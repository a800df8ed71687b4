//! Somebody who sends messages to the door, and remembers which were taken.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;
use tokio::time::Instant;

use crate::door::{self, Door};
use crate::program::{Hub, Lost, PATIENCE};

/// Messages between two kills, so that the door's queue of fifty has room.
const AT_ONCE: usize = 10;

/// The messages, by number.
#[derive(Default)]
pub(crate) struct Post {
    taken: BTreeSet<u64>,
    next: u64,
}

impl Post {
    /// Sends some messages, until the hub is gone.
    pub(crate) async fn work(&mut self, hub: &Hub) {
        for _ in 0..AT_ONCE {
            if self.send(hub).await.is_err() {
                return;
            }
        }
    }

    async fn send(&mut self, hub: &Hub) -> Result<(), Lost> {
        let number = self.next;
        self.next += 1;
        let message = json!({ "body": number.to_string() });
        let path = format!("/_emulator/devices/{}/messages", door::ID);
        let (status, answer) = hub.call(Method::POST, &path, Some(message)).await?;
        match status {
            200 => _ = self.taken.insert(number),
            // The queue is full.
            403 => {}
            _ => panic!("{status}: {answer}"),
        }
        Ok(())
    }

    /// What was taken and has not come waits still.
    pub(crate) async fn check(&self, hub: &Hub, door: &mut Door) {
        let (waiting, unread) = (waiting(hub).await, self.unread(door).len());
        assert!(waiting >= unread, "{waiting} wait, and {unread} that were taken have not come");
        if waiting == unread {
            // So none of those that came is among them.
            door.settle();
        }
    }

    /// Every message that was taken has arrived.
    pub(crate) fn compare_with(&self, door: &Door) {
        assert_eq!(self.unread(door), BTreeSet::new(), "were taken and never came");
    }

    fn unread(&self, door: &Door) -> BTreeSet<u64> {
        self.taken.iter().copied().filter(|number| !door.has_read(*number)).collect()
    }

    pub(crate) fn count(&self) -> usize {
        self.taken.len()
    }
}

/// Waits until the door has settled everything.
pub(crate) async fn all_settled(hub: &Hub) {
    let begun = Instant::now();
    while waiting(hub).await > 0 {
        assert!(begun.elapsed() < PATIENCE, "messages that waited at the kill come after it");
    }
}

/// How many messages wait for the door.
async fn waiting(hub: &Hub) -> usize {
    let (_, door) = hub.get(&format!("/devices/{}", door::ID)).await;
    usize::try_from(door["cloudToDeviceMessageCount"].as_u64().unwrap()).unwrap()
}
