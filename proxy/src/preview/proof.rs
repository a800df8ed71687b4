//! Signed tokens: a preview cannot be made up, nor used for another order.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use iothub_client::environment::Environment;
use lockstep_api::{
    job::{Action, JobOrder},
    preview::Signed,
    problem::ProblemCode,
    time::EpochMillis,
};
use secrecy::{ExposeSecret as _, SecretSlice};
use sha2::Sha256;

/// How long a preview is good for.
const LIFETIME_MILLIS: i64 = 15 * 60 * 1000;

/// A fleet may grow by a tenth between the preview and the order.
const GROWTH: u64 = 10;

/// Makes and checks tokens, with a key of this run of the proxy.
#[derive(Debug)]
pub(crate) struct Previews {
    key: SecretSlice<u8>,
    threshold: u64,
}

/// A token that was taken apart.
struct Token<'a> {
    count: u64,
    expires_at: i64,
    signature: &'a [u8],
}

impl Previews {
    /// Orders over more than `threshold` devices need a proof.
    pub(crate) fn new(threshold: u64, environment: &dyn Environment) -> Self {
        let halves = [environment.random().to_be_bytes(), environment.random().to_be_bytes()];
        Self { key: SecretSlice::from(halves.concat()), threshold }
    }

    pub(crate) fn threshold(&self) -> u64 {
        self.threshold
    }

    /// The token of a preview.
    pub(crate) fn issue(&self, action: &Action, condition: &str, count: u64, now: EpochMillis) -> Signed {
        let expires_at = now.0.saturating_add(LIFETIME_MILLIS);
        let signature = self.mac(action, condition, count, expires_at).finalize().into_bytes();
        let token = [&count.to_be_bytes()[..], &expires_at.to_be_bytes(), &signature].concat();
        Signed { token: BASE64_URL_SAFE_NO_PAD.encode(token), expires_at: EpochMillis(expires_at) }
    }

    /// Checks the proof of an order that reaches `count` devices now.
    pub(crate) fn check(&self, order: &JobOrder, count: u64, now: EpochMillis) -> Result<(), ProblemCode> {
        let Some(proof) = &order.preview else {
            let needed = count > self.threshold;
            return if needed { Err(ProblemCode::PreviewRequired { count }) } else { Ok(()) };
        };
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&proof.token).map_err(|_| ProblemCode::PreviewRefused)?;
        let token = Token::split(&bytes).ok_or(ProblemCode::PreviewRefused)?;
        let mac = self.mac(&order.action, &order.condition, token.count, token.expires_at);
        if mac.verify_slice(token.signature).is_err() || token.expires_at <= now.0 {
            return Err(ProblemCode::PreviewRefused);
        }
        let previewed = token.count;
        if proof.typed_count != previewed {
            return Err(ProblemCode::CountMismatch { previewed });
        }
        if count > grown(previewed) {
            return Err(ProblemCode::CountGrown { previewed, now: count });
        }
        Ok(())
    }

    /// Checks an order again that was taken earlier and has waited: its fleet may have grown since.
    pub(crate) fn check_again(&self, order: &JobOrder, count: u64) -> Result<(), ProblemCode> {
        match &order.preview {
            None if count > self.threshold => Err(ProblemCode::PreviewRequired { count }),
            Some(proof) if count > grown(proof.typed_count) => {
                Err(ProblemCode::CountGrown { previewed: proof.typed_count, now: count })
            }
            None | Some(_) => Ok(()),
        }
    }

    fn mac(&self, action: &Action, condition: &str, count: u64, expires_at: i64) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.key.expose_secret()).expect("HMAC takes keys of any length");
        // Members of JSON objects are in alphabetical order, so the same action is the same text.
        let text = serde_json::json!([action, condition.trim(), count, expires_at]).to_string();
        mac.update(text.as_bytes());
        mac
    }
}

/// The most devices that an order may reach whose preview counted so many.
fn grown(previewed: u64) -> u64 {
    previewed.saturating_add(previewed / GROWTH)
}

impl<'a> Token<'a> {
    fn split(bytes: &'a [u8]) -> Option<Self> {
        let (count, rest) = bytes.split_first_chunk()?;
        let (expires_at, signature) = rest.split_first_chunk()?;
        let (count, expires_at) = (u64::from_be_bytes(*count), i64::from_be_bytes(*expires_at));
        Some(Self { count, expires_at, signature })
    }
}

#[cfg(test)]
mod tests {
    use iothub_client::environment::System;
    use lockstep_api::job::PreviewProof;
    use serde_json::json;

    use super::*;

    const NOW: EpochMillis = EpochMillis(1_000_000);

    fn order(condition: &str, preview: Option<PreviewProof>) -> JobOrder {
        let action = serde_json::from_value(json!({"twin": {"desired": {"b": 1, "a": 2}}})).unwrap();
        JobOrder { preview, ..JobOrder::new(action, condition, 60) }
    }

    fn proof(previews: &Previews, count: u64, typed_count: u64) -> Option<PreviewProof> {
        let Signed { token, .. } = previews.issue(&order("*", None).action, "*", count, NOW);
        Some(PreviewProof { token, typed_count })
    }

    #[test]
    fn only_a_large_order_needs_a_proof() {
        let previews = Previews::new(100, &System);
        assert_eq!(previews.check(&order("*", None), 100, NOW), Ok(()));
        let required = ProblemCode::PreviewRequired { count: 101 };
        assert_eq!(previews.check(&order("*", None), 101, NOW), Err(required));
        assert_eq!(previews.check(&order("*", proof(&previews, 101, 101)), 101, NOW), Ok(()));
    }

    #[test]
    fn a_proof_is_good_for_its_order_its_proxy_and_a_while() {
        let previews = Previews::new(100, &System);
        let other = Previews::new(100, &System);
        let refused = Err(ProblemCode::PreviewRefused);
        let proof = proof(&previews, 500, 500);
        assert_eq!(previews.check(&order("tags.a = 1", proof.clone()), 500, NOW), refused);
        assert_eq!(other.check(&order("*", proof.clone()), 500, NOW), refused);
        let late = EpochMillis(NOW.0 + LIFETIME_MILLIS);
        assert_eq!(previews.check(&order("*", proof), 500, late), refused);
        let junk = Some(PreviewProof { token: "AAAA".into(), typed_count: 500 });
        assert_eq!(previews.check(&order("*", junk), 500, NOW), refused);
    }

    #[test]
    fn a_wrong_count_and_a_grown_fleet_are_refused() {
        let previews = Previews::new(100, &System);
        let mismatch = Err(ProblemCode::CountMismatch { previewed: 500 });
        assert_eq!(previews.check(&order("*", proof(&previews, 500, 50)), 500, NOW), mismatch);
        assert_eq!(previews.check(&order("*", proof(&previews, 500, 500)), 550, NOW), Ok(()));
        let grown = Err(ProblemCode::CountGrown { previewed: 500, now: 551 });
        assert_eq!(previews.check(&order("*", proof(&previews, 500, 500)), 551, NOW), grown);
    }
}
