//! A difference on one screen: both sides of each subject, then each change with its two lines, then what becomes of it.

use super::json::{Change, Document, List, Side};
use super::tools::{self, Text, ToolChange};
use super::words;
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
/// What changes of tools are about.
const TOOL: &str = "tool";
/// The label of tools.
const TOOLS: &str = "tools";
/// Longer lines are cut: a minified file is one line.
const EXCERPT: usize = 140;
/// A description that is new is shown as far as this; all of it stands in the JSON.
const TEXT: usize = 600;

/// The whole screen; with `--quiet` the changes that hold or block alone.
pub(super) fn screen(document: &Document, global: &Global) -> String {
    let mut out = String::new();
    let told = |change: &&Change| !global.quiet || change.action > Shown::Show;
    if !global.quiet {
        out.push_str(&title(document));
        sides(&mut out, &document.old, &document.new);
        out.push('\n');
    }
    for change in document.changes.iter().filter(told).filter(|change| change.about != TOOL) {
        out.push_str(&changed(change, ""));
    }
    if !global.quiet {
        document.tool_changes.iter().for_each(|change| out.push_str(&tool(change, document)));
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
    if document.tools != tools::COMPARED {
        label(&mut out, TOOLS, &document.tools);
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
        (TOOLS, &old.tools, &new.tools),
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

/// A definition of a tool: what it is called, and what it says now and said before.
fn tool(change: &ToolChange, document: &Document) -> String {
    let (old, new) = (&document.old.version, &document.new.version);
    let place = [(&change.old_at, old), (&change.new_at, new)]
        .into_iter()
        .filter_map(|(at, version)| at.as_ref().map(|at| format!("{version} {at}")))
        .collect::<Vec<_>>()
        .join(", ");
    let mark = match change.sign.as_str() {
        "added" => '+',
        "removed" => '-',
        _ => '~',
    };
    let mut out = format!("  {mark} tool \"{}\" {DIM}{}{DIM:#}\n", line(&change.name), line(&place));
    for (name, text) in [("description", &change.description), ("input", &change.input)] {
        // What a tool takes that came or went stands in the JSON.
        let shown = change.sign == "changed" || (change.sign == "added" && name == "description");
        if let Some(text) = text.as_ref().filter(|_| shown) {
            out.push_str(&format!("      {DIM}{name}:{DIM:#} {}\n", said(text, &change.sign)));
        }
    }
    for hit in &change.hits {
        let colour = anstyle::AnsiColor::Red.on_default();
        let what = format!("{} {} in its {}", hit.severity.as_str(), hit.rule, hit.part);
        out.push_str(&format!("      {colour}{}{colour:#}: {}\n", line(&what), line(&hit.excerpt)));
    }
    out
}

/// A text of a definition: what is new of it and what is gone between marks, or all of it where it has no other.
fn said(text: &Text, sign: &str) -> String {
    let side = |side: &Option<String>| match side {
        Some(text) => short(&words::flat(text), TEXT),
        None if text.whole => "none".to_owned(),
        None => "not readable".to_owned(),
    };
    match &text.difference {
        Some(difference) => line(difference).into_owned(),
        None if sign == "added" => side(&text.new),
        None => format!("{} → {}", side(&text.old), side(&text.new)),
    }
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
