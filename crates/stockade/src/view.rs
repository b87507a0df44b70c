//! What outputs render: the report after the baseline and the filters, with a count of everything that is not shown.

use std::collections::BTreeSet;
use std::path::PathBuf;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use stockade_model::{Confidence, Finding, Os, Persona, Problem, Server, Severity, Transport};
use stockade_scan::baseline::Difference;
use stockade_scan::{Report, Suppressed};

use crate::exit::Verdict;

/// What to show. Filters hide without deleting: [`Hidden`] counts what they hide.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    /// The reader.
    pub persona: Persona,
    /// The least confidence shown.
    pub min_confidence: Option<Confidence>,
    /// Only these servers, by name or id; none means all.
    pub servers: Option<GlobSet>,
    /// Only these checks; empty means all.
    pub checks: Vec<String>,
    /// Not these checks.
    pub exclude_checks: Vec<String>,
}

impl Filters {
    /// Compiles the patterns of `--server`. `*` matches slashes too: names of servers may hold them.
    pub fn servers(patterns: &[String]) -> Result<Option<GlobSet>, globset::Error> {
        if patterns.is_empty() {
            return Ok(None);
        }
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            set.add(GlobBuilder::new(pattern).literal_separator(false).build()?);
        }
        set.build().map(Some)
    }

    fn shows_server(&self, id: &str) -> bool {
        let Some(set) = &self.servers else { return true };
        let name = id.splitn(3, '/').nth(2).unwrap_or(id);
        set.is_match(id) || set.is_match(name)
    }

    fn why_hidden(&self, finding: &Finding) -> Option<Why> {
        let named = |checks: &[String]| checks.iter().any(|check| check == finding.check);
        if (!self.checks.is_empty() && !named(&self.checks)) || named(&self.exclude_checks) {
            return Some(Why::Check);
        }
        if self.servers.is_some() && !finding.server.as_deref().is_some_and(|id| self.shows_server(id)) {
            return Some(Why::Server);
        }
        if finding.persona > self.persona {
            return Some(Why::Persona);
        }
        (self.min_confidence.is_some_and(|least| finding.confidence < least)).then_some(Why::Confidence)
    }
}

enum Why {
    Check,
    Server,
    Persona,
    Confidence,
}

/// How much the filters hide, each finding counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Findings meant for a more sensitive persona.
    pub persona: usize,
    /// Findings below `--min-confidence`.
    pub confidence: usize,
    /// Findings of checks that `--check` and `--exclude-check` leave out.
    pub check: usize,
    /// Findings about servers that `--server` leaves out.
    pub server: usize,
    /// Servers that `--server` leaves out.
    pub servers: usize,
}

/// What the baseline says.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// The file.
    pub path: PathBuf,
    /// What differs.
    pub difference: Difference,
    /// How many findings it already holds.
    pub known: usize,
}

/// Whose machine was scanned, and how.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The home directory.
    pub home: PathBuf,
    /// Whose path rules applied.
    pub os: Os,
    /// Where system-wide configs were looked for.
    pub root: Option<PathBuf>,
    /// Whether it was the running user's own home.
    pub live: bool,
    /// The project directories that were asked for.
    pub projects: Vec<PathBuf>,
    /// The working directory, for short paths.
    pub cwd: Option<PathBuf>,
    /// What fails the run.
    pub fail_on: Severity,
    /// The clients that were looked at; empty means all.
    pub clients: Vec<String>,
    /// What to know of how it was judged.
    pub note: Option<String>,
}

/// Everything an output renders.
#[derive(Clone, Debug)]
pub struct View {
    /// The inventory and launches, complete; the findings that are shown.
    pub report: Report,
    /// Indexes of the servers that are shown.
    pub servers: Vec<usize>,
    /// What is not shown.
    pub hidden: Hidden,
    /// What the baseline says, where one was given.
    pub baseline: Option<Compared>,
    /// How the run ends.
    pub verdict: Verdict,
    /// Whose machine.
    pub facts: Facts,
}

impl View {
    /// Applies the filters and judges what is left.
    pub fn new(mut report: Report, filters: &Filters, baseline: Option<Compared>, facts: Facts) -> Self {
        let mut hidden = Hidden::default();
        report.findings.retain(|finding| {
            match filters.why_hidden(finding) {
                None => return true,
                Some(Why::Check) => hidden.check += 1,
                Some(Why::Server) => hidden.server += 1,
                Some(Why::Persona) => hidden.persona += 1,
                Some(Why::Confidence) => hidden.confidence += 1,
            }
            false
        });
        let all = report.inventory.servers.len();
        let shown = |server: &Server| filters.shows_server(&server.id());
        let servers: Vec<usize> =
            report.inventory.servers.iter().enumerate().filter(|(_, server)| shown(server)).map(|(at, _)| at).collect();
        hidden.servers = all - servers.len();
        let differs = baseline.as_ref().is_some_and(|compared| !compared.difference.is_empty());
        let verdict = Verdict::of(&report.findings, facts.fail_on, differs, &report.inventory.problems);
        Self { report, servers, hidden, baseline, verdict, facts }
    }

    /// The servers that are shown, each with what it runs. A server whose launch is missing is left out by nobody: the
    /// two lists have the same length.
    pub fn servers(&self) -> impl Iterator<Item = (&Server, &stockade_model::Launch)> {
        self.servers.iter().filter_map(|at| self.report.inventory.servers.get(*at).zip(self.report.launches.get(*at)))
    }

    /// How many of the shown servers are reached over a network: `stockade run` cannot stand before them.
    pub fn remote_servers(&self) -> usize {
        let over_network = [Transport::Http, Transport::Sse, Transport::Websocket];
        self.servers().filter(|(server, _)| over_network.contains(&server.transport)).count()
    }

    /// How many config files were read. Many clients read one project's file: it counts once.
    pub fn config_files(&self) -> usize {
        let files: BTreeSet<_> = self.report.inventory.configs.iter().map(|config| config.source).collect();
        files.len()
    }

    /// What ignores cover.
    pub fn suppressed(&self) -> &[Suppressed] {
        &self.report.suppressed
    }

    /// What could not be read.
    pub fn problems(&self) -> &[Problem] {
        &self.report.inventory.problems
    }

    /// How many findings of each severity are shown, worst first; only those that occur.
    pub fn severities(&self) -> Vec<(Severity, usize)> {
        Severity::ALL
            .iter()
            .rev()
            .map(|severity| (*severity, self.report.findings.iter().filter(|f| f.severity == *severity).count()))
            .filter(|(_, count)| *count > 0)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use stockade_model::Location;

    use super::*;

    fn facts() -> Facts {
        Facts {
            home: "/home/u".into(),
            os: Os::Linux,
            root: None,
            live: false,
            projects: Vec::new(),
            cwd: None,
            fail_on: Severity::High,
            clients: Vec::new(),
            note: None,
        }
    }

    fn finding(check: &'static str, confidence: Confidence, persona: Persona) -> Finding {
        let builder = Finding::builder(check, Severity::High, confidence).persona(persona);
        builder.at(Location::Path("x".into()), "", check)
    }

    #[test]
    fn each_hidden_finding_is_counted_once_and_does_not_fail_the_run() {
        let findings = vec![
            finding("a", Confidence::High, Persona::Regular),
            finding("b", Confidence::Low, Persona::Auditor),
            finding("c", Confidence::Low, Persona::Regular),
            finding("d", Confidence::High, Persona::Regular),
        ];
        let filters = Filters {
            min_confidence: Some(Confidence::Medium),
            exclude_checks: vec!["a".to_owned(), "d".to_owned()],
            ..Filters::default()
        };
        let report = Report { findings, ..Report::default() };
        let view = View::new(report, &filters, None, facts());
        assert_eq!(view.hidden, Hidden { check: 2, persona: 1, confidence: 1, ..Hidden::default() });
        assert_eq!((view.report.findings.len(), view.verdict.code), (0, 0));
    }

    #[test]
    fn servers_match_by_name_and_by_id() {
        let shows = |pattern: &str, id: &str| {
            let servers = Filters::servers(&[pattern.to_owned()]).unwrap();
            Filters { servers, ..Filters::default() }.shows_server(id)
        };
        assert!(shows("github", "cursor/user/github"));
        assert!(shows("cursor/*", "cursor/user/io.example/github"));
        assert!(shows("io.example/*", "cursor/user/io.example/github"));
        assert!(!shows("git", "cursor/user/github"));
    }
}
