//! Carrying out what a packet asks for, in the order that the device sees.

use super::wire::Wire;
use crate::hub::device_side::Connection;
use crate::mqtt::ending::Ending;
use crate::mqtt::packet::{Packet, PacketId};
use crate::mqtt::session::{Notice, Question, Session, Step, Telemetry};

/// Takes one step; what it has to say waits on the wire afterwards.
pub(super) async fn take<S>(
    step: Step,
    wire: &mut Wire<S>,
    connection: &Connection,
    session: &mut Session,
) -> Result<(), Ending> {
    match step {
        Step::Nothing => {}
        Step::Answer(packet) => wire.send(&packet),
        Step::Tell(notice, acknowledge) => {
            tell(notice, connection);
            send_acknowledgement(wire, acknowledge);
        }
        Step::Ask(question, acknowledge) => {
            // Boxed, because the hub's futures are large and few devices ask at a time.
            let answer = Box::pin(ask(question, connection, session)).await?;
            send_acknowledgement(wire, acknowledge);
            if let Some(answer) = answer {
                wire.send(&answer);
            }
        }
        Step::Subscribe(wanted, suback) => {
            Box::pin(async {
                for (subscription, qos) in wanted {
                    connection.subscribe(subscription, qos).await;
                }
            })
            .await;
            wire.send(&Packet::SubAck(suback));
        }
        Step::Unsubscribe(unwanted, id) => {
            Box::pin(async {
                for subscription in unwanted {
                    connection.unsubscribe(subscription).await;
                }
            })
            .await;
            wire.send(&Packet::UnsubAck(id));
        }
    }
    Ok(())
}

fn tell(notice: Notice, connection: &Connection) {
    match notice {
        Notice::MethodResponse { rid, status, payload } => {
            connection.method_response(rid.as_str(), status, &payload);
        }
        Notice::Telemetry(Telemetry { bag, payload }) => connection.telemetry(&bag, &payload),
    }
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
