//! What the page is filled with: texts without hidden characters. Escaping is the template's business.

use askama::Template;
use base64::Engine as _;
use sha2::{Digest as _, Sha256};
use stockade_model::{Location, Scope};

use super::super::{Style, words};
use crate::excerpt::excerpt;
use crate::exit::count;
use crate::place::{Places, Shortener};
use crate::view::{Compared, View};
use crate::visible::line;

const STYLE: &str = include_str!("../../../templates/report.css");

/// The page.
#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct Page {
    style: &'static str,
    style_hash: String,
    version: &'static str,
    home: String,
    os: &'static str,
    time: String,
    code: u8,
    reasons: String,
    servers_shown: usize,
    /// A number, what it counts, and the severity whose colour it has.
    counts: Vec<(usize, String, &'static str)>,
    not_shown: Option<String>,
    groups: Vec<Group>,
    baseline: Option<Baseline>,
    findings: Vec<Finding>,
    suppressed: Vec<Finding>,
    problems: Vec<(String, String)>,
    gaps: Vec<String>,
}

/// The servers of one client and scope.
struct Group {
    client: String,
    scope: Scope,
    servers: Vec<Row>,
}

struct Row {
    name: String,
    runs: String,
    pin: String,
    state: String,
    place: String,
}

struct Baseline {
    path: String,
    lines: Vec<(&'static str, String)>,
}

struct Finding {
    severity: &'static str,
    confidence: &'static str,
    check: &'static str,
    message: String,
    server: Option<String>,
    package: Option<String>,
    /// Why it is accepted, and where that stands.
    ignored: Option<String>,
    places: Vec<Place>,
    /// Evidence and help.
    lines: Vec<(&'static str, String)>,
}

struct Place {
    at: String,
    label: String,
    cut: Option<Cut>,
}

struct Cut {
    before: String,
    marked: String,
    after: String,
}

impl Page {
    pub(super) fn of(view: &View, style: &Style) -> Self {
        let places = Places::new(&view.report.inventory.sources);
        let paths = Shortener { home: view.facts.home.clone(), cwd: None };
        let writer = Writer { view, places: &places, paths: &paths };
        let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
        let inventory = &view.report.inventory;
        Self {
            style: STYLE,
            style_hash: format!("sha256-{digest}"),
            version: env!("CARGO_PKG_VERSION"),
            home: line(&view.facts.home.to_string_lossy()).into_owned(),
            os: view.facts.os.as_str(),
            time: style.time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
            code: view.verdict.code,
            reasons: view.verdict.reasons.join("; "),
            servers_shown: view.servers.len(),
            counts: counts(view),
            not_shown: words::not_shown(view),
            groups: writer.groups(),
            baseline: view.baseline.as_ref().map(|compared| baseline(compared, &paths)),
            findings: view.report.findings.iter().map(|finding| writer.finding(finding, None)).collect(),
            suppressed: view
                .suppressed()
                .iter()
                .map(|by| {
                    let why = format!("{} ({})", line(&by.reason), writer.at(&by.ignore));
                    writer.finding(&by.finding, Some(why))
                })
                .collect(),
            problems: view
                .problems()
                .iter()
                .map(|problem| {
                    let text = format!("{}: {}", problem.kind.as_str(), line(&problem.message));
                    (writer.at(&problem.location), text)
                })
                .collect(),
            gaps: inventory.gaps.iter().map(|gap| writer.gap(gap)).collect(),
        }
    }
}

/// What the parts of the page share.
struct Writer<'a> {
    view: &'a View,
    places: &'a Places<'a>,
    paths: &'a Shortener,
}

impl Writer<'_> {
    fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (server, launch) in self.view.servers() {
            let client = server.client.to_string();
            let state = words::state_reason(server).map(|why| format!(": {why}")).unwrap_or_default();
            let row = Row {
                name: line(&server.name.value).into_owned(),
                runs: words::runs(launch, self.paths),
                pin: words::pin(launch),
                state: format!("{}{state}", words::state(server)),
                place: self.at(&Location::span(server.source, server.name.span)),
            };
            match groups.iter_mut().find(|group| group.client == client && group.scope == server.scope) {
                Some(group) => group.servers.push(row),
                None => groups.push(Group { client, scope: server.scope, servers: vec![row] }),
            }
        }
        groups
    }

    fn finding(&self, finding: &stockade_model::Finding, ignored: Option<String>) -> Finding {
        let primary = std::iter::once((&finding.primary, &finding.label));
        let related = finding.related.iter().map(|(location, label)| (location, label));
        let mut lines: Vec<(&'static str, String)> = Vec::new();
        lines.extend(finding.evidence.iter().map(|text| ("for", line(text).into_owned())));
        lines.extend(finding.counter_evidence.iter().map(|text| ("against", line(text).into_owned())));
        lines.extend(finding.help.iter().map(|help| {
            let replacement = help.replacement.as_deref().map(|text| match text.trim_end() {
                several if several.contains('\n') => format!(":\n{}", crate::visible::lines(several)),
                one => format!(": {}", line(one)),
            });
            ("help", format!("{}{}", line(&help.text), replacement.unwrap_or_default()))
        }));
        Finding {
            severity: finding.severity.as_str(),
            confidence: finding.confidence.as_str(),
            check: finding.check,
            message: line(&finding.message).into_owned(),
            server: finding.server.as_deref().map(|id| line(id).into_owned()),
            package: finding.package.as_deref().map(|purl| line(purl).into_owned()),
            ignored,
            places: primary.chain(related).map(|(location, label)| self.place(location, label)).collect(),
            lines,
        }
    }

    fn place(&self, location: &Location, label: &str) -> Place {
        let cut = self.places.span(location).and_then(|(file, span, _)| excerpt(&file.text, span)).and_then(|cut| {
            Some(Cut {
                before: cut.text.get(..cut.span.start)?.to_owned(),
                marked: cut.text.get(cut.span.clone())?.to_owned(),
                after: cut.text.get(cut.span.end..)?.to_owned(),
            })
        });
        Place { at: self.at(location), label: line(label).into_owned(), cut }
    }

    /// `path:line:column`, and the path behind a link.
    fn at(&self, location: &Location) -> String {
        words::place(location, self.places, self.paths)
    }

    fn gap(&self, gap: &stockade_model::Gap) -> String {
        let client = gap.client.map(|client| format!("{client}: ")).unwrap_or_default();
        let path = gap.path.as_ref().map(|path| format!(" ({})", self.paths.path(path))).unwrap_or_default();
        format!("{client}{}{path}", line(&gap.what))
    }
}

fn counts(view: &View) -> Vec<(usize, String, &'static str)> {
    let of = |number: usize, noun: &str| {
        let text = count(number, noun);
        (number, text.split_once(' ').map_or(String::new(), |(_, noun)| noun.to_owned()), "")
    };
    let mut counts = vec![
        of(view.servers.len(), "server"),
        of(view.config_files(), "config file"),
        of(view.report.findings.len(), "finding"),
    ];
    let severities = view.severities().into_iter();
    counts.extend(severities.map(|(severity, number)| (number, severity.to_string(), severity.as_str())));
    counts.extend([of(view.problems().len(), "problem"), of(view.report.inventory.gaps.len(), "gap")]);
    counts
}

fn baseline(compared: &Compared, paths: &Shortener) -> Baseline {
    let difference = &compared.difference;
    let mut lines: Vec<(&'static str, String)> = Vec::new();
    lines.extend(difference.added.iter().map(|key| ("added", line(key).into_owned())));
    lines.extend(difference.removed.iter().map(|key| ("removed", line(key).into_owned())));
    for (key, changes) in &difference.changed {
        lines.push(("changed", line(key).into_owned()));
        lines.extend(changes.iter().map(|change| ("", line(change).into_owned())));
    }
    Baseline { path: paths.path(&compared.path), lines }
}
