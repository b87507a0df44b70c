//! Comparing a scan with a known-good one.

use std::collections::{BTreeMap, HashMap};

use stockade_model::baseline::{BASELINE_VERSION, Baseline, BaselineServer};

use crate::Report;

/// What differs from the baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Servers that were not there.
    pub added: Vec<String>,
    /// Servers that are gone.
    pub removed: Vec<String>,
    /// Servers that say something else now, with one line per changed part.
    pub changed: Vec<(String, Vec<String>)>,
}

impl Difference {
    /// Whether every config says what the baseline says.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// The baseline of a report.
pub fn of(report: &Report) -> Baseline {
    let inventory = &report.inventory;
    let mut servers = BTreeMap::new();
    // Counted, not tried: a file can hold one name a hundred thousand times.
    let mut copies = HashMap::new();
    for server in &inventory.servers {
        let path = inventory.source(server.source).map(|file| file.path.display().to_string()).unwrap_or_default();
        // The same name twice in one file is legal in some formats; both must be comparable.
        let mut key = format!("{path}#{}", server.id());
        let copies: &mut u32 = copies.entry(key.clone()).or_default();
        *copies += 1;
        if *copies > 1 {
            key = format!("{key}#{copies}");
        }
        // A name can look like a numbered copy of another; two such in one file are beyond telling apart for certain.
        while servers.contains_key(&key) {
            key.push('+');
        }
        servers.insert(key, BaselineServer::of(server));
    }
    let findings = report
        .findings
        .iter()
        .chain(report.suppressed.iter().map(|suppressed| &suppressed.finding))
        .map(|finding| finding.fingerprint(finding.primary.path(&inventory.sources)))
        .collect();
    Baseline { version: BASELINE_VERSION, servers, findings }
}

/// Compares a report with a baseline, and takes out of the report the findings that the baseline holds.
pub fn compare(report: &mut Report, known: &Baseline) -> Difference {
    let now = of(report);
    let mut difference = Difference::default();
    for (key, server) in &now.servers {
        match known.servers.get(key) {
            None => difference.added.push(key.clone()),
            Some(before) if before != server => difference.changed.push((key.clone(), changes(before, server))),
            Some(_) => {}
        }
    }
    difference.removed = known.servers.keys().filter(|key| !now.servers.contains_key(*key)).cloned().collect();
    let sources = &report.inventory.sources;
    report.findings.retain(|finding| !known.findings.contains(&finding.fingerprint(finding.primary.path(sources))));
    difference
}

fn changes(before: &BaselineServer, now: &BaselineServer) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = |what: &str, old: String, new: String| {
        if old != new {
            lines.push(format!("{what}: `{old}` → `{new}`"));
        }
    };
    let join = |set: &std::collections::BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(" ");
    line("launch line", before.argv.join(" "), now.argv.join(" "));
    line("address", before.url.clone().unwrap_or_default(), now.url.clone().unwrap_or_default());
    line("variables", join(&before.variables), join(&now.variables));
    line("file of variables", before.env_file.clone().unwrap_or_default(), now.env_file.clone().unwrap_or_default());
    line("working directory", before.cwd.clone().unwrap_or_default(), now.cwd.clone().unwrap_or_default());
    line("enabled", before.enabled.to_string(), now.enabled.to_string());
    line("calls without asking", join(&before.approvals), join(&now.approvals));
    line("code in the config", join(&before.code), join(&now.code));
    lines
}
