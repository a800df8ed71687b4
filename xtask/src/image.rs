//! `cargo xtask image`: the container images, without a registry or a daemon, and what must be true of them.
//!
//! They are those of the Dockerfile: only the stage that compiles is done here instead, so that it needs no base image
//! and shares what is installed already.

use std::{fs, path::PathBuf};

use clap::{Args, ValueEnum};

use crate::{
    bundle, demo, setup,
    shell::{self, command},
    steps::Steps,
};

mod layout;
mod programs;

/// Which images.
#[derive(Args, Default, Clone)]
pub(crate) struct Options {
    /// For arm64 as well, and images of the emulator and the simulator
    #[arg(long)]
    all: bool,
}

/// Which programs, and where to.
#[derive(Args, Clone)]
pub(crate) struct ProgramOptions {
    /// The processor they are for
    #[arg(long, value_enum, default_value_t = Arch::Amd64)]
    arch: Arch,
    /// Folder that receives them
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
}

/// A processor, as images name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Arch {
    Amd64,
    Arm64,
}

impl Arch {
    fn name(self) -> &'static str {
        match self {
            Self::Amd64 => "amd64",
            Self::Arm64 => "arm64",
        }
    }

    /// The target for programs that need nothing of the system but its kernel.
    fn target(self) -> &'static str {
        match self {
            Self::Amd64 => "x86_64-unknown-linux-musl",
            Self::Arm64 => "aarch64-unknown-linux-musl",
        }
    }
}

/// An image: a target of the Dockerfile, with one program of ours in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Image {
    name: &'static str,
    package: &'static str,
}

const PROXY: Image = Image { name: "proxy", package: "lockstep-proxy" };
const ALL: [Image; 3] = [
    PROXY,
    Image { name: "emulator", package: "lockstep-hub-emulator" },
    Image { name: "device-sim", package: "lockstep-device-sim" },
];

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let mut all = Steps::default();
    all.step("set-up", setup::for_building)?;
    all.step("the dashboard", bundle::build)?;
    steps(&mut all, options)?;
    all.summary();
    Ok(())
}

/// The images and their tests; the dashboard is built already.
pub(crate) fn steps(all: &mut Steps, options: &Options) -> anyhow::Result<()> {
    let (arches, images) = match options.all {
        true => (&[Arch::Amd64, Arch::Arm64][..], &ALL[..]),
        false => (&[Arch::Amd64][..], &[PROXY][..]),
    };
    all.step("set-up for images", || {
        setup::for_static_programs(&arches.iter().map(|arch| arch.target()).collect::<Vec<_>>())?;
        setup::for_images()
    })?;
    for arch in arches {
        all.step(&format!("static programs for {}", arch.name()), || {
            programs::build(*arch, images, &layout::built(*arch))
        })?;
    }
    all.step("the images", || layout::write(arches, images))?;
    all.step("tests of the images", || {
        // The hub that they are tried with, and the simulator, whose options the compose file uses.
        demo::build_programs()?;
        shell::run(
            command("playwright")
                .args(["test", "--config", "container.config.ts"])
                .current_dir(shell::root().join("e2e"))
                .env("LOCKSTEP_IMAGES", layout::folder()),
        )
    })
}

/// `cargo xtask programs`: what the Dockerfile compiles.
pub(crate) fn programs(options: &ProgramOptions) -> anyhow::Result<()> {
    let mut all = Steps::default();
    all.step("set-up", setup::for_building)?;
    all.step("set-up for static programs", || setup::for_static_programs(&[options.arch.target()]))?;
    all.step("the dashboard", bundle::build)?;
    all.step("static programs", || {
        fs::create_dir_all(&options.into)?;
        programs::build(options.arch, &ALL, &options.into)
    })?;
    all.summary();
    Ok(())
}
