//! `cargo xtask lines`: every source file is small and says at its top what it is for.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{process, workspace};

/// No source file is longer.
const MOST: usize = 500;

/// Arguments of `lines`.
#[derive(Debug, clap::Args)]
pub(crate) struct Lines {}

impl Lines {
    /// Looks at every Rust file that git knows or would add.
    pub(crate) fn run(&self) -> Result<()> {
        let root = workspace::root()?;
        let mut git = Command::new("git");
        git.args(["ls-files", "--cached", "--others", "--exclude-standard", "*.rs"]);
        let names = process::run_quietly(git.current_dir(&root))?;
        let (mut files, mut lines, mut wrong) = (0_usize, 0_usize, Vec::new());
        for name in names.lines() {
            let path = root.join(name);
            // A file that was deleted and not yet staged is still listed.
            if !path.exists() {
                continue;
            }
            let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{name}`"))?;
            files += 1;
            lines += text.lines().count();
            wrong.extend(complaint(name, &text));
        }
        if !wrong.is_empty() {
            bail!("source files to mend:\n  {}", wrong.join("\n  "));
        }
        println!("lines: {files} files, {lines} lines, none above {MOST}");
        Ok(())
    }
}

/// What is wrong with this file, if anything.
fn complaint(name: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    if lines > MOST {
        return Some(format!("`{name}` has {lines} lines: split it by noun (at most {MOST})"));
    }
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with("#!["));
    if !first.is_some_and(|line| line.starts_with("//!")) {
        return Some(format!("`{name}` does not say at its top what it is for (`//!`)"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{MOST, complaint};

    #[test]
    fn long_files_and_silent_files_are_named() {
        assert_eq!(complaint("a.rs", "//! Says what.\nfn main() {}\n"), None);
        assert_eq!(complaint("a.rs", "#![no_main]\n//! Says what.\n"), None);
        assert!(complaint("a.rs", "fn main() {}\n").unwrap().contains("what it is for"));
        let long = format!("//! Long.\n{}", "\n".repeat(MOST));
        assert!(complaint("a.rs", &long).unwrap().contains("501 lines"));
    }
}
