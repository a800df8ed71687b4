//! What a condition says of a document.
//!
//! A comparison, an arithmetic operation or a function that does not apply to its operands is undefined, AND, OR and
//! NOT carry that on where the other operand does not decide, and a condition that is not `true` in the end does not
//! hold. That `NOT (tags.missing = 1)` and `tags.missing != 1` do not hold for a document without the property is our
//! choice.

use std::{borrow::Cow, cmp::Ordering};

use crate::{
    Document, Value,
    ast::{ArithmeticOperator, ComparisonOperator, Expression, ExpressionKind, Function, Literal, Number},
};

/// Tells whether `condition` holds for `document`.
pub(crate) fn holds<D: Document + ?Sized>(condition: &Expression, document: &D) -> bool {
    truth(condition, document) == Some(true)
}

/// The value of `expression` as a condition; `None` when it is not a boolean.
fn truth<D: Document + ?Sized>(expression: &Expression, document: &D) -> Option<bool> {
    match value(expression, document) {
        Value::Bool(truth) => Some(truth),
        Value::Undefined | Value::Null | Value::Number(_) | Value::String(_) | Value::Composite => None,
    }
}

fn value<'a, D: Document + ?Sized>(expression: &'a Expression, document: &'a D) -> Value<'a> {
    match expression.kind() {
        ExpressionKind::Literal(literal) => constant(literal),
        ExpressionKind::Path(path) => document.get(path.attribute()).unwrap_or(Value::Undefined),
        ExpressionKind::Not(operand) => truth(operand, document).map(|truth| !truth).into(),
        ExpressionKind::And(operands) => until(operands, document, false).into(),
        ExpressionKind::Or(operands) => until(operands, document, true).into(),
        ExpressionKind::Compare { left, operator, right } => {
            compare(&value(left, document), *operator, &value(right, document)).into()
        }
        ExpressionKind::Membership { operand, negated, list } => {
            among(&value(operand, document), list).map(|among| among != *negated).into()
        }
        ExpressionKind::Arithmetic { first, rest } => {
            calculation(first, rest, document).map_or(Value::Undefined, Value::Number)
        }
        ExpressionKind::Call { function, arguments } => call(*function, arguments, document).into(),
    }
}

fn constant(literal: &Literal) -> Value<'_> {
    match literal {
        Literal::Undefined => Value::Undefined,
        Literal::Null => Value::Null,
        Literal::Bool(value) => Value::Bool(*value),
        Literal::Number(number) => Value::Number(*number),
        Literal::String(text) => Value::String(Cow::Borrowed(text)),
        Literal::Array(_) => Value::Composite,
    }
}

/// AND decides at the first false operand, OR at the first true one; otherwise one undefined operand leaves them
/// undefined.
fn until<D: Document + ?Sized>(operands: &[Expression], document: &D, decisive: bool) -> Option<bool> {
    let mut result = Some(!decisive);
    for operand in operands {
        match truth(operand, document) {
            Some(truth) if truth == decisive => return Some(decisive),
            Some(_) => {}
            None => result = None,
        }
    }
    result
}

/// Compares primitive values; values of different kinds are not equal and in no order (our choice).
fn compare(left: &Value<'_>, operator: ComparisonOperator, right: &Value<'_>) -> Option<bool> {
    let undefined = |value: &Value<'_>| matches!(value, Value::Undefined | Value::Composite);
    if undefined(left) || undefined(right) {
        return None;
    }
    let order = order(left, right);
    match operator {
        ComparisonOperator::Equal => Some(order == Some(Ordering::Equal)),
        ComparisonOperator::NotEqual => Some(order != Some(Ordering::Equal)),
        ComparisonOperator::Less => order.map(Ordering::is_lt),
        ComparisonOperator::LessOrEqual => order.map(Ordering::is_le),
        ComparisonOperator::Greater => order.map(Ordering::is_gt),
        ComparisonOperator::GreaterOrEqual => order.map(Ordering::is_ge),
    }
}

/// The order of two values of one kind; strings are ordered by their characters alone.
pub(crate) fn order(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::Number(left), Value::Number(right)) => left.partial_cmp(right),
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

fn among(operand: &Value<'_>, list: &[Literal]) -> Option<bool> {
    match operand {
        Value::Undefined | Value::Composite => None,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Some(list.iter().any(|item| order(operand, &constant(item)) == Some(Ordering::Equal)))
        }
    }
}

fn calculation<D: Document + ?Sized>(
    first: &Expression,
    rest: &[(ArithmeticOperator, Expression)],
    document: &D,
) -> Option<Number> {
    rest.iter().try_fold(number(first, document)?, |left, (operator, right)| {
        calculate(left.get(), *operator, number(right, document)?.get())
    })
}

fn number<D: Document + ?Sized>(expression: &Expression, document: &D) -> Option<Number> {
    match value(expression, document) {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// Division is that of reals, and by zero it is undefined (our choice).
fn calculate(left: f64, operator: ArithmeticOperator, right: f64) -> Option<Number> {
    Number::new(match operator {
        ArithmeticOperator::Add => left + right,
        ArithmeticOperator::Subtract => left - right,
        ArithmeticOperator::Multiply => left * right,
        ArithmeticOperator::Divide => left / right,
        ArithmeticOperator::Remainder => left % right,
    })
}

fn call<D: Document + ?Sized>(function: Function, arguments: &[Expression], document: &D) -> Option<bool> {
    match (function, arguments) {
        (Function::IsDefined, [property]) => Some(value(property, document) != Value::Undefined),
        (Function::StartsWith, [text, start]) => match (value(text, document), value(start, document)) {
            (Value::String(text), Value::String(start)) => Some(text.starts_with(start.as_ref())),
            _ => None,
        },
        (Function::IsDefined | Function::StartsWith, _) => None,
    }
}

impl From<Option<bool>> for Value<'_> {
    fn from(truth: Option<bool>) -> Self {
        truth.map_or(Value::Undefined, Value::Bool)
    }
}
