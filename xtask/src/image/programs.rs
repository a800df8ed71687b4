//! Static programs: linked with musl, by Zig, which brings a C compiler for every processor.

use std::{fs, path::Path};

use anyhow::Context as _;

use super::{Arch, Image};
use crate::shell::{self, command, run};

/// The Cargo profile of what is shipped in images.
const PROFILE: &str = "container";

/// Builds the programs of the images into a folder, beside the empty folder that state directories are made of.
pub(super) fn build(arch: Arch, images: &[Image], into: &Path) -> anyhow::Result<()> {
    let zig = shell::tools().join("zig/bin");
    let target = arch.target();
    let mut build = command(&zig.join("cargo-zigbuild").to_string_lossy());
    build.args(["zigbuild", "--locked", "--profile", PROFILE, "--target", target]);
    build.args(images.iter().flat_map(|image| ["--package", image.package]));
    build.args(["--features", "lockstep-proxy/embed"]);
    build.env("CARGO_ZIGBUILD_PYTHON_PATH", zig.join("python"));
    // Else both keep things in the user's home.
    build.env("CARGO_ZIGBUILD_CACHE_DIR", shell::tools().join("zig/cache/cargo-zigbuild"));
    build.env("ZIG_GLOBAL_CACHE_DIR", shell::tools().join("zig/cache/zig"));
    run(&mut build)?;

    fs::create_dir_all(into.join("state"))?;
    for image in images {
        let program = shell::target().join(target).join(PROFILE).join(image.package);
        fs::copy(&program, into.join(image.package))
            .with_context(|| format!("cannot copy {}", program.display()))?;
    }
    Ok(())
}
