//! Named steps with their times.

use std::time::Duration;

use tokio::time::Instant;

/// Runs steps one after the other and remembers how long each took.
#[derive(Default)]
pub(crate) struct Steps {
    taken: Vec<(String, Duration)>,
}

impl Steps {
    /// Says the name, runs the step, notes its time. A failure is passed on at once.
    pub(crate) fn step<T>(
        &mut self,
        name: &str,
        work: impl FnOnce() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        println!("\n==> {name}");
        let started_at = Instant::now();
        let done = work().map_err(|error| error.context(format!("step \"{name}\" failed")))?;
        self.taken.push((name.to_owned(), started_at.elapsed()));
        Ok(done)
    }

    /// Prints the slowest steps.
    pub(crate) fn summary(mut self) {
        let total: Duration = self.taken.iter().map(|(_, taken)| *taken).sum();
        self.taken.sort_by_key(|(_, taken)| std::cmp::Reverse(*taken));
        println!("\nAll steps took {:.0} s; the slowest:", total.as_secs_f64());
        for (name, taken) in self.taken.iter().take(5) {
            println!("{:>7.1} s  {name}", taken.as_secs_f64());
        }
    }
}
