//! uv and uvx, and the system's Python they run packages with.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::pip::pip;
use super::stamp::Folder;
use crate::process;

/// What `uvx` does changes with it.
pub(crate) const UV: &str = "0.13.9";

/// uv's executables.
#[derive(Debug)]
pub(crate) struct Uv {
    pub(crate) uv: PathBuf,
    pub(crate) uvx: PathBuf,
    pub(crate) python: PathBuf,
}

/// What is pinned here.
pub(crate) fn versions() -> Vec<(&'static str, &'static str)> {
    vec![("uv", UV)]
}

/// Installs the wheel.
pub(crate) fn install(folder: &Folder) -> Result<Uv> {
    let part = folder.part("uv", &format!("uv {UV}"), &["bin/uv", "bin/uvx"], |into| {
        let mut command = pip()?;
        command.args(["install", "--quiet", "--no-deps", "--only-binary", ":all:", "--target"]).arg(into);
        command.arg(format!("uv=={UV}"));
        process::run_quietly(&mut command).map(drop)
    })?;
    Ok(Uv { uv: part.join("bin/uv"), uvx: part.join("bin/uvx"), python: python()? })
}

/// The real interpreter behind `python3`: a version manager's shim needs the user's home, which tests do not have.
fn python() -> Result<PathBuf> {
    let text = process::run_quietly(Command::new("python3").args(["-c", "import sys; print(sys.executable)"]))?;
    let path = PathBuf::from(text.trim());
    if !path.is_file() {
        bail!("`python3` names `{}` as itself, which is not a file", path.display());
    }
    Ok(path)
}
