//! Where in a condition the cursor is.

use crate::lex::{
    Spanned, Symbol, Token,
    keyword::{Keyword, keyword},
};

/// What can stand next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A property, a function, NOT or a parenthesis.
    Operand,
    /// A comparison of the property before.
    Operator,
    /// AND or OR.
    Joint,
    /// Something to compare this property with.
    Value(Option<String>),
    /// The bracket of a list.
    List,
    /// A value in a list for this property.
    Item(Option<String>),
}

/// Reads tokens one after the other and knows what can follow.
struct Reader<'t> {
    text: &'t str,
    tokens: &'t [Spanned<'t>],
    place: Place,
    /// The property read last, as typed.
    path: Option<String>,
}

impl Place {
    /// What can stand after all of `tokens`; `None` when they make no sense as far as they go.
    pub(super) fn after(text: &str, tokens: &[Spanned<'_>]) -> Option<Self> {
        let mut reader = Reader { text, tokens, place: Self::Operand, path: None };
        while let [first, rest @ ..] = reader.tokens {
            reader.tokens = rest;
            reader.place = reader.next(first)?;
        }
        Some(reader.place)
    }
}

impl Reader<'_> {
    /// What can follow once `token` stands at this place.
    fn next(&mut self, token: &Spanned<'_>) -> Option<Place> {
        let word = match token.token {
            Token::Word(word) => Some(keyword(word)),
            _ => None,
        };
        Some(match (&self.place, &token.token, word) {
            (Place::Operand, _, Some(Some(Keyword::Not)))
            | (Place::Operand | Place::Value(_), Token::Symbol(Symbol::OpenParenthesis), _)
            | (Place::Joint, _, Some(Some(Keyword::And | Keyword::Or)))
            | (
                Place::Operator | Place::Joint,
                Token::Symbol(Symbol::Plus | Symbol::Minus | Symbol::Star | Symbol::Slash | Symbol::Percent),
                _,
            ) => Place::Operand,
            (Place::Operand, _, Some(None)) => self.property(token)?,
            (Place::Operand, Token::String(_) | Token::Number(_), _) => Place::Operator,
            (Place::Operator, Token::Symbol(symbol), _) if compares(*symbol) => {
                Place::Value(self.path.clone())
            }
            (Place::Operator, _, Some(Some(Keyword::In | Keyword::Nin))) => Place::List,
            // The second argument of STARTSWITH.
            (Place::Operator, Token::Symbol(Symbol::Comma), _) => Place::Value(self.path.clone()),
            (Place::Operator | Place::Joint, Token::Symbol(Symbol::CloseParenthesis), _) => Place::Joint,
            (Place::Value(_), Token::Symbol(Symbol::Minus), _) => self.place.clone(),
            (Place::Value(_), _, Some(None)) => {
                self.property(token)?;
                Place::Joint
            }
            (Place::Value(_), ..) if constant(token) => Place::Joint,
            (Place::List, Token::Symbol(Symbol::OpenBracket), _) => Place::Item(self.path.clone()),
            (Place::Item(_), ..) if constant(token) => self.after_item()?,
            _ => return None,
        })
    }

    /// Reads the rest of a path or of a call.
    fn property(&mut self, first: &Spanned<'_>) -> Option<Place> {
        if self.take(Symbol::OpenParenthesis).is_some() {
            return Some(Place::Operand);
        }
        let mut end = first.span.end;
        while let [mark, part, rest @ ..] = self.tokens {
            match (&mark.token, &part.token) {
                (Token::Symbol(Symbol::Dot), Token::Word(_)) => {
                    (end, self.tokens) = (part.span.end, rest);
                }
                (Token::Symbol(Symbol::OpenBracket), Token::String(_)) => {
                    self.tokens = rest;
                    end = self.take(Symbol::CloseBracket)?;
                }
                _ => break,
            }
        }
        self.path = self.text.get(first.span.start..end).map(str::to_owned);
        Some(Place::Operator)
    }

    fn after_item(&mut self) -> Option<Place> {
        if self.tokens.is_empty() {
            return None;
        }
        if self.take(Symbol::Comma).is_some() {
            return Some(self.place.clone());
        }
        self.take(Symbol::CloseBracket).map(|_| Place::Joint)
    }

    /// Goes past `symbol` if that is next, and returns where it ends.
    fn take(&mut self, symbol: Symbol) -> Option<usize> {
        let [first, rest @ ..] = self.tokens else { return None };
        (first.token == Token::Symbol(symbol)).then(|| {
            self.tokens = rest;
            first.span.end
        })
    }
}

fn compares(symbol: Symbol) -> bool {
    use Symbol::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    matches!(symbol, Equal | NotEqual | Less | LessOrEqual | Greater | GreaterOrEqual)
}

fn constant(token: &Spanned<'_>) -> bool {
    match token.token {
        Token::String(_) | Token::Number(_) => true,
        Token::Word(word) => {
            matches!(keyword(word), Some(Keyword::True | Keyword::False | Keyword::Null | Keyword::Undefined))
        }
        _ => false,
    }
}
