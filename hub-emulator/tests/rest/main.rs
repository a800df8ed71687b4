//! The REST surface, called in-process: one file per behaviour.

mod access;
mod control;
mod jobs;
mod methods;
mod query;
mod registry;
mod restart;
mod support;
mod twins;
