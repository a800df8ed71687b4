//! Sending messages to devices.

use std::sync::Arc;

use iothub_wire::ids::DeviceId;

use super::Hub;
use crate::limits::Throttle;
use crate::message::CloudMessage;
use crate::refusal::Refusal;

impl Hub {
    /// Queues a message for a device, in its turn, and makes it durable; the result is its sequence number.
    pub(crate) async fn send_message(
        self: &Arc<Self>,
        device: &DeviceId,
        message: CloudMessage,
    ) -> Result<u64, Refusal> {
        self.turn(Throttle::CloudToDevice, 1).await?;
        self.check_quota()?;
        let size = message.body.len();
        let sequence =
            self.with(|state, now| state.registry.send(device, message, now, &mut state.ledger))?;
        self.count_message(size);
        self.flushed().await.map_err(|_| Refusal::store_failed())?;
        Ok(sequence)
    }
}
