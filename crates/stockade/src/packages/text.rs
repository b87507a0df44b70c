//! What was found out about a package, for people: who, when, how sure, what speaks against it, and what was not checked.

use super::report::{Assessment, Fact, Found, Shown};
use crate::visible::{line, short};

const BOLD: anstyle::Style = anstyle::Style::new().bold();
const DIM: anstyle::Style = anstyle::Style::new().dimmed();
/// The widest label, `not checked:`, and a blank.
const LABEL: usize = 13;
/// Longer excerpts are cut: a minified file is one line.
const EXCERPT: usize = 140;
/// More changes than that are counted.
const MOST_CHANGES: usize = 12;

/// Everything, indented; with `verbose` also what is fine.
pub fn assessment(assessment: &Assessment, verbose: bool) -> String {
    let mut out = String::new();
    facts(&mut out, assessment);
    match assessment.capabilities.as_deref() {
        Some([]) => label(&mut out, "can", "nothing that is looked for"),
        Some(all) => label(&mut out, "can", &all.join(", ")),
        None => {}
    }
    for found in &assessment.alarms {
        out.push_str(&alarm(found, verbose));
    }
    if assessment.hidden > 0 {
        label(&mut out, "not shown", &format!("{} for another persona", assessment.hidden));
    }
    if let Some(compared) = assessment.compared.as_ref().filter(|_| verbose || !assessment.changes.is_empty()) {
        label(&mut out, "compared", compared);
        for change in assessment.changes.iter().take(MOST_CHANGES) {
            label(&mut out, "", change);
        }
        if let Some(more) = assessment.changes.len().checked_sub(MOST_CHANGES).filter(|more| *more > 0) {
            label(&mut out, "", &format!("{more} further changes, in the JSON"));
        }
    }
    for doubt in &assessment.doubts {
        label(&mut out, "doubt", doubt);
    }
    let done: Vec<&str> =
        assessment.steps.iter().filter(|step| step.state == "done").map(|step| step.what.as_str()).collect();
    if !done.is_empty() {
        label(&mut out, "checked", &done.join(", "));
    }
    for step in assessment.steps.iter().filter(|step| step.state != "done") {
        // That there is nothing to compare with is half of the answer.
        if step.is_lacking() || verbose || step.what == "comparison" {
            label(&mut out, step.label(), &format!("{}: {}", step.what, step.detail));
        }
    }
    if verbose {
        for gap in &assessment.gaps {
            label(&mut out, "not known", &format!("{} ({}): {}", gap.what, gap.check, gap.why));
        }
    }
    out
}

fn facts(out: &mut String, assessment: &Assessment) {
    if let Some(registry) = &assessment.registry {
        label(out, "asked", registry);
    }
    let age = assessment.age.as_ref().map(|age| format!(", {age}")).unwrap_or_default();
    label(out, "published", &format!("{}{age}", words(&assessment.published)));
    label(out, "publisher", &words(&assessment.publisher));
    let meaning = assessment.level.known.as_deref().and_then(|level| level.parse::<stockade_assess::Level>().ok());
    let meaning = meaning.map(|level| format!(": {}", level.meaning())).unwrap_or_default();
    label(out, "provenance", &format!("level {}{meaning}", words(&assessment.level)));
    let hold = &assessment.hold;
    match (&hold.until, &hold.why) {
        (Some(until), Some(why)) => label(out, "waits", &format!("until {until}; {why}")),
        (Some(until), None) => label(out, "waits", &format!("until {until}")),
        (None, Some(why)) if hold.state == "unknown" => {
            label(out, "waits", &format!("nobody can say until when: {why}"));
        }
        _ => {}
    }
}

fn words(fact: &Fact) -> String {
    match (&fact.known, &fact.unknown) {
        (Some(known), _) => known.clone(),
        (None, Some(why)) => format!("unknown: {why}"),
        (None, None) => "unknown".to_owned(),
    }
}

/// One alarm with its reasons, both lines of a difference, and the way out.
pub fn alarm(found: &Found, verbose: bool) -> String {
    let mut out = String::new();
    let colour = match found.action {
        _ if found.ignored.is_some() => anstyle::AnsiColor::BrightBlack,
        Shown::Block => anstyle::AnsiColor::Red,
        Shown::Hold => anstyle::AnsiColor::Yellow,
        Shown::Show => anstyle::AnsiColor::Cyan,
    };
    let colour = colour.on_default().bold();
    let word = if found.ignored.is_some() { "ignored" } else { found.action.as_str() };
    out.push_str(&format!(
        "  {colour}{word}{colour:#} {BOLD}{}{BOLD:#} [{}, {}, confidence {}]\n",
        line(&found.message),
        found.check,
        found.severity,
        found.confidence
    ));
    if let Some(reason) = &found.ignored {
        label(&mut out, "accepted", reason);
        return out;
    }
    if found.action == Shown::Show && !verbose {
        return out;
    }
    // The lines stand below, each with its version.
    let told = |evidence: &&String| {
        !found.lines.iter().any(|line| evidence.starts_with(&place(&line.version, &line.file, line.line)))
    };
    for text in found.evidence.iter().filter(told) {
        label(&mut out, "for", text);
    }
    for text in &found.counter_evidence {
        label(&mut out, "against", text);
    }
    for code in &found.lines {
        let text = format!("{}: {}", place(&code.version, &code.file, code.line), short(&code.excerpt, EXCERPT));
        label(&mut out, "line", &text);
    }
    for text in &found.help {
        label(&mut out, "fix", text);
    }
    out
}

fn place(version: &str, file: &str, number: u32) -> String {
    if number == 0 { format!("{version} {file}") } else { format!("{version} {file}:{number}") }
}

fn label(out: &mut String, name: &str, text: &str) {
    let label = if name.is_empty() { String::new() } else { format!("{name}:") };
    out.push_str(&format!("  {DIM}{label:LABEL$}{DIM:#}{}\n", line(text)));
}
