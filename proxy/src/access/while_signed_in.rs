//! Answers that take a while, and must not outlive the session of who asked.

use std::{future::ready, io, sync::Arc};

use axum::body::Body;
use bytes::Bytes;
use futures::{Stream, StreamExt as _, TryStreamExt as _, stream};

use super::Caller;

/// A body of these pieces. When the caller's session ends it is cut off with an error, so that nobody takes what came for
/// the whole.
pub(crate) fn while_signed_in<E>(
    caller: &Caller,
    pieces: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
) -> Body
where
    E: std::error::Error + Send + Sync + 'static,
{
    let Some(session) = caller.session() else { return Body::from_stream(pieces) };
    let (ended, cut) = (Arc::clone(session.ended()), Arc::clone(session.ended()));
    let over =
        stream::once(
            async move { ended.is_cancelled().then(|| Err(io::Error::other("the session has ended"))) },
        );
    let pieces = pieces.map_err(io::Error::other).take_until(async move { cut.cancelled().await });
    Body::from_stream(pieces.chain(over.filter_map(ready)))
}

#[cfg(test)]
mod tests {
    use iothub_client::environment::System;

    use super::{
        super::{Person, Sessions},
        *,
    };
    use crate::store::{StateSource, Store};

    /// One piece, and then nothing for ever.
    fn slow() -> impl Stream<Item = Result<Bytes, io::Error>> {
        stream::once(ready(Ok(Bytes::from_static(b"head")))).chain(stream::pending())
    }

    #[tokio::test]
    async fn a_file_under_way_is_cut_off_when_the_session_ends_and_does_not_look_whole() {
        let store = Store::open(&StateSource::Memory).await.unwrap();
        let sessions = Sessions::new(store, String::new(), Arc::new(System));
        let (_, session) = sessions.open(Person::local_operator()).await.unwrap();
        let ended = Arc::clone(session.ended());
        let mut body = while_signed_in(&Caller::browser(session), slow()).into_data_stream();
        assert_eq!(body.next().await.unwrap().unwrap(), "head");
        ended.cancel();
        assert!(body.next().await.unwrap().is_err());
        assert!(body.next().await.is_none());
    }

    #[tokio::test]
    async fn a_file_that_is_whole_ends_without_an_error() {
        let whole = stream::iter([Ok::<_, io::Error>(Bytes::from_static(b"all"))]);
        let mut body = while_signed_in(&Caller::unasked(), whole).into_data_stream();
        assert_eq!(body.next().await.unwrap().unwrap(), "all");
        assert!(body.next().await.is_none());
    }
}
