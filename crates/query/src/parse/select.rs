//! A whole query: the clauses around the condition.

use super::{Parser, Wanted, condition};
use crate::{
    Problem, Span,
    ast::{
        Aggregate, Collection, Column, ColumnValue, Expression, Function, Name, Path, Projection, Select,
        Source, Top,
    },
    error::Fault,
    lex::{
        Symbol, Token,
        keyword::{Keyword, keyword, unsupported},
    },
    problem::Expected,
};

/// Reads a whole query; paths are not resolved yet.
pub(crate) fn select(text: &str) -> Result<Select, Fault> {
    Parser::new(text)?.select()
}

impl Parser<'_> {
    pub(super) fn select(&mut self) -> Result<Select, Fault> {
        if !self.take_keyword(Keyword::Select) {
            return Err(self.missing_select());
        }
        let top = if self.take_keyword(Keyword::Top) { Some(self.top()?) } else { None };
        let projection = self.projection()?;
        if !self.take_keyword(Keyword::From) {
            return Err(self.unexpected_after_operand(Expected::From));
        }
        let source = self.source()?;
        let filter = self.filter()?;
        let group_by = self.group_by()?;
        if projection == Projection::Star || source.collection != Collection::Devices {
            self.wanted.retain(|wanted| *wanted != Wanted::Keyword(Keyword::Group));
        }
        match self.peek() {
            Token::End => Ok(Select { top, projection, source, filter, group_by }),
            Token::Symbol(Symbol::Comma) if group_by.is_some() => {
                Err(Fault::new(Problem::GroupByOneProperty, self.span()))
            }
            _ => Err(self.unexpected_after_operand(match (group_by, filter) {
                (Some(_), _) => Expected::End,
                (None, Some(_)) => Expected::OperatorOrEnd,
                (None, None) => Expected::ClauseOrEnd,
            })),
        }
    }

    /// Refuses a text that does not start with SELECT, and supplies what is missing where that is evident.
    fn missing_select(&self) -> Fault {
        let missing = match (self.peek(), self.keyword_at(0)) {
            (Token::End, _) => return Fault::new(Problem::Empty, self.span()),
            (_, Some(Keyword::From)) => Some("SELECT * "),
            (_, Some(Keyword::Where)) => Some("SELECT * FROM devices "),
            (Token::Word(_), None) if condition(self.text).is_ok() => Some("SELECT * FROM devices WHERE "),
            _ => None,
        };
        let fault = Fault::new(Problem::MissingSelect, self.span());
        match missing {
            Some(missing) => fault.fix(Span::at(self.span().start), missing),
            None => fault,
        }
    }

    /// Reads the number after TOP: digits alone. One beyond all numbers of rows is as good as the largest.
    fn top(&mut self) -> Result<Top, Fault> {
        let span = self.span();
        let digits = span.of(self.text);
        if !matches!(self.peek(), Token::Number(_)) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(self.unexpected(Expected::RowCount));
        }
        self.advance();
        Ok(Top { rows: digits.parse().unwrap_or(u64::MAX), span })
    }

    fn projection(&mut self) -> Result<Projection, Fault> {
        self.want(|_| Wanted::Star);
        if self.take(Symbol::Star) {
            return Ok(Projection::Star);
        }
        self.want(|_| Wanted::Column);
        self.refuse_distinct()?;
        let mut columns = vec![self.column()?];
        while self.take(Symbol::Comma) {
            self.want(|_| Wanted::Column);
            columns.push(self.column()?);
        }
        Ok(Projection::Columns(columns))
    }

    fn column(&mut self) -> Result<Column, Fault> {
        let start = self.span();
        let value = match self.peek() {
            Token::Word(word) if *self.token(1) == Token::Symbol(Symbol::OpenParenthesis) => {
                match (Aggregate::named(word), Function::named(word)) {
                    (Some(aggregate), _) => self.aggregate(aggregate)?,
                    (None, Some(function)) => {
                        return Err(Fault::new(Problem::FunctionInSelect { function }, start));
                    }
                    (None, None) => return Err(self.unknown_function(word)),
                }
            }
            _ => ColumnValue::Path(self.path(Expected::Column)?),
        };
        let alias = if self.take_keyword(Keyword::As) { Some(self.name()?) } else { None };
        if let Token::Word(word) = self.peek()
            && alias.is_none()
            && keyword(word).is_none()
            && unsupported(word).is_none()
        {
            let problem = Problem::MissingAs { name: (*word).to_owned() };
            return Err(Fault::new(problem, self.span()).fix(Span::at(self.span().start), "AS "));
        }
        let mut span = start;
        span.end = self.end();
        Ok(Column { value, alias, span })
    }

    fn aggregate(&mut self, aggregate: Aggregate) -> Result<ColumnValue, Fault> {
        self.advance();
        self.advance();
        if aggregate != Aggregate::Count {
            self.want(|_| Wanted::Property);
            let path = self.path(Expected::Property)?;
            self.expect(Symbol::CloseParenthesis, Expected::ClosingParenthesis)?;
            return Ok(ColumnValue::Aggregate(aggregate, path));
        }
        let inside = self.span();
        if self.take(Symbol::CloseParenthesis) {
            return Ok(ColumnValue::Count);
        }
        if !self.take(Symbol::Star) {
            self.path(Expected::ClosingParenthesis)?;
        }
        let inside = inside.join(Span::at(self.end()));
        self.expect(Symbol::CloseParenthesis, Expected::ClosingParenthesis)?;
        Err(Fault::new(Problem::CountTakesNothing, inside).fix(inside, ""))
    }

    /// Reads what follows FROM.
    pub(super) fn source(&mut self) -> Result<Source, Fault> {
        self.want(|_| Wanted::Source);
        let start = self.at;
        let path = self.path(Expected::Source)?;
        let read = self.tokens.get(start..self.at).unwrap_or_default();
        let bracket = read.iter().any(|spanned| spanned.token == Token::Symbol(Symbol::OpenBracket));
        let names: Vec<_> = path.segments().iter().map(|segment| segment.name()).collect();
        let collection = collection(&names);
        if let Some(collection) = collection
            && !bracket
        {
            return Ok(Source { collection, alias: self.source_alias()?, bare: false });
        }
        // IoT Hub documentation does not have `FROM c`; old tools send it. Taking no other name is our choice, so that
        // a misspelt collection does not silently become an alias for devices.
        if let [name] = names.as_slice()
            && name.eq_ignore_ascii_case("c")
        {
            let alias = Some(Name::new(name, path.span()));
            return Ok(Source { collection: Collection::Devices, alias, bare: true });
        }
        let name = path.span().of(self.text).to_owned();
        let meant = collection.or(match name.to_ascii_lowercase().as_str() {
            "device" => Some(Collection::Devices),
            "modules" | "devices.module" | "device.modules" => Some(Collection::Modules),
            "jobs" | "devices.job" | "device.jobs" => Some(Collection::Jobs),
            _ => None,
        });
        let fault = Fault::new(Problem::UnknownSource { name }, path.span());
        Err(match meant {
            Some(collection) => fault.fix(path.span(), collection.name()),
            None => fault,
        })
    }

    fn source_alias(&mut self) -> Result<Option<Name>, Fault> {
        if self.take_keyword(Keyword::As) {
            return self.name().map(Some);
        }
        match self.peek() {
            Token::Word(word) if keyword(word).is_none() && unsupported(word).is_none() => {
                self.name().map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Reads WHERE and its condition, if they are there.
    pub(super) fn filter(&mut self) -> Result<Option<Expression>, Fault> {
        if self.take_keyword(Keyword::Where) { self.expression().map(Some) } else { Ok(None) }
    }

    fn group_by(&mut self) -> Result<Option<Path>, Fault> {
        if !self.take_keyword(Keyword::Group) {
            return Ok(None);
        }
        if !self.take_keyword(Keyword::By) {
            return Err(self.unexpected(Expected::By));
        }
        self.want(|_| Wanted::Property);
        self.path(Expected::Property).map(Some)
    }
}

/// The collection of these names.
fn collection(names: &[&str]) -> Option<Collection> {
    [Collection::Devices, Collection::Modules, Collection::Jobs].into_iter().find(|collection| {
        let mut wanted = collection.name().split('.');
        names.iter().all(|name| wanted.next().is_some_and(|wanted| wanted.eq_ignore_ascii_case(name)))
            && wanted.next().is_none()
    })
}
