//! Cloud-to-device messages of all devices: sending, handing out to connections, expiry.

use std::num::NonZeroU16;

use iothub_wire::ids::DeviceId;
use iothub_wire::time::UtcTime;

use super::mailbox::{Mail, Mailbox};
use super::{LoadError, Registry};
use crate::hub::device_side::{HubMessage, Subscription};
use crate::hub::link::Link;
use crate::identity::Identity;
use crate::message::CloudMessage;
use crate::refusal::Refusal;
use crate::store::{Contents, Ledger, Table};

impl Registry {
    /// Queues a message for a device and tells its connection. The result is the message's sequence number.
    ///
    /// A disabled device is like one that does not exist.
    pub(crate) fn send(
        &mut self,
        device: &DeviceId,
        message: CloudMessage,
        now: UtcTime,
        ledger: &mut Ledger,
    ) -> Result<u64, Refusal> {
        let identity = Identity::device(device.clone());
        if !self.may_connect(&identity) {
            return Err(unknown(device));
        }
        message.check(device, now)?;
        let sequence = self.last_mail + 1;
        let entry = self.entries.get_mut(&identity).ok_or_else(|| unknown(device))?;
        let mail = Mail::new(message, now);
        ledger.put(Table::Messages, key(&identity, sequence), &mail);
        let expires_at = mail.expires_at;
        if let Err(refusal) = entry.mailbox.get_or_insert_default().push(sequence, mail) {
            ledger.remove(Table::Messages, key(&identity, sequence));
            return Err(refusal);
        }
        self.last_mail = sequence;
        if let Some(link) = &entry.link {
            link.expect_mail();
        }
        self.mail_expiries.insert((expires_at, sequence, identity));
        Ok(sequence)
    }

    /// Puts the messages that may be sent now into the outbox of the connection of a device.
    pub(crate) fn hand_out(&mut self, identity: &Identity, link: &Link, now: UtcTime, ledger: &mut Ledger) {
        let Some(entry) = self.entries.get_mut(identity) else { return };
        let current = entry.link.as_ref().is_some_and(|current| current.serial == link.serial);
        let subscribed = entry.session.granted.qos(Subscription::CloudToDevice).is_some();
        let Some(mailbox) = entry.mailbox.as_mut().filter(|_| current && subscribed) else {
            return link.mail_at(None);
        };
        let handed = mailbox.hand_out(now, link.room());
        for sequence in handed.sent {
            let Some(mail) = mailbox.get(sequence) else { continue };
            ledger.put(Table::Messages, key(identity, sequence), mail);
            let message = Box::new(mail.message.clone());
            // There was room under the same lock.
            _ = link.push(HubMessage::CloudToDevice { sequence, message });
        }
        link.mail_at(handed.next_at);
        for sequence in handed.dropped {
            ledger.remove(Table::Messages, key(identity, sequence));
        }
        if mailbox.is_empty() {
            entry.mailbox = None;
        }
    }

    /// Notes under which packet identifier a message was sent; its session sends it under that again.
    pub(crate) fn sent(&mut self, identity: &Identity, sequence: u64, id: NonZeroU16, ledger: &mut Ledger) {
        let mailbox = self.entries.get_mut(identity).and_then(|entry| entry.mailbox.as_mut());
        let Some(mail) = mailbox.and_then(|mailbox| mailbox.get_mut(sequence)) else { return };
        if mail.sent_as.replace(id) != Some(id) {
            ledger.put(Table::Messages, key(identity, sequence), mail);
        }
    }

    /// The messages that were sent in the present session and not taken, with their packet identifiers.
    pub(crate) fn sent_mail(&self, identity: &Identity) -> Vec<(u64, NonZeroU16)> {
        let mailbox = self.entries.get(identity).and_then(|entry| entry.mailbox.as_ref());
        let mail = mailbox.into_iter().flat_map(|mailbox| mailbox.iter());
        mail.filter_map(|(sequence, mail)| Some((sequence, mail.sent_as?))).collect()
    }

    /// Begins a session, which knows nothing of what earlier ones have sent.
    pub(crate) fn forget_sent(&mut self, identity: &Identity, ledger: &mut Ledger) {
        let mailbox = self.entries.get_mut(identity).and_then(|entry| entry.mailbox.as_mut());
        for (sequence, mail) in mailbox.into_iter().flat_map(|mailbox| mailbox.iter_mut()) {
            if mail.sent_as.take().is_some() {
                ledger.put(Table::Messages, key(identity, sequence), mail);
            }
        }
    }

    /// Removes a message that the device has taken; one that is gone already is ignored.
    pub(crate) fn settle(&mut self, identity: &Identity, sequence: u64, ledger: &mut Ledger) {
        let Some(entry) = self.entries.get_mut(identity) else { return };
        let Some(mailbox) = &mut entry.mailbox else { return };
        let Some(mail) = mailbox.remove(sequence) else { return };
        ledger.remove(Table::Messages, key(identity, sequence));
        self.mail_expiries.remove(&(mail.expires_at, sequence, identity.clone()));
        if mailbox.is_empty() {
            entry.mailbox = None;
        }
    }

    /// Throws away what waits for a device; the result is how many messages that were.
    pub(crate) fn purge(&mut self, device: &DeviceId, ledger: &mut Ledger) -> Result<u64, Refusal> {
        let identity = Identity::device(device.clone());
        let entry = self.entries.get_mut(&identity).ok_or_else(|| unknown(device))?;
        let mailbox = entry.mailbox.take();
        Ok(mailbox.map_or(0, |mailbox| self.forget_mail(&identity, &mailbox, ledger)))
    }

    /// Removes every message that has expired by now.
    pub(crate) fn expire_mail(&mut self, now: UtcTime, ledger: &mut Ledger) {
        while self.mail_expiries.first().is_some_and(|(at, ..)| *at <= now) {
            let Some((_, sequence, identity)) = self.mail_expiries.pop_first() else { return };
            let Some(entry) = self.entries.get_mut(&identity) else { continue };
            let Some(mailbox) = &mut entry.mailbox else { continue };
            if mailbox.remove(sequence).is_some() {
                ledger.remove(Table::Messages, key(&identity, sequence));
            }
            if mailbox.is_empty() {
                entry.mailbox = None;
            }
        }
    }

    /// Removes the traces of a mailbox that was taken away.
    pub(super) fn forget_mail(&mut self, identity: &Identity, mailbox: &Mailbox, ledger: &mut Ledger) -> u64 {
        for sequence in mailbox.sequences() {
            ledger.remove(Table::Messages, key(identity, sequence));
            if let Some(mail) = mailbox.get(sequence) {
                self.mail_expiries.remove(&(mail.expires_at, sequence, identity.clone()));
            }
        }
        mailbox.len() as u64
    }

    /// Brings the messages back from the store.
    pub(super) fn load_mail(&mut self, contents: &mut Contents) -> Result<(), LoadError> {
        for (key, value) in contents.take(Table::Messages) {
            let damaged = || LoadError::new(Table::Messages, &key);
            let (identity, sequence) = read_key(&key).ok_or_else(damaged)?;
            let mail: Mail = serde_json::from_slice(&value).map_err(|_| damaged())?;
            let entry = self.entries.get_mut(&identity).ok_or_else(damaged)?;
            self.last_mail = self.last_mail.max(sequence);
            self.mail_expiries.insert((mail.expires_at, sequence, identity));
            entry.mailbox.get_or_insert_default().restore(sequence, mail);
        }
        Ok(())
    }
}

/// The device, a slash, and the sequence number in big-endian bytes.
fn key(identity: &Identity, sequence: u64) -> Vec<u8> {
    let mut key = format!("{identity}/").into_bytes();
    key.extend(sequence.to_be_bytes());
    key
}

fn read_key(key: &[u8]) -> Option<(Identity, u64)> {
    let (text, sequence) = key.split_last_chunk::<8>()?;
    let device = std::str::from_utf8(text).ok()?.strip_suffix('/')?;
    Some((Identity::parse(device)?, u64::from_be_bytes(*sequence)))
}

fn unknown(device: &DeviceId) -> Refusal {
    Refusal::not_found(format!("Device {device} not registered"))
}
