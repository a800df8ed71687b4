//! Which attempt of how many a job is.

use std::collections::HashMap;

use lockstep_api::job::{Job, JobId, RepeatedDevices};

/// Which of how many attempts at the same each job of a family is, from 1; nothing for a job with only one. The parts of
/// a series are one attempt, and a copy is a beginning of its own. The family is oldest first.
pub fn attempts(family: &[Job]) -> HashMap<JobId, (u64, u64)> {
    let by_id: HashMap<&JobId, &Job> = family.iter().map(|job| (&job.id, job)).collect();
    let first = |job| first(job, &by_id, family.len());
    let mut runs: HashMap<JobId, Vec<JobId>> = HashMap::new();
    for job in family {
        let runs = runs.entry(first(job)).or_default();
        if !runs.contains(&run(job)) {
            runs.push(run(job));
        }
    }
    let places = family.iter().filter_map(|job| {
        let runs = runs.get(&first(job)).filter(|runs| runs.len() > 1)?;
        let number = runs.iter().position(|one| *one == run(job))? + 1;
        Some((job.id.clone(), (number as u64, runs.len() as u64)))
    });
    places.collect()
}

/// The first attempt at what a job attempts, by its order.
fn first<'j>(mut job: &'j Job, family: &HashMap<&JobId, &'j Job>, most: usize) -> JobId {
    // An attempt is younger than what it repeats, so this ends; a list that lies has no end of its own.
    for _ in 1..most {
        let repeats = job.record.repeats.as_ref().filter(|repeats| repeats.devices != RepeatedDevices::Own);
        let Some(before) = repeats.and_then(|repeats| family.get(&repeats.job)) else { break };
        job = before;
    }
    run(job)
}

/// The order that a job came of: the first of its series, or itself.
fn run(job: &Job) -> JobId {
    job.record.part.as_ref().map_or_else(|| job.id.clone(), |part| part.series.clone())
}

#[cfg(test)]
mod tests {
    use lockstep_api::job::{JobRecord, JobState, Part, Repeats};

    use super::*;

    fn job(id: &str, repeats: Option<(&str, RepeatedDevices)>, series: Option<&str>) -> Job {
        let repeats = repeats.map(|(job, devices)| Repeats { job: JobId::listed(job), devices });
        let part = series.map(|series| Part { series: JobId::listed(series), number: 1, of: 2 });
        let record = JobRecord { repeats, part, ..JobRecord::default() };
        Job {
            id: JobId::listed(id),
            record,
            ..super::super::super::super::head::tests::job(JobState::Completed)
        }
    }

    #[test]
    fn attempts_are_counted_from_the_first_whichever_of_them_was_repeated() {
        use RepeatedDevices::{Failed, NotReached, Own};
        let family = [
            job("a", None, None),
            job("b", Some(("a", Failed)), None),
            job("copy", Some(("a", Own)), None),
            job("c", Some(("b", NotReached)), Some("c")),
            job("c-2", Some(("b", NotReached)), Some("c")),
        ];
        let attempts = attempts(&family);
        let of = |id: &str| attempts.get(&JobId::listed(id)).copied();
        assert_eq!([of("a"), of("b"), of("c"), of("c-2")], [(1, 3), (2, 3), (3, 3), (3, 3)].map(Some));
        assert_eq!(of("copy"), None);
    }

    #[test]
    fn a_family_that_repeats_itself_has_an_end() {
        use RepeatedDevices::Failed;
        let circle = [job("a", Some(("b", Failed)), None), job("b", Some(("a", Failed)), None)];
        assert_eq!(attempts(&circle).len(), 0);
    }
}
