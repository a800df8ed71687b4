//! From the first byte of a client to CONNACK.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, timeout};

use super::wire::{Turn, Wire};
use crate::hub::Hub;
use crate::hub::device_side::{Connection, Transport};
use crate::mqtt::ending::Ending;
use crate::mqtt::packet::{Connect, ConnectReturnCode, DecodeError, Packet};
use crate::mqtt::session::{Greeting, Session, code_of};

/// The largest CONNECT: a will as large as the protocol allows and some kilobytes about the device.
const CONNECT_LIMIT: usize = 80 * 1024;

/// How long a client may take until its CONNECT is complete (our choice; not documented).
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// Waits for CONNECT and answers it.
pub(super) async fn welcome<S>(
    wire: &mut Wire<S>,
    transport: Transport,
    hub: &Arc<Hub>,
) -> Result<(Connection, Session), Ending>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let connect = tokio::select! {
        biased;
        () = hub.shutdown().cancelled() => Err(Ending::Shutdown),
        received = timeout(CONNECT_WITHIN, receive(wire)) => received.unwrap_or(Err(Ending::SlowToConnect)),
    };
    let connect = connect.inspect_err(|ending| {
        if let Ending::Malformed(DecodeError::ProtocolLevel(_)) = ending {
            answer(wire, false, ConnectReturnCode::UnacceptableProtocolVersion);
        }
        ending.log("somebody");
    })?;
    let client_id = connect.client_id.clone();
    let (connection, session) =
        admit(connect, wire, hub).await.inspect_err(|ending| ending.log(&client_id))?;
    connection.came_over(transport);
    Ok((connection, session))
}

async fn receive<S>(wire: &mut Wire<S>) -> Result<Connect, Ending>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        match wire.turn(CONNECT_LIMIT).await? {
            Turn::Packet(Packet::Connect(connect)) => return Ok(*connect),
            Turn::Packet(_) => return Err(Ending::ConnectMissing),
            Turn::Sent => {}
        }
    }
}

async fn admit<S>(
    connect: Connect,
    wire: &mut Wire<S>,
    hub: &Arc<Hub>,
) -> Result<(Connection, Session), Ending> {
    let Greeting { request, will, keep_alive } = Greeting::read(connect).map_err(|rejection| {
        answer(wire, false, rejection.code());
        Ending::Rejected(rejection)
    })?;
    let connection = hub.connect(request).await.map_err(|refused| {
        answer(wire, false, code_of(refused));
        Ending::Refused(refused)
    })?;
    answer(wire, connection.session_present(), ConnectReturnCode::Accepted);
    let identity = connection.identity().clone();
    tracing::debug!(device.id = %identity, "Connected `{identity}`");
    let (granted, sent) = (connection.granted(), connection.sent_before());
    let session = Session::new(identity, granted, sent, will, keep_alive, Instant::now());
    Ok((connection, session))
}

fn answer<S>(wire: &mut Wire<S>, session_present: bool, code: ConnectReturnCode) {
    wire.send(&Packet::ConnAck { session_present, code });
}
