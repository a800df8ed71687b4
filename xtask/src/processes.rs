//! Programs that run side by side until Ctrl-C.

use std::{ffi::OsStr, process::Stdio, time::Duration};

use anyhow::{Context as _, bail};
use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, BufReader},
    process::{Child, Command},
    signal::unix::{SignalKind, signal},
    sync::oneshot,
    time::timeout,
};

use crate::shell;

/// How long a program may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(12);

/// Programs in the order in which they were started; they end in the reverse order.
#[derive(Default)]
pub(crate) struct Processes {
    running: Vec<(&'static str, Child)>,
}

impl Processes {
    /// Starts a program and waits for the line on its output that begins with `ready`, which is returned. All it
    /// prints goes on to our own output behind its name.
    pub(crate) async fn start(
        &mut self,
        name: &'static str,
        program: impl AsRef<OsStr>,
        arguments: &[&str],
        ready: &'static str,
    ) -> anyhow::Result<String> {
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(shell::root())
            .env("PATH", shell::path_with_tools())
            // A group of its own: Ctrl-C reaches only us, and we end them in order.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let (found, line) = oneshot::channel();
        let stdout = child.stdout.take().context("a piped output")?;
        let stderr = child.stderr.take().context("a piped error output")?;
        tokio::spawn(forward(name, stdout, Some((ready, found))));
        tokio::spawn(forward(name, stderr, None));
        self.running.push((name, child));
        line.await.with_context(|| format!("{name} ended before it was ready; its last lines say why"))
    }

    /// Waits for Ctrl-C, SIGTERM, or the end of any program.
    pub(crate) async fn wait(&mut self) -> anyhow::Result<()> {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        loop {
            tokio::select! {
                _ = interrupt.recv() => return Ok(()),
                _ = terminate.recv() => return Ok(()),
                () = tokio::time::sleep(Duration::from_millis(500)) => self.all_alive()?,
            }
        }
    }

    fn all_alive(&mut self) -> anyhow::Result<()> {
        for (name, child) in &mut self.running {
            if let Some(status) = child.try_wait()? {
                bail!("{name} ended with {status}");
            }
        }
        Ok(())
    }

    /// Asks every program to end, the last one started first.
    pub(crate) async fn end(mut self) {
        while let Some((name, mut child)) = self.running.pop() {
            let pid = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
            if let Some(pid) = pid {
                _ = kill_process(pid, Signal::TERM);
            }
            if timeout(GRACE, child.wait()).await.is_err() {
                println!("{name} did not end in {} s and was stopped", GRACE.as_secs());
                _ = child.kill().await;
            }
        }
        println!("everything has ended");
    }
}

async fn forward(
    name: &'static str,
    output: impl AsyncRead + Unpin,
    mut awaited: Option<(&'static str, oneshot::Sender<String>)>,
) {
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        println!("{name:>9} | {line}");
        if let Some((_, found)) = awaited.take_if(|(ready, _)| line.starts_with(*ready)) {
            _ = found.send(line);
        }
    }
}
