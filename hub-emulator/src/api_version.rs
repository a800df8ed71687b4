//! Which versions of its interface the hub takes, over REST and MQTT alike.

/// Says whether this is a version: any text that begins like a date (observed on a live hub: several of any age).
pub(crate) fn known(version: &str) -> bool {
    let date = version.as_bytes().first_chunk::<10>();
    date.is_some_and(|date| {
        date.iter().enumerate().all(|(index, byte)| match index {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_begins_like_a_date() {
        assert!(["2021-04-12", "2020-05-31-preview"].into_iter().all(known));
        assert!(
            !["", "foo", "2021-04", "2021/04/12", "12-04-2021", "2021-04-1\u{e9}"].into_iter().any(known)
        );
    }
}
