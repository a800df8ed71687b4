//! What is accepted but hardly meant.

use crate::{
    ast::{Collection, ComparisonOperator, Expression, ExpressionKind, Literal, Path},
    attribute::attribute,
    error::Fault,
    print::quoted,
};

/// Something that the hub accepts and that hardly does what was meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Caution {
    /// The right side of a comparison is a property that no twin has; text was meant.
    #[error("`{text}` is read as a property; text takes quotes, as in '{text}'")]
    UnquotedText {
        /// The right side as typed.
        text: String,
    },
    /// A property that no twin has at its top.
    #[error("a twin has no property {name}; there are tags, properties.desired and properties.reported")]
    UnknownProperty {
        /// Its first segment.
        name: String,
    },
    /// A name with a hyphen, which is read as a difference.
    #[error(
        "{name} is read as a difference; a name with a hyphen takes brackets and quotes, as in ['{name}']"
    )]
    Hyphen {
        /// The name as typed.
        name: String,
    },
    /// A string that ends like a pattern, compared with `=`.
    #[error("`=` knows no wildcards; STARTSWITH tells how a text begins")]
    Wildcard,
    /// NOT before a comparison, whose left operand alone it negates.
    #[error("NOT binds more tightly than the comparison; put the comparison in parentheses")]
    NegatedOperand,
    /// A property that no twin has of those that were read.
    #[error("no twin that was read has {path}")]
    NeverSeen {
        /// The property.
        path: String,
    },
    /// A comparison with a value of a kind that no twin has there of those that were read.
    #[error("{path} was read as {seen}, which is a value of another kind")]
    OtherKind {
        /// The property.
        path: String,
        /// A value that was read, as it is typed.
        seen: String,
    },
}

impl Caution {
    /// The stable name of this kind of caution, in lower case with dashes.
    pub fn code(&self) -> &'static str {
        match self {
            Caution::UnquotedText { .. } => "unquoted-text",
            Caution::UnknownProperty { .. } => "unknown-property",
            Caution::Hyphen { .. } => "hyphen",
            Caution::Wildcard => "wildcard",
            Caution::NegatedOperand => "negated-operand",
            Caution::NeverSeen { .. } => "never-seen",
            Caution::OtherKind { .. } => "other-kind",
        }
    }
}

/// Looks through a query that is correct. `paths` are all its paths, those of `filter` included.
pub(crate) fn warnings(
    text: &str,
    collection: Collection,
    filter: Option<&Expression>,
    paths: &[&Path],
) -> Vec<Fault<Caution>> {
    let mut faults = Vec::new();
    if let Some(filter) = filter {
        filter.walk(&mut |expression| {
            faults.extend(unquoted(text, collection, expression));
            faults.extend(wildcard(text, expression));
            faults.extend(negated(text, expression));
        });
    }
    let unknown = paths.iter().enumerate().filter_map(|(place, path)| {
        let unknown = unknown_property(collection, path)?;
        let before = place.checked_sub(1).and_then(|before| paths.get(before));
        Some(before.and_then(|before| hyphenated(text, before, path)).unwrap_or(unknown))
    });
    // Spans of unquoted texts neither overlap nor nest, and come from left to right as the paths do.
    let mut told =
        faults.iter().filter(|fault| matches!(fault.problem, Caution::UnquotedText { .. })).peekable();
    let mut more = Vec::new();
    for fault in unknown {
        while told.next_if(|text| text.span.end <= fault.span.start).is_some() {}
        if told.peek().is_none_or(|text| fault.span.start < text.span.start) {
            more.push(fault);
        }
    }
    faults.extend(more);
    faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
    faults
}

/// `status = enabled` or `deviceId = pump-7`.
fn unquoted(text: &str, collection: Collection, expression: &Expression) -> Option<Fault<Caution>> {
    let ExpressionKind::Compare { right, .. } = expression.kind() else { return None };
    unknown_property(collection, leftmost_path(right)?)?;
    let span = right.span();
    let right = span.of(text);
    let problem = Caution::UnquotedText { text: right.to_owned() };
    Some(Fault::new(problem, span).fix(span, quoted(right)))
}

fn leftmost_path(expression: &Expression) -> Option<&Path> {
    match expression.kind() {
        ExpressionKind::Path(path) => Some(path),
        ExpressionKind::Arithmetic { first, .. } => leftmost_path(first),
        _ => None,
    }
}

fn unknown_property(collection: Collection, path: &Path) -> Option<Fault<Caution>> {
    let first = path.property().first()?;
    if attribute(collection, first.name()).is_some() {
        return None;
    }
    let fault = Fault::new(Caution::UnknownProperty { name: first.name().to_owned() }, path.span());
    let section = first.matches("desired") || first.matches("reported");
    // Only a path without a prefix starts with the section itself.
    Some(if section && path.property().len() == path.segments().len() {
        fault.fix(crate::Span::at(path.span().start), "properties.")
    } else {
        fault
    })
}

/// `properties.reported.my-prop`: what is before the hyphen ends in a plain name, and what is behind it is no property.
fn hyphenated(text: &str, before: &Path, path: &Path) -> Option<Fault<Caution>> {
    let (from, to) = (before.span().end, path.span().start);
    let dotted = before.span().of(text);
    let name_at = before.span().start + dotted.rfind('.')? + 1;
    let end = path.span().start + path.span().of(text).find('.').unwrap_or(to.abs_diff(path.span().end));
    if text.get(from..to)? != "-" || dotted.ends_with(']') {
        return None;
    }
    let name = text.get(name_at..end)?;
    let span = crate::Span::new(name_at - 1, end);
    let fault = Fault::new(Caution::Hyphen { name: name.to_owned() }, crate::Span::new(name_at, end));
    Some(fault.fix(span, format!("[{}]", quoted(name))))
}

/// `deviceId = 'pump%'`.
fn wildcard(text: &str, expression: &Expression) -> Option<Fault<Caution>> {
    let ExpressionKind::Compare { left, operator: ComparisonOperator::Equal, right } = expression.kind()
    else {
        return None;
    };
    let ExpressionKind::Literal(Literal::String(pattern)) = right.kind() else { return None };
    let start = pattern.strip_suffix(['%', '*'])?;
    let call = format!("STARTSWITH({}, {})", left.span().of(text), quoted(start));
    Some(Fault::new(Caution::Wildcard, right.span()).fix(expression.span(), call))
}

/// `NOT a = b`.
fn negated(text: &str, expression: &Expression) -> Option<Fault<Caution>> {
    let (ExpressionKind::Compare { left: operand, .. } | ExpressionKind::Membership { operand, .. }) =
        expression.kind()
    else {
        return None;
    };
    let ExpressionKind::Not(negated) = operand.kind() else { return None };
    if operand.span().of(text).starts_with('(') {
        return None;
    }
    let span = crate::Span::new(negated.span().start, expression.span().end);
    Some(Fault::new(Caution::NegatedOperand, span).fix(span, format!("({})", span.of(text))))
}
