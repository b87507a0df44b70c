//! Where things are: the workspace and its target folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;

/// The workspace's root.
pub(crate) fn root() -> Result<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().map(Path::to_path_buf).context("`xtask` has no folder above it")
}

/// Cargo's target folder, `CARGO_TARGET_DIR` respected (relative to the workspace, as cargo reads it from there).
pub(crate) fn target() -> Result<PathBuf> {
    let root = root()?;
    Ok(match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) if !folder.is_empty() => root.join(folder),
        _ => root.join("target"),
    })
}

/// The program as it is released, built where it has to be.
pub(crate) fn released() -> Result<PathBuf> {
    built("release")
}

/// The program of a profile of the workspace, built where it has to be.
pub(crate) fn built(profile: &str) -> Result<PathBuf> {
    let mut command = Command::new("cargo");
    command.args(["build", "--quiet", "--locked", "--profile", profile, "--package", "stockade", "--bin", "stockade"]);
    process::run(command.current_dir(root()?))?;
    let folder = match profile {
        "dev" | "test" => "debug",
        "bench" => "release",
        profile => profile,
    };
    Ok(target()?.join(folder).join("stockade"))
}

/// The folder that `cargo xtask setup` fills.
pub(crate) fn test_tools() -> Result<PathBuf> {
    Ok(target()?.join("test-tools"))
}
