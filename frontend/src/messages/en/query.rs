use super::{English, counted};
use crate::{intl::number, messages::QueryMessages};
use iothub_query::{CandidateKind, Caution, Expected, JobsFeature, MAXIMUM_DEPTH, MAXIMUM_LENGTH, Problem};
use iothub_wire::twin::{
    DEEPEST_NESTING, LARGEST_INTEGER, LONGEST_KEY, LONGEST_STRING, SMALLEST_INTEGER, TwinProblem,
};

impl QueryMessages for English {
    fn query_problem(&self, column: u32, problem: &Problem) -> String {
        format!("Column {column}: {}", sentence(problem))
    }

    fn query_caution(&self, column: u32, caution: &Caution) -> String {
        let what = match caution {
            Caution::UnquotedText { text } => {
                format!("{text} is read as a property; text takes quotes, as in '{text}'.")
            }
            Caution::UnknownProperty { name } => format!(
                "a twin has no property {name}; there are tags, properties.desired and properties.reported."
            ),
            Caution::Hyphen { name } => {
                format!("{name} is read as a difference; a name with a hyphen takes brackets and quotes.")
            }
            Caution::Wildcard => "= knows no wildcards; STARTSWITH tells how a text begins.".to_owned(),
            Caution::NegatedOperand => {
                "NOT binds more tightly than the comparison; put the comparison in parentheses.".to_owned()
            }
            Caution::NeverSeen { path } => format!("no twin that was read has {path}."),
            Caution::OtherKind { path, seen } => {
                format!("{path} was read as {seen}; a value of another kind is never equal.")
            }
        };
        format!("Column {column}: {what}")
    }

    fn apply_fix(&self, replacement: &str) -> String {
        if replacement.is_empty() { "Remove it".to_owned() } else { format!("Change to {replacement}") }
    }

    fn query_valid(&self, length: usize) -> String {
        format!("Valid. {} of {} characters.", number(length as u64), number(MAXIMUM_LENGTH as u64))
    }

    fn query_empty(&self) -> &'static str {
        "Nothing here selects all devices."
    }

    fn query_needed(&self) -> &'static str {
        "Write a condition such as tags.building = 43, or * for all devices."
    }

    fn where_label(&self) -> &'static str {
        "WHERE"
    }

    fn send_anyway(&self) -> &'static str {
        "Send it anyway: the hub decides"
    }

    fn suggestions(&self) -> &'static str {
        "Suggestions"
    }

    fn candidate_kind(&self, kind: CandidateKind) -> &'static str {
        match kind {
            CandidateKind::Property => "property",
            CandidateKind::Value => "value",
            CandidateKind::Function => "function",
            CandidateKind::Keyword => "word",
            CandidateKind::Operator => "comparison",
        }
    }

    fn values_seen(&self) -> &'static str {
        "Values seen in this tab:"
    }

    fn keys_choose(&self) -> &'static str {
        "choose"
    }

    fn keys_complete(&self) -> &'static str {
        "complete"
    }

    fn keys_close(&self) -> &'static str {
        "close"
    }

    fn keys_run(&self) -> &'static str {
        "run"
    }

    fn builder(&self) -> &'static str {
        "Builder"
    }

    fn comparison(&self) -> &'static str {
        "Comparison"
    }

    fn value(&self) -> &'static str {
        "Value"
    }

    fn remove_condition(&self) -> &'static str {
        "Remove this row"
    }

    fn add_condition(&self) -> &'static str {
        "Add a condition"
    }

    fn any_is_enough(&self) -> &'static str {
        "One of them is enough (OR)"
    }

    fn more_than_rows(&self) -> &'static str {
        "This condition says more than rows can show. Go on in the text; rows are back once it is simpler."
    }

    fn saved_queries(&self) -> &'static str {
        "Saved queries"
    }

    fn no_saved_queries(&self) -> &'static str {
        "No query is saved yet. Saved queries are there for everybody who uses this Lockstep."
    }

    fn save_query_as(&self) -> &'static str {
        "Save this query as"
    }

    fn not_run_yet(&self) -> &'static str {
        "Not run yet: press Enter."
    }

    fn replaces_query(&self, condition: &str) -> String {
        format!("Replaces the one of that name: {condition}")
    }

    fn replace(&self) -> &'static str {
        "Replace"
    }

    fn save_query_hint(&self) -> &'static str {
        "What is in the field now, for everybody who uses this Lockstep"
    }

    fn saved_by(&self, who: &str) -> String {
        format!("saved by {who}")
    }

    fn discard_query(&self, name: &str) -> String {
        format!("Discard {name}")
    }

    fn twin_problem(&self, problem: &TwinProblem) -> String {
        match problem {
            TwinProblem::NotAPatch => "This is not a twin patch: a JSON object is needed.".to_owned(),
            TwinProblem::NotAnObject { section } => format!("{} has to be a JSON object.", section.name()),
            TwinProblem::SectionTooLarge { section, size } => format!(
                "{} would have {} bytes; the hub takes {}.",
                section.name(),
                number(*size as u64),
                number(section.limit() as u64)
            ),
            TwinProblem::KeyTooLong { path, length } => format!(
                "A key at {path} has {} bytes; the hub takes {}.",
                number(*length as u64),
                number(LONGEST_KEY as u64)
            ),
            TwinProblem::KeyCharacter { path, character } => format!(
                "The key {path} has the character {character:?}; keys have no control characters, dots, $, # or spaces."
            ),
            TwinProblem::StringTooLong { path, length } => format!(
                "The text at {path} has {} bytes; the hub takes {}.",
                number(*length as u64),
                number(LONGEST_STRING as u64)
            ),
            TwinProblem::TooDeep { path } => {
                format!("{path} is nested deeper than {DEEPEST_NESTING} levels.")
            }
            TwinProblem::NullInArray { path } => {
                format!("The array at {path} holds null; only a key can be deleted with null.")
            }
            TwinProblem::IntegerRange { path, number: value } => format!(
                "{value} at {path} is out of range; integers go from {SMALLEST_INTEGER} to {LARGEST_INTEGER}."
            ),
        }
    }
}

fn sentence(problem: &Problem) -> String {
    match problem {
        Problem::Empty => "there is nothing here; * stands for all devices.".to_owned(),
        Problem::TooLong { length } => format!(
            "{} characters are more than the {} that the hub takes.",
            number(*length as u64),
            number(MAXIMUM_LENGTH as u64)
        ),
        Problem::TooDeep => format!("this is nested deeper than {MAXIMUM_DEPTH} levels."),
        Problem::UnexpectedCharacter { character } => {
            format!("the character {character} has no meaning here.")
        }
        Problem::UnterminatedString { quote } => format!("this text has no closing {quote}."),
        Problem::UnknownEscape { character } => {
            format!("text knows the escapes \\' \\\" \\\\ and \\uXXXX, not \\{}.", character.escape_debug())
        }
        Problem::MalformedUnicodeEscape => "\\u takes the four hexadecimal digits of a character.".to_owned(),
        Problem::DoubledQuote { quote } => format!("a quote inside text is written \\{quote}."),
        Problem::MalformedNumber { text } => {
            format!("{text} is not a number; text takes quotes, as in '{text}'.")
        }
        Problem::NumberTooLarge => "this number is too large.".to_owned(),
        Problem::ForeignOperator { found, instead } => format!("{found} is written {instead} here."),
        Problem::Unexpected { found: Some(found), expected } => {
            format!("{} is expected here, not {found}.", expected_here(*expected))
        }
        Problem::Unexpected { found: None, expected } => {
            format!("{} is expected before the end.", expected_here(*expected))
        }
        Problem::UnsupportedWord { word } => format!("{word} is not part of the IoT Hub query language."),
        Problem::StrayParenthesis => "this parenthesis closes nothing.".to_owned(),
        Problem::OpenParenthesis => "this parenthesis is never closed.".to_owned(),
        Problem::ListInParentheses => "a list takes square brackets, as in IN [2, 3].".to_owned(),
        Problem::EmptyList => "a list has at least one value.".to_owned(),
        Problem::UnquotedText { text } => format!("text takes quotes, as in '{text}'."),
        Problem::ChainedComparison => "comparisons cannot be chained; join them with AND.".to_owned(),
        Problem::NegatedExpression => {
            "a minus sign stands only before a number or between two values.".to_owned()
        }
        Problem::ArrayIndex => {
            "elements of an array cannot be addressed; a bracket takes a name, as in tags['floor plan']."
                .to_owned()
        }
        Problem::UnknownFunction { name } => {
            format!("there is no function {name}; there are IS_DEFINED and STARTSWITH.")
        }
        Problem::ArgumentCount { function, expected, found } => {
            let values = counted(*expected as u64, "value", "values");
            format!("{function} takes {values} between its parentheses, not {found}.")
        }
        Problem::PropertyArgument { function } => {
            format!("{function} takes a property, as in {function}(tags.site).")
        }
        Problem::CountTakesNothing => "COUNT takes nothing between its parentheses.".to_owned(),
        Problem::AggregateInCondition { function } => {
            format!("{function} stands only between SELECT and FROM; this is what follows WHERE.")
        }
        Problem::FunctionInSelect { function } => format!("{function} stands only after WHERE."),
        Problem::MissingAs { name } => format!("a new name follows AS, as in deviceId AS {name}."),
        Problem::MissingSelect => "a query starts with SELECT.".to_owned(),
        Problem::UnknownSource { name } => {
            format!("there is no {name} to select from; there are devices and devices.modules.")
        }
        Problem::FullQuery => "only what follows WHERE is needed, not a whole SELECT.".to_owned(),
        Problem::WhereInCondition => "the word WHERE is there already.".to_owned(),
        Problem::StarNotAlone => "* selects all devices and stands alone.".to_owned(),
        Problem::JobsInCondition => {
            "a job runs on devices or on devices.modules, not on devices.jobs.".to_owned()
        }
        Problem::ForeignPrefix { prefix, collection } => {
            format!("{prefix} is not what is selected from: that is {collection}.")
        }
        Problem::NotForJobs { feature } => format!("devices.jobs has no {}.", jobs_feature(*feature)),
        Problem::NotAJobField { field } => format!("devices.jobs cannot be filtered by {field}."),
        Problem::GroupByModules => "GROUP BY is there for devices only.".to_owned(),
        Problem::GroupByOneProperty => "GROUP BY takes one property.".to_owned(),
        Problem::StarWithGroupBy => "GROUP BY needs its columns named in place of *.".to_owned(),
        Problem::NotGrouped { path } => format!("{path} is neither counted nor grouped by."),
    }
}

fn expected_here(expected: Expected) -> &'static str {
    match expected {
        Expected::Expression => "a value, a property or a function",
        Expected::AndOrEnd => "AND, OR or the end",
        Expected::OperatorOrEnd => "a comparison such as =, or the end",
        Expected::List => "a list in square brackets",
        Expected::Constant => "text in quotes, a number, true, false or null",
        Expected::CommaOrBracket => "a comma or ]",
        Expected::CommaOrParenthesis => "a comma or )",
        Expected::ClosingParenthesis => ")",
        Expected::ClosingBracket => "]",
        Expected::Name => "a name",
        Expected::Property => "a property",
        Expected::Column => "a property, an aggregate or *",
        Expected::RowCount => "a number of rows",
        Expected::From => "FROM",
        Expected::By => "BY",
        Expected::Source => "devices or devices.modules",
        Expected::ClauseOrEnd => "WHERE, GROUP BY or the end",
        Expected::End => "the end",
    }
}

fn jobs_feature(feature: JobsFeature) -> &'static str {
    match feature {
        JobsFeature::Columns => "columns",
        JobsFeature::Top => "TOP",
        JobsFeature::GroupBy => "GROUP BY",
    }
}
