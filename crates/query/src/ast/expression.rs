//! Conditions and the values in them.

use crate::{Span, ast::Path};

/// A condition or a value, with its place in the text.
#[derive(Debug, Clone)]
pub struct Expression {
    kind: ExpressionKind,
    span: Span,
    height: u16,
}

/// What an expression is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum ExpressionKind {
    /// A constant.
    Literal(Literal),
    /// A property of the document.
    Path(Path),
    /// `NOT operand`.
    Not(Box<Expression>),
    /// `a AND b AND c`: two or more operands, flat, so that long chains are not deep.
    And(Vec<Expression>),
    /// `a OR b OR c`: two or more operands, flat.
    Or(Vec<Expression>),
    /// `left = right` and its kin.
    Compare {
        /// Left operand.
        left: Box<Expression>,
        /// Which comparison.
        operator: ComparisonOperator,
        /// Right operand.
        right: Box<Expression>,
    },
    /// `operand IN [list]`, or `NIN`.
    Membership {
        /// What is looked for.
        operand: Box<Expression>,
        /// True for `NIN`.
        negated: bool,
        /// One constant or more.
        list: Vec<Literal>,
    },
    /// `left + right` and its kin.
    Arithmetic {
        /// Left operand.
        left: Box<Expression>,
        /// Which operation.
        operator: ArithmeticOperator,
        /// Right operand.
        right: Box<Expression>,
    },
    /// A function with as many arguments as it takes.
    Call {
        /// Which function.
        function: Function,
        /// Its arguments.
        arguments: Vec<Expression>,
    },
}

/// A constant.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `undefined`, what a missing property is.
    Undefined,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A decimal or hexadecimal number.
    Number(Number),
    /// A string without quotes and escapes.
    String(String),
    /// `[1, 2]`: one constant or more.
    Array(Vec<Literal>),
}

/// A finite number; zero has no sign.
///
/// A double holds every integer that a twin may hold (IoT Hub documentation: from -4503599627370496 to
/// 4503599627370495).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Number(f64);

/// A comparison of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparisonOperator {
    /// `=`
    Equal,
    /// `!=`, also typed `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// An operation on two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArithmeticOperator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

/// A function of a condition.
///
/// IoT Hub documentation lists `IS_DEFINED` alone for twins and jobs; `STARTSWITH` was observed on a live hub, which
/// refuses `STARTS_WITH`. Everything else is refused here: our choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// `IS_DEFINED(path)`: true when the property is there, even as null.
    IsDefined,
    /// `STARTSWITH(text, start)`.
    StartsWith,
}

impl Expression {
    pub(crate) fn new(kind: ExpressionKind, span: Span) -> Expression {
        let below = match &kind {
            ExpressionKind::Literal(_) | ExpressionKind::Path(_) => 0,
            ExpressionKind::Not(operand) | ExpressionKind::Membership { operand, .. } => operand.height,
            ExpressionKind::Compare { left, right, .. } | ExpressionKind::Arithmetic { left, right, .. } => {
                left.height.max(right.height)
            }
            ExpressionKind::And(operands)
            | ExpressionKind::Or(operands)
            | ExpressionKind::Call { arguments: operands, .. } => {
                operands.iter().map(Expression::height).max().unwrap_or(0)
            }
        };
        Expression { kind, span, height: below.saturating_add(1) }
    }

    /// What it is.
    pub fn kind(&self) -> &ExpressionKind {
        &self.kind
    }

    /// Where it stands, with the parentheses around it.
    pub fn span(&self) -> Span {
        self.span
    }

    /// How many expressions stand inside each other here, this one included.
    pub(crate) fn height(&self) -> u16 {
        self.height
    }

    /// The same expression with the parentheses around it.
    pub(crate) fn spanning(self, span: Span) -> Expression {
        Expression { span, ..self }
    }

    /// Calls `visit` with this expression and all below it, outer ones and left ones first.
    pub(crate) fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Expression)) {
        visit(self);
        match &self.kind {
            ExpressionKind::Literal(_) | ExpressionKind::Path(_) => {}
            ExpressionKind::Not(operand) | ExpressionKind::Membership { operand, .. } => operand.walk(visit),
            ExpressionKind::Compare { left, right, .. } | ExpressionKind::Arithmetic { left, right, .. } => {
                left.walk(visit);
                right.walk(visit);
            }
            ExpressionKind::And(operands)
            | ExpressionKind::Or(operands)
            | ExpressionKind::Call { arguments: operands, .. } => {
                for operand in operands {
                    operand.walk(visit);
                }
            }
        }
    }

    /// Calls `visit` with every path, left ones first, until one is refused.
    pub(crate) fn try_for_each_path<E>(
        &mut self,
        visit: &mut impl FnMut(&mut Path) -> Result<(), E>,
    ) -> Result<(), E> {
        match &mut self.kind {
            ExpressionKind::Literal(_) => Ok(()),
            ExpressionKind::Path(path) => visit(path),
            ExpressionKind::Not(operand) | ExpressionKind::Membership { operand, .. } => {
                operand.try_for_each_path(visit)
            }
            ExpressionKind::Compare { left, right, .. } | ExpressionKind::Arithmetic { left, right, .. } => {
                left.try_for_each_path(visit)?;
                right.try_for_each_path(visit)
            }
            ExpressionKind::And(operands)
            | ExpressionKind::Or(operands)
            | ExpressionKind::Call { arguments: operands, .. } => {
                operands.iter_mut().try_for_each(|operand| operand.try_for_each_path(visit))
            }
        }
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Expression) -> bool {
        self.kind == other.kind
    }
}

impl Number {
    /// Takes a finite number; `None` for the others.
    pub fn new(value: f64) -> Option<Number> {
        // Adding zero turns -0 into 0.
        value.is_finite().then_some(Number(value + 0.0))
    }

    /// Its value.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl Function {
    pub(crate) const ALL: [Function; 2] = [Function::IsDefined, Function::StartsWith];

    /// Its name in capitals.
    pub fn name(self) -> &'static str {
        match self {
            Function::IsDefined => "IS_DEFINED",
            Function::StartsWith => "STARTSWITH",
        }
    }

    /// How many arguments it takes.
    pub fn arity(self) -> usize {
        match self {
            Function::IsDefined => 1,
            Function::StartsWith => 2,
        }
    }

    pub(crate) fn named(name: &str) -> Option<Function> {
        Function::ALL.into_iter().find(|function| function.name().eq_ignore_ascii_case(name))
    }
}
