//! From tokens to a syntax tree.
//!
//! `expression` reads conditions by operator precedence, `select` and `condition` read what stands around them; `repair`
//! knows what people mean when they write another dialect.

mod condition;
mod expression;
mod list;
mod path;
mod repair;
mod select;
mod wanted;

use crate::{
    Problem, Span,
    ast::Name,
    error::Fault,
    lex::{
        Spanned, Symbol, Token,
        keyword::{Keyword, keyword},
        lex,
    },
    problem::{Expected, MAXIMUM_DEPTH, MAXIMUM_LENGTH},
};

pub(crate) use self::{
    condition::{any_condition, condition},
    expression::{Binding, arithmetic_binding},
    select::select,
    wanted::{Beside, Wanted, source_of, wanted},
};

/// A place in the tokens of a text.
pub(crate) struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Spanned<'t>>,
    at: usize,
    /// Operands and lists around this place.
    depth: u16,
    /// What was looked for where the text ends.
    wanted: Vec<Wanted>,
    /// What the value that is read is compared with.
    beside: Option<Beside>,
}

/// Refuses a text that is longer than the hub takes.
fn measured(text: &str) -> Result<(), Fault> {
    // Characters are never more than bytes.
    if text.len() <= MAXIMUM_LENGTH {
        return Ok(());
    }
    match text.char_indices().nth(MAXIMUM_LENGTH) {
        Some((limit, _)) => {
            let length = text.chars().count();
            Err(Fault::new(Problem::TooLong { length }, Span::new(limit, text.len())))
        }
        None => Ok(()),
    }
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Result<Parser<'t>, Fault> {
        measured(text)?;
        Ok(Parser::of(text, lex(text)))
    }

    /// A parser of any tokens of a text.
    fn of(text: &'t str, tokens: Vec<Spanned<'t>>) -> Parser<'t> {
        Parser { text, tokens, at: 0, depth: 0, wanted: Vec::new(), beside: None }
    }

    /// The token `ahead` places on; past the end, the last one.
    fn token(&self, ahead: usize) -> &Token<'t> {
        self.tokens.get(self.at + ahead).or(self.tokens.last()).map_or(&Token::End, |spanned| &spanned.token)
    }

    fn peek(&self) -> &Token<'t> {
        self.token(0)
    }

    /// The place of the token `ahead` places on.
    fn span_at(&self, ahead: usize) -> Span {
        self.tokens
            .get(self.at + ahead)
            .or(self.tokens.last())
            .map_or(Span::at(self.text.len()), |spanned| spanned.span)
    }

    fn span(&self) -> Span {
        self.span_at(0)
    }

    /// The end of the token before this place.
    fn end(&self) -> usize {
        let before = self.at.checked_sub(1).and_then(|before| self.tokens.get(before));
        before.map_or(0, |spanned| spanned.span.end)
    }

    /// The reserved word `ahead` places on.
    fn keyword_at(&self, ahead: usize) -> Option<Keyword> {
        match self.token(ahead) {
            Token::Word(word) => keyword(word),
            _ => None,
        }
    }

    /// Goes past a token; the last one stays.
    fn advance(&mut self) {
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
    }

    /// Goes past `symbol`, if that is next.
    fn take(&mut self, symbol: Symbol) -> bool {
        let next = *self.peek() == Token::Symbol(symbol);
        if next {
            self.advance();
        }
        next
    }

    /// Goes past `wanted`, if that is next.
    fn take_keyword(&mut self, wanted: Keyword) -> bool {
        self.want(|_| Wanted::Keyword(wanted));
        let next = self.keyword_at(0) == Some(wanted);
        if next {
            self.advance();
        }
        next
    }

    fn expect(&mut self, symbol: Symbol, expected: Expected) -> Result<(), Fault> {
        if self.take(symbol) { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    fn expect_end(&mut self, expected: Expected) -> Result<(), Fault> {
        if *self.peek() == Token::End { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    /// Reads a name that is not reserved.
    fn name(&mut self) -> Result<Name, Fault> {
        match self.peek() {
            Token::Word(word) if keyword(word).is_none() => {
                let name = Name::new(word, self.span());
                self.advance();
                Ok(name)
            }
            _ => Err(self.unexpected(Expected::Name)),
        }
    }

    /// Refuses the next token: by its own problem when it could not be read, else as not `expected`.
    fn unexpected(&self, expected: Expected) -> Fault {
        /// Longest piece of the text that is repeated in a message, in characters.
        const REPEATED: usize = 40;
        // What is no number is told as such only where a number could be, and the text that is meant with it.
        let constant = matches!(expected, Expected::Expression | Expected::Constant);
        let found = match self.peek() {
            Token::Bad(fault) if constant || !matches!(fault.problem, Problem::MalformedNumber { .. }) => {
                return fault.clone();
            }
            Token::End => None,
            _ => Some(self.span().of(self.text).chars().take(REPEATED).collect()),
        };
        Fault::new(Problem::Unexpected { found, expected }, self.span())
    }

    /// Reads something one level deeper.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.depth >= MAXIMUM_DEPTH {
            return Err(Fault::new(Problem::TooDeep, self.span()));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }
}
