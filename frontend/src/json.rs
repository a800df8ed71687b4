//! JSON: text to values, values to our types, and back.
//!
//! `serde_json` reads text and makes values of our types. Printing is ours, since its printer has a table for numbers
//! that the browser has as well, and so is decoding, in [`lockstep_api::decode`].

mod once;
mod print;

use lockstep_api::decode::decode;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

pub use self::{
    once::parsed,
    print::{indented, line},
};

/// The value as one of our types; `None` when it is none.
pub fn decoded<T: DeserializeOwned>(value: Value) -> Option<T> {
    decode(value).ok()
}

/// JSON text as one of our types; `None` when it is none.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    decoded(serde_json::from_str(text).ok()?)
}

/// One of our types as a value; `null` for what JSON cannot say, which none of them is.
pub fn encoded<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// One of our types as JSON text in one line.
pub fn written<T: Serialize>(value: &T) -> String {
    line(&encoded(value))
}
