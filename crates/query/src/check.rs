//! The rules that grammar alone does not tell: what paths refer to, and what a collection supports.

use crate::{
    Problem,
    ast::{Collection, ColumnValue, Expression, Path, Projection, Segment, Select, Source},
    attribute::attribute,
    error::Fault,
    problem::JobsFeature,
};

/// Resolves the paths of a query and refuses what its collection does not support.
pub(crate) fn check(mut select: Select) -> Result<Select, Fault> {
    refuse_unsupported(&select)?;
    let Select { projection, source, filter, group_by, .. } = &mut select;
    if let Projection::Columns(columns) = projection {
        columns
            .iter_mut()
            .filter_map(|column| column.path_mut())
            .try_for_each(|path| resolve(path, source))?;
    }
    if let Some(filter) = filter {
        check_filter(filter, source)?;
    }
    if let Some(path) = group_by {
        resolve(path, source)?;
    }
    check_columns(&select)?;
    Ok(select)
}

/// Resolves the paths of a condition on `source`.
pub(crate) fn check_filter(filter: &mut Expression, source: &Source) -> Result<(), Fault> {
    filter.try_for_each_path(&mut |path| resolve(path, source))
}

fn refuse_unsupported(select: &Select) -> Result<(), Fault> {
    let not_for_jobs = |feature, span| Err(Fault::new(Problem::NotForJobs { feature }, span));
    match (select.source.collection, &select.projection, &select.group_by) {
        (Collection::Jobs, Projection::Columns(columns), _) => {
            let spans = columns.iter().map(|column| column.span);
            not_for_jobs(JobsFeature::Columns, spans.reduce(|all, span| all.join(span)).unwrap_or_default())
        }
        (Collection::Jobs, Projection::Star, Some(path)) => not_for_jobs(JobsFeature::GroupBy, path.span()),
        (Collection::Jobs, Projection::Star, None) => match &select.top {
            Some(top) => not_for_jobs(JobsFeature::Top, top.span),
            None => Ok(()),
        },
        (Collection::Modules, _, Some(path)) => Err(Fault::new(Problem::GroupByModules, path.span())),
        (Collection::Devices, Projection::Star, Some(path)) => {
            Err(Fault::new(Problem::StarWithGroupBy, path.span()))
        }
        (Collection::Devices | Collection::Modules, _, _) => Ok(()),
    }
}

/// Every column stands for one value per row.
fn check_columns(select: &Select) -> Result<(), Fault> {
    let Projection::Columns(columns) = &select.projection else { return Ok(()) };
    for column in columns {
        if let ColumnValue::Path(path) = &column.value
            && select.aggregates()
            && !select.group_by.as_ref().is_some_and(|group| same_attribute(group, path))
        {
            let path_text = path.to_string();
            return Err(Fault::new(Problem::NotGrouped { path: path_text }, path.span()));
        }
    }
    Ok(())
}

/// Says whether both can be one property: in a document that has several which differ by case alone, each path has its
/// own.
fn same_attribute(one: &Path, other: &Path) -> bool {
    let (one, other) = (one.attribute(), other.attribute());
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.matches(other.name()))
}

/// Takes the source or its alias off the front of a path and spells the documented property as documents do.
pub(crate) fn resolve(path: &mut Path, source: &Source) -> Result<(), Fault> {
    let prefix = prefix(path, source)?;
    let mut attribute_path = path.segments().get(prefix..).unwrap_or_default().to_vec();
    let known = match attribute_path.first_mut() {
        Some(first) => match attribute(source.collection, first.name()) {
            Some(attribute) => {
                *first = Segment::new(attribute.stored);
                true
            }
            None => false,
        },
        None => false,
    };
    if source.collection == Collection::Jobs && !(known && attribute_path.len() == 1) {
        return Err(Fault::new(Problem::NotAJobField { field: path.to_string() }, path.span()));
    }
    path.resolve(prefix, attribute_path);
    Ok(())
}

/// How many segments only name the source; a path always has one more.
pub(crate) fn prefix(path: &Path, source: &Source) -> Result<usize, Fault> {
    let [first, second, ..] = path.segments() else { return Ok(0) };
    if source.alias.as_ref().is_some_and(|alias| first.matches(alias.as_str())) {
        return Ok(1);
    }
    if !first.matches("devices") {
        return Ok(0);
    }
    let named = match path.segments().len() {
        2 => Collection::Devices,
        _ if second.matches("modules") => Collection::Modules,
        _ if second.matches("jobs") => Collection::Jobs,
        _ => Collection::Devices,
    };
    match (named, source.collection) {
        (Collection::Modules, Collection::Modules) | (Collection::Jobs, Collection::Jobs) => Ok(2),
        // A module twin belongs to a device: taking the shorter prefix too is our choice.
        (Collection::Devices, Collection::Devices | Collection::Modules) => Ok(1),
        (Collection::Devices, Collection::Jobs)
        | (Collection::Modules, Collection::Devices | Collection::Jobs)
        | (Collection::Jobs, Collection::Devices | Collection::Modules) => {
            let problem = Problem::ForeignPrefix { prefix: named, collection: source.collection };
            Err(Fault::new(problem, path.span()))
        }
    }
}
