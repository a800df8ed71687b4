//! Orders that take several jobs, because their list of devices is longer than one condition can be.
//!
//! Each part is an order like any other: it is in the store before the hub hears of it, waits for a slot, and is the same
//! job when it is sent again.

use iothub_query::{Chunk, DeviceList};
use lockstep_api::{
    job::{Job, JobId, JobOrder, Part, PreviewProof},
    preview::Signed,
    problem::ProblemCode,
};

use super::{Desk, invalid_id};
use crate::app::App;

/// Orders jobs for a list of devices; never none.
pub(super) async fn order(
    app: &App,
    by: &str,
    first: JobId,
    order: JobOrder,
    list: &DeviceList,
) -> Result<Vec<Job>, ProblemCode> {
    confirmed(app, &first, &order, list).await?;
    let order = JobOrder { unchecked: false, ..order };
    parts(app, by, first, order, list.chunks()).await
}

/// Orders a job for each of the conditions. What has begun is carried through even when nobody waits for it any more;
/// what was refused on the way is taken up again by the same order.
pub(super) async fn parts(
    app: &App,
    by: &str,
    first: JobId,
    order: JobOrder,
    chunks: Vec<Chunk>,
) -> Result<Vec<Job>, ProblemCode> {
    let of = u32::try_from(chunks.len()).unwrap_or(u32::MAX);
    let numbers = (1..=of).map(|number| Ok((number, part_id(&first, number)?)));
    let numbers: Vec<_> = numbers.collect::<Result<_, ProblemCode>>()?;
    let (app, by) = (App::clone(app), by.to_owned());
    let all = app.tasks.clone().spawn(async move {
        let mut jobs = Vec::new();
        for ((number, id), Chunk { condition, count }) in numbers.into_iter().zip(chunks) {
            // The devices are named and were confirmed as a whole.
            let Signed { token, .. } = app.previews.issue(&order.action, &condition, count, app.now());
            let part = JobOrder {
                preview: Some(PreviewProof { token, typed_count: count }),
                part: (of > 1).then(|| Part { series: first.clone(), number, of }),
                condition,
                ..order.clone()
            };
            let ordered = Desk::order(&app, &by, id, part).await;
            jobs.push(ordered.map_err(|code| in_part(jobs.len(), of, code))?);
        }
        Ok(jobs)
    });
    // The task ends without an outcome when it has panicked.
    all.await.unwrap_or(Err(ProblemCode::Internal))
}

/// Looks that the whole list was previewed, unless it was before: the same order again needs no new proof.
async fn confirmed(app: &App, first: &JobId, order: &JobOrder, list: &DeviceList) -> Result<(), ProblemCode> {
    if app.book.store().record(first).await?.is_some_and(|record| record.order.is_some()) {
        return Ok(());
    }
    match &order.preview {
        None => app.previews.check(order, list.count(), app.now()),
        Some(proof) if proof.typed_count == 0 => Err(ProblemCode::EmptyFleet),
        // Nobody can come to devices that are named one by one.
        Some(proof) => app.previews.check(order, proof.typed_count, app.now()),
    }
}

/// Why an order is not whole, when some of its jobs are there already.
fn in_part(made: usize, of: u32, code: ProblemCode) -> ProblemCode {
    match u32::try_from(made).unwrap_or(u32::MAX) {
        0 => code,
        made => ProblemCode::OrderedInPart { made, of, code: Box::new(code) },
    }
}

/// The id of a part.
fn part_id(first: &JobId, number: u32) -> Result<JobId, ProblemCode> {
    let text = if number == 1 { first.to_string() } else { format!("{first}-{number}") };
    JobId::ordered(text).map_err(|error| invalid_id(&error))
}
