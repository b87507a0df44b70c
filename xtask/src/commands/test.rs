//! `cargo xtask test`: sets up, then runs every test of the workspace, documentation tests included.
//!
//! - the environment is scrubbed of everything that changes what npm, uv, Python, git or Stockade itself do;
//! - registries are needed before the tests (set-up, cargo's own fetch), never by them.

use std::process::Command;

use anyhow::Result;

use crate::{process, tools, workspace};

/// Prefixes of variables that change what a client, a launcher or Stockade does. Compared without case.
const SCRUBBED: &[&str] = &[
    "all_proxy",
    "bun_",
    "claude",
    "clicolor",
    "codex",
    "conda_",
    "deno_",
    "docker_",
    "gemini",
    "git_",
    "http_proxy",
    "https_proxy",
    "ld_",
    "mcp",
    "no_color",
    "no_proxy",
    "node_",
    "npm_",
    "pip_",
    "pipx_",
    "pnpm_",
    "python",
    "stockade",
    "uv_",
    "virtual_env",
    "xdg_",
    "yarn_",
];

/// Arguments of `test`.
#[derive(Debug, clap::Args)]
pub(crate) struct Test {
    /// Arguments of the runner, such as a filter.
    #[arg(last = true)]
    runner: Vec<String>,
}

impl Test {
    /// Runs the tests; the runner's own closing lines are the last thing printed.
    pub(crate) fn run(&self) -> Result<()> {
        let folder = workspace::test_tools()?;
        tools::install(&folder)?;
        process::run(Command::new("cargo").args(["fetch", "--locked", "--quiet"]).current_dir(workspace::root()?))?;

        let ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
        if process::answers("cargo", &["nextest", "--version"]) {
            let mut nextest = scrubbed(&["nextest", "run", "--workspace", "--locked"])?;
            if ci {
                nextest.args(["--profile", "ci"]);
            }
            process::run(nextest.args(&self.runner))?;
        } else {
            eprintln!("test: cargo-nextest is not installed, using `cargo test`");
            // Not all targets: benchmarks are none of the tests.
            let mut all = scrubbed(&["test", "--workspace", "--locked", "--lib", "--bins", "--tests"])?;
            process::run(all.args(&self.runner))?;
        }
        if self.runner.is_empty() {
            process::run(&mut scrubbed(&["test", "--doc", "--workspace", "--locked"])?)?;
        }
        Ok(())
    }
}

/// A cargo command in the workspace whose environment holds nothing that changes an answer.
fn scrubbed(arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(workspace::root()?);
    for (name, _) in std::env::vars_os() {
        let lower = name.to_string_lossy().to_ascii_lowercase();
        if SCRUBBED.iter().any(|prefix| lower.starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command.env("STOCKADE_TEST_TOOLS", workspace::test_tools()?.join("tools.json"));
    command.env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::scrubbed;

    #[test]
    fn the_tests_see_the_tools_and_no_settings_of_the_user() {
        let command = scrubbed(&["nextest"]).unwrap();
        let set: Vec<_> = command.get_envs().filter(|(_, value)| value.is_some()).map(|(name, _)| name).collect();
        assert!(set.iter().any(|name| *name == "STOCKADE_TEST_TOOLS"), "{set:?}");
        for (name, _) in std::env::vars_os() {
            let lower = name.to_string_lossy().to_ascii_lowercase();
            if lower.starts_with("npm_config_") || lower.starts_with("uv_") {
                let removed = command.get_envs().any(|(found, value)| found == name && value.is_none());
                assert!(removed, "{name:?} reaches the tests");
            }
        }
    }
}
