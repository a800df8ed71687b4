//! JSON: text to values, values to our types, and back.
//!
//! `serde_json` reads text and makes values of our types. The rest is ours: its printer has a table for numbers that the
//! browser has as well, and its decoder a sentence for every way in which an answer can be wrong, which nobody reads
//! here. Both together were a tenth of what a browser loads.

mod decode;
mod print;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use self::decode::Decoder;
pub use self::print::{indented, line};

/// The value as one of our types; `None` when it is none.
pub fn decoded<T: DeserializeOwned>(value: Value) -> Option<T> {
    T::deserialize(Decoder(value)).ok()
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
