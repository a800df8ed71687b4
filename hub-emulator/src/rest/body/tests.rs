use std::convert::Infallible;
use std::future::pending;

use futures::channel::mpsc;
use futures::{FutureExt as _, Stream};
use tokio::time::sleep;

use super::*;

/// A body as a handler gets it.
async fn lent(pieces: impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static) -> Body {
    in_time(Request::new(Body::from_stream(pieces))).await.into_body()
}

/// A byte at a time, each after such a pause.
fn trickle(pause: Duration) -> impl Stream<Item = Result<Bytes, Infallible>> {
    stream::unfold((), move |()| async move {
        sleep(pause).await;
        Some((Ok(Bytes::from_static(b"x")), ()))
    })
}

async fn refused(body: Body) -> ErrorCode {
    collect(body, 0, 1000, &Semaphore::new(0)).await.unwrap_err().code
}

#[tokio::test(start_paused = true)]
async fn a_body_that_pauses_or_never_ends_is_refused_in_time() {
    let cases = [
        (lent(stream::pending()).await, PAUSE),
        (lent(trickle(PAUSE + Duration::from_secs(1))).await, PAUSE),
        (lent(trickle(Duration::from_secs(7))).await, WHOLE),
    ];
    for (body, limit) in cases {
        let begun_at = Instant::now();
        assert_eq!(refused(body).await, ErrorCode::RequestTimedOut);
        assert_eq!(begun_at.elapsed(), limit);
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_grows_too_large_is_refused_before_it_ends() {
    let endless = lent(trickle(Duration::from_millis(1))).await;
    assert_eq!(refused(endless).await, ErrorCode::GenericRequestEntityTooLarge);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_refused() {
    let broken = Body::from_stream(stream::iter([Ok("{"), Err(std::io::Error::other("gone"))]));
    assert_eq!(refused(broken).await, ErrorCode::GenericBadRequest);
}

#[tokio::test]
async fn a_body_that_finds_no_room_waits_until_another_has_come() {
    let large = Bytes::from(vec![b'x'; SMALL + 1]);
    let room = Semaphore::new(2 * SMALL);
    let read = |body: Body| Box::pin(collect(body, SMALL + 1, SMALL + 1, &room));
    let (sender, pieces) = mpsc::unbounded::<Result<Bytes, Infallible>>();
    let mut first = read(lent(pieces).await);
    sender.unbounded_send(Ok(large.clone())).unwrap();
    assert!((&mut first).now_or_never().is_none());
    let mut second = read(Body::from(large.clone()));
    assert!((&mut second).now_or_never().is_none());
    assert_eq!(read(Body::from("small")).await.unwrap(), b"small");
    drop(sender);
    assert_eq!(first.await.unwrap(), large);
    assert_eq!(second.await.unwrap(), large);
}

/// Says how many pieces of an endless body are read when its handler lets go of it.
async fn pieces_read(expect: bool) -> usize {
    let (sender, mut pieces) = mpsc::channel::<usize>(0);
    let numbered = stream::unfold((sender, 0), async |(mut sender, number)| {
        _ = futures::SinkExt::send(&mut sender, number).await;
        let piece = Bytes::from(vec![0; MOST_DRAINED / 4]);
        Some((Ok::<_, Infallible>(piece), (sender, number + 1)))
    });
    let mut request = Request::new(Body::from_stream(numbered));
    if expect {
        request.headers_mut().insert(header::EXPECT, "100-continue".parse().unwrap());
    }
    drop(in_time(request).await);
    let mut read = 0;
    while pieces.next().await.is_some() {
        read += 1;
    }
    read
}

#[tokio::test]
async fn what_a_handler_leaves_is_read_to_a_limit_and_what_waits_to_be_asked_for_is_not() {
    assert_eq!(pieces_read(false).await, 4);
    assert_eq!(pieces_read(true).await, 0);
}

#[tokio::test(start_paused = true)]
async fn what_a_handler_leaves_and_what_never_comes_is_not_waited_for() {
    let (sender, mut gone) = mpsc::channel::<()>(0);
    let silent = stream::once(async move {
        let _held = sender;
        pending().await
    });
    let begun_at = Instant::now();
    drop(lent(silent).await);
    assert_eq!(gone.next().await, None);
    assert_eq!(begun_at.elapsed(), PAUSE);
}
