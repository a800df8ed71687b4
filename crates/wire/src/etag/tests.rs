use proptest::prelude::*;

use super::*;

#[test]
fn absent_and_empty_are_one_and_the_star_needs_no_quotes() {
    for header in [None, Some(""), Some("\"\""), Some("  ")] {
        assert_eq!(IfMatch::parse(header), IfMatch::Absent);
    }
    for header in ["*", "\"*\"", " \"*\" "] {
        assert_eq!(IfMatch::parse(Some(header)), IfMatch::Any);
    }
}

#[test]
fn an_etag_is_compared_with_or_without_quotes() {
    for header in ["AAAAAAAAAAE=", "\"AAAAAAAAAAE=\""] {
        let wanted = IfMatch::parse(Some(header));
        assert!(wanted.allows("AAAAAAAAAAE="));
        assert!(!wanted.allows("AAAAAAAAAAI="));
    }
    assert!(IfMatch::Absent.allows("x") && IfMatch::Any.allows("x"));
}

#[test]
fn only_one_pair_of_quotes_is_taken_off() {
    assert_eq!(IfMatch::parse(Some("\"\"a\"\"")), IfMatch::Etag("\"a\"".to_owned()));
    assert_eq!(IfMatch::parse(Some("\"a")), IfMatch::Etag("\"a".to_owned()));
    assert_eq!(IfMatch::parse(Some("\"")), IfMatch::Etag("\"".to_owned()));
}

#[test]
fn etags_print_as_observed() {
    assert_eq!(TwinEtag::FIRST.to_string(), "AAAAAAAAAAE=");
    assert_eq!(TwinEtag::FIRST.next().to_string(), "AAAAAAAAAAI=");
    assert_eq!(IdentityEtag(1).to_string(), "MQ==");
    assert_eq!(IdentityEtag(645_123_456).to_string(), "NjQ1MTIzNDU2");
}

#[test]
fn other_texts_are_no_etags() {
    for text in ["", "MQ==", "AAAAAAAAAAE", "\"AAAAAAAAAAE=\""] {
        assert_eq!(text.parse::<TwinEtag>(), Err(InvalidEtag), "{text}");
    }
    for text in ["", "AAAAAAAAAAE=", "KzE=", "YQ=="] {
        assert_eq!(text.parse::<IdentityEtag>(), Err(InvalidEtag), "{text}");
    }
}

proptest! {
    #[test]
    fn etags_survive_text(counter in any::<u64>()) {
        prop_assert_eq!(TwinEtag(counter).to_string().parse(), Ok(TwinEtag(counter)));
        prop_assert_eq!(IdentityEtag(counter).to_string().parse(), Ok(IdentityEtag(counter)));
    }

    #[test]
    fn a_header_that_is_sent_is_read_back(etag in "[A-Za-z0-9+/=]{1,20}") {
        let wanted = IfMatch::Etag(etag);
        prop_assert_eq!(IfMatch::parse(wanted.header().as_deref()), wanted);
    }

    #[test]
    fn no_header_panics(header in ".*") {
        let _ = IfMatch::parse(Some(&header)).allows(&header);
    }
}
