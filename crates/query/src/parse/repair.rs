//! What people write when they think of another dialect, and what they mean.

use super::{Parser, Wanted};
use crate::{
    Problem, Span,
    ast::Literal,
    error::Fault,
    lex::{
        Symbol, Token,
        keyword::{Keyword, continues_name, unsupported},
    },
    print::quoted,
    problem::Expected,
};

/// Names that other dialects have for functions of this one.
const OTHER_NAMES: [(&str, &str); 4] = [
    ("STARTS_WITH", "STARTSWITH"),
    ("STARTWITH", "STARTSWITH"),
    ("ISDEFINED", "IS_DEFINED"),
    ("DEFINED", "IS_DEFINED"),
];

impl Parser<'_> {
    /// Reads the list after IN or NIN.
    pub(super) fn membership_list(&mut self) -> Result<Vec<Literal>, Fault> {
        self.want(|_| Wanted::List);
        if *self.peek() != Token::Symbol(Symbol::OpenParenthesis) {
            return self.list();
        }
        if self.keyword_at(1) == Some(Keyword::Select) {
            return Err(self.subquery(1));
        }
        let open = self.span();
        Err(match self.list_in_parentheses() {
            Some((span, list)) => Fault::new(Problem::ListInParentheses, span).fix(span, list),
            None => Fault::new(Problem::ListInParentheses, open),
        })
    }

    /// Where the list in parentheses stands that is next, and the same in brackets; parentheses around single values are
    /// left out. `None` when it is empty or does not end, or when something is called in it.
    fn list_in_parentheses(&self) -> Option<(Span, String)> {
        let (start, mut open, mut list) = (self.span().start, 0_usize, String::new());
        let mut copied = self.span().end;
        for ahead in 0.. {
            match self.token(ahead) {
                Token::Symbol(Symbol::OpenParenthesis) => open += 1,
                Token::Symbol(Symbol::CloseParenthesis) => open -= 1,
                Token::Word(_) if *self.token(ahead + 1) == Token::Symbol(Symbol::OpenParenthesis) => {
                    return None;
                }
                Token::Bad(_) | Token::End => return None,
                _ => continue,
            }
            let parenthesis = self.span_at(ahead);
            list += Span::new(copied, parenthesis.start.max(copied)).of(self.text);
            copied = parenthesis.end;
            if open == 0 {
                let span = Span::new(start, parenthesis.end);
                return (!list.trim().is_empty()).then(|| (span, format!("[{list}]")));
            }
        }
        None
    }

    /// Refuses what follows a dot and is no name; a key that starts with a digit takes brackets and quotes.
    pub(super) fn no_name(&self) -> Fault {
        let fault = self.unexpected(Expected::Name);
        let span = self.span();
        let key = span.of(self.text);
        if !key.starts_with(|character: char| character.is_ascii_digit()) {
            return fault;
        }
        let dot = self.end().saturating_sub(1);
        let keys: String = key.split('.').map(|key| format!("[{}]", quoted(key))).collect();
        fault.fix(Span::new(dot, span.end), keys)
    }

    /// Refuses what stands in the brackets of a path and is no string; text takes quotes there.
    pub(super) fn no_key(&self) -> Fault {
        let fault = self.unexpected(Expected::Name);
        let start = self.span().start;
        let inside = self.text.get(start..).and_then(|rest| rest.split_once(']'));
        match inside.map(|(key, _)| key.trim_end()) {
            Some(key) if key.starts_with(continues_name) && !key.contains(['\'', '"', '[']) => {
                fault.fix(Span::new(start, start + key.len()), quoted(key))
            }
            _ => fault,
        }
    }

    /// Refuses a function that does not exist; its name is next.
    pub(super) fn unknown_function(&self, word: &str) -> Fault {
        let span = self.span();
        let fault = Fault::new(Problem::UnknownFunction { name: word.to_owned() }, span);
        match OTHER_NAMES.iter().find(|(other, _)| other.eq_ignore_ascii_case(word)) {
            Some((_, name)) => fault.fix(span, *name),
            None => fault,
        }
    }

    /// Refuses what stands where an operand should, if it is known from elsewhere.
    pub(super) fn foreign_operand(&self) -> Option<Fault> {
        match self.peek() {
            Token::Bad(fault) => match &fault.problem {
                Problem::UnexpectedCharacter { character: '!' } => {
                    Some(foreign("!", "NOT", self.span()).fix(self.span(), "NOT "))
                }
                _ => None,
            },
            _ if self.keyword_at(0) == Some(Keyword::Select) => Some(self.subquery(0)),
            _ => None,
        }
    }

    /// Refuses what follows a complete operand where an operator or the end should, by its name if it is known.
    pub(super) fn unexpected_after_operand(&self, expected: Expected) -> Fault {
        let span = self.span();
        if let Token::Word(word) = self.peek()
            && let Some(name) = unsupported(word)
        {
            return if name == "IS" { self.null_test() } else { self.unsupported_word(name) };
        }
        // Where one closes something, another is expected.
        if *self.peek() == Token::Symbol(Symbol::CloseParenthesis) && expected != Expected::ClosingParenthesis
        {
            let fault = Fault::new(Problem::StrayParenthesis, span);
            // In the middle it may be the other one that is missing, and what is meant is not for us to say.
            let rest = self.tokens.get(self.at..).unwrap_or_default();
            let stray = rest.iter().take_while(|next| next.token == Token::Symbol(Symbol::CloseParenthesis));
            let count = stray.count();
            if *self.token(count) != Token::End {
                return fault;
            }
            return fault.fix(span.join(self.span_at(count.saturating_sub(1))), "");
        }
        if self.keyword_at(0) == Some(Keyword::Not) {
            if self.keyword_at(1) == Some(Keyword::In) {
                let both = span.join(self.span_at(1));
                return foreign("NOT IN", "NIN", both).fix(both, "NIN");
            }
            if let Token::Word(word) = self.token(1)
                && let Some(name) = unsupported(word)
            {
                let problem = Problem::UnsupportedWord { word: name.to_owned() };
                return Fault::new(problem, self.span_at(1));
            }
        }
        self.unexpected(expected)
    }

    /// Refuses a parenthesis that is open where the text ends; as many at the end close all that are.
    pub(super) fn never_closed(&self, open: Span) -> Fault {
        let count =
            |symbol| self.tokens.iter().filter(|spanned| spanned.token == Token::Symbol(symbol)).count();
        let missing = count(Symbol::OpenParenthesis).saturating_sub(count(Symbol::CloseParenthesis));
        Fault::new(Problem::OpenParenthesis, open).fix(Span::at(self.end()), ")".repeat(missing))
    }

    pub(super) fn unsupported_word(&self, word: &str) -> Fault {
        Fault::new(Problem::UnsupportedWord { word: word.to_owned() }, self.span())
    }

    /// `IS NULL` and `IS NOT NULL`; the word IS is next.
    fn null_test(&self) -> Fault {
        let ahead = |count: usize| self.span().join(self.span_at(count));
        match (self.keyword_at(1), self.keyword_at(2)) {
            (Some(Keyword::Null), _) => foreign("IS NULL", "= null", ahead(1)).fix(ahead(1), "= null"),
            (Some(Keyword::Not), Some(Keyword::Null)) => {
                foreign("IS NOT NULL", "!= null", ahead(2)).fix(ahead(2), "!= null")
            }
            _ => self.unsupported_word("IS"),
        }
    }

    /// Refuses DISTINCT at the head of the columns, where it is not a property of that name.
    pub(super) fn refuse_distinct(&self) -> Result<(), Fault> {
        let Token::Word(word) = self.peek() else { return Ok(()) };
        let property =
            matches!(self.token(1), Token::Symbol(Symbol::Comma | Symbol::Dot | Symbol::OpenBracket))
                || matches!(self.keyword_at(1), Some(Keyword::From | Keyword::As));
        match unsupported(word) {
            Some(name @ "DISTINCT") if !property => Err(self.unsupported_word(name)),
            _ => Ok(()),
        }
    }

    /// Refuses a SELECT inside a condition.
    fn subquery(&self, ahead: usize) -> Fault {
        Fault::new(Problem::UnsupportedWord { word: "SELECT".to_owned() }, self.span_at(ahead))
    }
}

pub(super) fn foreign(found: &str, instead: &'static str, span: Span) -> Fault {
    Fault::new(Problem::ForeignOperator { found: found.to_owned(), instead }, span)
}
