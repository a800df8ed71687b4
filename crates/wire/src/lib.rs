//! Azure IoT Hub's shapes and rules: identities, twins, methods, jobs, errors, topics.
//!
//! Everything here is plain data and pure functions: no sockets, no clock, no randomness. The same rules run in the
//! REST client, in the local hub and, compiled to WebAssembly, in the browser.
//!
//! ```
//! use iothub_wire::{time::UtcTime, twin::{TwinPatch, TwinState}};
//!
//! let at = UtcTime::from_unix_millis(1_767_225_600_000);
//! let mut twin = TwinState::new(at);
//! let patch = TwinPatch::from_json(br#"{"properties":{"desired":{"building":43}}}"#)?;
//! let notice = twin.patch(&patch, at)?.expect("a desired property was written");
//! assert_eq!(notice.version, 2);
//! assert_eq!(twin.desired.properties["building"], 43);
//! # Ok::<(), iothub_wire::twin::TwinProblem>(())
//! ```
//!
//! # Code map
//!
//! | module | what it holds |
//! |---|---|
//! | [`ids`] | device, module and job ids |
//! | [`time`] | instants as the hub writes them |
//! | [`error`] | the catalogue of error codes, the three error bodies, and how to read one |
//! | [`etag`] | `If-Match`, twin etags, identity etags |
//! | [`identity`] | the registry: devices, modules, bulk writes, statistics |
//! | [`twin`] | twins: merge, metadata, counters, limits |
//! | [`json`] | JSON text that is handed on as it was written |
//! | [`method`] | direct methods and their limits |
//! | [`job`] | scheduled jobs and their per-device rows |
//! | [`query`] | headers and item types of paged answers |
//! | [`topic`] | every MQTT topic, subscription filter and property bag, and the MQTT user name |
//!
//! JSON numbers keep what was written (`1` and `1.0` stay apart, and a double is the nearest one), and object members
//! come out in alphabetical order: `serde_json`'s `arbitrary_precision` and `preserve_order` are not switched on, because
//! they would change it for the whole workspace. A browser does without its `float_roundtrip` and `raw_value`, which cost
//! kilobytes: there a double may be off by its last digit, and calls of methods and jobs are not there.

pub mod error;
pub mod etag;
pub mod identity;
pub mod ids;
#[cfg(not(target_arch = "wasm32"))]
pub mod job;
#[cfg(not(target_arch = "wasm32"))]
pub mod json;
pub mod method;
pub mod query;
pub mod time;
pub mod topic;
pub mod twin;
