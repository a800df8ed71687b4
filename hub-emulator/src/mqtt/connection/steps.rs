//! Carrying out what a packet asks for, in the order that the device sees.

use std::pin::Pin;

use super::wire::Wire;
use crate::hub::device_side::{Connection, Turn};
use crate::mqtt::ending::Ending;
use crate::mqtt::packet::{Packet, PacketId};
use crate::mqtt::session::{Notice, Question, Session, Step, Telemetry};

/// The rest of a step that has to wait for the hub.
///
/// Boxed, because the hub's futures are large and few devices ask at a time.
pub(super) type Later<'a> = Pin<Box<dyn Future<Output = Result<(), Ending>> + Send + 'a>>;

/// Takes one step; what it has to say waits on the wire when it is done.
pub(super) fn take<'a, S: Send>(
    step: Step,
    wire: &'a mut Wire<S>,
    connection: &'a Connection,
    session: &'a mut Session,
) -> Option<Later<'a>> {
    match step {
        Step::Nothing => None,
        Step::Answer(packet) => {
            wire.send(&packet);
            None
        }
        Step::Settle(sequence) => {
            connection.settle(sequence);
            None
        }
        Step::Tell(Notice::MethodResponse { rid, status, payload }, acknowledge) => {
            connection.method_response(rid.as_str(), status, &payload);
            send_acknowledgement(wire, acknowledge);
            None
        }
        Step::Tell(Notice::Telemetry(message), acknowledge) => {
            let turn = connection.telemetry_turn();
            if turn == Ok(Turn::Now) {
                take_telemetry(&message, acknowledge, wire, connection);
                return None;
            }
            Some(Box::pin(async move {
                if let Turn::At(at) = turn.map_err(Ending::Hub)? {
                    // Whoever sends too fast is not read from meanwhile.
                    connection.telemetry_turn_at(at).await.map_err(Ending::Hub)?;
                }
                take_telemetry(&message, acknowledge, wire, connection);
                Ok(())
            }))
        }
        Step::Ask(question, acknowledge) => Some(Box::pin(async move {
            let answer = ask(question, connection, session).await?;
            send_acknowledgement(wire, acknowledge);
            if let Some(answer) = answer {
                wire.send(&answer);
            }
            Ok(())
        })),
        Step::Subscribe(changes, answer) => Some(Box::pin(async move {
            connection.set_subscriptions(&changes).await;
            wire.send(&answer);
            Ok(())
        })),
    }
}

fn take_telemetry<S>(
    message: &Telemetry,
    acknowledge: Option<PacketId>,
    wire: &mut Wire<S>,
    connection: &Connection,
) {
    connection.telemetry(&message.bag, &message.payload);
    send_acknowledgement(wire, acknowledge);
}

async fn ask(
    question: Question,
    connection: &Connection,
    session: &mut Session,
) -> Result<Option<Packet>, Ending> {
    match question {
        Question::Twin { rid } => session.twin_answer(rid, connection.twin().await),
        Question::Report { rid, base, patch } => {
            session.report_answer(rid, connection.report(&patch, base).await)
        }
    }
}

fn send_acknowledgement<S>(wire: &mut Wire<S>, id: Option<PacketId>) {
    if let Some(id) = id {
        wire.send(&Packet::PubAck(id));
    }
}
