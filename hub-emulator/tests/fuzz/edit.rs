//! Samples and what is done to them.

use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Bytes that print as they are written in a test.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl fmt::Debug for Bytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "b\"{}\"", self.0.escape_ascii())
    }
}

/// Nothing grows beyond this by edits alone.
const LONGEST: usize = 64 * 1024;

/// One thing done to a sample.
#[derive(Debug, Clone)]
enum Edit {
    Flip { at: Index, bit: u8 },
    Insert { at: Index, bytes: Vec<u8> },
    Replace { at: Index, bytes: Vec<u8> },
    Delete { at: Index, count: usize },
    Duplicate { at: Index, count: usize, times: usize },
    Nest { at: Index, open: &'static str, close: &'static str, times: usize },
    Splice { at: Index, other: Vec<u8>, from: Index },
    Truncate { at: Index },
}

/// Numbers and lengths at which something may turn over, and characters that mean something somewhere.
const WORDS: &[&[u8]] = &[
    b"0",
    b"-1",
    b"1",
    b"127",
    b"128",
    b"255",
    b"256",
    b"1023",
    b"1024",
    b"4096",
    b"8192",
    b"32768",
    b"65535",
    b"65536",
    b"2147483647",
    b"2147483648",
    b"-2147483648",
    b"4294967295",
    b"4294967296",
    b"4503599627370495",
    b"4503599627370496",
    b"9007199254740993",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"9223372036854775808",
    b"18446744073709551615",
    b"18446744073709551616",
    b"1e308",
    b"1e999",
    b"-0",
    b"0.1",
    b"1e-320",
    b"0x7fffffffffffffff",
    b"NaN",
    b"null",
    b"true",
    b"\"\"",
    b"{}",
    b"[]",
    b"\\u0000",
    b"\\ud800",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\0",
    b"\x7f",
    b"\xc2\x80",
    "ä".as_bytes(),
    "😀".as_bytes(),
    "\u{202e}".as_bytes(),
    b"%",
    b"%2",
    b"%00",
    b"%25",
    b"%2F",
    b"%FF",
    b"+",
    b"#",
    b"$",
    b"&",
    b"=",
    b"/",
    b"//",
    b"?",
    b";",
    b",",
    b":",
    b".",
    b"..",
    b"'",
    b"\"",
    b"\\",
    b" ",
    b"\t",
    b"\r\n",
    b"*",
    b"$version",
    b"$metadata",
    b"0001-01-01T00:00:00Z",
    b"9999-12-31T23:59:59.9999999Z",
    b"1970-01-01T00:00:00Z",
    b"\xff\xff\xff\x7f",
    b"\x80\x80\x80\x01",
    b"\xff\xff\xff\xff",
    b"\xff\xff",
    b"\0\0",
    b"\0\x01",
];

/// What nests in some language or other.
const NESTS: &[(&str, &str)] = &[
    ("{\"a\":", "}"),
    ("[", "]"),
    ("(", ")"),
    ("NOT ", ""),
    ("-", ""),
    ("a.", ""),
    ("a/", ""),
    ("tags.a = 1 AND ", ""),
    ("tags.a IN [", "]"),
    ("IS_DEFINED(", ")"),
    ("1 + (", ")"),
    ("%25", ""),
];

fn bytes(words: &'static [&'static [u8]]) -> impl Strategy<Value = Vec<u8>> {
    let chosen = |words| select(words).prop_map(<[u8]>::to_vec);
    let words = if words.is_empty() { WORDS } else { words };
    prop_oneof![3 => chosen(words), 3 => chosen(WORDS), 1 => vec(any::<u8>(), 1..8)]
}

fn edit(samples: &[Vec<u8>], words: &'static [&'static [u8]]) -> impl Strategy<Value = Edit> + use<> {
    prop_oneof![
        2 => (any::<Index>(), 0..8_u8).prop_map(|(at, bit)| Edit::Flip { at, bit }),
        4 => (any::<Index>(), bytes(words)).prop_map(|(at, bytes)| Edit::Insert { at, bytes }),
        4 => (any::<Index>(), bytes(words)).prop_map(|(at, bytes)| Edit::Replace { at, bytes }),
        2 => (any::<Index>(), 1..24_usize).prop_map(|(at, count)| Edit::Delete { at, count }),
        2 => (any::<Index>(), 1..32_usize, prop_oneof![8 => 1..4_usize, 1 => 4..600_usize])
            .prop_map(|(at, count, times)| Edit::Duplicate { at, count, times }),
        1 => (any::<Index>(), select(NESTS), prop_oneof![8 => 1..40_usize, 2 => 50..140_usize, 1 => 40..9000_usize])
            .prop_map(|(at, (open, close), times)| Edit::Nest { at, open, close, times }),
        2 => (any::<Index>(), select(samples.to_vec()), any::<Index>())
            .prop_map(|(at, other, from)| Edit::Splice { at, other, from }),
        1 => any::<Index>().prop_map(|at| Edit::Truncate { at }),
    ]
}

fn apply(sample: &mut Vec<u8>, edit: Edit) {
    let place = |at: Index| at.index(sample.len() + 1);
    let range = |at: Index, count: usize| place(at)..place(at).saturating_add(count).min(sample.len());
    match edit {
        Edit::Flip { at, bit } => {
            let at = place(at);
            if let Some(byte) = sample.get_mut(at) {
                *byte ^= 1 << bit;
            }
        }
        Edit::Insert { at, bytes } => drop(sample.splice(range(at, 0), bytes)),
        Edit::Replace { at, bytes } => {
            // A whole number gives way to another; elsewhere, as many bytes.
            let start = place(at);
            let digits = sample[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            drop(sample.splice(range(at, if digits > 0 { digits } else { bytes.len() }), bytes));
        }
        Edit::Delete { at, count } => drop(sample.drain(range(at, count))),
        Edit::Duplicate { at, count, times } => {
            let range = range(at, count);
            let more = sample[range.clone()].repeat(times);
            drop(sample.splice(range.end..range.end, more));
        }
        Edit::Nest { at, open, close, times } => {
            let range = range(at, 0);
            let nested = [open.repeat(times), close.repeat(times)].concat();
            drop(sample.splice(range, nested.into_bytes()));
        }
        Edit::Splice { at, other, from } => {
            let at = place(at);
            sample.truncate(at);
            sample.extend_from_slice(&other[from.index(other.len() + 1)..]);
        }
        Edit::Truncate { at } => {
            let at = place(at);
            sample.truncate(at);
        }
    }
    sample.truncate(LONGEST);
}

/// One of the samples with up to six edits; `words` are what the language at hand is made of.
pub(crate) fn edited(samples: Vec<Vec<u8>>, words: &'static [&'static [u8]]) -> impl Strategy<Value = Bytes> {
    let edits = prop_oneof![4 => vec(edit(&samples, words), 1..3), 1 => vec(edit(&samples, words), 0..7)];
    (select(samples), edits).prop_map(|(mut sample, edits)| {
        edits.into_iter().for_each(|edit| apply(&mut sample, edit));
        Bytes(sample)
    })
}

/// The same for text. Bytes that are not UTF-8 become the replacement character.
pub(crate) fn edited_text(
    samples: &[&str],
    words: &'static [&'static [u8]],
) -> impl Strategy<Value = String> + use<> {
    let samples = samples.iter().map(|sample| sample.as_bytes().to_vec()).collect();
    edited(samples, words).prop_map(|bytes| String::from_utf8_lossy(&bytes.0).into_owned())
}
