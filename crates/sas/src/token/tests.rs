use proptest::prelude::*;
use secrecy::ExposeSecret as _;

use super::*;

const SIGNATURE: &str = "leYKxzxr2N9NjlXQ0MsT%2FRw5V7wGWPSnIL0zAYMS%2FbA%3D";

fn key() -> SigningKey {
    SigningKey::from_base64("YWJjZGVmZ2hpamtsbW5vcA==").unwrap()
}

fn other_key() -> SigningKey {
    SigningKey::from_base64("cG9ubWxramloZ2ZlZGNiYQ==").unwrap()
}

/// A token for `localhost/devices/dev1` as the device SDK of Node wrote it.
fn captured() -> String {
    format!("SharedAccessSignature sr=localhost%2Fdevices%2Fdev1&sig={SIGNATURE}&se=1795389285")
}

#[test]
fn a_captured_token_passes_every_step() {
    let token = Token::parse(&captured()).unwrap();
    assert_eq!(token.resource(), &Resource::device("localhost", "dev1"));
    assert_eq!((token.policy(), token.expires_at()), (None, 1_795_389_285));
    assert_eq!(token.verify([&other_key(), &key()]), Ok(()));
    assert_eq!(token.check_expiry(1_795_389_285, 0), Ok(()));
    assert_eq!(token.check_resource(&Resource::device("LOCALHOST:18883", "dev1")), Ok(()));
}

#[test]
fn every_order_of_fields_is_read() {
    let fields = ["sr=localhost%2Fdevices%2Fdev1", &format!("sig={SIGNATURE}"), "se=1795389285", "skn="];
    for order in [[0, 1, 3, 2], [0, 1, 2, 3], [1, 2, 0, 3], [3, 2, 1, 0]] {
        let text = format!("SharedAccessSignature {}", order.map(|index| fields[index]).join("&"));
        let token = Token::parse(&text).unwrap();
        assert_eq!(token.verify([&key()]), Ok(()), "{text}");
        assert_eq!(token.policy(), None);
    }
}

#[test]
fn a_slash_in_the_signature_may_stand_uncoded() {
    let text = "SharedAccessSignature sr=localhost&sig=DhQy5sWLD/b2jbF%2B3W88gozdScmPjaKFkvFCOQixz3g%3D\
                &se=1795389116&skn=iothubowner";
    let token = Token::parse(text).unwrap();
    assert_eq!(token.policy(), Some("iothubowner"));
    assert_eq!(token.verify([&key()]), Ok(()));
}

#[test]
fn a_plus_in_the_signature_is_a_plus() {
    let text = captured().replace(SIGNATURE, "DhQy5sWLD/b2jbF+3W88gozdScmPjaKFkvFCOQixz3g=");
    let text = text.replace("%2Fdevices%2Fdev1", "").replace("1795389285", "1795389116");
    assert_eq!(Token::parse(&text).unwrap().verify([&key()]), Ok(()));
}

#[test]
fn the_resource_is_verified_as_sent_whatever_the_case_of_its_coding() {
    // Signed over the lower-case coding, so the same resource in upper case must not pass.
    let lower = "localhost%2fdevices%2fdev1";
    let signature = STANDARD.decode("leYKxzxr2N9NjlXQ0MsT/Rw5V7wGWPSnIL0zAYMS/bA=").unwrap();
    assert!(!key().signed(lower, "1795389285", &signature));
    let recoded = Token::parse(&captured().replace("%2F", "%2f")).unwrap();
    assert_eq!(recoded.resource(), &Resource::device("localhost", "dev1"));
    assert_eq!(recoded.verify([&key()]), Err(Refusal::Signature));
}

#[test]
fn another_key_and_no_key_are_refused() {
    let token = Token::parse(&captured()).unwrap();
    assert_eq!(token.verify([&other_key()]), Err(Refusal::Signature));
    assert_eq!(token.verify([]), Err(Refusal::Signature));
}

#[test]
fn another_expiry_breaks_the_signature() {
    let token = Token::parse(&captured().replace("1795389285", "1795389286")).unwrap();
    assert_eq!(token.verify([&key()]), Err(Refusal::Signature));
}

#[test]
fn a_token_expires_after_its_leeway() {
    let token = Token::parse(&captured()).unwrap();
    assert_eq!(token.check_expiry(1_795_389_286, 0), Err(Refusal::Expired { expired_at: 1_795_389_285 }));
    assert_eq!(token.check_expiry(1_795_389_285 + 300, 300), Ok(()));
    assert_eq!(
        token.check_expiry(1_795_389_285 + 301, 300),
        Err(Refusal::Expired { expired_at: 1_795_389_285 })
    );
}

#[test]
fn another_devices_token_is_refused() {
    let token = Token::parse(&captured()).unwrap();
    assert_eq!(token.check_resource(&Resource::device("localhost", "dev10")), Err(Refusal::Resource));
    assert_eq!(token.check_resource(&Resource::hub("localhost")), Err(Refusal::Resource));
}

#[test]
fn each_fault_of_form_has_its_reason() {
    let cases = [
        ("Bearer abc", Refusal::Scheme),
        ("", Refusal::Scheme),
        ("SharedAccessSignature ", Refusal::Missing { field: "sr" }),
        ("SharedAccessSignature sr=a&sig=YQ==", Refusal::Missing { field: "se" }),
        ("SharedAccessSignature sr=a&se=1", Refusal::Missing { field: "sig" }),
        ("SharedAccessSignature sr=a&sr=b&se=1&sig=YQ==", Refusal::Twice { field: "sr" }),
        ("SharedAccessSignature sr=%ff&se=1&sig=YQ==", Refusal::Unreadable { field: "sr" }),
        ("SharedAccessSignature sr=a&se=1&sig=!", Refusal::Unreadable { field: "sig" }),
        ("SharedAccessSignature sr=a&se=+1&sig=YQ==", Refusal::Unreadable { field: "se" }),
        ("SharedAccessSignature sr=a&se=-1&sig=YQ==", Refusal::Unreadable { field: "se" }),
        ("SharedAccessSignature sr=a&se=&sig=YQ==", Refusal::Unreadable { field: "se" }),
        ("SharedAccessSignature sr=a&se=99999999999999999999&sig=YQ==", Refusal::Unreadable { field: "se" }),
    ];
    for (text, refusal) in cases {
        assert_eq!(Token::parse(text), Err(refusal), "{text}");
    }
    assert_eq!(Token::parse(&"x".repeat(LONGEST_TOKEN + 1)), Err(Refusal::Length));
}

#[test]
fn a_token_does_not_print_its_signature() {
    let token = Token::parse(&captured()).unwrap();
    insta::assert_snapshot!(
        format!("{token:?}"),
        @r#"Token { resource: Resource { host: "localhost", segments: ["devices", "dev1"] }, policy: None, expires_at: 1795389285, .. }"#
    );
}

proptest! {
    #[test]
    fn no_text_panics(text in "(SharedAccessSignature )?.*") {
        let _ = Token::parse(&text);
    }

    #[test]
    fn no_fields_panic(fields in proptest::collection::vec("(sr|sig|se|skn|x)=?[%a-zA-Z0-9/+=]{0,20}", 0..6)) {
        let _ = Token::parse(&format!("SharedAccessSignature {}", fields.join("&")));
    }

    #[test]
    fn what_was_signed_is_verified_by_that_key_alone(
        device in "[A-Za-z0-9:.+%_#*?!(),=@;$'-]{1,40}",
        policy in proptest::option::of("[A-Za-z0-9 &=%-]{1,20}"),
        expires_at in 0_u64..u64::MAX,
        bytes in proptest::collection::vec(any::<u8>(), 1..64),
    ) {
        let key = SigningKey::from_bytes(bytes).unwrap();
        let text = key.sign(&format!("localhost/devices/{device}"), policy.as_deref(), expires_at);
        let token = Token::parse(text.expose_secret()).unwrap();
        prop_assert_eq!(token.policy(), policy.as_deref());
        prop_assert_eq!(token.expires_at(), expires_at);
        prop_assert_eq!(token.resource(), &Resource::device("localhost", &device));
        prop_assert_eq!(token.verify([&key]), Ok(()));
        prop_assert_eq!(token.verify([&other_key()]), Err(Refusal::Signature));
    }
}
