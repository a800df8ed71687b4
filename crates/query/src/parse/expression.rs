//! Conditions, by operator precedence.
//!
//! From tight to loose: NOT; `*` `/` `%`; `+` `-`; comparisons, IN and NIN; AND; OR. The IoT Hub documentation does not
//! state it: our choice, after the language IoT Hub took its own from. Printing puts parentheses around NOT wherever
//! another reading is thinkable.

use super::Parser;
use crate::{
    Problem, Span,
    ast::{Aggregate, ArithmeticOperator, ComparisonOperator, Expression, ExpressionKind, Function, Path},
    error::Fault,
    lex::{Symbol, Token, keyword::Keyword},
    problem::{Expected, MAXIMUM_DEPTH},
};

/// How tightly an operator binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Binding {
    Or,
    And,
    Comparison,
    Sum,
    Product,
    Operand,
}

/// An operator between two operands.
#[derive(Debug, Clone, Copy)]
enum Operator {
    Or,
    And,
    Compare(ComparisonOperator),
    Membership { negated: bool },
    Arithmetic(ArithmeticOperator),
}

impl Operator {
    fn binding(self) -> Binding {
        match self {
            Operator::Or => Binding::Or,
            Operator::And => Binding::And,
            Operator::Compare(_) | Operator::Membership { .. } => Binding::Comparison,
            Operator::Arithmetic(operator) => arithmetic_binding(operator),
        }
    }
}

pub(crate) fn arithmetic_binding(operator: ArithmeticOperator) -> Binding {
    match operator {
        ArithmeticOperator::Add | ArithmeticOperator::Subtract => Binding::Sum,
        ArithmeticOperator::Multiply | ArithmeticOperator::Divide | ArithmeticOperator::Remainder => {
            Binding::Product
        }
    }
}

impl Parser<'_> {
    /// Reads a whole condition.
    pub(super) fn expression(&mut self) -> Result<Expression, Fault> {
        self.binary(Binding::Or)
    }

    /// Reads operands joined by operators that bind at least as tightly as `least`.
    fn binary(&mut self, least: Binding) -> Result<Expression, Fault> {
        let mut left = self.operand()?;
        while let Some(operator) = self.operator().filter(|operator| operator.binding() >= least) {
            left = match operator {
                Operator::Or => self.chain(left, Keyword::Or, Binding::And, ExpressionKind::Or)?,
                Operator::And => self.chain(left, Keyword::And, Binding::Comparison, ExpressionKind::And)?,
                Operator::Compare(operator) => self.comparison(left, operator)?,
                Operator::Membership { negated } => self.membership(left, negated)?,
                Operator::Arithmetic(operator) => self.arithmetic(left, operator)?,
            };
        }
        Ok(left)
    }

    fn comparison(&mut self, left: Expression, operator: ComparisonOperator) -> Result<Expression, Fault> {
        self.advance();
        let right = self.binary(Binding::Sum)?;
        self.refuse_chain()?;
        let span = left.span().join(right.span());
        let (left, right) = (Box::new(left), Box::new(right));
        self.node(ExpressionKind::Compare { left, operator, right }, span)
    }

    fn membership(&mut self, operand: Expression, negated: bool) -> Result<Expression, Fault> {
        self.advance();
        let list = self.membership_list()?;
        self.refuse_chain()?;
        let span = operand.span().join(Span::at(self.end()));
        self.node(ExpressionKind::Membership { operand: Box::new(operand), negated, list }, span)
    }

    fn arithmetic(&mut self, left: Expression, operator: ArithmeticOperator) -> Result<Expression, Fault> {
        self.advance();
        let right = self.binary(match arithmetic_binding(operator) {
            Binding::Sum => Binding::Product,
            _ => Binding::Operand,
        })?;
        let span = left.span().join(right.span());
        let (left, right) = (Box::new(left), Box::new(right));
        self.node(ExpressionKind::Arithmetic { left, operator, right }, span)
    }

    /// Reads the rest of `first AND b AND c` into one flat node.
    fn chain(
        &mut self,
        first: Expression,
        word: Keyword,
        tighter: Binding,
        kind: fn(Vec<Expression>) -> ExpressionKind,
    ) -> Result<Expression, Fault> {
        let mut span = first.span();
        let mut operands = vec![first];
        while self.take_keyword(word) {
            operands.push(self.binary(tighter)?);
        }
        span.end = self.end();
        self.node(kind(operands), span)
    }

    /// Reads NOT, a parenthesis, a constant, a call or a path.
    fn operand(&mut self) -> Result<Expression, Fault> {
        let start = self.span();
        let kind = match (self.peek(), self.keyword_at(0)) {
            (Token::Symbol(Symbol::OpenParenthesis), _) => {
                let inner = self.nested(Self::parenthesised)?;
                return Ok(inner.spanning(start.join(Span::at(self.end()))));
            }
            (_, Some(Keyword::Not)) => {
                self.advance();
                ExpressionKind::Not(Box::new(self.nested(Self::operand)?))
            }
            (Token::Word(word), _) if *self.token(1) == Token::Symbol(Symbol::OpenParenthesis) => {
                match Function::named(word) {
                    Some(function) => self.call(function)?,
                    None => return Err(self.unknown_call(word)),
                }
            }
            _ => match self.literal()? {
                Some(literal) => ExpressionKind::Literal(literal),
                None => ExpressionKind::Path(self.operand_path()?),
            },
        };
        let mut span = start;
        span.end = self.end();
        self.node(kind, span)
    }

    fn parenthesised(&mut self) -> Result<Expression, Fault> {
        self.advance();
        let inner = self.expression()?;
        if self.take(Symbol::CloseParenthesis) {
            return Ok(inner);
        }
        Err(self.unexpected_after_operand(Expected::ClosingParenthesis))
    }

    fn operand_path(&mut self) -> Result<Path, Fault> {
        match self.foreign_operand() {
            Some(fault) => Err(fault),
            None => self.path(Expected::Expression),
        }
    }

    fn call(&mut self, function: Function) -> Result<ExpressionKind, Fault> {
        let start = self.span();
        self.advance();
        self.advance();
        let mut arguments = Vec::new();
        while !self.take(Symbol::CloseParenthesis) {
            if !arguments.is_empty() {
                self.expect(Symbol::Comma, Expected::CommaOrParenthesis)?;
            }
            arguments.push(self.nested(Self::expression)?);
        }
        let mut span = start;
        span.end = self.end();
        let (expected, found) = (function.arity(), arguments.len());
        if expected != found {
            return Err(Fault::new(Problem::ArgumentCount { function, expected, found }, span));
        }
        if let (Function::IsDefined, [argument]) = (function, arguments.as_slice())
            && !matches!(argument.kind(), ExpressionKind::Path(_))
        {
            return Err(Fault::new(Problem::PropertyArgument { function }, argument.span()));
        }
        Ok(ExpressionKind::Call { function, arguments })
    }

    /// Refuses a call of something that no condition can call.
    fn unknown_call(&self, word: &str) -> Fault {
        if let Some(function) = Aggregate::named(word) {
            return Fault::new(Problem::AggregateInCondition { function }, self.span());
        }
        self.unknown_function(word)
    }

    fn operator(&self) -> Option<Operator> {
        let operator = match self.peek() {
            Token::Symbol(symbol) => match symbol {
                Symbol::Star => Operator::Arithmetic(ArithmeticOperator::Multiply),
                Symbol::Plus => Operator::Arithmetic(ArithmeticOperator::Add),
                Symbol::Minus => Operator::Arithmetic(ArithmeticOperator::Subtract),
                Symbol::Slash => Operator::Arithmetic(ArithmeticOperator::Divide),
                Symbol::Percent => Operator::Arithmetic(ArithmeticOperator::Remainder),
                Symbol::Equal => Operator::Compare(ComparisonOperator::Equal),
                Symbol::NotEqual => Operator::Compare(ComparisonOperator::NotEqual),
                Symbol::Less => Operator::Compare(ComparisonOperator::Less),
                Symbol::LessOrEqual => Operator::Compare(ComparisonOperator::LessOrEqual),
                Symbol::Greater => Operator::Compare(ComparisonOperator::Greater),
                Symbol::GreaterOrEqual => Operator::Compare(ComparisonOperator::GreaterOrEqual),
                Symbol::Comma
                | Symbol::Dot
                | Symbol::OpenParenthesis
                | Symbol::CloseParenthesis
                | Symbol::OpenBracket
                | Symbol::CloseBracket => return None,
            },
            _ => match self.keyword_at(0)? {
                Keyword::And => Operator::And,
                Keyword::Or => Operator::Or,
                Keyword::In => Operator::Membership { negated: false },
                Keyword::Nin => Operator::Membership { negated: true },
                _ => return None,
            },
        };
        Some(operator)
    }

    fn refuse_chain(&self) -> Result<(), Fault> {
        match self.operator() {
            Some(Operator::Compare(_) | Operator::Membership { .. }) => {
                Err(Fault::new(Problem::ChainedComparison, self.span()))
            }
            _ => Ok(()),
        }
    }

    fn node(&self, kind: ExpressionKind, span: Span) -> Result<Expression, Fault> {
        let node = Expression::new(kind, span);
        if node.height() > MAXIMUM_DEPTH { Err(Fault::new(Problem::TooDeep, span)) } else { Ok(node) }
    }
}
