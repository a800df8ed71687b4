//! Constants and lists of them.

use super::{Parser, Wanted};
use crate::{
    Problem, Span,
    ast::{Literal, Number},
    error::Fault,
    lex::{Symbol, Token, keyword::Keyword},
    print::quoted,
    problem::Expected,
};

impl Parser<'_> {
    /// Reads a constant if one is next.
    pub(super) fn literal(&mut self) -> Result<Option<Literal>, Fault> {
        let literal = match self.peek() {
            Token::String(text) => Literal::String(text.clone()),
            Token::Number(number) => Literal::Number(*number),
            Token::Symbol(Symbol::Minus) => return self.negative().map(Some),
            Token::Symbol(Symbol::OpenBracket) => return self.list().map(|list| Some(Literal::Array(list))),
            _ => match self.keyword_at(0) {
                Some(Keyword::Undefined) => Literal::Undefined,
                Some(Keyword::Null) => Literal::Null,
                Some(Keyword::True) => Literal::Bool(true),
                Some(Keyword::False) => Literal::Bool(false),
                _ => return Ok(None),
            },
        };
        self.advance();
        Ok(Some(literal))
    }

    fn negative(&mut self) -> Result<Literal, Fault> {
        let minus = self.span();
        self.advance();
        match self.peek() {
            Token::Number(number) => {
                let negated = Number::new(-number.get());
                let span = minus.join(self.span());
                self.advance();
                negated.map(Literal::Number).ok_or_else(|| Fault::new(Problem::NumberTooLarge, span))
            }
            Token::Bad(_) | Token::End => Err(self.unexpected(Expected::Constant)),
            _ => Err(Fault::new(Problem::NegatedExpression, minus)),
        }
    }

    /// Reads `[a, b]` whose bracket is next.
    pub(super) fn list(&mut self) -> Result<Vec<Literal>, Fault> {
        let open = self.span();
        self.expect(Symbol::OpenBracket, Expected::List)?;
        if *self.peek() == Token::Symbol(Symbol::CloseBracket) {
            return Err(Fault::new(Problem::EmptyList, open.join(self.span())));
        }
        let mut list = Vec::new();
        loop {
            list.push(self.nested(Self::item)?);
            if self.take(Symbol::CloseBracket) {
                return Ok(list);
            }
            self.expect(Symbol::Comma, Expected::CommaOrBracket)?;
        }
    }

    fn item(&mut self) -> Result<Literal, Fault> {
        self.want(|parser| Wanted::Item(parser.beside.clone()));
        match self.literal()? {
            Some(literal) => Ok(literal),
            None if matches!(self.peek(), Token::Word(_)) => Err(self.unquoted_item()),
            None => Err(self.unexpected(Expected::Constant)),
        }
    }

    /// Refuses text without quotes up to the next comma or bracket.
    fn unquoted_item(&self) -> Fault {
        let start = self.span().start;
        let rest = self.text.get(start..).unwrap_or_default();
        let text = rest.split([',', ']', ')', '\'', '"']).next().unwrap_or_default().trim_end();
        let span = Span::new(start, start + text.len());
        Fault::new(Problem::UnquotedText { text: text.to_owned() }, span).fix(span, quoted(text))
    }
}
