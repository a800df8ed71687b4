//! Conditions and the values in them.

use crate::{Span, ast::Path};

mod shape;

/// A condition or a value, with its place in the text.
#[derive(Debug, Clone)]
pub struct Expression {
    /// Boxed, so that an expression is small wherever it is handed through.
    kind: Box<ExpressionKind>,
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
    Not(Expression),
    /// `a AND b AND c`: two or more operands, none of which is an AND itself, so that long chains are not deep.
    And(Vec<Expression>),
    /// `a OR b OR c`: two or more operands, none of which is an OR itself.
    Or(Vec<Expression>),
    /// `left = right` and its kin.
    Compare {
        /// Left operand.
        left: Expression,
        /// Which comparison.
        operator: ComparisonOperator,
        /// Right operand.
        right: Expression,
    },
    /// `operand IN [list]`, or `NIN`.
    Membership {
        /// What is looked for.
        operand: Expression,
        /// True for `NIN`.
        negated: bool,
        /// One constant or more.
        list: Vec<Literal>,
    },
    /// `a + b - c` or `a * b / c`, from left to right: sums and products do not mix.
    Arithmetic {
        /// The first operand, which is no chain of the same kind itself.
        first: Expression,
        /// What is done to it, one after the other; one operation or more.
        rest: Vec<(ArithmeticOperator, Expression)>,
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
}

impl ArithmeticOperator {
    /// True for `+` and `-`, which bind less tightly than the others.
    pub(crate) fn adds(self) -> bool {
        matches!(self, ArithmeticOperator::Add | ArithmeticOperator::Subtract)
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
