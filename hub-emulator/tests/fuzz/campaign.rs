//! Runs a target until time is up.

use std::cell::Cell;
use std::fmt::Debug;
use std::sync::{Arc, Once};
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestError, TestRng, TestRunner};
use tokio::time::Instant;

use crate::watchdog::{PATIENCE, Watchdog, check_memory};

/// How long one input may take, debug build and busy machine included. Time is linear in the input everywhere here, and
/// inputs have some kilobytes.
const ONE_INPUT_WITHIN: Duration = Duration::from_secs(10);

/// How long a failing input is made smaller, in milliseconds.
const SHRINK_FOR: u32 = 20_000;

/// After how many inputs the memory of the process is looked at.
const BATCH: u64 = 64;

/// Tries inputs until time is up. Panics with the smallest failing input that was found; ends the process with one that
/// is never done with.
pub(crate) fn run<S>(target: &str, inputs: &S, test: impl Fn(S::Value) -> TestCaseResult)
where
    S: Strategy,
    S::Value: Debug + Clone + Send + Sync + 'static,
{
    let seed = setting("LOCKSTEP_FUZZ_SEED").unwrap_or_else(rand::random);
    let period = Duration::from_secs(setting("LOCKSTEP_FUZZ_SECONDS").unwrap_or(2));
    println!("{target}: LOCKSTEP_FUZZ_SEED={seed}");
    count_panics();
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config =
        Config { failure_persistence: None, max_shrink_time: SHRINK_FOR, verbose: 0, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let begun_at = Instant::now();
    let watchdog = Watchdog::over(target, PATIENCE);
    let mut tried = 0_u64;
    while begun_at.elapsed() < period {
        let input = inputs.new_tree(&mut runner).unwrap();
        tried += 1;
        let failed = runner.run_one(input, |input| watched(input, &test, &watchdog)).err();
        if let Some(TestError::Fail(reason, input)) = failed {
            panic!(
                "{target}: input {tried} of LOCKSTEP_FUZZ_SEED={seed} fails: {reason}\nthe input, made smaller: {input:#?}"
            );
        }
        if tried.is_multiple_of(BATCH) {
            check_memory(target);
        }
    }
    check_memory(target);
    println!("{target}: {tried} inputs in {} s", period.as_secs());
}

/// Runs a test, and fails when it takes too long or when anything panicked on the way, if only in a task.
fn watched<T>(input: T, test: impl Fn(T) -> TestCaseResult, watchdog: &Watchdog) -> TestCaseResult
where
    T: Debug + Clone + Send + Sync + 'static,
{
    let (begun_at, before) = (Instant::now(), PANICS.get());
    watchdog.begins(Arc::new(input.clone()));
    let result = test(input);
    watchdog.ends();
    result?;
    prop_assert_eq!(PANICS.get(), before, "a task panicked");
    prop_assert!(begun_at.elapsed() < ONE_INPUT_WITHIN, "took {:?}", begun_at.elapsed());
    Ok(())
}

thread_local! {
    /// Each target runs on a thread of its own, and so does all that its hub does.
    static PANICS: Cell<u64> = const { Cell::new(0) };
}

fn count_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICS.set(PANICS.get() + 1);
            print(panic);
        }));
    });
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name)
        .ok()
        .map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text:?}")))
}
