//! What builds container images.

use super::{debian, step};
use crate::shell::on_path;

/// Builds images without a daemon, and from nothing without a registry.
pub(super) fn buildah() -> anyhow::Result<()> {
    step("buildah", on_path("buildah"), || {
        debian("buildah", "container images are built with buildah: put it on PATH")
    })
}
