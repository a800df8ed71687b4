//! Conditions, by operator precedence.
//!
//! From tight to loose: NOT; `*` `/` `%`; `+` `-`; comparisons, IN and NIN; AND; OR. The IoT Hub documentation does not
//! state it: our choice, after the language IoT Hub took its own from. Printing puts parentheses around NOT wherever
//! another reading is thinkable.

use super::{Beside, Parser, Wanted};
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

/// What stands before an operand.
#[derive(Debug, Clone, Copy)]
enum Prefix {
    Not(Span),
    Parenthesis(Span),
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
    if operator.adds() { Binding::Sum } else { Binding::Product }
}

impl Parser<'_> {
    /// Reads a whole condition.
    pub(super) fn expression(&mut self) -> Result<Expression, Fault> {
        self.binary(Binding::Or)
    }

    /// Reads operands joined by operators that bind at least as tightly as `least`.
    fn binary(&mut self, least: Binding) -> Result<Expression, Fault> {
        let left = self.operand()?;
        self.rest(left, least)
    }

    /// Reads what follows a first operand, as far as its operators bind at least as tightly as `least`.
    fn rest(&mut self, mut left: Expression, least: Binding) -> Result<Expression, Fault> {
        while let Some(operator) = self.operator().filter(|operator| operator.binding() >= least) {
            self.beside = None;
            left = match operator {
                Operator::Or => self.chain(left, Keyword::Or, Binding::And, ExpressionKind::Or)?,
                Operator::And => self.chain(left, Keyword::And, Binding::Comparison, ExpressionKind::And)?,
                Operator::Compare(operator) => self.comparison(left, operator)?,
                Operator::Membership { negated } => self.membership(left, negated)?,
                Operator::Arithmetic(operator) => self.arithmetic(left, operator)?,
            };
        }
        self.want_operator(&left, least);
        Ok(left)
    }

    fn comparison(&mut self, left: Expression, operator: ComparisonOperator) -> Result<Expression, Fault> {
        self.advance();
        self.beside = Some(Beside::of(&left));
        let right = self.binary(Binding::Sum)?;
        self.beside = None;
        self.refuse_chain()?;
        let span = left.span().join(right.span());
        self.node(ExpressionKind::Compare { left, operator, right }, span)
    }

    fn membership(&mut self, operand: Expression, negated: bool) -> Result<Expression, Fault> {
        self.advance();
        self.beside = Some(Beside::of(&operand));
        let list = self.membership_list()?;
        self.beside = None;
        self.refuse_chain()?;
        let span = operand.span().join(Span::at(self.end()));
        self.node(ExpressionKind::Membership { operand, negated, list }, span)
    }

    fn arithmetic(&mut self, left: Expression, operator: ArithmeticOperator) -> Result<Expression, Fault> {
        self.advance();
        let right = self.binary(match arithmetic_binding(operator) {
            Binding::Sum => Binding::Product,
            _ => Binding::Operand,
        })?;
        let span = left.span().join(right.span());
        self.node(ExpressionKind::Arithmetic { first: left, rest: vec![(operator, right)] }, span)
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
        while self.keyword_at(0) == Some(word) {
            self.advance();
            operands.push(self.binary(tighter)?);
        }
        span.end = self.end();
        self.node(kind(operands), span)
    }

    /// Reads an operand with the parentheses and NOTs before it. Those that open together are read one after the other,
    /// not one inside the other: a chain may be parenthesised on the left as often as it likes.
    fn operand(&mut self) -> Result<Expression, Fault> {
        let mut prefixes = Vec::new();
        loop {
            prefixes.push(match (self.peek(), self.keyword_at(0)) {
                (Token::Symbol(Symbol::OpenParenthesis), _) => Prefix::Parenthesis(self.span()),
                (_, Some(Keyword::Not)) => Prefix::Not(self.span()),
                _ if prefixes.is_empty() => return self.simple_operand(),
                _ => return self.nested(|parser| parser.prefixed(prefixes)),
            });
            self.advance();
        }
    }

    /// Reads what follows prefixes, and closes their parentheses.
    fn prefixed(&mut self, mut prefixes: Vec<Prefix>) -> Result<Expression, Fault> {
        let mut operand = self.simple_operand()?;
        while let Some(prefix) = prefixes.pop() {
            operand = match prefix {
                Prefix::Not(start) => {
                    let span = start.join(operand.span());
                    self.node(ExpressionKind::Not(operand), span)?
                }
                Prefix::Parenthesis(open) => {
                    let inside = self.rest(operand, Binding::Or)?;
                    if *self.peek() == Token::End {
                        return Err(self.never_closed(open));
                    }
                    if !self.take(Symbol::CloseParenthesis) {
                        return Err(self.unexpected_after_operand(Expected::ClosingParenthesis));
                    }
                    inside.spanning(open.join(Span::at(self.end())))
                }
            };
        }
        Ok(operand)
    }

    /// Reads a constant, a call or a path.
    fn simple_operand(&mut self) -> Result<Expression, Fault> {
        self.want(|parser| Wanted::Operand(parser.beside.clone()));
        let start = self.span();
        let kind = match self.peek() {
            Token::Word(word) if *self.token(1) == Token::Symbol(Symbol::OpenParenthesis) => {
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
            self.beside = arguments.first().map(Beside::of);
            let before = self.wanted.len();
            arguments.push(self.nested(Self::expression)?);
            // An argument that is complete is hardly the beginning of a comparison.
            self.wanted.truncate(before);
        }
        self.beside = None;
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
