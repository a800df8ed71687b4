//! The protocol at the level of bytes.

mod codec;
mod session;
