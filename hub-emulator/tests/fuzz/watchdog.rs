//! What a failing assertion cannot tell: an input that is never done with, and memory that grows.

use std::fmt::Debug;
use std::io::Write as _;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::time::Instant;

/// How long one input may take before the whole run is ended, as nothing else can end it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Most memory that the process may ever have had, in kibibytes: eight times what all targets had after a minute each.
const MOST_MEMORY: u64 = 256 * 1024;

/// An input and when it was begun.
type Begun = (Instant, Arc<dyn Debug + Send + Sync>);

/// Watches the inputs of a target until it is dropped.
pub(crate) struct Watchdog(Arc<Mutex<Option<Begun>>>);

impl Watchdog {
    /// Ends the process, with the input printed, when one takes longer than `patience`.
    pub(crate) fn over(target: &str, patience: Duration) -> Self {
        let begun = Arc::default();
        let (watched, target) = (Arc::downgrade(&begun), target.to_owned());
        std::thread::spawn(move || watch(&watched, &target, patience));
        Self(begun)
    }

    /// Says which input is begun.
    pub(crate) fn begins(&self, input: Arc<dyn Debug + Send + Sync>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), input));
    }

    /// Says that it is done with.
    pub(crate) fn ends(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn watch(watched: &Weak<Mutex<Option<Begun>>>, target: &str, patience: Duration) {
    while let Some(begun) = watched.upgrade() {
        let begun = begun.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, input)) = begun.filter(|(at, _)| at.elapsed() > patience) {
            // What a test prints may be kept from the terminal, and then nobody would see it.
            let mut out = std::io::stderr();
            _ = writeln!(out, "{target}: no end after {patience:?} of the input {input:#?}");
            std::process::abort();
        }
        std::thread::sleep(patience / 30);
    }
}

/// Panics when the process has had more memory than all inputs together may take.
pub(crate) fn check_memory(target: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next());
    let peak: u64 = peak.and_then(|kibibytes| kibibytes.parse().ok()).unwrap_or(0);
    assert!(
        peak < MOST_MEMORY,
        "{target}: the process has had {peak} KiB; `--test-threads=1` tells which target it was"
    );
}

#[test]
fn an_input_that_hangs_is_printed_and_ends_the_run() {
    let again = std::env::current_exe().unwrap();
    let hanging = ["--exact", "watchdog::hangs", "--ignored"];
    let run = Command::new(again).args(hanging).output().unwrap();
    let told = String::from_utf8_lossy(&run.stderr);
    assert!(!run.status.success());
    assert!(told.contains(r#"hangs: no end after 100ms of the input "\0round and round""#), "{told}");
}

#[test]
#[ignore = "never ends by itself: the test above starts it"]
fn hangs() {
    let watchdog = Watchdog::over("hangs", Duration::from_millis(100));
    watchdog.begins(Arc::new("\0round and round"));
    loop {
        std::thread::park();
    }
}
