//! Paths: `tags.site`, `properties.desired['fw version']`.

use super::Parser;
use crate::{
    Problem,
    ast::{Path, Segment},
    error::Fault,
    lex::{Symbol, Token, keyword::keyword},
    problem::Expected,
};

impl Parser<'_> {
    /// Reads a path, or refuses what stands there as not `expected`.
    pub(super) fn path(&mut self, expected: Expected) -> Result<Path, Fault> {
        let start = self.span();
        let mut segments = match self.peek() {
            Token::Word(word) if keyword(word).is_none() => vec![Segment::new(*word)],
            _ => return Err(self.unexpected(expected)),
        };
        self.advance();
        loop {
            if self.take(Symbol::Dot) {
                // After a dot no word is reserved.
                let Token::Word(word) = self.peek() else { return Err(self.no_name()) };
                segments.push(Segment::new(*word));
                self.advance();
            } else if self.take(Symbol::OpenBracket) {
                segments.push(self.bracketed()?);
            } else {
                break;
            }
        }
        let mut span = start;
        span.end = self.end();
        Ok(Path::new(segments, span))
    }

    fn bracketed(&mut self) -> Result<Segment, Fault> {
        let segment = match self.peek() {
            Token::String(name) => Segment::new(name.as_str()),
            Token::Number(_) => return Err(Fault::new(Problem::ArrayIndex, self.span())),
            _ => return Err(self.no_key()),
        };
        self.advance();
        self.expect(Symbol::CloseBracket, Expected::ClosingBracket)?;
        Ok(segment)
    }
}
