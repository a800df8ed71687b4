//! One stream: snapshots first, then what happens.

use std::{collections::VecDeque, sync::Arc};

use axum::BoxError;
use bytes::Bytes;
use futures::{Stream as Frames, stream};
use iothub_wire::ids::JobId as HubJobId;
use lockstep_api::live::{EndReason, LiveEvent, LiveQuery};
use tokio::{
    sync::{OwnedSemaphorePermit, broadcast::error::RecvError},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use super::{Bus, Event, EventId, HEARTBEAT, Topic, bus::Place, frame};
use crate::{
    access::{Caller, Taken},
    app::App,
    watch::{Guard, job::JobWatch},
};

/// Room for a stream: of its caller's share, and of what there is for all.
type Room = (Taken, OwnedSemaphorePermit);

/// What one browser tab watches, and what it has not been sent yet.
pub(super) struct Stream {
    app: App,
    place: Place,
    /// Frames that come before the events of the bus: snapshots, and what was missed.
    waiting: VecDeque<Bytes>,
    /// Up to which event each watched topic is in its snapshot.
    topics: Vec<(Topic, u64)>,
    job: Option<(Arc<JobWatch>, Guard)>,
    _jobs: Option<Guard>,
    signed_out: Arc<CancellationToken>,
    expires_at: Option<Instant>,
    ended: bool,
    _room: Room,
}

impl Stream {
    /// Takes a place on the bus and prepares what comes first: what a returning browser has missed, or snapshots.
    pub(super) fn open(
        app: &App,
        caller: &Caller,
        query: &LiveQuery,
        last: Option<&EventId>,
        room: Room,
    ) -> Self {
        let mut waiting = VecDeque::from([frame::PREAMBLE]);
        let job = query.job.as_ref().and_then(|id| match HubJobId::lax(id.as_str()) {
            Ok(id) => Some(app.watches.job(&id)),
            Err(_) => {
                // No hub has a job of such an id: whoever mistyped an address is told so as of any other.
                waiting.push_back(frame::unnumbered(&LiveEvent::Gone { job: id.clone() }));
                None
            }
        });
        let session = caller.session();
        let mut stream = Self {
            place: app.bus.join(last),
            waiting,
            topics: Vec::new(),
            job,
            _jobs: query.jobs.then(|| app.watches.list.enter()),
            signed_out: session.map(|session| Arc::clone(session.ended())).unwrap_or_default(),
            expires_at: session.map(|session| app.instant_of(session.expires_at())),
            ended: false,
            _room: room,
            app: Arc::clone(app),
        };
        stream.topics = topics(query);
        match stream.place.missed.take() {
            Some(missed) => {
                let watched =
                    missed.iter().filter(|event| stream.wants(event)).map(|event| event.frame.clone());
                let watched: Vec<_> = watched.collect();
                stream.waiting.extend(watched);
            }
            None => stream.take_snapshots(),
        }
        stream
    }

    /// The frames, until the stream ends.
    pub(super) fn into_bytes(self) -> impl Frames<Item = Result<Bytes, BoxError>> + Send {
        stream::unfold(self, |mut stream| async move {
            let frame = stream.next().await?;
            Some((Ok(frame), stream))
        })
    }

    async fn next(&mut self) -> Option<Bytes> {
        let quiet_until = Instant::now() + HEARTBEAT;
        loop {
            if let Some(frame) = self.waiting.pop_front() {
                return Some(frame);
            }
            if self.ended {
                return None;
            }
            let expired = async {
                match self.expires_at {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                () = self.app.shutdown.cancelled() => return Some(self.end(EndReason::ShuttingDown)),
                () = self.signed_out.cancelled() => return Some(self.end(EndReason::SignedOut)),
                () = expired => return Some(self.end(EndReason::SignedOut)),
                event = self.place.events.recv() => match event {
                    Ok(event) if self.wants(&event) => return Some(event.frame.clone()),
                    Ok(_) => {}
                    Err(RecvError::Lagged(missed)) => self.catch_up(missed),
                    Err(RecvError::Closed) => return None,
                },
                () = tokio::time::sleep_until(quiet_until) => {
                    return Some(frame::unnumbered(&LiveEvent::Heartbeat {}));
                }
            }
        }
    }

    fn end(&mut self, reason: EndReason) -> Bytes {
        self.ended = true;
        frame::unnumbered(&LiveEvent::Ended { reason })
    }

    /// This browser was too slow: it is told, and starts again from snapshots.
    fn catch_up(&mut self, missed: u64) {
        self.waiting.push_back(frame::unnumbered(&LiveEvent::Lagged { missed }));
        self.place = self.app.bus.join(None);
        self.take_snapshots();
    }

    /// Whether an event is watched and not in a snapshot already.
    fn wants(&self, event: &Event) -> bool {
        self.topics.iter().any(|(topic, seen)| *topic == event.topic && event.sequence > *seen)
    }

    /// Snapshots of everything watched. They carry the number of the place on the bus, so that a browser that comes
    /// back after any of them misses nothing; what it then gets twice changes nothing.
    fn take_snapshots(&mut self) {
        let bus: &Bus = &self.app.bus;
        for (topic, seen) in &mut self.topics {
            let snapshot = match topic {
                Topic::Hub => Some((bus.latest(), LiveEvent::Hub(self.app.hub.health()))),
                Topic::Jobs => self.app.watches.list.snapshot(),
                Topic::Job(_) => self.job.as_ref().and_then(|(watch, _)| watch.snapshot()),
            };
            // What is not known yet comes as an event.
            let Some((sequence, event)) = snapshot else { continue };
            *seen = sequence;
            self.waiting.push_back(bus.numbered(self.place.sequence, &frame::data(&event)));
        }
    }
}

fn topics(query: &LiveQuery) -> Vec<(Topic, u64)> {
    let jobs = query.jobs.then_some(Topic::Jobs);
    let job = query.job.clone().map(Topic::Job);
    std::iter::once(Topic::Hub).chain(jobs).chain(job).map(|topic| (topic, 0)).collect()
}

#[cfg(test)]
mod tests;
