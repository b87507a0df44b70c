//! Settings files that change what a launch line means, and do not let themselves be read; folders that are closed.

use std::os::unix::fs::symlink;
use std::process::Command;

use stockade_model::ProblemKind;
use stockade_scan::scan;

use super::{HONEST, Stage, WITNESS, within};

#[test]
fn a_settings_file_that_cannot_be_read_is_never_taken_for_none() {
    for (name, make, kind) in [
        (
            "project/.npmrc",
            (|path: &std::path::Path| std::fs::write(path, vec![b'#'; 5 << 20]).unwrap()) as fn(&std::path::Path),
            ProblemKind::TooLarge,
        ),
        (
            "project/.npmrc",
            |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
            ProblemKind::NotRegular,
        ),
        (".npmrc", |path| symlink(path, path).unwrap(), ProblemKind::SymlinkLoop),
        (
            ".npmrc",
            |path| std::fs::write(path, b"registry=https://registry.example/\n# \xff").unwrap(),
            ProblemKind::Encoding,
        ),
    ] {
        let stage = Stage::new();
        stage.write("project/.cursor/mcp.json", HONEST);
        stage.write(WITNESS.1, HONEST);
        let path = stage.at(name);
        make(&path);
        let report = within(20, || scan(&stage.options(), &|_| {}));
        let named: Vec<_> = super::problems_at(&report.inventory, &path).collect();
        assert!(named.iter().any(|problem| problem.kind == kind), "{name} {kind:?}: {:?}", report.inventory.problems);
        assert_eq!(report.launches.len(), 2);
        let finding = report.findings.iter().find(|finding| finding.check == "unreadable");
        assert!(finding.is_some(), "{name}");
    }
}

#[test]
fn a_folder_that_loops_is_a_problem_of_that_folder() {
    let stage = Stage::new();
    stage.write(WITNESS.1, HONEST);
    let path = stage.at(".cursor");
    symlink(&path, &path).unwrap();
    let inventory = stage.discover();
    let named: Vec<_> = super::problems_at(&inventory, &path).collect();
    assert_eq!(named.iter().map(|problem| problem.kind).collect::<Vec<_>>(), [ProblemKind::SymlinkLoop], "{named:?}");
}
