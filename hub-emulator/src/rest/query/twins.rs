//! Twins, columns of twins and groups of twins.

use std::fmt;
use std::ops::ControlFlow;
use std::str::FromStr;

use iothub_query::Query;
use serde_json::Value;

use super::super::paging::{Page, Paging};
use crate::hub::{Hub, State};
use crate::identity::Identity;
use crate::refusal::Refusal;
use crate::registry::possible;

/// The place of a twin in the pages of a query: how many rows came so far (TOP counts them), and the last identity.
struct Place {
    given: u64,
    last: Identity,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.given, self.last)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (given, last) = text.split_once('/').ok_or(())?;
        Ok(Self { given: given.parse().map_err(|_| ())?, last: Identity::parse(last).ok_or(())? })
    }
}

/// A page of whole twins or of their columns.
pub(super) async fn page(hub: &Hub, query: &Query, paging: &Paging) -> Result<Page<Value>, Refusal> {
    let place: Option<Place> = paging.after()?;
    let (mut given, mut last) = place.map_or((0, None), |place| (place.given, Some(place.last)));
    let all_given = |given| query.top().is_some_and(|top| given >= top);
    let mut page = paging.begin();
    if all_given(given) {
        return Ok(page.end());
    }
    let possible = possible(query.select().filter.as_ref(), |ids| query.matches(ids));
    let read = |state: &State| state.registry.slice(query.collection(), &mut last, possible);
    hub.scan(read, |twin| {
        if !query.matches(&twin) {
            return ControlFlow::Continue(());
        }
        // A token may have been made up, with any number.
        given = given.saturating_add(1);
        page.add(|| {
            let row = query.project(&twin).unwrap_or_default();
            (Place { given, last: twin.identity }.to_string(), row)
        })?;
        if all_given(given) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .await;
    Ok(page.end())
}

/// A page of groups. They are counted anew for each page; the place is the number of rows that came so far.
pub(super) async fn groups(hub: &Hub, query: &Query, paging: &Paging) -> Result<Page<Value>, Refusal> {
    let given: usize = paging.after()?.unwrap_or(0);
    let Some(mut aggregation) = query.aggregation() else { return Ok(paging.begin().end()) };
    let mut last = None;
    let possible = possible(query.select().filter.as_ref(), |ids| query.matches(ids));
    let read = |state: &State| state.registry.slice(query.collection(), &mut last, possible);
    hub.scan(read, |twin| {
        aggregation.add(&twin);
        ControlFlow::Continue(())
    })
    .await;
    let rows = aggregation.finish().into_iter().enumerate().skip(given);
    Ok(paging.page(rows, |(index, row)| ((index + 1).to_string(), row)))
}
