//! The catalogue of everything that is refused.

use std::fmt;

use crate::ast::{Aggregate, Collection, Function};

/// Longest text of a query, in characters (IoT Hub documentation: query language).
pub const MAXIMUM_LENGTH: usize = 8192;

/// How deeply expressions may nest; our choice, as the hub's own limit is not known. An unoptimised parser needs about
/// 3 kB of stack for each level, and WebAssembly has 1 MB. Chains of one operator are not deep, nor are parentheses
/// that open together.
pub const MAXIMUM_DEPTH: u16 = 128;

/// Why a text is refused, with the parameters a message needs.
///
/// `Display` is the English sentence; [`Problem::code`] is the stable name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// There is nothing in the text.
    #[error("there is nothing here; `*` stands for all devices")]
    Empty,
    /// The text has more than [`MAXIMUM_LENGTH`] characters.
    #[error("{length} characters are more than the {MAXIMUM_LENGTH} a query may have")]
    TooLong {
        /// Characters in the text.
        length: usize,
    },
    /// Operators, calls or lists nest more deeply than [`MAXIMUM_DEPTH`].
    #[error("expressions may nest at most {MAXIMUM_DEPTH} levels deep")]
    TooDeep,
    /// A character that the language does not have.
    #[error("the character {character:?} has no meaning here")]
    UnexpectedCharacter {
        /// That character.
        character: char,
    },
    /// A string without its closing quote.
    #[error("this string has no closing {quote}")]
    UnterminatedString {
        /// The quote it was opened with.
        quote: char,
    },
    /// A backslash before a character that needs none.
    #[error("a string knows the escapes \\' \\\" \\\\ and \\uXXXX, not \\{}", character.escape_debug())]
    UnknownEscape {
        /// The character after the backslash.
        character: char,
    },
    /// `\u` without four hexadecimal digits, or half of a surrogate pair.
    #[error("\\u takes the four hexadecimal digits of a character")]
    MalformedUnicodeEscape,
    /// A quote doubled inside a string, as other SQL dialects write it.
    #[error("a quote inside a string is written \\{quote}")]
    DoubledQuote {
        /// The quote that was doubled.
        quote: char,
    },
    /// Something that starts like a number and does not go on like one.
    #[error("`{text}` is not a number; text takes quotes, as in '{text}'")]
    MalformedNumber {
        /// The text in question.
        text: String,
    },
    /// A number beyond what a double can hold.
    #[error("this number is too large")]
    NumberTooLarge,
    /// An operator of another language.
    #[error("`{found}` is written `{instead}` here")]
    ForeignOperator {
        /// What was typed.
        found: String,
        /// What this language has for it.
        instead: &'static str,
    },
    /// Anything else that cannot stand where it stands.
    #[error("{expected} is expected here, not {}", Quoted(found.as_deref()))]
    Unexpected {
        /// What stands there; `None` at the end of the text.
        found: Option<String>,
        /// What could have stood there.
        expected: Expected,
    },
    /// A word of SQL that IoT Hub does not have, such as `ORDER` or `JOIN`.
    #[error("{word} is not part of the IoT Hub query language")]
    UnsupportedWord {
        /// The word in capitals.
        word: String,
    },
    /// A `)` that closes nothing.
    #[error("this parenthesis closes nothing")]
    StrayParenthesis,
    /// A `(` that nothing closes.
    #[error("this parenthesis is never closed")]
    OpenParenthesis,
    /// `IN (…)`.
    #[error("a list takes square brackets, as in IN [2, 3]")]
    ListInParentheses,
    /// `[]`.
    #[error("a list has at least one value")]
    EmptyList,
    /// Text where a constant is needed.
    #[error("text takes quotes, as in '{text}'")]
    UnquotedText {
        /// The text as typed.
        text: String,
    },
    /// `a = b = c`.
    #[error("comparisons cannot be chained; join them with AND")]
    ChainedComparison,
    /// A minus sign before something that is not a number.
    #[error("a minus sign can stand only before a number or between two values")]
    NegatedExpression,
    /// A path that goes into an array by number.
    #[error("elements of an array cannot be addressed; a bracket takes a name, as in tags['floor plan']")]
    ArrayIndex,
    /// A function the hub does not have.
    #[error("there is no function {name}; there are IS_DEFINED and STARTSWITH")]
    UnknownFunction {
        /// Its name as typed.
        name: String,
    },
    /// A function with too many or too few arguments.
    #[error("{function} takes {expected} argument{}, not {found}", if *expected == 1 { "" } else { "s" })]
    ArgumentCount {
        /// The function.
        function: Function,
        /// Arguments it takes.
        expected: usize,
        /// Arguments it was given.
        found: usize,
    },
    /// `IS_DEFINED` of something that is not a property.
    #[error("{function} takes a property, as in {function}(tags.site)")]
    PropertyArgument {
        /// The function.
        function: Function,
    },
    /// `COUNT(*)` or `COUNT(path)`.
    #[error("COUNT takes nothing between its parentheses")]
    CountTakesNothing,
    /// An aggregate outside the SELECT list.
    #[error("{function} can stand only between SELECT and FROM")]
    AggregateInCondition {
        /// The aggregate.
        function: Aggregate,
    },
    /// A function in the SELECT list.
    #[error("{function} can stand only after WHERE")]
    FunctionInSelect {
        /// The function.
        function: Function,
    },
    /// A column's alias without `AS`.
    #[error("a new name for a column follows AS, as in deviceId AS {name}")]
    MissingAs {
        /// The alias.
        name: String,
    },
    /// A query that does not start with SELECT.
    #[error("a query starts with SELECT, as in SELECT * FROM devices")]
    MissingSelect,
    /// Something else than the three collections after FROM.
    #[error("there is no {name} to select from; there are devices, devices.modules and devices.jobs")]
    UnknownSource {
        /// What was typed.
        name: String,
    },
    /// A full SELECT as the condition of a job.
    #[error("a condition is only what follows WHERE")]
    FullQuery,
    /// `WHERE` in front of a job's condition.
    #[error("a condition is only what follows WHERE, without the word itself")]
    WhereInCondition,
    /// `*` together with something else as the condition of a job.
    #[error("`*` selects all devices and stands alone")]
    StarNotAlone,
    /// `FROM devices.jobs` as the condition of a job.
    #[error("a job runs on devices or on devices.modules, not on devices.jobs")]
    JobsInCondition,
    /// A path with the prefix of another collection than the one selected from.
    #[error("{prefix} is not what is selected from: that is {collection}")]
    ForeignPrefix {
        /// The collection of the prefix.
        prefix: Collection,
        /// The collection selected from.
        collection: Collection,
    },
    /// A part of the language that `devices.jobs` does not have.
    #[error("devices.jobs can be read only with SELECT *: {feature} is not supported")]
    NotForJobs {
        /// That part.
        feature: JobsFeature,
    },
    /// A field that `devices.jobs` cannot be filtered by.
    #[error(
        "devices.jobs cannot be filtered by {field}; there are deviceId, jobId, jobType, status and createdTimeUtc"
    )]
    NotAJobField {
        /// The path as typed.
        field: String,
    },
    /// GROUP BY on `devices.modules`.
    #[error("GROUP BY is supported only for devices")]
    GroupByModules,
    /// GROUP BY with several paths.
    #[error("GROUP BY takes one property")]
    GroupByOneProperty,
    /// `SELECT *` with GROUP BY.
    #[error("GROUP BY needs its columns named in place of `*`")]
    StarWithGroupBy,
    /// A column that is neither aggregated nor grouped by.
    #[error("{path} is neither counted nor grouped by")]
    NotGrouped {
        /// The column as typed.
        path: String,
    },
}

/// What could stand where something unexpected stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A value, a property, a function or a parenthesis.
    Expression,
    /// AND, OR or the end of the condition.
    AndOrEnd,
    /// A comparison, AND, OR or the end of the condition.
    OperatorOrEnd,
    /// A list in square brackets.
    List,
    /// A string, a number, true, false, null or undefined.
    Constant,
    /// `,` or `]`.
    CommaOrBracket,
    /// `,` or `)`.
    CommaOrParenthesis,
    /// `)`.
    ClosingParenthesis,
    /// `]`.
    ClosingBracket,
    /// A name after a dot or after AS.
    Name,
    /// A property.
    Property,
    /// A property, an aggregate or `*`.
    Column,
    /// The number after TOP.
    RowCount,
    /// The word FROM.
    From,
    /// The word BY.
    By,
    /// devices, devices.modules or devices.jobs.
    Source,
    /// WHERE, GROUP BY or the end of the query.
    ClauseOrEnd,
    /// The end of the text.
    End,
}

/// What `devices.jobs` does not have (IoT Hub documentation: queries on devices.jobs support neither projections nor
/// aggregations).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobsFeature {
    /// Named columns or aggregates.
    Columns,
    /// TOP; not documented there, so refused.
    Top,
    /// GROUP BY.
    GroupBy,
}

impl Problem {
    /// The stable name of this kind of problem, in lower case with dashes.
    pub fn code(&self) -> &'static str {
        match self {
            Problem::Empty => "empty",
            Problem::TooLong { .. } => "too-long",
            Problem::TooDeep => "too-deep",
            Problem::UnexpectedCharacter { .. } => "unexpected-character",
            Problem::UnterminatedString { .. } => "unterminated-string",
            Problem::UnknownEscape { .. } => "unknown-escape",
            Problem::MalformedUnicodeEscape => "malformed-unicode-escape",
            Problem::DoubledQuote { .. } => "doubled-quote",
            Problem::MalformedNumber { .. } => "malformed-number",
            Problem::NumberTooLarge => "number-too-large",
            Problem::ForeignOperator { .. } => "foreign-operator",
            Problem::Unexpected { .. } => "unexpected",
            Problem::UnsupportedWord { .. } => "unsupported-word",
            Problem::StrayParenthesis => "stray-parenthesis",
            Problem::OpenParenthesis => "open-parenthesis",
            Problem::ListInParentheses => "list-in-parentheses",
            Problem::EmptyList => "empty-list",
            Problem::UnquotedText { .. } => "unquoted-text",
            Problem::ChainedComparison => "chained-comparison",
            Problem::NegatedExpression => "negated-expression",
            Problem::ArrayIndex => "array-index",
            Problem::UnknownFunction { .. } => "unknown-function",
            Problem::ArgumentCount { .. } => "argument-count",
            Problem::PropertyArgument { .. } => "property-argument",
            Problem::CountTakesNothing => "count-takes-nothing",
            Problem::AggregateInCondition { .. } => "aggregate-in-condition",
            Problem::FunctionInSelect { .. } => "function-in-select",
            Problem::MissingAs { .. } => "missing-as",
            Problem::MissingSelect => "missing-select",
            Problem::UnknownSource { .. } => "unknown-source",
            Problem::FullQuery => "full-query",
            Problem::WhereInCondition => "where-in-condition",
            Problem::StarNotAlone => "star-not-alone",
            Problem::JobsInCondition => "jobs-in-condition",
            Problem::ForeignPrefix { .. } => "foreign-prefix",
            Problem::NotForJobs { .. } => "not-for-jobs",
            Problem::NotAJobField { .. } => "not-a-job-field",
            Problem::GroupByModules => "group-by-modules",
            Problem::GroupByOneProperty => "group-by-one-property",
            Problem::StarWithGroupBy => "star-with-group-by",
            Problem::NotGrouped { .. } => "not-grouped",
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Expected::Expression => "a value, a property or a function",
            Expected::AndOrEnd => "AND, OR or the end",
            Expected::OperatorOrEnd => "an operator or the end",
            Expected::List => "a list in square brackets",
            Expected::Constant => "a string, a number, true, false or null",
            Expected::CommaOrBracket => "`,` or `]`",
            Expected::CommaOrParenthesis => "`,` or `)`",
            Expected::ClosingParenthesis => "`)`",
            Expected::ClosingBracket => "`]`",
            Expected::Name => "a name",
            Expected::Property => "a property",
            Expected::Column => "a property, an aggregate or `*`",
            Expected::RowCount => "a number of rows",
            Expected::From => "FROM",
            Expected::By => "BY",
            Expected::Source => "devices, devices.modules or devices.jobs",
            Expected::ClauseOrEnd => "WHERE, GROUP BY or the end",
            Expected::End => "the end",
        })
    }
}

impl fmt::Display for JobsFeature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            JobsFeature::Columns => "a list of columns",
            JobsFeature::Top => "TOP",
            JobsFeature::GroupBy => "GROUP BY",
        })
    }
}

/// Prints the text in back quotes, or "the end".
struct Quoted<'a>(Option<&'a str>);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(text) => write!(f, "`{text}`"),
            None => f.write_str("the end"),
        }
    }
}
