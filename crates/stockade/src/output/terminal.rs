//! The report on a terminal: servers, findings with their source, problems, gaps, what differs, and a summary.
//!
//! Written with colours; [`crate::printer`] takes them out where they are not wanted.

use stockade_model::{Gap, Problem, Severity};

use super::{Output, RenderError, Style, words};
use crate::exit::count;
use crate::place::{Places, Shortener};
use crate::view::View;
use crate::visible::line;

mod snippet;
mod table;

/// Printed where no flag chooses another.
pub const OUTPUT: Output = Output { id: "terminal", render };

const BOLD: anstyle::Style = anstyle::Style::new().bold();
const DIM: anstyle::Style = anstyle::Style::new().dimmed();

fn render(view: &View, style: &Style) -> Result<String, RenderError> {
    let places = Places::new(&view.report.inventory.sources);
    let paths = Shortener { home: view.facts.home.clone(), cwd: view.facts.cwd.clone() };
    let page = Page { view, style, places: &places, paths: &paths };
    let mut out = String::new();
    if !style.quiet {
        out.push_str(&table::render(&page));
        out.push('\n');
    }
    for finding in &view.report.findings {
        if style.quiet {
            out.push_str(&snippet::one_line(&page, finding));
        } else {
            out.push_str(&snippet::render(&page, finding, None));
            out.push('\n');
        }
    }
    if style.verbose {
        for suppressed in view.suppressed() {
            out.push_str(&snippet::render(&page, &suppressed.finding, Some(&suppressed.reason)));
            out.push('\n');
        }
    }
    page.problems(&mut out);
    page.gaps(&mut out);
    page.difference(&mut out);
    page.summary(&mut out);
    Ok(out)
}

/// What the parts of the report share.
struct Page<'a> {
    view: &'a View,
    style: &'a Style,
    places: &'a Places<'a>,
    paths: &'a Shortener,
}

impl Page<'_> {
    /// `path:line:column`, as much of it as there is.
    fn place(&self, location: &stockade_model::Location) -> String {
        words::place(location, self.places, self.paths)
    }

    fn problems(&self, out: &mut String) {
        let problems = self.view.problems();
        if problems.is_empty() {
            return;
        }
        out.push_str(&format!("{BOLD}Problems{BOLD:#}: what could not be read, or not without doubt\n"));
        for Problem { kind, location, client, message } in problems {
            let client = client.map(|client| format!(" [{client}]")).unwrap_or_default();
            out.push_str(&format!("  {}: {}: {}{client}\n", self.place(location), kind.as_str(), line(message)));
        }
        out.push('\n');
    }

    fn gaps(&self, out: &mut String) {
        let gaps = &self.view.report.inventory.gaps;
        if gaps.is_empty() {
            return;
        }
        out.push_str(&format!("{BOLD}Gaps{BOLD:#}: what this scan cannot see\n"));
        for Gap { client, what, path } in gaps {
            let client = client.map(|client| format!("{client}: ")).unwrap_or_default();
            let path = path.as_ref().map(|path| format!(" ({})", self.paths.path(path))).unwrap_or_default();
            out.push_str(&format!("  {client}{}{path}\n", line(what)));
        }
        out.push('\n');
    }

    fn difference(&self, out: &mut String) {
        let Some(compared) = &self.view.baseline else { return };
        let file = self.paths.path(&compared.path);
        let difference = &compared.difference;
        if difference.is_empty() {
            out.push_str(&format!("{BOLD}Baseline{BOLD:#}: every server is as in {file}\n\n"));
            return;
        }
        let green = anstyle::AnsiColor::Green.on_default();
        let red = anstyle::AnsiColor::Red.on_default();
        let yellow = anstyle::AnsiColor::Yellow.on_default();
        out.push_str(&format!("{BOLD}Baseline{BOLD:#}: what differs from {file}\n"));
        for key in &difference.added {
            out.push_str(&format!("  {green}+ added{green:#}    {}\n", line(key)));
        }
        for key in &difference.removed {
            out.push_str(&format!("  {red}- removed{red:#}  {}\n", line(key)));
        }
        for (key, changes) in &difference.changed {
            out.push_str(&format!("  {yellow}~ changed{yellow:#}  {}\n", line(key)));
            for change in changes {
                out.push_str(&format!("              {}\n", line(change)));
            }
        }
        out.push('\n');
    }

    fn summary(&self, out: &mut String) {
        let view = self.view;
        let inventory = &view.report.inventory;
        let mut clients: Vec<_> = view.servers().map(|(server, _)| server.client).collect();
        clients.sort_unstable();
        clients.dedup();
        out.push_str(&format!(
            "{BOLD}{}{BOLD:#} of {} in {}",
            count(view.servers.len(), "server"),
            count(clients.len(), "client"),
            count(view.config_files(), "config file"),
        ));
        if view.hidden.servers > 0 {
            out.push_str(&format!(" ({} hidden by --server)", view.hidden.servers));
        }
        if !inventory.mentions.is_empty() {
            out.push_str(&format!(", {} in project files", count(inventory.mentions.len(), "mention")));
        }
        let findings: Vec<String> = view
            .severities()
            .iter()
            .map(|(severity, count)| {
                let colour = colour(*severity);
                format!("{colour}{count} {severity}{colour:#}")
            })
            .collect();
        let total = count(view.report.findings.len(), "finding");
        if findings.is_empty() {
            out.push_str(&format!("; {total}"));
        } else {
            out.push_str(&format!("; {BOLD}{total}{BOLD:#}: {}", findings.join(", ")));
        }
        if !view.problems().is_empty() {
            out.push_str(&format!("; {}", count(view.problems().len(), "problem")));
        }
        if !inventory.gaps.is_empty() {
            out.push_str(&format!("; {}", count(inventory.gaps.len(), "gap")));
        }
        out.push('\n');
        match view.remote_servers() {
            0 => {}
            remote => out.push_str(&format!("{}: not gated\n", count(remote, "remote server"))),
        }
        if let Some(not_shown) = words::not_shown(view) {
            out.push_str(&format!("{DIM}not shown: {not_shown}{DIM:#}\n"));
        }
    }
}

/// The colour of a severity; the word always stands beside it.
const fn colour(severity: Severity) -> anstyle::Style {
    let colour = match severity {
        Severity::Critical | Severity::High => anstyle::AnsiColor::Red,
        Severity::Medium => anstyle::AnsiColor::Yellow,
        Severity::Low => anstyle::AnsiColor::Cyan,
        Severity::Info => anstyle::AnsiColor::Blue,
    };
    colour.on_default().bold()
}
