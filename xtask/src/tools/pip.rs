//! The user's own pip, and Debian's where there is none.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

/// Ways to start pip, the first that answers is taken.
const WAYS: &[(&str, &[&str])] = &[("python3", &["-m", "pip"]), ("pip3", &[]), ("pip", &[])];

/// pip, ready for its arguments. As root on Debian it is installed where it is missing.
pub(crate) fn pip() -> Result<Command> {
    if let Some(found) = find() {
        return Ok(found);
    }
    debian(&["python3", "python3-pip"])?;
    match find() {
        Some(found) => Ok(found),
        None => bail!("pip does not start; install Debian's `python3-pip`, or any pip"),
    }
}

fn find() -> Option<Command> {
    let (program, arguments) = WAYS.iter().find(|(program, arguments)| {
        let mut asked = arguments.to_vec();
        asked.push("--version");
        process::answers(program, &asked)
    })?;
    let mut command = Command::new(program);
    command.args(*arguments).env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    Some(command)
}

/// Installs Debian packages where that is possible: apt-get is there and this is root.
pub(super) fn debian(packages: &[&str]) -> Result<()> {
    let root = process::run_quietly(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !root || !process::answers("apt-get", &["--version"]) {
        bail!("missing: {}; install them first (as root on Debian this is done for you)", packages.join(", "));
    }
    eprintln!("setup: apt-get install {}", packages.join(" "));
    let install = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command.args(["install", "--yes", "--no-install-recommends"]).args(packages);
        process::run_quietly(&mut command)
    };
    if install().is_err() {
        process::run_quietly(Command::new("apt-get").arg("update"))?;
        install()?;
    }
    Ok(())
}
