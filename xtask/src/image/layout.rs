//! Images in the layout of the Open Container Initiative, which registries, Docker, podman and Kubernetes read.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, bail};

use super::{Arch, Image};
use crate::shell::{self, command, output, run};

/// Most bytes of an image as it lies on a disk, unpacked.
const LIMIT: u64 = 25_000_000;

/// Where the layouts are, a folder for each image.
pub(super) fn folder() -> PathBuf {
    shell::target().join("image")
}

/// Where programs are put for [`write()`]: in place of the Dockerfile's stage `built`, which has them in `/built`.
pub(super) fn built(arch: Arch) -> PathBuf {
    stage(arch).join("built")
}

fn stage(arch: Arch) -> PathBuf {
    shell::target().join("image-stage").join(arch.name())
}

/// Writes a layout for each image, which holds it for every processor.
pub(super) fn write(arches: &[Arch], images: &[Image]) -> anyhow::Result<()> {
    let store = shell::target().join("image-store");
    emptied(&folder())?;
    emptied(&store)?;
    for image in images {
        for arch in arches {
            weigh(*image, *arch)?;
            run(buildah(&store)
                .args(["build", "--quiet", "--target", image.name, "--manifest", image.package])
                .args(["--platform", &format!("linux/{}", arch.name())])
                .args(["--build-context", &format!("built={}", stage(*arch).display())])
                .args(["--build-arg", concat!("VERSION=", env!("CARGO_PKG_VERSION"))])
                .args(["--build-arg", &format!("REVISION={}", revision())])
                // The same sources make the same bytes.
                .args(["--timestamp", &commit_time()])
                .arg("."))?;
        }
        let layout = format!("oci:{}:{}", folder().join(image.name).display(), env!("CARGO_PKG_VERSION"));
        run(buildah(&store).args(["manifest", "push", "--quiet", "--all", image.package, &layout]))?;
    }
    println!("{}: one OCI layout for each image", folder().display());
    Ok(())
}

/// Fails when an image has grown over its limit; there is nothing in it but its program.
fn weigh(image: Image, arch: Arch) -> anyhow::Result<()> {
    let program = built(arch).join(image.package);
    let bytes = fs::metadata(&program).with_context(|| format!("{} is not there", program.display()))?.len();
    println!("{} for {}: {bytes} bytes", image.package, arch.name());
    if bytes > LIMIT {
        bail!("the image of {} has {bytes} bytes: at most {LIMIT}", image.package);
    }
    Ok(())
}

/// buildah with a store of its own, which neither touches the user's images nor needs an overlay file system.
fn buildah(store: &Path) -> Command {
    let mut buildah = command("buildah");
    buildah.args(["--storage-driver", "vfs", "--root"]).arg(store.join("images"));
    buildah.arg("--runroot").arg(store.join("run"));
    buildah
}

fn emptied(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    Ok(fs::create_dir_all(folder)?)
}

fn revision() -> String {
    output(command("git").args(["rev-parse", "HEAD"])).unwrap_or_else(|| "unknown".to_owned())
}

/// When the sources were committed, in seconds; the epoch where that is not known.
fn commit_time() -> String {
    output(command("git").args(["log", "-1", "--format=%ct"])).unwrap_or_else(|| "0".to_owned())
}
