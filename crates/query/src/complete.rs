//! What could be typed next into a condition or a query.

use crate::{
    Span,
    ast::{Aggregate, Collection, Function, Path, Source},
    attribute::{attribute, names},
    check::resolve,
    lex::{
        keyword::{Keyword, spelling},
        lex,
    },
    parse::{Beside, Wanted, source_of, wanted},
};

mod doubt;
mod fragment;
mod vocabulary;

pub use doubt::doubts;
use fragment::Fragment;
pub use vocabulary::Vocabulary;

/// Most candidates that are offered at once; nobody reads more.
const MOST: usize = 50;

/// What could stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What a candidate takes the place of: the whole word, path, string or number that the cursor is in or behind;
    /// empty between words.
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
    /// A function or an aggregate, with its opening parenthesis.
    Function,
    /// A word of the language, or the name of what can be searched.
    Keyword,
    /// A comparison.
    Operator,
}

/// Completes the condition of a job (what follows WHERE, or `FROM devices.modules WHERE …`) at `cursor`, a byte offset;
/// one inside of a character counts as before it.
///
/// What could stand there is told by what stands before, so that it helps in the middle of what does not parse yet. A
/// text that cannot be continued there, such as one after an error, has no candidates. `known` is what has been seen of
/// the documents.
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
    completion(text, cursor, known, false)
}

/// Completes a whole query, as [`complete`] does a condition.
///
/// ```
/// let known = iothub_query::Vocabulary::default();
/// let completion = iothub_query::complete_query("SELECT * F", 10, &known);
/// assert_eq!(completion.candidates[0].text, "FROM");
/// ```
pub fn complete_query(text: &str, cursor: usize, known: &Vocabulary) -> Completion {
    completion(text, cursor, known, true)
}

fn completion(text: &str, cursor: usize, known: &Vocabulary, whole: bool) -> Completion {
    let cursor = text.floor_char_boundary(cursor);
    let mut tokens = lex(text);
    let Some(fragment) = Fragment::at(text, cursor, &tokens) else {
        return Completion { span: Span::at(cursor), candidates: Vec::new() };
    };
    tokens.truncate(fragment.before);
    tokens.push(fragment.end());
    let source = source_of(text).unwrap_or(Source::DEVICES);
    let place = Place { fragment, known, source, whole };
    let mut candidates = Vec::new();
    for wanted in likeliest_first(wanted(text, tokens, whole)) {
        for candidate in place.candidates(&wanted) {
            if !candidates.contains(&candidate) {
                candidates.push(candidate);
            }
        }
    }
    candidates.truncate(MOST);
    Completion { span: place.fragment.span, candidates }
}

/// An alias is the last that comes to mind.
fn likeliest_first(mut wanted: Vec<Wanted>) -> Vec<Wanted> {
    wanted.sort_by_key(|wanted| *wanted == Wanted::Keyword(Keyword::As));
    wanted
}

/// Where candidates are looked for.
struct Place<'a> {
    fragment: Fragment<'a>,
    known: &'a Vocabulary,
    source: Source,
    whole: bool,
}

impl Place<'_> {
    /// What there is of the kind that is wanted and begins with what is typed.
    fn candidates(&self, wanted: &Wanted) -> Vec<Candidate> {
        match wanted {
            Wanted::Operand(None | Some(Beside::Other)) => {
                let functions = Function::ALL.map(|function| self.fragment.opening(function.name(), "("));
                let mut all = self.properties();
                all.extend(self.written(CandidateKind::Function, functions));
                all.extend(self.written(CandidateKind::Keyword, ["NOT"]));
                all
            }
            Wanted::Operand(Some(beside)) => {
                let mut all = self.written(CandidateKind::Value, self.values(beside));
                if !self.fragment.typed.is_empty() {
                    all.extend(self.properties());
                }
                all
            }
            Wanted::Item(beside) => {
                let values = beside.as_ref().map(|beside| self.values(beside)).unwrap_or_default();
                self.written(CandidateKind::Value, values)
            }
            Wanted::Comparison => {
                let lists = ["IN", "NIN"].map(|word| self.fragment.opening(word, " ["));
                let mut all = self.written(CandidateKind::Operator, ["=", "!=", "<", "<=", ">", ">="]);
                all.extend(self.written(CandidateKind::Operator, lists));
                all
            }
            Wanted::List => self.written(CandidateKind::Operator, ["["]),
            Wanted::Property => self.properties(),
            Wanted::Star => self.written(CandidateKind::Keyword, ["*"]),
            Wanted::Column => {
                let mut all = self.properties();
                let aggregates = Aggregate::ALL.map(|aggregate| {
                    let bracket = if aggregate == Aggregate::Count { "()" } else { "(" };
                    self.fragment.opening(aggregate.name(), bracket)
                });
                all.extend(self.written(CandidateKind::Function, aggregates));
                all
            }
            Wanted::Source => {
                let collections = [Collection::Devices, Collection::Modules, Collection::Jobs];
                // A job cannot be for rows of jobs.
                let offered = collections.into_iter().filter(|it| self.whole || *it != Collection::Jobs);
                self.written(CandidateKind::Keyword, offered.map(Collection::name))
            }
            Wanted::Keyword(Keyword::Group) => self.written(CandidateKind::Keyword, ["GROUP BY"]),
            Wanted::Keyword(word) => self.written(CandidateKind::Keyword, [spelling(*word)]),
        }
    }

    /// Those of the `texts` that begin with what is typed.
    fn written<T: Into<String>>(
        &self,
        kind: CandidateKind,
        texts: impl IntoIterator<Item = T>,
    ) -> Vec<Candidate> {
        let texts = texts.into_iter().map(Into::into);
        texts.filter(|text| self.fragment.begins(text)).map(|text| Candidate { kind, text }).collect()
    }

    /// The properties that are known, with the prefix that is typed.
    fn properties(&self) -> Vec<Candidate> {
        let collection = self.source.collection;
        let Some(begun) = self.fragment.path(&self.source) else { return Vec::new() };
        let seen = self.known.paths().filter(|_| collection != Collection::Jobs).cloned();
        let documented = documented(collection).map(|path| path.split('.').map(str::to_owned).collect());
        let texts = seen.chain(documented).filter_map(|names: Vec<String>| begun.completed(&names));
        let new = texts.filter(|text| text != self.fragment.typed);
        new.map(|text| Candidate { kind: CandidateKind::Property, text }).collect()
    }

    /// What could be compared with what stands beside.
    fn values(&self, beside: &Beside) -> Vec<String> {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let Beside::Property(path) = beside else {
            return if *beside == Beside::Truth { words(&["true", "false"]) } else { Vec::new() };
        };
        let Some(names) = self.meant(path) else { return Vec::new() };
        let values = self.known.values(self.source.collection, &names);
        let free = names.first().is_some_and(|first| {
            matches!(first.as_str(), "tags" | "properties")
                || attribute(self.source.collection, first).is_none()
        });
        if values.is_empty() && free { words(&["true", "false", "null"]) } else { values }
    }

    /// Where a property lives in a document, whatever prefix, case and brackets it is typed with.
    fn meant(&self, path: &Path) -> Option<Vec<String>> {
        let mut path = path.clone();
        resolve(&mut path, &self.source).ok()?;
        Some(path.attribute().iter().map(|segment| segment.name().to_owned()).collect())
    }
}

/// Properties that documents are documented to have and that can be compared; sections are looked into.
fn documented(collection: Collection) -> impl Iterator<Item = &'static str> {
    let inside: &[&str] = match collection {
        Collection::Devices | Collection::Modules => &[
            "capabilities.iotEdge",
            "x509Thumbprint.primaryThumbprint",
            "x509Thumbprint.secondaryThumbprint",
        ],
        Collection::Jobs => &[],
    };
    let sections = ["tags", "properties", "capabilities", "x509Thumbprint"];
    let there = move |name: &&str| {
        !sections.contains(name) && (*name != "moduleId" || collection != Collection::Devices)
    };
    names(collection).filter(there).chain(inside.iter().copied())
}

#[cfg(test)]
mod tests;
