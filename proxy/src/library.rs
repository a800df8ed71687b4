//! What people keep to use again: templates of actions, and conditions.

use axum::{Json, extract::State, http::StatusCode};
use lockstep_api::{
    library::{Keep, Kept, LONGEST_NAME, MOST_KEPT, MOST_PARAMETERS, ParameterKind, SavedQuery, Template},
    problem::{FieldRule, ProblemCode},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    access::Caller,
    app::{App, Parts},
    extract::{Body, Id},
    jobs,
    refusal::Refusal,
    store::Kind,
};

mod shipped;

/// Most characters of an id in the library.
const LONGEST_ID: usize = 64;
/// The longest condition that the hub takes, in characters.
const LONGEST_CONDITION: usize = 8192;

/// `GET /api/templates`: those that come with Lockstep first.
pub(crate) async fn templates(State(app): State<App>) -> Result<Json<Vec<Kept<Template>>>, Refusal> {
    let kept = app.book.store().library(Kind::Template).await.map_err(ProblemCode::from)?;
    Ok(Json(shipped::templates().into_iter().chain(kept).collect()))
}

/// `PUT /api/templates/{id}`.
pub(crate) async fn keep_template(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id,
    Body(template): Body<Keep<Template>>,
) -> Result<StatusCode, Refusal> {
    if shipped::templates().iter().any(|shipped| shipped.id == id) {
        return Err(invalid("id", FieldRule::Taken).into());
    }
    if shipped::templates().iter().any(|shipped| same_name(&shipped.name, &template.name)) {
        return Err(invalid("name", FieldRule::Taken).into());
    }
    let Template { action, parameters } = &template.content;
    jobs::action(action)?;
    if parameters.len() > MOST_PARAMETERS {
        return Err(invalid("parameters", FieldRule::Length { most: MOST_PARAMETERS as u64 }).into());
    }
    for parameter in parameters {
        if parameter.name.trim().is_empty() || parameter.name.chars().count() > LONGEST_NAME {
            return Err(invalid("parameters.name", FieldRule::Length { most: LONGEST_NAME as u64 }).into());
        }
        if !(parameter.pointer.is_empty() || parameter.pointer.starts_with('/')) {
            return Err(invalid("parameters.pointer", FieldRule::Character).into());
        }
        if matches!(&parameter.kind, ParameterKind::Choice { values } if values.is_empty()) {
            return Err(invalid("parameters.kind", FieldRule::Required).into());
        }
    }
    keep(&app, Kind::Template, &caller, &id, &template).await
}

/// `DELETE /api/templates/{id}`.
pub(crate) async fn discard_template(State(app): State<App>, Id(id): Id) -> Result<StatusCode, Refusal> {
    discard(&app, Kind::Template, &id).await
}

/// `GET /api/queries`.
pub(crate) async fn queries(State(app): State<App>) -> Result<Json<Vec<Kept<SavedQuery>>>, Refusal> {
    Ok(Json(app.book.store().library(Kind::Query).await.map_err(ProblemCode::from)?))
}

/// `PUT /api/queries/{id}`. A condition that our parser refuses may be kept all the same: the hub may know better.
pub(crate) async fn keep_query(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id,
    Body(query): Body<Keep<SavedQuery>>,
) -> Result<StatusCode, Refusal> {
    if query.content.condition.chars().count() > LONGEST_CONDITION {
        return Err(invalid("condition", FieldRule::Length { most: LONGEST_CONDITION as u64 }).into());
    }
    keep(&app, Kind::Query, &caller, &id, &query).await
}

/// `DELETE /api/queries/{id}`.
pub(crate) async fn discard_query(State(app): State<App>, Id(id): Id) -> Result<StatusCode, Refusal> {
    discard(&app, Kind::Query, &id).await
}

async fn keep<T: Serialize + DeserializeOwned>(
    app: &Parts,
    kind: Kind,
    caller: &Caller,
    id: &str,
    kept: &Keep<T>,
) -> Result<StatusCode, Refusal> {
    let sound = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '-');
    if id.is_empty() || id.len() > LONGEST_ID || !id.chars().all(sound) {
        return Err(invalid("id", FieldRule::Character).into());
    }
    if kept.name.trim().is_empty() {
        return Err(invalid("name", FieldRule::Required).into());
    }
    if kept.name.chars().count() > LONGEST_NAME {
        return Err(invalid("name", FieldRule::Length { most: LONGEST_NAME as u64 }).into());
    }
    let store = app.book.store();
    let there = store.library::<T>(kind).await.map_err(ProblemCode::from)?;
    // Two of one name could not be told apart, and one of them would be taken for the other.
    if there.iter().any(|other| other.id != id && same_name(&other.name, &kept.name)) {
        return Err(invalid("name", FieldRule::Taken).into());
    }
    if there.len() >= MOST_KEPT && there.iter().all(|other| other.id != id) {
        return Err(ProblemCode::TooMany.into());
    }
    store.keep(kind, id, kept, caller.name(), app.now()).await.map_err(ProblemCode::from)?;
    Ok(StatusCode::NO_CONTENT)
}

fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// What is not there any more is as good as removed.
async fn discard(app: &Parts, kind: Kind, id: &str) -> Result<StatusCode, Refusal> {
    app.book.store().discard(kind, id).await.map_err(ProblemCode::from)?;
    Ok(StatusCode::NO_CONTENT)
}

fn invalid(field: &str, rule: FieldRule) -> ProblemCode {
    ProblemCode::InvalidField { field: field.into(), rule }
}
