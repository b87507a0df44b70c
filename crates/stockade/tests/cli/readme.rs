//! What the README says about the program is true: counts, files, command lines, and the report it shows.
//!
//! Blocks between two marks are held to what the program says, and are written anew by `cargo xtask readme`.

use std::path::{Path, PathBuf};

use clap::Parser as _;
use stockade_scan::discover::{clients, manifests};
use stockade_scan::resolve::{bridges, launchers};

/// The variable that makes the tests write the blocks instead of comparing them; `cargo xtask readme` sets it.
const WRITE: &str = "STOCKADE_WRITE_README";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Holds the block of this name to a text.
pub(crate) fn hold(name: &str, wanted: &str) {
    let readme = text("README.md");
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = readme.split_once(&start).unwrap_or_else(|| panic!("README.md has no `{start}`"));
    let (block, after) = rest.split_once(&end).unwrap_or_else(|| panic!("README.md has no `{end}`"));
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(root().join("README.md"), [before, &start, wanted, &end, after].concat()).unwrap();
        return;
    }
    assert!(block == wanted, "README.md says something else: run `cargo xtask readme`. It should say\n{wanted}");
}

#[test]
fn the_readme_counts_right() {
    let counts = format!(
        "{} clients, {} launchers, {} bridges, {} formats of project files, {} checks; paths of Linux, macOS and Windows.\n",
        clients::ALL.len(),
        launchers::ALL.len(),
        bridges::ALL.len(),
        manifests::ALL.len(),
        stockade::checks::count(),
    );
    hold("counts", &counts);
}

#[test]
fn every_file_that_the_readme_and_the_guides_name_is_there() {
    for page in ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"] {
        let text = text(page);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link);
        let mut files: Vec<&str> = links.filter(|link| !link.contains("://")).collect();
        // And what stands in backticks like a path of this repository.
        let ticked = text.split('`').skip(1).step_by(2);
        let tops = ["crates/", "docs/", "fuzz/", "packaging/", "packs/", "schema/", "xtask/", ".ci/"];
        files.extend(ticked.filter(|word| tops.iter().any(|top| word.starts_with(top)) && !word.contains(['<', '*'])));
        assert!(!files.is_empty() || page == "CHANGELOG.md", "{page}");
        for file in files {
            assert!(root().join(file).exists(), "{page} names `{file}`, which does not exist");
        }
    }
}

#[test]
fn every_command_line_of_the_readme_is_understood() {
    let text = text("README.md");
    let lines = text.lines().map(|line| line.trim_start_matches("$ ")).filter(|line| line.starts_with("stockade "));
    // Neither what a shell takes for itself, nor what stands behind it.
    let lines: Vec<&str> = lines.map(|line| line.split(['#', '>']).next().unwrap_or(line)).collect();
    assert!(lines.len() >= 7, "{lines:?}");
    for line in lines {
        let parsed = stockade::cli::Cli::try_parse_from(line.split_whitespace());
        assert!(parsed.is_ok(), "{line}: {parsed:?}");
    }
}
