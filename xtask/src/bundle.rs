//! Building the dashboard and weighing it.

use anyhow::{Context as _, bail};

use crate::shell::{command, output, run};

/// Most bytes of brotli that a browser loads first, whichever page it opens.
///
/// What keeps it there is told in `docs/adr/0005` and `0010`; a bound is no reserve to be used up.
const LIMIT: u64 = 300_000;

/// Builds the dashboard as it is shipped, into `dist/`.
pub(crate) fn build() -> anyhow::Result<()> {
    run(command("trunk").args(["build", "--release", "--offline"]).env("NO_COLOR", "true"))
}

/// Fails when the first load has grown over its limit.
pub(crate) fn weigh() -> anyhow::Result<()> {
    let printed =
        output(command("node").args(["e2e/bundle-size.mjs", "dist"])).context("cannot weigh dist/")?;
    println!("{printed}");
    let total = printed.lines().last().and_then(|line| line.rsplit(' ').next()?.parse::<u64>().ok());
    match total.context("bundle-size.mjs printed no total")? {
        over if over > LIMIT => bail!("the first load of a page is {over} bytes of brotli: at most {LIMIT}"),
        _ => Ok(()),
    }
}
