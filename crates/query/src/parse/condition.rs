//! A job's condition: `*`, what follows WHERE, or `FROM devices.modules WHERE …`.

use super::{Parser, Wanted, repair::foreign, select};
use crate::{
    Problem, Span,
    ast::{Collection, Expression, Select, Source},
    error::Fault,
    lex::{Symbol, Token, keyword::Keyword, lex},
    problem::Expected,
};

/// Reads a job's condition; paths are not resolved yet.
pub(crate) fn condition(text: &str) -> Result<(Source, Option<Expression>), Fault> {
    Parser::new(text)?.condition()
}

/// The same of any length, which the caller has looked at.
pub(crate) fn any_condition(text: &str) -> Result<(Source, Option<Expression>), Fault> {
    Parser::of(text, lex(text)).condition()
}

impl Parser<'_> {
    /// Reads a whole condition.
    pub(super) fn condition(&mut self) -> Result<(Source, Option<Expression>), Fault> {
        let start = self.span();
        match (self.peek(), self.keyword_at(0)) {
            (Token::End, _) => {
                self.want(|_| Wanted::Operand(None));
                self.want(|_| Wanted::Keyword(Keyword::From));
                Err(Fault::new(Problem::Empty, start))
            }
            (Token::Symbol(Symbol::Star), _) => {
                self.advance();
                match self.peek() {
                    Token::End => Ok((Source::DEVICES, None)),
                    _ => Err(Fault::new(Problem::StarNotAlone, start)),
                }
            }
            (Token::Symbol(Symbol::Percent), _) if *self.token(1) == Token::End => {
                Err(foreign("%", "*", start).fix(start, "*"))
            }
            (_, Some(Keyword::Where)) => {
                let words = (1..).take_while(|ahead| self.keyword_at(*ahead) == Some(Keyword::Where)).count();
                let words = Span::new(start.start, self.span_at(1 + words).start);
                Err(Fault::new(Problem::WhereInCondition, start).fix(words, ""))
            }
            (_, Some(Keyword::Select)) => Err(full_query(self.text, start)),
            (_, Some(Keyword::From)) => self.sourced(),
            _ => {
                let filter = self.expression()?;
                self.condition_end()?;
                Ok((Source::DEVICES, Some(filter)))
            }
        }
    }

    /// Reads a condition that names its collection. Taking `FROM devices` and a missing WHERE is our choice; seen on
    /// live hubs is `FROM devices.modules WHERE …`.
    fn sourced(&mut self) -> Result<(Source, Option<Expression>), Fault> {
        self.advance();
        let start = self.span();
        let source = self.source()?;
        if source.collection == Collection::Jobs {
            return Err(Fault::new(Problem::JobsInCondition, start.join(Span::at(self.end()))));
        }
        let filter = self.filter()?;
        if filter.is_some() {
            self.condition_end()?;
        } else {
            self.expect_end(Expected::End)?;
        }
        Ok((source, filter))
    }

    fn condition_end(&self) -> Result<(), Fault> {
        match self.peek() {
            Token::End => Ok(()),
            _ => Err(self.unexpected_after_operand(Expected::OperatorOrEnd)),
        }
    }
}

/// Refuses a whole query as a condition and suggests the condition in it.
fn full_query(text: &str, start: Span) -> Fault {
    let fault = Fault::new(Problem::FullQuery, start);
    match select(text).ok().and_then(|select| only_condition(text, &select)) {
        Some(condition) => fault.fix(Span::new(0, text.len()), condition),
        None => fault,
    }
}

/// The condition that selects the same devices as a query, if there is one.
fn only_condition(text: &str, select: &Select) -> Option<String> {
    let plain = select.top.is_none() && select.source.alias.is_none() && !select.aggregates();
    let filter = select.filter.as_ref().map(|filter| filter.span().of(text));
    match (select.source.collection, filter) {
        _ if !plain => None,
        (Collection::Devices, Some(filter)) => Some(filter.to_owned()),
        (Collection::Devices, None) => Some("*".to_owned()),
        (Collection::Modules, Some(filter)) => Some(format!("FROM devices.modules WHERE {filter}")),
        (Collection::Modules, None) => Some("FROM devices.modules".to_owned()),
        (Collection::Jobs, _) => None,
    }
}
