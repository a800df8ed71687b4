//! `cargo xtask dev`: the demo, with `trunk serve` and live reload in front.

use crate::{
    demo::{self, Options},
    processes::Processes,
    setup,
    steps::Steps,
};

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    demo::ports_are_free(options)?;
    let mut steps = Steps::default();
    steps.step("set-up", setup::for_building)?;
    steps.step("the programs", demo::build_programs)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut processes = Processes::default();
        let ended = async {
            // Trunk's page has another port, which the proxy must know as its own.
            let address =
                demo::start(&mut processes, options, &["--public-url", "http://127.0.0.1:8081"]).await?;
            let api = format!("http://{}/api", options.listen);
            let serve = ["serve", "--offline", "--proxy-backend", &api];
            processes.start("trunk", "trunk", &serve, "").await?;
            println!("\nOpen {address}\nSources are watched. Ctrl-C ends everything.\n");
            processes.wait().await
        }
        .await;
        processes.end().await;
        ended
    })
}
