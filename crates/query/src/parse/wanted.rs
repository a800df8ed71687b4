//! What could stand where a text ends: the parser notes what it looks for there, and so knows how any beginning can go on.

use super::{Parser, expression::Binding};
use crate::{
    ast::{Expression, ExpressionKind, Literal, Path, Source},
    lex::{Spanned, Token, keyword::Keyword, lex},
};

/// Something that was looked for at the end.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wanted {
    /// A word of the language.
    Keyword(Keyword),
    /// A property, a function or a value, which is compared with this if it is compared.
    Operand(Option<Beside>),
    /// A comparison.
    Comparison,
    /// The bracket of a list.
    List,
    /// A constant in a list, of what this could be.
    Item(Option<Beside>),
    /// A property.
    Property,
    /// `*`, for whole documents.
    Star,
    /// A column: a property or an aggregate.
    Column,
    /// What is searched.
    Source,
}

/// What stands beside an operator.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Beside {
    /// A property.
    Property(Path),
    /// What is true or false.
    Truth,
    /// A number or a text.
    Other,
}

/// What could follow these tokens of `text`, of a whole query or else of a condition; nothing when they are wrong.
pub(crate) fn wanted<'t>(text: &'t str, tokens: Vec<Spanned<'t>>, whole: bool) -> Vec<Wanted> {
    let mut parser = Parser::of(text, tokens);
    if whole {
        _ = parser.select();
    } else {
        _ = parser.condition();
    }
    parser.wanted
}

/// What a text searches, even if the rest of it makes no sense yet.
pub(crate) fn source_of(text: &str) -> Option<Source> {
    let mut parser = Parser::of(text, lex(text));
    while parser.keyword_at(0) != Some(Keyword::From) {
        if matches!(parser.peek(), Token::End | Token::Bad(_)) {
            return None;
        }
        parser.advance();
    }
    parser.advance();
    parser.source().ok()
}

impl Parser<'_> {
    /// Notes what is looked for, if the text ends here.
    pub(super) fn want(&mut self, wanted: impl FnOnce(&Self) -> Wanted) {
        if *self.peek() == Token::End {
            let wanted = wanted(self);
            if !self.wanted.contains(&wanted) {
                self.wanted.push(wanted);
            }
        }
    }

    /// Notes which operators can follow `left`, of those that bind at least as tightly as `least`.
    pub(super) fn want_operator(&mut self, left: &Expression, least: Binding) {
        if *self.peek() != Token::End {
            return;
        }
        let beside = Beside::of(left);
        if least <= Binding::Comparison && beside != Beside::Truth {
            self.want(|_| Wanted::Comparison);
        }
        for (word, binding) in [(Keyword::And, Binding::And), (Keyword::Or, Binding::Or)] {
            if least <= binding && beside != Beside::Other {
                self.want(|_| Wanted::Keyword(word));
            }
        }
    }
}

impl Beside {
    pub(super) fn of(expression: &Expression) -> Beside {
        match expression.kind() {
            ExpressionKind::Path(path) => Beside::Property(path.clone()),
            ExpressionKind::Literal(Literal::Bool(_))
            | ExpressionKind::Not(_)
            | ExpressionKind::And(_)
            | ExpressionKind::Or(_)
            | ExpressionKind::Compare { .. }
            | ExpressionKind::Membership { .. }
            | ExpressionKind::Call { .. } => Beside::Truth,
            ExpressionKind::Literal(_) | ExpressionKind::Arithmetic { .. } => Beside::Other,
        }
    }
}
