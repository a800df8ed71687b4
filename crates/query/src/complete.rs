//! What could be typed next into a condition.

use crate::{
    Problem, Span,
    ast::{Collection, Function},
    attribute::names,
    lex::{Spanned, Symbol, Token, keyword, lex},
};

mod place;
mod vocabulary;

use place::Place;
pub use vocabulary::Vocabulary;

/// Most candidates that are offered at once; nobody reads more.
const MOST: usize = 50;

/// What could stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What a candidate takes the place of: the word or string that is being typed; empty between words.
    pub span: Span,
    /// What could stand there, the likeliest first.
    pub candidates: Vec<Candidate>,
}

/// One thing that could stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What it is.
    pub kind: CandidateKind,
    /// What is put into the text.
    pub text: String,
}

/// What a candidate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CandidateKind {
    /// A property that documents have or are documented to have.
    Property,
    /// A value that was seen at the property compared with, or that is documented.
    Value,
    /// A function, with its opening parenthesis.
    Function,
    /// A word of the language.
    Keyword,
    /// A comparison.
    Operator,
}

/// Completes a condition (what follows WHERE) at `cursor`, a byte offset.
///
/// It only looks at what stands before the cursor, so that it helps in the middle of what does not parse yet. A text
/// that cannot be continued there, such as one after an error, has no candidates. `known` is what has been seen of the
/// documents.
///
/// ```
/// use iothub_query::{Vocabulary, complete};
///
/// let mut known = Vocabulary::default();
/// known.learn(&serde_json::json!({"tags": {"building": 43}}));
/// let completion = complete("tags.b", 6, &known);
/// assert_eq!(completion.candidates[0].text, "tags.building");
/// assert_eq!(complete("tags.building = ", 16, &known).candidates[0].text, "43");
/// ```
pub fn complete(text: &str, cursor: usize, known: &Vocabulary) -> Completion {
    let head = text.get(..cursor).unwrap_or(text);
    let tokens = lex(head);
    let Some((begun, whole)) = fragment(head, &tokens) else {
        return Completion { span: Span::at(head.len()), candidates: Vec::new() };
    };
    let typed = begun.of(head);
    let place = tokens.get(..whole).and_then(|before| Place::after(head, before));
    let candidates = place.map_or_else(Vec::new, |place| candidates(&place, typed, known));
    Completion { span: Span::new(begun.start, end_of_word(text, head.len(), typed)), candidates }
}

/// What is being typed at the end of `head`, and how many tokens stand before it; `None` after what cannot be read.
fn fragment(head: &str, tokens: &[Spanned<'_>]) -> Option<(Span, usize)> {
    let nothing = Span::at(head.len());
    let mut whole = tokens.len().saturating_sub(1);
    if let Some(Token::Bad(fault)) = tokens.last().map(|last| &last.token) {
        let string = matches!(fault.problem, Problem::UnterminatedString { .. });
        return string.then(|| (Span::new(fault.span.start, head.len()), whole));
    }
    let mut begun = nothing;
    // A word, or a path up to its last dot.
    while let Some(before) = whole.checked_sub(1).and_then(|before| tokens.get(before)) {
        let part = match before.token {
            Token::Word(_) | Token::Number(_) => begun == nothing || head[begun.start..].starts_with('.'),
            Token::Symbol(Symbol::Dot) => !head[begun.start..].starts_with('.'),
            _ => false,
        };
        if before.span.end != begun.start || !part {
            break;
        }
        begun.start = before.span.start;
        whole -= 1;
    }
    Some((begun, whole))
}

/// The end of the word that the cursor is in.
fn end_of_word(text: &str, cursor: usize, typed: &str) -> usize {
    let rest = text.get(cursor..).unwrap_or_default();
    let name = typed.ends_with(keyword::continues_name) && !typed.starts_with(['\'', '"']);
    if name { text.len() - rest.trim_start_matches(keyword::continues_name).len() } else { cursor }
}

fn candidates(place: &Place, typed: &str, known: &Vocabulary) -> Vec<Candidate> {
    let of = |kind| move |text: String| Candidate { kind, text };
    let keywords =
        |words: &[&str]| words.iter().map(|word| of(CandidateKind::Keyword)((*word).to_owned())).collect();
    let mut all: Vec<Candidate> = match place {
        Place::Operand => {
            let documented =
                names(Collection::Devices).filter(|name| !matches!(*name, "tags" | "properties"));
            let properties = known.paths().map(str::to_owned).chain(documented.map(str::to_owned));
            let functions =
                Function::ALL.iter().map(|function| of(CandidateKind::Function)(format!("{function}(")));
            let not = of(CandidateKind::Keyword)("NOT".to_owned());
            properties.map(of(CandidateKind::Property)).chain(functions).chain([not]).collect()
        }
        Place::Operator => ["=", "!=", "<", "<=", ">", ">=", "IN [", "NIN ["]
            .map(|operator| of(CandidateKind::Operator)(operator.to_owned()))
            .into(),
        Place::Joint => keywords(&["AND", "OR"]),
        Place::Value(path) | Place::Item(path) => {
            let mut values = known.values(path.as_deref().unwrap_or_default());
            if values.is_empty() {
                values = ["true", "false", "null"].map(str::to_owned).into();
            }
            values.into_iter().map(of(CandidateKind::Value)).collect()
        }
        Place::List => vec![of(CandidateKind::Operator)("[".to_owned())],
    };
    all.retain(|candidate| begins(&candidate.text, typed) && candidate.text != typed);
    all.truncate(MOST);
    all
}

/// Whether a candidate begins with what is typed, in any case of letters, and a string also without its quote.
fn begins(candidate: &str, typed: &str) -> bool {
    let typed = typed.strip_prefix(['\'', '"']).unwrap_or(typed);
    let candidate = candidate.strip_prefix('\'').unwrap_or(candidate);
    candidate.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

#[cfg(test)]
mod tests;
