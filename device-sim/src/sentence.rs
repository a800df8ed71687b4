//! Errors as sentences for people.

use std::error::Error;

/// The error and its causes, in one line: what went wrong, then why.
pub fn sentence(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        // Some libraries repeat their causes.
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Fault;
    use crate::mqtt::{Malformed, Refusal, Violation};

    #[test]
    fn a_sentence_says_what_and_why() {
        assert_eq!(
            sentence(&Fault::Refused(Refusal::NotAuthorized)),
            "the hub refused the connection: the server does not authorise this client"
        );
        assert_eq!(
            sentence(&Fault::Violation(Violation::Malformed(Malformed::PacketId))),
            "the hub broke the protocol: the server sent what is not MQTT 3.1.1: a packet id is zero"
        );
    }
}
