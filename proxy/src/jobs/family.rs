//! The jobs that belong together: attempts at the same, copies, and the parts of one order.

use lockstep_api::job::{JobId, RepeatedDevices, Repeats};

use crate::store::{JobRecord, Store, StoreError};

/// Jobs of one family that are looked at.
const MOST: usize = 100;

/// The family of a job, itself included: every attempt from the first one on with its parts, the copies of the job, and the
/// one that it is a copy of. A copy of another attempt is a job of its own.
pub(super) async fn of(store: &Store, id: &JobId) -> Result<Vec<JobId>, StoreError> {
    let (mut first, mut origin) = (id.clone(), None);
    for _ in 0..MOST {
        match repeats(store.record(&first).await?.as_ref()).cloned() {
            Some(Repeats { job, devices: RepeatedDevices::Own }) => {
                origin = Some(job);
                break;
            }
            Some(Repeats { job, .. }) => first = job,
            None => break,
        }
    }
    let (mut attempts, mut copies) = (vec![first], Vec::from_iter(origin));
    let mut looked_at = 0;
    while let Some(attempt) = attempts.get(looked_at).cloned() {
        looked_at += 1;
        for relative in store.relatives(&attempt).await? {
            let copy = repeats(Some(&relative))
                .is_some_and(|repeats| repeats.devices == RepeatedDevices::Own && repeats.job == attempt);
            let place = if copy { &mut copies } else { &mut attempts };
            let wanted = (!copy || attempt == *id) && !place.contains(&relative.id);
            if wanted && place.len() < MOST {
                place.push(relative.id);
            }
        }
    }
    copies.retain(|copy| !attempts.contains(copy));
    attempts.extend(copies);
    Ok(attempts)
}

fn repeats(record: Option<&JobRecord>) -> Option<&Repeats> {
    record?.order.as_ref()?.0.repeats.as_ref()
}
