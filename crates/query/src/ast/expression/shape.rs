//! Trees: how they are put together, how high they are, and what is in them.

use super::{ArithmeticOperator, Expression, ExpressionKind, Literal};
use crate::{Span, ast::Path};

impl Expression {
    /// Puts an expression together, so that chains are flat.
    pub(crate) fn new(kind: ExpressionKind, span: Span) -> Expression {
        let kind = kind.flat();
        let mut below = match &kind {
            ExpressionKind::Literal(literal) => literal.height(),
            ExpressionKind::Membership { list, .. } => list.iter().map(Literal::height).max().unwrap_or(0),
            _ => 0,
        };
        kind.for_each_operand(|operand| below = below.max(operand.height));
        Expression { kind: Box::new(kind), span, height: below.saturating_add(1) }
    }

    /// Calls `visit` with this expression and all below it, outer ones and left ones first.
    pub(crate) fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Expression)) {
        visit(self);
        self.kind.for_each_operand(|operand| operand.walk(visit));
    }

    /// Calls `visit` with every path, left ones first, until one is refused.
    pub(crate) fn try_for_each_path<E>(
        &mut self,
        visit: &mut impl FnMut(&mut Path) -> Result<(), E>,
    ) -> Result<(), E> {
        match &mut *self.kind {
            ExpressionKind::Literal(_) => Ok(()),
            ExpressionKind::Path(path) => visit(path),
            ExpressionKind::Not(operand) | ExpressionKind::Membership { operand, .. } => {
                operand.try_for_each_path(visit)
            }
            ExpressionKind::Compare { left, right, .. } => {
                left.try_for_each_path(visit)?;
                right.try_for_each_path(visit)
            }
            ExpressionKind::Arithmetic { first, rest } => {
                first.try_for_each_path(visit)?;
                rest.iter_mut().try_for_each(|(_, operand)| operand.try_for_each_path(visit))
            }
            ExpressionKind::And(operands)
            | ExpressionKind::Or(operands)
            | ExpressionKind::Call { arguments: operands, .. } => {
                operands.iter_mut().try_for_each(|operand| operand.try_for_each_path(visit))
            }
        }
    }
}

impl ExpressionKind {
    /// The same with chains dissolved in chains of their kind, however they were parenthesised: AND and OR do not mind
    /// in which order they are taken, and arithmetic is done from left to right anyway.
    fn flat(self) -> ExpressionKind {
        match self {
            ExpressionKind::And(operands) => ExpressionKind::And(dissolved(operands, |kind| match kind {
                ExpressionKind::And(inner) => Some(inner),
                _ => None,
            })),
            ExpressionKind::Or(operands) => ExpressionKind::Or(dissolved(operands, |kind| match kind {
                ExpressionKind::Or(inner) => Some(inner),
                _ => None,
            })),
            ExpressionKind::Arithmetic { mut first, rest } => match &mut *first.kind {
                ExpressionKind::Arithmetic { rest: before, .. } if same_kind(before, &rest) => {
                    before.extend(rest);
                    *first.kind
                }
                _ => ExpressionKind::Arithmetic { first, rest },
            },
            other => other,
        }
    }

    /// Calls `visit` with every expression directly below, left ones first.
    fn for_each_operand<'a>(&'a self, mut visit: impl FnMut(&'a Expression)) {
        match self {
            ExpressionKind::Literal(_) | ExpressionKind::Path(_) => {}
            ExpressionKind::Not(operand) | ExpressionKind::Membership { operand, .. } => visit(operand),
            ExpressionKind::Compare { left, right, .. } => {
                visit(left);
                visit(right);
            }
            ExpressionKind::Arithmetic { first, rest } => {
                visit(first);
                rest.iter().for_each(|(_, operand)| visit(operand));
            }
            ExpressionKind::And(operands)
            | ExpressionKind::Or(operands)
            | ExpressionKind::Call { arguments: operands, .. } => operands.iter().for_each(visit),
        }
    }
}

/// Operands, with those of a `chain` in its place.
fn dissolved(
    operands: Vec<Expression>,
    chain: fn(&mut ExpressionKind) -> Option<&mut Vec<Expression>>,
) -> Vec<Expression> {
    let mut flat = Vec::new();
    for mut operand in operands {
        match chain(&mut operand.kind) {
            // A long chain grows at its end, and is not copied each time.
            Some(inner) if flat.is_empty() => flat = std::mem::take(inner),
            Some(inner) => flat.append(inner),
            None => flat.push(operand),
        }
    }
    flat
}

/// Says whether both are sums or both are products.
fn same_kind(one: &[(ArithmeticOperator, Expression)], other: &[(ArithmeticOperator, Expression)]) -> bool {
    let adds =
        |chain: &[(ArithmeticOperator, Expression)]| chain.first().map(|(operator, _)| operator.adds());
    adds(one) == adds(other)
}

impl Literal {
    /// How many lists stand inside each other here.
    fn height(&self) -> u16 {
        match self {
            Literal::Array(items) => items.iter().map(Literal::height).max().unwrap_or(0).saturating_add(1),
            _ => 0,
        }
    }
}
