//! The dashboard inside the program.

use bytes::Bytes;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../dist"]
struct Dist;

/// Every file of it.
pub(super) fn read() -> Vec<(String, Bytes)> {
    let file = |path: std::borrow::Cow<'static, str>| {
        let bytes = Dist::get(&path)?.data;
        Some((path.into_owned(), Bytes::from(bytes.into_owned())))
    };
    Dist::iter().filter_map(file).collect()
}
