//! A filtered list in which nothing moves by itself: jobs come to pass the filter, or no longer do, while one looks at
//! it, and rows that come and go move what is under the pointer.

use lockstep_api::job::JobId;

use super::filter::Filter;

/// The jobs in a filtered list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steady {
    filter: Filter,
    /// How often the person has asked for what passes by now.
    asked: u32,
    all: Vec<JobId>,
    /// Those in the list.
    pub shown: Vec<JobId>,
    /// How many would come or go if the person asked.
    pub changed: usize,
}

impl Steady {
    /// The list after `last`. A job that was there is in the list as it was before, until the filter changes or the
    /// person asks; one that has been let in since is there if it passes.
    pub fn after(
        last: Option<&Self>,
        filter: Filter,
        asked: u32,
        all: Vec<JobId>,
        passes: impl Fn(&JobId) -> bool,
    ) -> Self {
        // In an empty list nothing can move: a name that was given a moment ago may still be on its way.
        let last = last.filter(|last| last.filter == filter && last.asked == asked && !last.shown.is_empty());
        let (mut shown, mut changed) = (Vec::new(), 0);
        for id in &all {
            let passing = passes(id);
            let before = last.filter(|last| last.all.contains(id)).map(|last| last.shown.contains(id));
            changed += usize::from(before.is_some_and(|before| before != passing));
            if before.unwrap_or(passing) {
                shown.push(id.clone());
            }
        }
        Self { filter, asked, all, shown, changed }
    }
}

#[cfg(test)]
mod tests {
    use lockstep_api::time::EpochMillis;

    use super::*;

    fn after(last: Option<&Steady>, state: &str, asked: u32, all: &[&str], passing: &[&str]) -> Steady {
        let filter = Filter::new(state, "", "", "", EpochMillis(0));
        let all = all.iter().map(|id| JobId::listed(*id)).collect();
        Steady::after(last, filter, asked, all, |id| passing.contains(&id.as_str()))
    }

    fn ids(list: &Steady) -> Vec<&str> {
        list.shown.iter().map(JobId::as_str).collect()
    }

    #[test]
    fn a_job_that_ends_stays_among_the_running_until_the_person_asks() {
        let first = after(None, "running", 0, &["a", "b", "c"], &["a", "b"]);
        let later = after(Some(&first), "running", 0, &["a", "b", "c"], &["b", "c"]);
        assert_eq!((ids(&later), later.changed), (vec!["a", "b"], 2));
        let asked = after(Some(&later), "running", 1, &["a", "b", "c"], &["b", "c"]);
        assert_eq!((ids(&asked), asked.changed), (vec!["b", "c"], 0));
    }

    #[test]
    fn a_job_that_was_let_in_is_there_if_it_passes() {
        let first = after(None, "running", 0, &["a"], &["a"]);
        let later = after(Some(&first), "running", 0, &["n", "m", "a"], &["n", "a"]);
        assert_eq!((ids(&later), later.changed), (vec!["n", "a"], 0));
    }

    #[test]
    fn an_empty_list_takes_what_comes_to_pass() {
        let first = after(None, "running", 0, &["a"], &[]);
        let later = after(Some(&first), "running", 0, &["a"], &["a"]);
        assert_eq!((ids(&later), later.changed), (vec!["a"], 0));
    }

    #[test]
    fn another_filter_is_another_list() {
        let first = after(None, "running", 0, &["a", "b"], &["a"]);
        assert_eq!(ids(&after(Some(&first), "completed", 0, &["a", "b"], &["b"])), ["b"]);
    }
}
