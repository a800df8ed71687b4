//! The syntax tree: what a text says, and where each part of it stands.
//!
//! Two nodes are equal when they say the same, wherever they stand. Nodes are read, not built: the parser is their
//! only source, so that every tree prints to a text that parses to the same tree.

mod expression;
mod path;
mod select;

pub use self::{
    expression::{
        ArithmeticOperator, ComparisonOperator, Expression, ExpressionKind, Function, Literal, Number,
    },
    path::{Name, Path, Segment},
    select::{Aggregate, Collection, Column, ColumnValue, Projection, Select, Source, Top},
};
