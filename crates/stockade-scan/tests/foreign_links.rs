//! Links in the home of another machine: they mean that machine's files, and never show this one's.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::os::unix::fs::symlink;

use stockade_model::Os;
use stockade_scan::{Options, scan};

#[test]
fn a_link_out_of_a_foreign_home_is_said_and_not_followed() {
    let image = tempfile::tempdir().unwrap();
    let here = tempfile::tempdir().unwrap();
    let servers = |name: &str| format!(r#"{{"mcpServers": {{"{name}": {{"command": "{name}"}}}}}}"#);
    std::fs::write(here.path().join("mcp.json"), servers("ours")).unwrap();
    let home = image.path().join("home/ann");
    for folder in [".cursor", ".factory", ".iflow", "dotfiles"] {
        std::fs::create_dir_all(home.join(folder)).unwrap();
    }
    std::fs::write(home.join("dotfiles/mcp.json"), servers("theirs")).unwrap();
    std::fs::write(home.join("dotfiles/settings.json"), servers("near")).unwrap();
    symlink(here.path().join("mcp.json"), home.join(".cursor/mcp.json")).unwrap();
    symlink("/home/ann/dotfiles/mcp.json", home.join(".factory/mcp.json")).unwrap();
    symlink("../dotfiles/settings.json", home.join(".iflow/settings.json")).unwrap();

    let report = scan(&Options::foreign(home, Os::Linux), &|_| {});
    let mut names: Vec<&str> = report.inventory.servers.iter().map(|server| server.name.value.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["near", "theirs"]);
    let problems: Vec<&str> = report.inventory.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(problems.iter().any(|problem| problem.contains("outside of what is scanned")), "{problems:?}");
}
