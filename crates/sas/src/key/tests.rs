use proptest::prelude::*;
use secrecy::ExposeSecret as _;

use super::*;
use crate::Token;

/// 16 bytes `abcdefghijklmnop`.
const KEY: &str = "YWJjZGVmZ2hpamtsbW5vcA==";

/// Resource as it stands in the token, expiry, signature: three computed with other tools, two captured from SDKs.
const KNOWN: [(&str, &str, &str); 5] = [
    ("myhub.azure-devices.net", "1900000000", "2nH2rlMbQnxPuf7iLfccqI77RkyjMHEqXQVZ69U4Yls="),
    (
        "myhub.azure-devices.net%2Fdevices%2Fdev1",
        "1900000000",
        "u5NHPrVX0PbSyd+FWhqJcHb0s0Zdv5ii9xqVAhNM23o=",
    ),
    (
        "localhost%2Fdevices%2Fdev1%2Fmodules%2Fm1",
        "1900000000",
        "XU4Y5Ajo0MJpIrR55o4s27192k3h6ZKGiihAMPWLJc4=",
    ),
    ("localhost", "1795389116", "DhQy5sWLD/b2jbF+3W88gozdScmPjaKFkvFCOQixz3g="),
    ("localhost%2Fdevices%2Fdev1", "1795389285", "leYKxzxr2N9NjlXQ0MsT/Rw5V7wGWPSnIL0zAYMS/bA="),
];

fn key() -> SigningKey {
    SigningKey::from_base64(KEY).unwrap()
}

#[test]
fn s10_01_known_signatures_are_reproduced_and_verified() {
    for (resource, expiry, signature) in KNOWN {
        let bytes = STANDARD.decode(signature).unwrap();
        assert!(key().signed(resource, expiry, &bytes), "{resource}");

        let plain = percent_encoding::percent_decode_str(resource).decode_utf8().unwrap();
        let token = key().sign(&plain, None, expiry.parse().unwrap());
        let expected = format!("SharedAccessSignature sr={resource}&sig={}&se={expiry}", encoded(signature));
        assert_eq!(token.expose_secret(), expected);
        assert_eq!(Token::parse(&expected).unwrap().verify([&key()]), Ok(()), "{resource}");
    }
}

#[test]
fn a_policy_is_named_at_the_end() {
    insta::assert_snapshot!(
        key().sign("localhost:8443", Some("iothubowner"), 1_795_389_116).expose_secret(),
        @"SharedAccessSignature sr=localhost%3A8443&sig=hAYA5bsVplC9bdRrsAG9QzrcEoufrrnGwJuL6xfLDlc%3D&se=1795389116&skn=iothubowner"
    );
}

#[test]
fn a_signature_that_is_shorter_longer_or_different_is_refused() {
    let (resource, expiry, signature) = KNOWN[0];
    let right = STANDARD.decode(signature).unwrap();
    let mut longer = right.clone();
    longer.push(0);
    let mut different = right.clone();
    different[31] ^= 1;
    for wrong in [&right[..31], &longer, &different, &[]] {
        assert!(!key().signed(resource, expiry, wrong));
    }
}

#[test]
fn a_key_does_not_print() {
    assert_eq!(format!("{:?}", key()), "SigningKey(SecretBox<[u8]>([REDACTED]))");
}

#[test]
fn what_is_no_key_is_refused_without_repeating_it() {
    for text in ["", "  ", "geheim!", "YWJj ZGVm", "YWJjZGVmZ2hpamtsbW5vcA"] {
        let refused = SigningKey::from_base64(text).unwrap_err();
        assert_eq!(refused.to_string(), "a shared key is base64, and not empty");
    }
    assert_eq!(SigningKey::from_bytes(Vec::new()).unwrap_err(), InvalidKey);
}

proptest! {
    #[test]
    fn base64_gives_the_same_key_back(bytes in proptest::collection::vec(any::<u8>(), 1..64)) {
        let key = SigningKey::from_bytes(bytes.clone()).unwrap();
        let again = SigningKey::from_base64(key.to_base64().expose_secret()).unwrap();
        prop_assert_eq!(again.0.expose_secret(), bytes.as_slice());
    }
}
