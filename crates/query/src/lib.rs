#![doc = include_str!("../README.md")]

pub mod ast;

mod aggregate;
mod attribute;
mod check;
mod column;
mod complete;
mod condition;
mod device_list;
mod document;
mod error;
mod evaluate;
mod lex;
mod parse;
mod print;
mod problem;
mod query;
mod span;
mod warning;

pub use crate::{
    aggregate::Aggregation,
    column::is_column,
    complete::{Candidate, CandidateKind, Completion, Vocabulary, complete, complete_query, doubts},
    condition::{Condition, JoinError},
    device_list::{Chunk, DeviceList, chunks, is_device_id, listed_devices},
    document::{Document, Value},
    error::{Error, Fix, Located, Warning},
    print::quoted,
    problem::{Expected, JobsFeature, MAXIMUM_DEPTH, MAXIMUM_LENGTH, Problem},
    query::{Query, RowKind},
    span::{Position, Span},
    warning::Caution,
};
