//! Who watches, and a poller that runs only while somebody does.

use std::{
    future::Future,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::sync::watch;

use super::Tools;

/// How many watch one thing, and whether its poller runs.
#[derive(Debug)]
pub(super) struct Presence {
    count: watch::Sender<usize>,
    /// Those of them whom a person waits for.
    people: AtomicUsize,
    polling: Mutex<bool>,
}

/// Somebody watches until this is dropped.
#[derive(Debug)]
pub(crate) struct Guard {
    presence: Arc<Presence>,
    person: bool,
}

impl Presence {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            count: watch::Sender::new(0),
            people: AtomicUsize::new(0),
            polling: Mutex::new(false),
        })
    }

    /// Counts one more watcher and starts the poller unless it runs. `poll` makes one run of it; it is dropped when
    /// nobody has watched for the grace, or at shutdown.
    pub(super) fn enter<F, P>(self: &Arc<Self>, tools: &Arc<Tools>, poll: P) -> Guard
    where
        P: Fn() -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        self.people.fetch_add(1, Ordering::Relaxed);
        let mut guard = self.enter_quietly(tools, poll);
        guard.person = true;
        guard
    }

    /// The same for whom no person waits for.
    pub(super) fn enter_quietly<F, P>(self: &Arc<Self>, tools: &Arc<Tools>, poll: P) -> Guard
    where
        P: Fn() -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let mut polling = self.polling.lock().unwrap_or_else(PoisonError::into_inner);
        self.count.send_modify(|count| *count += 1);
        if !*polling && !tools.shutdown.is_cancelled() {
            *polling = true;
            tools.tasks.spawn(Arc::clone(self).run(Arc::clone(tools), poll));
        }
        Guard { presence: Arc::clone(self), person: false }
    }

    /// True while a person waits for what is polled.
    pub(super) fn awaited(&self) -> bool {
        self.people.load(Ordering::Relaxed) > 0
    }

    /// True while anybody watches.
    pub(super) fn watched(&self) -> bool {
        *self.count.borrow() > 0
    }

    /// Waits for a person.
    pub(super) async fn until_awaited(&self) {
        let mut count = self.count.subscribe();
        // The sender is `self`, so the channel cannot close.
        let _ = count.wait_for(|_| self.awaited()).await;
    }

    async fn run<F, P>(self: Arc<Self>, tools: Arc<Tools>, poll: P)
    where
        P: Fn() -> F,
        F: Future<Output = ()>,
    {
        loop {
            tokio::select! {
                () = poll() => {}
                () = self.left_for(tools.pace.grace) => {}
                () = tools.shutdown.cancelled() => return,
            }
            let mut polling = self.polling.lock().unwrap_or_else(PoisonError::into_inner);
            // Whoever has entered since then found the poller running, so it goes on.
            if !self.watched() {
                *polling = false;
                return;
            }
        }
    }

    /// Ends when nobody has watched for so long.
    async fn left_for(&self, grace: Duration) {
        let mut count = self.count.subscribe();
        loop {
            // The sender is `self`, so the channel cannot close.
            let _ = count.wait_for(|count| *count == 0).await;
            if tokio::time::timeout(grace, count.wait_for(|count| *count > 0)).await.is_err() {
                return;
            }
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.person {
            self.presence.people.fetch_sub(1, Ordering::Relaxed);
        }
        self.presence.count.send_modify(|count| *count = count.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::SocketAddr,
        sync::atomic::{AtomicU32, Ordering},
    };

    use iothub_client::ServiceConnectionString;

    use super::*;
    use crate::{
        config::{AccessMode, Config},
        server::assemble,
    };

    /// What pollers need; the hub is not there, and nothing here asks it.
    async fn tools() -> Arc<Tools> {
        let text =
            "HostName=localhost:1;SharedAccessKeyName=service;SharedAccessKey=YWJjZGVmZ2hpamtsbW5vcA==";
        let config = Config::new(ServiceConnectionString::parse(text).unwrap(), AccessMode::Open);
        let app = assemble(config, SocketAddr::from(([127, 0, 0, 1], 8080))).await.unwrap();
        Arc::clone(app.watches.tools())
    }

    #[tokio::test]
    async fn a_poller_runs_once_for_all_and_ends_a_grace_after_the_last_has_gone() {
        let (tools, presence, turns) = (tools().await, Presence::new(), Arc::new(AtomicU32::new(0)));
        tokio::time::pause();
        let enter = || {
            let turns = Arc::clone(&turns);
            presence.enter(&tools, move || {
                let turns = Arc::clone(&turns);
                async move {
                    loop {
                        turns.fetch_add(1, Ordering::Relaxed);
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                }
            })
        };
        let turns_after = async |seconds: u64| {
            tokio::time::sleep(Duration::from_millis(seconds * 1000 - 1)).await;
            turns.swap(0, Ordering::Relaxed)
        };
        let guards = [enter(), enter(), enter()];
        assert_eq!(turns_after(5).await, 5, "one poller for three");
        drop(guards);
        assert_eq!(turns_after(30).await, 10, "a grace of ten seconds");
        let again = enter();
        assert_eq!(turns_after(5).await, 5, "and again for the next");
        drop(again);
        turns_after(5).await;
        let _back_in_time = enter();
        assert_eq!(turns_after(30).await, 30);
    }
}
