//! Words: which are reserved, which are names, which belong to other dialects.

/// A word of the language, in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keyword {
    Select,
    Top,
    From,
    As,
    Where,
    Group,
    By,
    And,
    Or,
    Not,
    In,
    Nin,
    Undefined,
    Null,
    True,
    False,
}

const KEYWORDS: [(&str, Keyword); 16] = [
    ("SELECT", Keyword::Select),
    ("TOP", Keyword::Top),
    ("FROM", Keyword::From),
    ("AS", Keyword::As),
    ("WHERE", Keyword::Where),
    ("GROUP", Keyword::Group),
    ("BY", Keyword::By),
    ("AND", Keyword::And),
    ("OR", Keyword::Or),
    ("NOT", Keyword::Not),
    ("IN", Keyword::In),
    ("NIN", Keyword::Nin),
    ("UNDEFINED", Keyword::Undefined),
    ("NULL", Keyword::Null),
    ("TRUE", Keyword::True),
    ("FALSE", Keyword::False),
];

/// Words of SQL that IoT Hub does not have; told by name where an operator or a clause could stand.
const UNSUPPORTED: [&str; 14] = [
    "BETWEEN", "CROSS", "DISTINCT", "HAVING", "INNER", "IS", "JOIN", "LEFT", "LIKE", "LIMIT", "OFFSET",
    "ORDER", "RIGHT", "UNION",
];

/// The reserved word that `word` is, if it is one.
pub(crate) fn keyword(word: &str) -> Option<Keyword> {
    KEYWORDS.iter().find(|(spelling, _)| spelling.eq_ignore_ascii_case(word)).map(|(_, keyword)| *keyword)
}

/// How a reserved word is written.
pub(crate) fn spelling(word: Keyword) -> &'static str {
    KEYWORDS.iter().find(|(_, keyword)| *keyword == word).map_or("", |(spelling, _)| spelling)
}

/// The word of another dialect that `word` is, if it is one.
pub(crate) fn unsupported(word: &str) -> Option<&'static str> {
    UNSUPPORTED.into_iter().find(|spelling| spelling.eq_ignore_ascii_case(word))
}

pub(crate) fn starts_name(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '_' | '$')
}

pub(crate) fn continues_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

/// Tells whether `text` is a name that is not reserved and needs no quotes.
pub(crate) fn plain_name(text: &str) -> bool {
    text.starts_with(starts_name) && text.chars().all(continues_name) && keyword(text).is_none()
}
