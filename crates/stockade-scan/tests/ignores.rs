//! What ignores cover, and which of them are stale.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use stockade_model::{Confidence, Layer, Os, Span};
use stockade_scan::ignore::{Origin, Rule};
use stockade_scan::{Options, Report, scan};

const CONFIG: &str = r#"{ "mcpServers": {
  "plain": { "url": "http://plain.example.com/mcp" },
  // stockade: ignore[insecure-url] the lab has no certificates
  "noted": { "url": "http://noted.example.com/mcp" },
  "late": { "url": "http://late.example.com/mcp" } // stockade: ignore[insecure-url]
} }"#;

struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new(config: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let project = dir.path().join("home/project");
        fs::create_dir_all(project.join(".cursor")).unwrap();
        fs::create_dir_all(dir.path().join("home/.cursor")).unwrap();
        fs::write(project.join(".cursor/mcp.json"), config).unwrap();
        Self { dir }
    }

    fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    fn project(&self) -> PathBuf {
        self.home().join("project")
    }

    fn scan(&self, ignores: Vec<Rule>) -> Report {
        self.scan_with(ignores, |_| {})
    }

    fn scan_with(&self, ignores: Vec<Rule>, change: impl FnOnce(&mut Options)) -> Report {
        let mut options = Options::foreign(self.home(), Os::Linux);
        options.projects = vec![self.project()];
        options.today = jiff::civil::date(2026, 6, 15);
        options.ignores = ignores;
        change(&mut options);
        scan(&options, &|_| {})
    }
}

fn rule(check: &str, place: Option<&str>, within: Option<&Path>) -> Rule {
    let file = within.unwrap_or(Path::new("/settings")).join("stockade.toml");
    Rule {
        check: check.to_owned(),
        place: place.map(str::to_owned),
        reason: "accepted".to_owned(),
        expires: None,
        within: within.map(Path::to_path_buf),
        layer: if within.is_some() { Layer::Project } else { Layer::User },
        origin: Origin { file, span: Span::new(0, 10), text: "[[ignore]]\n".into() },
    }
}

/// `check:line` of what stands, the names of servers whose findings are suppressed.
fn names(report: &Report, check: &str) -> (Vec<String>, Vec<String>) {
    let name = |finding: &stockade_model::Finding| {
        finding.server.as_deref().unwrap_or("-").rsplit('/').next().unwrap().to_owned()
    };
    let standing = report.findings.iter().filter(|f| f.check == check).map(name).collect();
    let suppressed = report.suppressed.iter().map(|s| &s.finding).filter(|f| f.check == check).map(name).collect();
    (standing, suppressed)
}

fn stale(report: &Report) -> Vec<String> {
    report.findings.iter().filter(|f| f.check == "stale-ignore").map(|f| f.message.clone()).collect()
}

#[test]
fn a_comment_covers_its_line_and_needs_a_reason() {
    let report = Place::new(CONFIG).scan(Vec::new());
    let (standing, suppressed) = names(&report, "insecure-url");
    assert_eq!((standing, suppressed), (vec!["plain".to_owned(), "late".to_owned()], vec!["noted".to_owned()]));
    assert_eq!(report.suppressed[0].reason, "the lab has no certificates");
    assert!(report.suppressed[0].inline);
    assert_eq!(
        stale(&report),
        ["this ignore gives no reason and covers nothing: write `stockade: ignore[check] reason`"]
    );
}

#[test]
fn a_rule_covers_by_id_pattern_path_and_line() {
    let place = Place::new(CONFIG);
    let project = place.project();
    let absolute = project.join(".cursor/mcp.json").display().to_string();
    for (text, covered) in [
        ("cursor/project/plain", vec!["plain"]),
        ("cursor/*", vec!["plain", "late", "noted"]),
        ("cursor/*/pl?in", vec!["plain"]),
        (".cursor/mcp.json", vec!["plain", "late", "noted"]),
        ("./.cursor/mcp.json:2", vec!["plain"]),
        ("~/project/.cursor/mcp.json:5", vec!["late"]),
        (absolute.as_str(), vec!["plain", "late", "noted"]),
        ("**/mcp.json", vec!["plain", "late", "noted"]),
        (".cursor/other.json", vec![]),
        ("plain", vec![]),
    ] {
        let report = place.scan(vec![rule("insecure-url", Some(text), Some(&project))]);
        let (_, mut suppressed) = names(&report, "insecure-url");
        suppressed.retain(|name| name != "noted" || covered.contains(&"noted"));
        let mut expected: Vec<String> = covered.iter().map(|name| (*name).to_owned()).collect();
        expected.sort();
        suppressed.sort();
        assert_eq!(suppressed, expected, "{text}");
        assert_eq!(stale(&report).len(), 1 + usize::from(covered.is_empty()), "{text}: {:?}", stale(&report));
    }
}

#[test]
fn a_project_cannot_silence_what_stands_outside_of_it() {
    let place = Place::new("{}");
    fs::write(place.home().join(".cursor/mcp.json"), CONFIG).unwrap();
    let (standing, suppressed) =
        names(&place.scan(vec![rule("insecure-url", None, Some(&place.project()))]), "insecure-url");
    assert_eq!((standing.len(), suppressed), (2, vec!["noted".to_owned()]));
    let (standing, _) = names(&place.scan(vec![rule("insecure-url", None, None)]), "insecure-url");
    assert_eq!(standing, Vec::<String>::new());
}

#[test]
fn an_ignore_holds_to_the_end_of_its_last_day() {
    let place = Place::new(CONFIG);
    let with = |expires| {
        let rule = Rule { expires: Some(expires), ..rule("insecure-url", Some("*/plain"), Some(&place.project())) };
        place.scan(vec![rule])
    };
    assert_eq!(names(&with(jiff::civil::date(2026, 6, 15)), "insecure-url").0, ["late"]);
    let report = with(jiff::civil::date(2026, 6, 14));
    assert_eq!(names(&report, "insecure-url").0, ["plain", "late"]);
    let finding = report.findings.iter().find(|f| f.message.contains("ended on 2026-06-14")).unwrap();
    assert_eq!(finding.confidence, Confidence::High);
    assert_eq!(finding.primary.path(&report.inventory.sources), Some(place.project().join("stockade.toml").as_path()));
}

#[test]
fn what_the_scan_could_not_see_makes_no_ignore_stale() {
    let place = Place::new("{}");
    let project = place.project();
    let in_project = || vec![rule("unpinned", Some("cursor/user/gone"), Some(&project))];
    let of_user = || vec![rule("unpinned", Some("cursor/user/gone"), None)];
    assert_eq!(stale(&place.scan(in_project())).len(), 1);
    assert_eq!(stale(&place.scan_with(in_project(), |o| o.clients = vec!["cursor".to_owned()])).len(), 0);
    assert_eq!(stale(&place.scan_with(in_project(), |o| o.projects.clear())).len(), 0);
    assert_eq!(stale(&place.scan(of_user())).len(), 0);
    assert_eq!(stale(&place.scan_with(of_user(), |o| o.live = true)).len(), 1);
    let process = || vec![rule("unexplained-process", None, None)];
    assert_eq!(stale(&place.scan_with(process(), |o| o.live = true)).len(), 0);
    // A file of a project that was not looked at.
    fs::create_dir_all(place.home().join("other")).unwrap();
    fs::write(place.home().join("other/.mcp.json"), "{}").unwrap();
    let elsewhere = vec![rule("unpinned", Some("~/other/.mcp.json"), None)];
    assert_eq!(stale(&place.scan_with(elsewhere, |o| o.live = true)).len(), 0);
}

#[test]
fn a_stale_ignore_can_be_ignored_and_that_ignore_can_be_stale() {
    let place = Place::new("{}");
    let project = place.project();
    let gone = rule("unpinned", Some("cursor/user/gone"), Some(&project));
    let mut accepted = rule("stale-ignore", Some("stockade.toml"), Some(&project));
    accepted.origin.span = Span::new(0, 3);
    let report = place.scan(vec![gone, accepted.clone()]);
    assert_eq!((stale(&report).len(), report.suppressed.len()), (0, 1));
    assert_eq!(stale(&place.scan(vec![accepted])), ["the ignore of `stale-ignore` at `stockade.toml` covers nothing"]);
}
