//! Plain dependencies of projects: known malware wherever it stands, look-alikes only where somebody wrote the name.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::path::Path;

use stockade_model::{Location, Os};
use stockade_names::Pack;
use stockade_names::pack::{build::build, tables};
use stockade_scan::names::Knowledge;
use stockade_scan::{Options, Report, scan};

fn scanned(files: &[(&str, &str)]) -> (tempfile::TempDir, Report) {
    let tables = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pack");
    let knowledge = Knowledge::of(Pack::open(build(&tables::read(&tables).unwrap()).unwrap()).unwrap());
    let home = tempfile::tempdir().unwrap();
    let project = home.path().join("project");
    for (name, text) in files {
        let path = project.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut options = Options { knowledge, ..Options::foreign(home.path().to_path_buf(), Os::Linux) };
    options.projects = vec![project];
    let report = scan(&options, &|_| {});
    (home, report)
}

/// What is said of names, `check severity file:line name`, one line a finding.
fn said(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    for finding in &report.findings {
        if !matches!(finding.check, "squat" | "known-malware") {
            continue;
        }
        let Location::Source { source, span: Some(span) } = &finding.primary else { panic!("{finding:?}") };
        let file = report.inventory.source(*source).unwrap();
        let (span, name) = (*span, file.path.file_name().unwrap().to_str().unwrap());
        let line = file.position(span.start).line;
        lines.push(format!("{} {} {name}:{line} {}", finding.check, finding.severity, file.slice(span).unwrap()));
    }
    lines.sort();
    lines
}

const MANIFEST: &str = r#"{
  "dependencies": {
    "suports-color": "^9.0.0",
    "wrecked-colors": "^1.0.0",
    "turned-colors": "1.0.15",
    "chalk": "^5.6.0",
    "qzxvkw": "^1.0.0"
  },
  "devDependencies": { "shown": "npm:supports-colr@^1.0.0" }
}
"#;
const LOCK: &str = r#"{ "lockfileVersion": 3, "packages": {
  "node_modules/supports-colors": { "version": "9.0.0" },
  "node_modules/chalk": { "version": "5.6.1" },
  "node_modules/a/node_modules/chalk": { "version": "5.6.1" },
  "node_modules/b/node_modules/chalk": { "version": "5.6.2" },
  "node_modules/turned-colors": { "version": "1.0.15" },
  "node_modules/c/node_modules/turned-colors": { "version": "1.0.17" },
  "node_modules/wrecked-colors": { "version": "0.1.0" },
  "node_modules/own": { "link": true }
} }
"#;

#[test]
fn written_names_are_compared_and_locked_ones_looked_up() {
    let (_home, report) = scanned(&[("package.json", MANIFEST), ("package-lock.json", LOCK)]);
    assert_eq!(
        said(&report),
        [
            "known-malware critical package-lock.json:3 chalk",
            "known-malware critical package-lock.json:7 turned-colors",
            "known-malware critical package-lock.json:8 wrecked-colors",
            "known-malware critical package.json:4 wrecked-colors",
            "known-malware medium package-lock.json:6 turned-colors",
            "known-malware medium package.json:5 turned-colors",
            "squat medium package.json:3 suports-color",
            "squat medium package.json:9 \"shown\"",
        ]
    );
    assert!(report.inventory.mentions.is_empty(), "they are judged and listed nowhere");
    let squat = report.findings.iter().find(|finding| finding.message.contains("suports-color")).unwrap();
    assert!(squat.evidence.iter().any(|line| line == "meant:   npm:supports-color"), "{squat:?}");
}

#[test]
fn requirements_and_install_lines_are_written_names() {
    let (_home, report) = scanned(&[
        ("requirements.txt", "requets==2.0\nboto3\n"),
        ("pyproject.toml", "[project]\nname = \"requsts\"\ndependencies = [\"requsets>=2\"]\n"),
        ("uv.lock", "version = 1\n[[package]]\nname = \"requets\"\nversion = \"2.0\"\n"),
        ("Dockerfile", "FROM scratch\nRUN npm install -g suports-color && pip install ./requets\n"),
    ]);
    assert_eq!(
        said(&report),
        [
            "squat medium Dockerfile:2 suports-color",
            "squat medium pyproject.toml:3 requsets",
            "squat medium requirements.txt:1 requets",
        ]
    );
}

#[test]
fn what_comes_from_elsewhere_is_another_package() {
    let manifest = r#"{ "dependencies": {
  "suports-color": "file:../suports-color", "wrecked-colors": "github:somebody/wrecked-colors",
  "turned-colors": "workspace:*" } }"#;
    let lock = r#"{ "lockfileVersion": 3, "packages": {
  "node_modules/wrecked-colors": { "version": "1.0.0", "resolved": "https://npm.acme.example/w.tgz" } } }"#;
    let (_home, report) = scanned(&[("package.json", manifest), ("package-lock.json", lock)]);
    assert_eq!(said(&report), ["known-malware critical package-lock.json:2 wrecked-colors"]);
    let finding = &report.findings[0];
    assert_eq!(finding.confidence, stockade_model::Confidence::Medium);
    assert!(finding.counter_evidence.iter().any(|line| line.contains("npm.acme.example")), "{finding:?}");
}

/// Honest packages whose names stand near the well-known ones of the test's pack.
#[test]
fn honest_neighbours_raise_no_question() {
    let manifest = r#"{ "dependencies": {
  "chalk": "5", "chalk-template": "1", "chalk-cli": "5", "supports-color": "9", "supports-color-cli": "1",
  "supports-hyperlinks": "3", "color-support": "1", "has-color": "1", "@types/supports-color": "8" } }"#;
    let requirements = "requests\nrequests-oauthlib\nrequests_toolbelt\nrequests-mock\nboto\nboto3\nboto3-stubs\n";
    let (_home, report) = scanned(&[("package.json", manifest), ("requirements.txt", requirements)]);
    assert_eq!(report.inventory.dependencies.len(), 16);
    assert!(said(&report).is_empty(), "{:?}", said(&report));
}
