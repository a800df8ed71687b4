//! Canonical text: keywords in capitals, single quotes, no parenthesis that is not needed.
//!
//! What is printed parses to the tree it was printed from.

use std::fmt::{self, Display, Formatter, Write as _};

use crate::{
    ast::{
        Aggregate, ArithmeticOperator, Collection, Column, ColumnValue, ComparisonOperator, Expression,
        ExpressionKind, Function, Literal, Name, Number, Path, Projection, Segment, Select, Source,
    },
    parse::{Binding, arithmetic_binding},
};

/// A text as a string constant of the language, in single quotes.
#[must_use]
pub fn quoted(text: &str) -> String {
    Quoted(text).to_string()
}

struct Quoted<'a>(&'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('\'')?;
        for character in self.0.chars() {
            match character {
                '\'' | '\\' => write!(f, "\\{character}")?,
                // Control characters are below 0x100: four digits always do.
                _ if character.is_control() => write!(f, "\\u{:04x}", u32::from(character))?,
                _ => f.write_char(character)?,
            }
        }
        f.write_char('\'')
    }
}

impl Display for Select {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("SELECT ")?;
        if let Some(top) = &self.top {
            write!(f, "TOP {} ", top.rows)?;
        }
        write!(f, "{} FROM {}", self.projection, self.source)?;
        if let Some(filter) = &self.filter {
            write!(f, " WHERE {filter}")?;
        }
        if let Some(path) = &self.group_by {
            write!(f, " GROUP BY {path}")?;
        }
        Ok(())
    }
}

impl Display for Projection {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Projection::Star => f.write_str("*"),
            Projection::Columns(columns) => separated(f, columns, ", "),
        }
    }
}

impl Display for Column {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.value {
            ColumnValue::Path(path) => path.fmt(f)?,
            ColumnValue::Count => write!(f, "{}()", Aggregate::Count)?,
            ColumnValue::Aggregate(aggregate, path) => write!(f, "{aggregate}({path})")?,
        }
        match &self.alias {
            Some(alias) => write!(f, " AS {alias}"),
            None => Ok(()),
        }
    }
}

impl Display for Source {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (&self.alias, self.bare) {
            (Some(alias), true) => alias.fmt(f),
            (Some(alias), false) => write!(f, "{} AS {alias}", self.collection),
            (None, _) => self.collection.fmt(f),
        }
    }
}

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ExpressionKind::Literal(literal) => literal.fmt(f),
            ExpressionKind::Path(path) => path.fmt(f),
            ExpressionKind::Not(operand) if matches!(operand.kind(), ExpressionKind::Not(_)) => {
                write!(f, "NOT {operand}")
            }
            ExpressionKind::Not(operand) => write!(f, "NOT {}", Operand(operand, Binding::Operand)),
            ExpressionKind::And(operands) => chain(f, operands, " AND ", Binding::Comparison),
            ExpressionKind::Or(operands) => chain(f, operands, " OR ", Binding::And),
            ExpressionKind::Compare { left, operator, right } => {
                write!(f, "{} {operator} {}", Operand(left, Binding::Sum), Operand(right, Binding::Sum))
            }
            ExpressionKind::Membership { operand, negated, list } => {
                let word = if *negated { "NIN" } else { "IN" };
                write!(f, "{} {word} ", Operand(operand, Binding::Sum))?;
                bracketed(f, list)
            }
            ExpressionKind::Arithmetic { first, rest } => {
                Operand(first, binding(rest)).fmt(f)?;
                for (operator, operand) in rest {
                    let tighter = if operator.adds() { Binding::Product } else { Binding::Operand };
                    write!(f, " {operator} {}", Operand(operand, tighter))?;
                }
                Ok(())
            }
            ExpressionKind::Call { function, arguments } => {
                write!(f, "{function}(")?;
                separated(f, arguments, ", ")?;
                f.write_char(')')
            }
        }
    }
}

/// An operand, in parentheses when it binds less tightly than its place asks.
struct Operand<'a>(&'a Expression, Binding);

impl Display for Operand<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Operand(expression, least) = self;
        let needed = match expression.kind() {
            ExpressionKind::Or(_) => Binding::Or < *least,
            ExpressionKind::And(_) => Binding::And < *least,
            ExpressionKind::Compare { .. } | ExpressionKind::Membership { .. } => {
                Binding::Comparison < *least
            }
            ExpressionKind::Arithmetic { rest, .. } => binding(rest) < *least,
            // `NOT a = b` could be read in two ways, so neither NOT's operand nor NOT as an operand of anything but
            // AND, OR and NOT goes without parentheses.
            ExpressionKind::Not(_) => Binding::Comparison < *least,
            ExpressionKind::Literal(_) | ExpressionKind::Path(_) | ExpressionKind::Call { .. } => false,
        };
        if needed { write!(f, "({expression})") } else { expression.fmt(f) }
    }
}

/// How tightly an arithmetic chain binds.
fn binding(rest: &[(ArithmeticOperator, Expression)]) -> Binding {
    rest.first().map_or(Binding::Operand, |(operator, _)| arithmetic_binding(*operator))
}

fn chain(f: &mut Formatter<'_>, operands: &[Expression], word: &str, least: Binding) -> fmt::Result {
    for (index, operand) in operands.iter().enumerate() {
        if index > 0 {
            f.write_str(word)?;
        }
        Operand(operand, least).fmt(f)?;
    }
    Ok(())
}

fn separated<T: Display>(f: &mut Formatter<'_>, items: &[T], separator: &str) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        item.fmt(f)?;
    }
    Ok(())
}

fn bracketed(f: &mut Formatter<'_>, list: &[Literal]) -> fmt::Result {
    f.write_char('[')?;
    separated(f, list, ", ")?;
    f.write_char(']')
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Undefined => f.write_str("undefined"),
            Literal::Null => f.write_str("null"),
            Literal::Bool(value) => value.fmt(f),
            Literal::Number(number) => number.fmt(f),
            Literal::String(text) => Quoted(text).fmt(f),
            Literal::Array(list) => bracketed(f, list),
        }
    }
}

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // `Debug` takes an exponent where digits alone would go on for hundreds; `Display` never does.
        let text = format!("{:?}", self.get());
        f.write_str(text.strip_suffix(".0").unwrap_or(&text))
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, segment) in self.segments().iter().enumerate() {
            match (index, segment.plain()) {
                (0, _) => f.write_str(segment.name())?,
                (_, true) => write!(f, ".{segment}")?,
                (_, false) => write!(f, "[{}]", Quoted(segment.name()))?,
            }
        }
        Ok(())
    }
}

/// Prints the key as it is, without quotes.
impl Display for Segment {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Display for Name {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Display for ComparisonOperator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ComparisonOperator::Equal => "=",
            ComparisonOperator::NotEqual => "!=",
            ComparisonOperator::Less => "<",
            ComparisonOperator::LessOrEqual => "<=",
            ComparisonOperator::Greater => ">",
            ComparisonOperator::GreaterOrEqual => ">=",
        })
    }
}

impl Display for ArithmeticOperator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ArithmeticOperator::Add => "+",
            ArithmeticOperator::Subtract => "-",
            ArithmeticOperator::Multiply => "*",
            ArithmeticOperator::Divide => "/",
            ArithmeticOperator::Remainder => "%",
        })
    }
}

impl Display for Function {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Display for Aggregate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Display for Collection {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod round_trip;
