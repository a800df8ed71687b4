//! One device's connection, over any byte stream: TLS, plain TCP or WebSocket.
//!
//! This loop only moves things: bytes become packets on the `wire`, packets become steps in the `session`, and `steps`
//! are carried out.

mod steps;
mod welcome;
mod wire;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use iothub_wire::topic::{LARGEST_MESSAGE, LONGEST_TOPIC};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, sleep_until, timeout};

use self::welcome::welcome;
use self::wire::{Turn, Wire};
use super::ending::Ending;
use super::session::Session;
use crate::hub::Hub;
use crate::hub::device_side::{Connection, Transport};

/// The largest remaining length: a message, the longest topic, and the identifier.
const PACKET_LIMIT: usize = LARGEST_MESSAGE + 2 + LONGEST_TOPIC + 2;

/// How long the last bytes may take to leave.
const GOODBYE_WITHIN: Duration = Duration::from_secs(1);

/// Serves one client until either side or the end of the hub ends the connection, and says why it ended.
///
/// The socket is closed when this returns. It may be dropped at any time, which the hub sees as a lost connection
/// without a will.
pub async fn serve<S>(stream: S, transport: Transport, hub: &Arc<Hub>) -> Ending
where
    S: AsyncRead + AsyncWrite + Send + Unpin,
{
    let mut wire = Wire::new(stream);
    // Boxed, because what it takes to connect is large and soon over, and this future lives as long as the device.
    let ending = match Box::pin(welcome(&mut wire, transport, hub)).await {
        Err(ending) => ending,
        Ok((connection, session)) => converse(&mut wire, connection, session).await,
    };
    // A client that does not read its refusal or our goodbye is not waited for.
    _ = timeout(GOODBYE_WITHIN, wire.close()).await;
    ending
}

/// Talks with a connected device, and publishes its will unless it said goodbye.
async fn converse<S>(wire: &mut Wire<S>, connection: Connection, mut session: Session) -> Ending
where
    S: AsyncRead + AsyncWrite + Send + Unpin,
{
    let Err(ending) = converse_until(wire, &connection, &mut session).await;
    if ending != Ending::Left
        && let Some(will) = session.take_will()
    {
        connection.telemetry(&will.bag, &will.payload);
    }
    ending.log(&connection.identity().to_string());
    ending
}

/// Never returns without a reason.
async fn converse_until<S>(
    wire: &mut Wire<S>,
    connection: &Connection,
    session: &mut Session,
) -> Result<std::convert::Infallible, Ending>
where
    S: AsyncRead + AsyncWrite + Send + Unpin,
{
    let mut closed = pin!(connection.closed());
    let mut alarm = pin!(sleep_until(session.deadline()));
    loop {
        tokio::select! {
            biased;
            reason = &mut closed => return Err(Ending::Hub(reason)),
            // Before the wire, so that all messages that are ready leave together.
            delivery = connection.next(), if wire.open() && session.ready() => {
                let mail = delivery.message.sequence();
                if let Some(packet) = session.deliver(delivery)? {
                    wire.send(&packet);
                }
                if let Some((sequence, id)) = mail.and_then(|mail| Some((mail, session.sent_as(mail)?))) {
                    connection.sent(sequence, id);
                }
            }
            turn = wire.turn(PACKET_LIMIT) => {
                let Turn::Packet(packet) = turn? else { continue };
                tokio::select! {
                    biased;
                    reason = &mut closed => return Err(Ending::Hub(reason)),
                    () = connection.resumed() => {}
                }
                connection.touch();
                let step = session.receive(packet, Instant::now())?;
                if let Some(later) = steps::take(step, wire, connection, session) {
                    tokio::select! {
                        biased;
                        reason = &mut closed => return Err(Ending::Hub(reason)),
                        done = later => done?,
                    }
                }
                // While a step waits nothing is read: that silence is ours.
                session.heard(Instant::now());
            }
            // After the wire, which may hold what the device said in time.
            () = &mut alarm => {
                // Set once and moved when it rings, rather than with every packet.
                let deadline = session.deadline();
                if connection.stalled() {
                    // Nothing has been read for a while, so the device may well have spoken.
                    session.heard(Instant::now());
                } else if deadline <= Instant::now() {
                    return Err(Ending::KeepAlive);
                }
                alarm.as_mut().reset(session.deadline());
            }
        }
    }
}
