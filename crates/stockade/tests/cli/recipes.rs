//! The recipes in `packaging/` start the program as it wants to be started.

use std::path::Path;

use clap::Parser as _;

fn recipe(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_command_line_is_understood() {
    for (name, least) in [
        ("packaging/ci/github.yml", 1),
        ("packaging/ci/gitlab.yml", 1),
        ("packaging/README.md", 3),
        (".pre-commit-hooks.yaml", 1),
    ] {
        let text = recipe(name);
        let lines = text.lines().filter_map(|line| line.find("stockade scan ").and_then(|at| line.get(at..)));
        // A name or a heading is no command line.
        let lines: Vec<&str> = lines.filter(|line| line.starts_with("stockade scan .")).collect();
        assert!(lines.len() >= least, "{name}: {lines:?}");
        for line in lines {
            let command = line.split(" || ").next().unwrap().replace('"', "");
            let parsed = stockade::cli::Cli::try_parse_from(command.split_whitespace());
            assert!(parsed.is_ok(), "{name}: {command}");
        }
    }
}

#[test]
fn recipes_are_sound_documents() {
    for name in ["packaging/ci/github.yml", "packaging/ci/gitlab.yml", ".pre-commit-hooks.yaml"] {
        let parsed = stockade_scan::document::parse(stockade_scan::document::Format::Yaml, &recipe(name));
        assert!(parsed.is_ok(), "{name}: {parsed:?}");
    }
}
