//! From text to tokens.

pub(crate) mod keyword;
mod literal;

use crate::{Problem, Span, ast::Number, error::Fault};

/// A token and its place.
#[derive(Debug)]
pub(crate) struct Spanned<'t> {
    pub(crate) token: Token<'t>,
    pub(crate) span: Span,
}

/// A word, a constant or a mark.
#[derive(Debug, PartialEq)]
pub(crate) enum Token<'t> {
    /// A keyword or a plain name; the parser tells which.
    Word(&'t str),
    Number(Number),
    String(String),
    Symbol(Symbol),
    /// What could not be read; nothing follows it. The parser reports it when it gets there, so that of two problems
    /// the first in the text is told.
    Bad(Fault),
    /// The end of the text; nothing follows it.
    End,
}

/// An operator or a bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Symbol {
    Star,
    Plus,
    Minus,
    Slash,
    Percent,
    Comma,
    Dot,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Splits a text into tokens; the last one, and no other, is [`Token::Bad`] or [`Token::End`].
pub(crate) fn lex(text: &str) -> Vec<Spanned<'_>> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    loop {
        lexer.skip_while(char::is_whitespace);
        let start = lexer.at;
        let token = lexer.token().unwrap_or_else(Token::Bad);
        let last = matches!(token, Token::Bad(_) | Token::End);
        tokens.push(Spanned { token, span: Span::new(start, lexer.at) });
        if last {
            return tokens;
        }
    }
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    fn token(&mut self) -> Result<Token<'t>, Fault> {
        let start = self.at;
        match self.peek() {
            None => Ok(Token::End),
            Some(quote @ ('\'' | '"')) => self.string(quote),
            Some(character) if character.is_ascii_digit() => self.number(),
            Some(character) if keyword::starts_name(character) => {
                self.skip_while(keyword::continues_name);
                Ok(Token::Word(self.since(start)))
            }
            Some(_) => self.symbol().map(Token::Symbol),
        }
    }

    fn symbol(&mut self) -> Result<Symbol, Fault> {
        let start = self.at;
        if let Some((found, instead)) = FOREIGN.iter().find(|(found, _)| self.rest().starts_with(found)) {
            let span = Span::new(start, start + found.len());
            self.at = span.end;
            let problem = Problem::ForeignOperator { found: (*found).to_owned(), instead };
            let fault = Fault::new(problem, span);
            // What is meant with a longer row of such characters is not evident.
            let longer = self.rest().starts_with(['=', '<', '>', '&', '|', '!', '~']);
            return Err(if longer { fault } else { fault.fix(span, self.spaced(span, instead)) });
        }
        if let Some((spelling, symbol)) =
            SYMBOLS.iter().find(|(spelling, _)| self.rest().starts_with(spelling))
        {
            self.at += spelling.len();
            return Ok(*symbol);
        }
        let character = self.peek().unwrap_or_default();
        self.at += character.len_utf8();
        let span = Span::new(start, self.at);
        let fault = Fault::new(Problem::UnexpectedCharacter { character }, span);
        Err(match character {
            ';' if self.rest().trim().is_empty() => fault.fix(span, ""),
            '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' | '`' | '\u{b4}' => {
                self.straighten(fault, span)
            }
            _ => fault,
        })
    }

    /// Suggests straight quotes in the place of typographic ones.
    fn straighten(&self, fault: Fault, opening: Span) -> Fault {
        let closes = |character| matches!(character, '\u{2019}' | '\u{201d}' | '`' | '\u{b4}' | '\'' | '"');
        match self.rest().char_indices().find(|(_, character)| closes(*character)) {
            Some((length, closing)) => {
                let inside = Span::new(self.at, self.at + length).of(self.text);
                let whole = Span::new(opening.start, self.at + length + closing.len_utf8());
                fault.fix(whole, crate::print::quoted(inside))
            }
            None => fault,
        }
    }

    /// A word needs a space where a mark needed none, as in `a&&b`.
    fn spaced(&self, span: Span, word: &str) -> String {
        let letters = word.starts_with(|character: char| character.is_ascii_alphabetic());
        let before = Span::new(0, span.start).of(self.text).ends_with(keyword::continues_name);
        let after = self.rest().starts_with(|character: char| !character.is_whitespace());
        let space = |needed: bool| if letters && needed { " " } else { "" };
        format!("{}{word}{}", space(before), space(after))
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.next();
        }
    }
}

/// Operators of other languages and what this one has for them; longer spellings first.
const FOREIGN: [(&str, &str); 8] = [
    ("!==", "!="),
    ("===", "="),
    ("==", "="),
    ("=>", ">="),
    ("=<", "<="),
    ("&&", "AND"),
    ("||", "OR"),
    ("~=", "!="),
];

/// The marks of the language; longer spellings first.
const SYMBOLS: [(&str, Symbol); 18] = [
    ("!=", Symbol::NotEqual),
    ("<>", Symbol::NotEqual),
    ("<=", Symbol::LessOrEqual),
    (">=", Symbol::GreaterOrEqual),
    ("<", Symbol::Less),
    (">", Symbol::Greater),
    ("=", Symbol::Equal),
    ("*", Symbol::Star),
    ("+", Symbol::Plus),
    ("-", Symbol::Minus),
    ("/", Symbol::Slash),
    ("%", Symbol::Percent),
    (",", Symbol::Comma),
    (".", Symbol::Dot),
    ("(", Symbol::OpenParenthesis),
    (")", Symbol::CloseParenthesis),
    ("[", Symbol::OpenBracket),
    ("]", Symbol::CloseBracket),
];
