//! What is being typed at the cursor.

use crate::{
    Problem, Span,
    ast::{Path, Segment, Source},
    check::prefix,
    lex::{
        Spanned, Symbol, Token,
        keyword::{continues_name, keyword, starts_name},
        lex,
    },
};

/// The word, path, string or number that the cursor is in or behind; empty between words.
#[derive(Debug)]
pub(super) struct Fragment<'t> {
    /// What a candidate takes the place of.
    pub(super) span: Span,
    /// How many tokens stand before it.
    pub(super) before: usize,
    /// Its part before the cursor.
    pub(super) typed: &'t str,
    /// What follows it.
    after: &'t str,
}

impl<'t> Fragment<'t> {
    /// What is being typed at `cursor`, one of the places between characters; `None` after what cannot be read.
    pub(super) fn at(text: &'t str, cursor: usize, tokens: &[Spanned<'_>]) -> Option<Self> {
        let mut first = 0;
        while let Some(token) = tokens.get(first) {
            let next = end_of_path(tokens, first).unwrap_or(first + 1);
            let last = tokens.get(next - 1).unwrap_or(token);
            let part = Span::new(token.span.start, last.span.end);
            if cursor <= part.start {
                break;
            }
            if cursor < part.end || (cursor == part.end && grows(last, next > first + 1)) {
                return part_of(text, cursor, tokens, first, next);
            }
            if matches!(token.token, Token::Bad(_)) {
                return None;
            }
            first = next;
        }
        let span = Span::at(cursor);
        Some(Self { span, before: first, typed: "", after: after(text, span) }.with_sign(text, tokens))
    }

    /// The end of the text, as it is for whoever only reads what stands before.
    pub(super) fn end(&self) -> Spanned<'static> {
        Spanned { token: Token::End, span: Span::at(self.span.start) }
    }

    /// Takes in a minus sign that stands directly before, where it can be no operator.
    fn with_sign(self, text: &'t str, tokens: &[Spanned<'_>]) -> Self {
        let Some(sign) = self.before.checked_sub(1).and_then(|before| tokens.get(before)) else {
            return self;
        };
        let left = self.before.checked_sub(2).and_then(|before| tokens.get(before));
        if sign.token != Token::Symbol(Symbol::Minus)
            || sign.span.end != self.span.start
            || ends_operand(left)
        {
            return self;
        }
        let cursor = self.span.start + self.typed.len();
        // With the cursor between sign and number, the number has not been taken in yet.
        let number = tokens.get(self.before).filter(|next| {
            self.typed.is_empty() && next.span.start == cursor && matches!(next.token, Token::Number(_))
        });
        let end = number.map_or(self.span.end, |number| number.span.end);
        let span = Span::new(sign.span.start, end);
        let typed = Span::new(span.start, cursor).of(text);
        Self { span, before: self.before - 1, typed, after: after(text, span) }
    }

    /// A word with the bracket that belongs to it, unless that follows already.
    pub(super) fn opening(&self, word: &str, bracket: &str) -> String {
        let opens = bracket.trim_start().chars().next();
        let there = opens.is_some_and(|opens| self.after.trim_start().starts_with(opens));
        if there { word.to_owned() } else { format!("{word}{bracket}") }
    }

    /// Says whether `candidate` begins with what is typed, in any case of letters; a string also when its quote is not
    /// typed yet or is the other one. What is there already is no candidate.
    pub(super) fn begins(&self, candidate: &str) -> bool {
        let quoted = self.typed.starts_with(['\'', '"']);
        if candidate == self.typed || (quoted && !candidate.starts_with('\'')) {
            return false;
        }
        let typed = self.typed.strip_prefix(['\'', '"']).unwrap_or(self.typed);
        starts_with(candidate.strip_prefix('\'').unwrap_or(candidate), typed)
    }

    /// What is typed as the beginning of a path; `None` when it is something else.
    pub(super) fn path(&self, source: &Source) -> Option<Begun> {
        if !self.typed.is_empty() && !self.typed.starts_with(starts_name) {
            return None;
        }
        let mut prefix = names_of(self.typed);
        let segments = prefix.iter().map(|name| Segment::new(name.as_str())).collect();
        let names = prefix.split_off(self::prefix(&Path::new(segments, Span::default()), source).ok()?);
        Some(Begun { prefix, names })
    }
}

/// The beginning of a path.
pub(super) struct Begun {
    /// Names that only name the source.
    prefix: Vec<String>,
    /// The names of the property; the last one is only begun, and may be empty.
    names: Vec<String>,
}

impl Begun {
    /// How the property at these names is written if it begins so, with the prefix that is typed.
    pub(super) fn completed(&self, names: &[String]) -> Option<String> {
        if let [whole @ .., last] = self.names.as_slice() {
            let here = names.get(..whole.len())?;
            let same = here.iter().zip(whole).all(|(name, typed)| name.eq_ignore_ascii_case(typed));
            if !same || !starts_with(names.get(whole.len())?, last) {
                return None;
            }
        }
        let segments = self.prefix.iter().chain(names).map(Segment::new).collect();
        Some(Path::new(segments, Span::default()).to_string())
    }
}

fn after(text: &str, span: Span) -> &str {
    text.get(span.end..).unwrap_or_default()
}

/// The fragment that consists of the tokens from `first` to before `next`.
fn part_of<'t>(
    text: &'t str,
    cursor: usize,
    tokens: &[Spanned<'_>],
    first: usize,
    next: usize,
) -> Option<Fragment<'t>> {
    let (start, last) = (tokens.get(first)?, tokens.get(next - 1)?);
    let mut end = last.span.end;
    let unterminated = |token: &Token<'_>| match token {
        Token::Bad(fault) => matches!(fault.problem, Problem::UnterminatedString { .. }),
        _ => false,
    };
    match &last.token {
        Token::Bad(fault) if matches!(fault.problem, Problem::MalformedNumber { .. }) => {}
        Token::Bad(_) if !unterminated(&last.token) => return None,
        token => {
            // A string that has just been opened swallows what stands behind it, up to another one's quote or the end.
            let rest = Span::new(cursor, end).of(text);
            let plain = rest.strip_suffix(['\'', '"']).is_some_and(|rest| rest.chars().all(continues_name));
            let open = matches!(token, Token::String(_))
                && !plain
                && tokens.last().is_some_and(|last| unterminated(&last.token));
            if open || unterminated(token) {
                end = cursor + (rest.len() - rest.trim_start_matches(continues_name).len());
            }
        }
    }
    let span = Span::new(start.span.start, end);
    let typed = Span::new(span.start, cursor).of(text);
    let fragment = Fragment { span, before: first, typed, after: after(text, span) };
    Some(match start.token {
        Token::Number(_) => fragment.with_sign(text, tokens),
        _ => fragment,
    })
}

/// Says whether more of a token could be typed at its end.
fn grows(token: &Spanned<'_>, path: bool) -> bool {
    path || matches!(token.token, Token::Word(_) | Token::Number(_) | Token::String(_) | Token::Bad(_))
}

/// Says whether an operand can end with this token, so that a minus after it is an operator.
fn ends_operand(token: Option<&Spanned<'_>>) -> bool {
    match token.map(|token| &token.token) {
        Some(Token::Word(word)) => keyword(word).is_none(),
        Some(Token::Symbol(symbol)) => matches!(symbol, Symbol::CloseParenthesis | Symbol::CloseBracket),
        Some(Token::Number(_) | Token::String(_)) => true,
        Some(Token::Bad(_) | Token::End) | None => false,
    }
}

/// Where a path ends that begins at the token `first` and may lack its end: the number of the token behind it. `None`
/// when no path begins there.
fn end_of_path(tokens: &[Spanned<'_>], first: usize) -> Option<usize> {
    match tokens.get(first)?.token {
        Token::Word(word) if keyword(word).is_none() => {}
        _ => return None,
    }
    let mut next = first + 1;
    // Says whether the next token stands directly behind and fits, and passes it then.
    let mut take = |fits: fn(&Token<'_>) -> bool| {
        let (Some(before), Some(token)) = (tokens.get(next - 1), tokens.get(next)) else { return false };
        let taken = before.span.end == token.span.start && fits(&token.token);
        next += usize::from(taken);
        taken
    };
    loop {
        let goes_on = if take(|token| *token == Token::Symbol(Symbol::Dot)) {
            take(|token| matches!(token, Token::Word(_) | Token::Number(_)))
        } else {
            take(|token| *token == Token::Symbol(Symbol::OpenBracket))
                && take(|token| matches!(token, Token::Word(_) | Token::String(_) | Token::Bad(_)))
                && take(|token| *token == Token::Symbol(Symbol::CloseBracket))
        };
        if !goes_on {
            return Some(next);
        }
    }
}

/// The names of a path as far as it is typed; the last one is only begun, and may be empty.
fn names_of(typed: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut begun = true;
    for Spanned { token, span } in lex(typed) {
        match token {
            Token::Word(_) | Token::Number(_) => names.push(span.of(typed).to_owned()),
            Token::String(name) => names.push(name),
            Token::Bad(_) => names.push(span.of(typed).trim_start_matches(['\'', '"']).to_owned()),
            _ => continue,
        }
        begun = false;
    }
    if begun || typed.ends_with(['.', '[']) {
        names.push(String::new());
    }
    names
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}
