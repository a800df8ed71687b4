//! Trees: how they are put together, how high they are, and what is in them.

use super::{ArithmeticOperator, Expression, ExpressionKind, Literal};
use crate::{Span, ast::Path};

impl Expression {
    /// Puts an expression together. Chains dissolve in chains of their kind, however they were parenthesised: AND and OR
    /// do not mind in which order they are taken, and arithmetic is done from left to right anyway.
    pub(crate) fn new(kind: ExpressionKind, span: Span) -> Expression {
        let (kind, below) = match kind {
            ExpressionKind::And(operands) => {
                let (operands, below) = dissolved(operands, |kind| match kind {
                    ExpressionKind::And(inner) => Some(inner),
                    _ => None,
                });
                (ExpressionKind::And(operands), below)
            }
            ExpressionKind::Or(operands) => {
                let (operands, below) = dissolved(operands, |kind| match kind {
                    ExpressionKind::Or(inner) => Some(inner),
                    _ => None,
                });
                (ExpressionKind::Or(operands), below)
            }
            ExpressionKind::Arithmetic { first, rest } => calculation(first, rest),
            other => {
                let below = other.below();
                (other, below)
            }
        };
        Expression { kind: Box::new(kind), span, height: below.saturating_add(1) }
    }

    /// Calls `visit` with this expression and all below it, outer ones and left ones first.
    pub(crate) fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Expression)) {
        visit(self);
        self.kind.for_each_operand(|operand| operand.walk(visit));
    }

    /// The properties that it refers to, from left to right, repetitions included.
    pub fn paths(&self) -> Vec<&Path> {
        let mut paths = Vec::new();
        self.walk(&mut |expression| {
            if let ExpressionKind::Path(path) = expression.kind() {
                paths.push(path);
            }
        });
        paths
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
    /// How many expressions or lists stand inside each other below this one.
    fn below(&self) -> u16 {
        let mut below = match self {
            ExpressionKind::Literal(literal) => literal.height(),
            ExpressionKind::Membership { list, .. } => list.iter().map(Literal::height).max().unwrap_or(0),
            _ => 0,
        };
        self.for_each_operand(|operand| below = below.max(operand.height));
        below
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

/// The operands of a chain, with those of a chain of its kind in its place, and how high they are.
fn dissolved(
    operands: Vec<Expression>,
    chain: fn(&mut ExpressionKind) -> Option<&mut Vec<Expression>>,
) -> (Vec<Expression>, u16) {
    let (mut flat, mut below) = (Vec::new(), 0);
    for mut operand in operands {
        match chain(&mut operand.kind) {
            Some(inner) => {
                below = below.max(operand.height.saturating_sub(1));
                // A long chain grows at its end, and is not copied each time.
                if flat.is_empty() {
                    flat = std::mem::take(inner);
                } else {
                    flat.append(inner);
                }
            }
            None => {
                below = below.max(operand.height);
                flat.push(operand);
            }
        }
    }
    (flat, below)
}

/// Goes on with `first` if that is a chain of the same kind.
fn calculation(mut first: Expression, rest: Vec<(ArithmeticOperator, Expression)>) -> (ExpressionKind, u16) {
    let above = rest.iter().map(|(_, operand)| operand.height).max().unwrap_or(0);
    match &mut *first.kind {
        ExpressionKind::Arithmetic { rest: before, .. } if same_kind(before, &rest) => {
            before.extend(rest);
            (*first.kind, above.max(first.height.saturating_sub(1)))
        }
        _ => {
            let below = above.max(first.height);
            (ExpressionKind::Arithmetic { first, rest }, below)
        }
    }
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
