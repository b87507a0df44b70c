//! What findings about names promise: both names, reasons for and against, one finding a place, and no pack where none is needed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use stockade_model::{Finding, Layer, Location, Os, Severity, Span};
use stockade_names::Pack;
use stockade_names::pack::{build::build, tables};
use stockade_scan::allow_list::AllowLists;
use stockade_scan::allow_list::read::{Owner, list_of};
use stockade_scan::ignore::{Origin, Rule};
use stockade_scan::names::{Knowledge, Unusable};
use stockade_scan::{Options, Report, scan};

/// Checks that ask the name engine.
const NAMES: &[&str] = &[
    "known-malware",
    "owner-contradiction",
    "catalogue-misbinding",
    "unclaimed-official-name",
    "cross-ecosystem-name",
    "squat",
    "deceptive-spec",
    "unknown-name",
];

fn pack() -> Knowledge {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pack");
    Knowledge::of(Pack::open(build(&tables::read(&folder).unwrap()).unwrap()).unwrap())
}

fn scanned(servers: &str, knowledge: Knowledge) -> Report {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".cursor")).unwrap();
    let config = format!("{{\"mcpServers\": {{{servers}}}}}");
    std::fs::write(home.path().join(".cursor/mcp.json"), config).unwrap();
    let options = Options { knowledge, ..Options::foreign(home.path().to_path_buf(), Os::Linux) };
    scan(&options, &|_| {})
}

fn about_names(report: &Report) -> Vec<&Finding> {
    report.findings.iter().filter(|finding| NAMES.contains(&finding.check)).collect()
}

#[test]
fn a_finding_names_both_and_says_what_it_does_not_know() {
    let report = scanned(r#""a": {"command": "npx", "args": ["-y", "suports-color@1.0.0"]}"#, pack());
    let findings = about_names(&report);
    assert_eq!(findings.len(), 1, "{findings:?}");
    let finding = findings[0];
    let has = |lines: &[String], part: &str| lines.iter().any(|line| line.contains(part));
    for part in
        ["written: npm:suports-color", "meant:   npm:supports-color", "omission (1", "knowledge pack 2026010100"]
    {
        assert!(has(&finding.evidence, part), "{part}: {:?}", finding.evidence);
    }
    assert!(has(&finding.counter_evidence, "not known offline: popularity, publisher, age"));
    assert!(!has(&finding.counter_evidence, "version"), "the version is told");
    let fixes: Vec<&str> = finding.help.iter().filter_map(|help| help.replacement.as_deref()).collect();
    assert_eq!(fixes[0], "supports-color");
    assert!(fixes[1].starts_with("[[servers.allow]]\npurl = \"pkg:npm/suports-color@1.0.0\""), "{fixes:?}");
    assert!(fixes[2].contains("check = \"squat\"\nplace = \"cursor/user/a\""), "{fixes:?}");
    let Location::Source { source, span: Some(span) } = finding.primary else { panic!("{:?}", finding.primary) };
    assert_eq!(report.inventory.source(source).unwrap().slice(span), Some("suports-color"));
}

#[test]
fn one_place_gives_one_finding_with_the_strongest_reason() {
    // Each name is odd in several ways: on no list too, and a letter or a separator from others.
    let servers = r#""a": {"command": "npx", "args": ["-y", "mcp-server-fetch@1.0.0"]},
        "b": {"command": "npx", "args": ["-y", "evil-mcp@1.0.0"]},
        "c": {"command": "npx", "args": ["-y", "postmark-mcp@1.0.0"]}"#;
    let report = scanned(servers, pack());
    let mut found: Vec<(&str, &str)> =
        about_names(&report).iter().map(|finding| (finding.server.as_deref().unwrap(), finding.check)).collect();
    found.sort_unstable();
    let expected = [
        ("cursor/user/a", "cross-ecosystem-name"),
        ("cursor/user/b", "known-malware"),
        ("cursor/user/c", "unclaimed-official-name"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_pack_is_opened_only_where_a_package_is_met() {
    let counted = |servers: &str| {
        let count = Arc::new(AtomicUsize::new(0));
        let inner = Arc::clone(&count);
        let report = scanned(
            servers,
            Knowledge::lazy(move || {
                inner.fetch_add(1, Ordering::SeqCst);
                Err(Unusable { path: Some("/packs/new.pack".into()), reason: "it is cut off".into() })
            }),
        );
        (count.load(Ordering::SeqCst), report)
    };
    let (opened, report) = counted("");
    assert_eq!((opened, report.inventory.problems.len()), (0, 0));
    let (opened, report) = counted(r#""a": {"command": "npx", "args": ["-y", "evil-mcp"]}"#);
    assert_eq!(opened, 1);
    assert!(about_names(&report).is_empty());
    let problem = &report.inventory.problems[0];
    assert_eq!(problem.message, "package names were not judged: it is cut off");
    assert!(problem.kind.is_incomplete());
    let finding = report.findings.iter().find(|finding| finding.check == "unreadable").unwrap();
    assert!(finding.help.iter().any(|help| help.text.contains("`stockade pack update`")), "{:?}", finding.help);
}

#[test]
fn hostile_names_are_judged_or_refused() {
    let long = "a".repeat(10_000);
    let names = ["mcp-\u{202e}rekcah", "mcp.", "@/mcp", "%2e%2e%2fmcp", "mcp\u{0}mcp", "\u{430}-mcp", long.as_str()];
    let home = tempfile::tempdir().unwrap();
    let project = home.path().join("project");
    std::fs::create_dir(&project).unwrap();
    let dependencies: serde_json::Map<String, serde_json::Value> =
        names.iter().map(|name| ((*name).to_owned(), "1.0.0".into())).collect();
    let manifest = serde_json::json!({ "name": "app", "dependencies": dependencies });
    std::fs::write(project.join("package.json"), manifest.to_string()).unwrap();
    let options = Options {
        knowledge: pack(),
        projects: vec![project],
        ..Options::foreign(home.path().to_path_buf(), Os::Linux)
    };
    let report = scan(&options, &|_| {});
    let hidden: Vec<&Finding> = report.findings.iter().filter(|f| f.check == "deceptive-spec").collect();
    assert!(hidden.iter().any(|finding| finding.message.contains("U+202E")), "{hidden:?}");
    assert!(
        hidden.iter().all(|finding| !finding.message.contains('\u{202e}') && finding.message.len() < 400),
        "{hidden:?}"
    );
}

/// A project that approves its own names and ignores what is said about them, in settings and in a comment.
#[test]
fn nothing_that_a_project_brings_along_answers_for_its_names() {
    const CONFIG: &str = r#"{"mcpServers": {
  "bad": {"command": "npx", "args": ["-y", "evil-mcp@1.0.0"]},
  "near": {"command": "npx", "args": ["-y", "suports-color@1.0.0"]}, // stockade: ignore[squat] it is ours
  "fine": {"command": "npx", "args": ["-y", "mcp-server-fetch@1.0.0"]}
}}"#;
    const LIST: &str = "[[servers.allow]]\npurl = \"pkg:npm/evil-mcp\"\n[[servers.allow]]\npurl = \"pkg:npm/suports-color\"\n[[servers.allow]]\npurl = \"pkg:npm/mcp-server-fetch\"\n";
    let home = tempfile::tempdir().unwrap();
    let project = home.path().join("project");
    for folder in [home.path(), &project] {
        std::fs::create_dir_all(folder.join(".vscode")).unwrap();
    }
    std::fs::write(project.join(".vscode/mcp.json"), CONFIG.replace("mcpServers", "servers")).unwrap();
    let list = |layer, file: &Path| {
        let within = (layer == Layer::Project).then_some(project.as_path());
        list_of(&Owner { file, text: LIST.into(), layer, within, home: None }).unwrap().unwrap()
    };
    let rules = |layer, file: &Path| -> Vec<Rule> {
        let within = (layer == Layer::Project).then(|| project.clone());
        let rule = |check: &&str| Rule {
            check: (*check).to_owned(),
            place: None,
            reason: "it is ours".to_owned(),
            expires: None,
            within: within.clone(),
            layer,
            origin: Origin { file: file.to_owned(), span: Span::new(0, 10), text: LIST.into() },
        };
        NAMES.iter().map(rule).collect()
    };
    let scanned = |layer| {
        let file = if layer == Layer::Project { project.join("stockade.toml") } else { "/settings/s.toml".into() };
        let options = Options {
            knowledge: pack(),
            projects: vec![project.clone()],
            allow_lists: AllowLists { lists: vec![list(layer, &file)] },
            ..Options::foreign(home.path().to_path_buf(), Os::Linux)
        };
        let approved = scan(&options, &|_| {});
        (approved, scan(&Options { ignores: rules(layer, &file), ..options }, &|_| {}))
    };
    let loud = |report: &Report| {
        let names = about_names(report).into_iter().filter(|finding| finding.severity > Severity::Info);
        let mut names: Vec<String> =
            names.map(|finding| finding.server.as_deref().unwrap().rsplit('/').next().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    let (approved, ignored) = scanned(Layer::Project);
    assert_eq!(loud(&approved), ["bad", "fine", "near"]);
    assert_eq!(loud(&ignored), ["bad", "fine", "near"]);
    for finding in about_names(&approved) {
        let said = finding.evidence.iter().any(|line| {
            line.contains("stockade.toml:") && line.ends_with("a project does not vouch for its own names")
        });
        assert!(said, "{:?}", finding.evidence);
    }
    let stale: Vec<&Finding> = ignored.findings.iter().filter(|finding| finding.check == "stale-ignore").collect();
    let of_rules = stale.iter().filter(|finding| finding.message.contains("in project settings does not count"));
    assert_eq!(of_rules.count(), NAMES.len(), "{stale:?}");
    assert!(stale.iter().any(|finding| finding.message.contains("a comment in a project")), "{stale:?}");

    let (approved, ignored) = scanned(Layer::User);
    assert_eq!(loud(&approved), ["bad"], "an approval does not take back what is known to be malicious");
    assert_eq!(loud(&ignored), Vec::<String>::new());
}
