use super::*;

#[test]
fn item_types_are_read_as_they_are_written() {
    for kind in [ItemType::Twin, ItemType::DeviceJob, ItemType::JobResponse, ItemType::Raw] {
        assert_eq!(ItemType::parse(kind.as_str()), kind);
        assert_eq!(ItemType::parse(&kind.as_str().to_lowercase()), kind);
    }
    assert_eq!(ItemType::parse("enrollment"), ItemType::Unknown);
}

#[test]
fn a_page_is_cut_to_a_hundred_and_never_empty() {
    assert_eq!(PageSize::default().items(), 100);
    assert_eq!("7".parse::<PageSize>().unwrap().items(), 7);
    for large in ["101", "1000", "18446744073709551615", "18446744073709551616", "100000000000000000000"] {
        assert_eq!(large.parse::<PageSize>().unwrap(), PageSize::LARGEST, "{large}");
    }
    for wrong in ["", "0", "-1", "ten", "1.5"] {
        assert_eq!(wrong.parse::<PageSize>(), Err(InvalidPageSize), "{wrong}");
    }
    assert_eq!(PageSize::clamped(0).items(), 1);
}

#[test]
fn a_query_is_read_from_the_body_that_sdks_send() {
    let read: QuerySpecification =
        serde_json::from_str(r#"{"query":"SELECT * FROM devices WHERE tags.site = 'A'"}"#).unwrap();
    assert_eq!(read.query, "SELECT * FROM devices WHERE tags.site = 'A'");
}
