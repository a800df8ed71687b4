//! The contract between Lockstep's dashboard and its proxy: JSON bodies, live events and problems.
//!
//! Both ends are ours, so both ends change together; nothing here knows how Azure spells things, and the
//! proxy translates (`proxy/src/translate`). The crate does no I/O and builds for WebAssembly.
//!
//! | module | what crosses the wire |
//! |---|---|
//! | [`audit`] | who did what |
//! | [`session`] | signing in, who is calling |
//! | [`hub`] | which hub, its limits, how it is doing |
//! | [`cluster`] | what devices that did not succeed have in common |
//! | [`device`] | the fleet: pages of devices, one device with its twin |
//! | [`job`] | ordering a job, a job as the hub knows it, the list of jobs |
//! | [`library`] | templates of actions and conditions that people keep |
//! | [`preview`] | how many devices an order would reach, and the signed proof that somebody looked |
//! | [`row`] | what each device answered |
//! | [`live`] | server-sent events |
//! | [`problem`] | every refusal (RFC 9457), with a stable code and typed parameters |
//! | [`decode`] | JSON values as these types, for the dashboard |
//! | [`time`] | instants as epoch milliseconds |
//!
//! Enums are tagged by their one member (`{"method": {…}}`) and nothing is flattened: decoding a tag that stands beside
//! its contents buffers them first, and that code was a tenth of the dashboard.
//!
//! Routes are listed once, in `proxy/src/routes.rs`; the paths the dashboard calls are in [`path`].

pub mod audit;
pub mod cluster;
pub mod decode;
pub mod device;
pub mod hub;
pub mod job;
pub mod library;
pub mod live;
pub mod path;
pub mod preview;
pub mod problem;
pub mod row;
pub mod session;
pub mod time;
