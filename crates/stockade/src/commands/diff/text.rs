//! A difference on one screen: both sides of each subject, then each change with its two lines, then what becomes of it.

use super::json::{Change, Document, List, Side};
use crate::cli::Global;
use crate::packages::report::{Fact, Line, Shown};
use crate::packages::text as packages;
use crate::visible::{line, short};

const BOLD: anstyle::Style = anstyle::Style::new().bold();
const DIM: anstyle::Style = anstyle::Style::new().dimmed();
/// The widest label, `install scripts`, and a blank.
const LABEL: usize = 16;
/// Longer lists are counted.
const MOST: usize = 6;
/// Longer lines are cut: a minified file is one line.
const EXCERPT: usize = 140;

/// The whole screen; with `--quiet` the changes that hold or block alone.
pub(super) fn screen(document: &Document, global: &Global) -> String {
    let mut out = String::new();
    let told = |change: &&Change| !global.quiet || change.action > Shown::Show;
    if !global.quiet {
        out.push_str(&title(document));
        sides(&mut out, &document.old, &document.new);
        out.push('\n');
    }
    for change in document.changes.iter().filter(told) {
        out.push_str(&changed(change, ""));
    }
    for moved in &document.dependencies {
        let inside = moved.changes.iter().flatten().filter(told);
        let inside: Vec<&Change> = inside.collect();
        if global.quiet && inside.is_empty() {
            continue;
        }
        let before = moved.before.as_ref().map(|before| format!(" (was {before})")).unwrap_or_default();
        let path =
            if moved.through.len() > 1 { format!(" through {}", moved.through.join(" → ")) } else { String::new() };
        out.push_str(&format!("  {} {}{}{}\n", line(&moved.sign), line(&moved.purl), line(&before), line(&path)));
        for change in inside {
            out.push_str(&changed(change, "    "));
        }
    }
    if document.changes.is_empty() && document.dependencies.is_empty() && !global.quiet {
        out.push_str("  nothing that is looked at changed\n");
    }
    if global.quiet {
        return out;
    }
    if !document.changes.iter().any(|change| change.about == "tool") {
        label(&mut out, "tools", document.tools);
    }
    for unknown in &document.unknown {
        label(&mut out, "not compared", &format!("{}: {}", unknown.what, unknown.why));
    }
    out.push('\n');
    let assessment = &document.assessment;
    let word = match assessment.action {
        Some(Shown::Block) => ("blocked", anstyle::AnsiColor::Red),
        Some(Shown::Hold) => ("held", anstyle::AnsiColor::Yellow),
        Some(Shown::Show) | None => ("nothing of it holds the new version", anstyle::AnsiColor::Green),
    };
    let colour = word.1.on_default().bold();
    out.push_str(&format!("{colour}{}{colour:#}\n", word.0));
    for found in &assessment.alarms {
        out.push_str(&packages::alarm(found, global.verbose));
    }
    if let Some(until) = &assessment.hold.until {
        label(&mut out, "waits until", until);
    }
    for step in assessment.not_possible() {
        label(&mut out, step.label(), &format!("{}: {}", step.what, step.detail));
    }
    out
}

fn title(document: &Document) -> String {
    let (old, new) = (&document.old, &document.new);
    let name = |side: &Side| side.name.rsplit_once('@').map_or(side.name.as_str(), |(name, _)| name).to_owned();
    let step = document.step.as_ref().map(|step| format!(" ({step})")).unwrap_or_default();
    let names = if name(old) == name(new) { name(new) } else { format!("{} → {}", old.name, new.name) };
    format!("{BOLD}{}: {} → {}{BOLD:#}{}\n", line(&names), line(&old.version), line(&new.version), line(&step))
}

fn sides(out: &mut String, old: &Side, new: &Side) {
    pair(out, "published", &fact(&old.published), &fact(&new.published));
    pair(out, "publisher", &fact(&old.publisher), &fact(&new.publisher));
    pair(out, "provenance", &level(&old.level), &level(&new.level));
    for (name, old, new) in [
        ("dependencies", &old.dependencies, &new.dependencies),
        ("install scripts", &old.install_scripts, &new.install_scripts),
        ("capabilities", &old.capabilities, &new.capabilities),
        ("hosts", &old.hosts, &new.hosts),
        ("recipients", &old.recipients, &new.recipients),
    ] {
        pair(out, name, &list(old), &list(new));
    }
}

fn pair(out: &mut String, name: &str, old: &str, new: &str) {
    let text = if old == new { format!("{new} (as before)") } else { format!("{old} → {new}") };
    label(out, name, &text);
}

fn fact(fact: &Fact) -> String {
    match (&fact.known, &fact.unknown) {
        (Some(known), _) => known.clone(),
        (None, Some(why)) => format!("unknown ({why})"),
        (None, None) => "unknown".to_owned(),
    }
}

fn level(level: &Fact) -> String {
    if level.known.is_some() { format!("level {}", fact(level)) } else { fact(level) }
}

fn list(list: &List) -> String {
    let Some(known) = &list.known else {
        return format!("unknown ({})", list.unknown.as_deref().unwrap_or("nobody says why"));
    };
    match known.as_slice() {
        [] => "none".to_owned(),
        few if few.len() <= MOST => few.join(", "),
        many => format!("{} of them", many.len()),
    }
}

/// A change, and where it stands in both versions.
fn changed(change: &Change, indent: &str) -> String {
    let colour = match change.action {
        Shown::Block => anstyle::AnsiColor::Red.on_default(),
        Shown::Hold => anstyle::AnsiColor::Yellow.on_default(),
        Shown::Show => anstyle::Style::new(),
    };
    let rule = change.rule.as_ref().map(|rule| format!("{rule}, ")).unwrap_or_default();
    let mut out =
        format!("{indent}  {colour}{}{colour:#} {DIM}[{rule}{}]{DIM:#}\n", line(&change.text), change.action.as_str());
    for code in [&change.old, &change.new].into_iter().flatten() {
        out.push_str(&format!("{indent}      {DIM}{}{DIM:#} {}\n", line(&place(code)), short(&code.excerpt, EXCERPT)));
    }
    out
}

fn place(code: &Line) -> String {
    if code.line == 0 {
        return format!("{} {}:", code.version, code.file);
    }
    format!("{} {}:{}:", code.version, code.file, code.line)
}

fn label(out: &mut String, name: &str, text: &str) {
    out.push_str(&format!("  {DIM}{name:LABEL$}{DIM:#}{}\n", line(text)));
}
