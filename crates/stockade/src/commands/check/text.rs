//! What `stockade check` says to people: each alarm with both names, its reasons, and the way out.

use stockade_model::Verdict;
use stockade_names::answer::{self, Match};
use stockade_names::engine::{ADVISORY, KNOWN_MALWARE};
use stockade_names::repository::OWNER_CONTRADICTION;
use stockade_scan::allow_list;

use super::judge::{By, Part};
use super::look::Look;
use super::{Checked, Item, beside, reason};
use crate::packages::text as packages;
use crate::visible::{line, lines};

const BOLD: anstyle::Style = anstyle::Style::new().bold();
const DIM: anstyle::Style = anstyle::Style::new().dimmed();
/// The widest label, `lacking:`, and a blank.
const LABEL: usize = 9;

/// How much is said.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style<'a> {
    /// One line a part.
    pub(super) quiet: bool,
    /// Notes and what is known, too.
    pub(super) verbose: bool,
    /// The file in which the user's own approvals stand.
    pub(super) settings: &'a str,
    /// Whether nobody is asked.
    pub(super) offline: bool,
}

/// One spec that was understood.
pub(super) fn item(item: &Item, checked: &Checked, style: &Style<'_>) -> String {
    let mut out = String::new();
    let several = checked.parts.len() != 1 || !checked.via.is_empty();
    if several && !style.quiet {
        let via = if checked.via.is_empty() { String::new() } else { format!(" via {}", checked.via.join(" › ")) };
        out.push_str(&format!("{BOLD}{}{BOLD:#}{}\n", line(&item.text), line(&via)));
    }
    if !style.quiet {
        for note in &checked.notes {
            label(&mut out, "note", note);
        }
    }
    for part in &checked.parts {
        out.push_str(&headline(part, checked));
        if !style.quiet {
            out.push_str(&reasons(part, checked, style));
        }
    }
    out
}

fn headline(part: &Part, checked: &Checked) -> String {
    let (word, colour) = match part.decision {
        _ if part.is_unknown() => ("unknown", anstyle::AnsiColor::Magenta),
        Verdict::Allow => ("allow", anstyle::AnsiColor::Green),
        Verdict::Ask => ("ask", anstyle::AnsiColor::Yellow),
        Verdict::Deny => ("deny", anstyle::AnsiColor::Red),
    };
    let colour = colour.on_default().bold();
    let dials = part.alarm.map(|(severity, confidence)| format!(", {severity}, confidence {confidence}"));
    format!(
        "{colour}{word:7}{colour:#} {BOLD}{}{BOLD:#} [{}{}]\n",
        line(&checked.what(part)),
        reason(part),
        dials.unwrap_or_default()
    )
}

fn reasons(part: &Part, checked: &Checked, style: &Style<'_>) -> String {
    let mut out = String::new();
    if let Some(found) = &part.resembles {
        out.push_str(&compared(part, found));
    }
    if let Some(why) = &part.unjudged {
        label(&mut out, "unknown", why);
    }
    let least = if style.verbose { answer::Verdict::Note } else { answer::Verdict::Confirm };
    if let Some(answer) = &part.answer {
        for found in answer.matches.iter().filter(|found| found.verdict >= least) {
            for text in &found.evidence {
                label(&mut out, "for", &format!("{} ({})", text, mechanism(found)));
            }
            for text in &found.counter_evidence {
                label(&mut out, "against", text);
            }
        }
        let told = |found: &&Match| {
            !answer.matches.iter().any(|other| {
                other.verdict >= least && other.mechanism == found.mechanism && other.target == found.target
            })
        };
        if let Some(found) = part.resembles.as_ref().filter(told) {
            label(&mut out, "like", &likeness(found));
        }
        if style.verbose || answer.verdict >= answer::Verdict::Confirm {
            label(&mut out, "known", &answer.known.join("; "));
            let lacking = lacking(part, answer);
            if !lacking.is_empty() {
                let why = if style.offline { " (offline)" } else { "" };
                label(&mut out, "lacking", &format!("{}{why}", lacking.join(", ")));
            }
        }
    }
    if let Some(look) = &part.look {
        out.push_str(&looked(look, part, style));
    }
    if let Some(refused) = &part.refused {
        label(&mut out, "list", refused);
    }
    if part.by == By::List || (style.verbose && part.list.code != allow_list::NO_LIST) {
        label(&mut out, "list", &part.list.reason);
        for text in &part.list.evidence {
            label(&mut out, "list", text);
        }
    }
    ways_out(&mut out, part, checked, style);
    out
}

/// What the name engine would have liked to know, and what nobody found out since.
fn lacking(part: &Part, answer: &answer::Answer) -> Vec<&'static str> {
    let told = part.look.as_ref().is_some_and(|look| look.error.is_none());
    let missing = answer.missing.iter().copied();
    missing.filter(|fact| !told || *fact == "popularity").collect()
}

/// What its registry and its code say, or why not.
fn looked(look: &Look, part: &Part, style: &Style<'_>) -> String {
    let mut out = String::new();
    let Some((why, hint)) = &look.error else {
        return packages::assessment(&look.assessment, style.verbose);
    };
    // What was given as the reason of the whole is not said twice.
    if look.absent {
        label(&mut out, "absent", why);
    } else if look.online && part.unjudged.as_ref() != Some(why) {
        label(&mut out, "unknown", why);
    } else if !look.online && style.verbose {
        label(&mut out, "offline", why);
    }
    if look.online {
        label(&mut out, "fix", hint);
    }
    for found in &look.assessment.alarms {
        out.push_str(&packages::alarm(found, style.verbose));
    }
    out
}

/// Both names, one above the other.
fn compared(part: &Part, found: &Match) -> String {
    let (Some(target), Some(package)) = (&found.target, part.named()) else { return String::new() };
    let (this, that) = (format!("{}:", package.ecosystem.purl_type()), format!("{}:", target.ecosystem.purl_type()));
    // The name of a repository is told apart by whose it is, not by how it is spelt.
    if found.mechanism == "unclaimed-official-name" {
        let owner = target.owner.as_deref().unwrap_or("?");
        let width = "repository ".len() + owner.chars().count() + 1;
        let left = (format!("{this:>width$}"), format!("repository {}/", line(owner)));
        return beside::draw(&indent(), (&left.0, &left.1), &package.name, &target.name) + "\n";
    }
    beside::draw(&indent(), (&this, &that), &package.name, &target.name) + "\n"
}

fn ways_out(out: &mut String, part: &Part, checked: &Checked, style: &Style<'_>) {
    let block = part.answer.as_ref().is_some_and(|answer| answer.verdict == answer::Verdict::Block);
    if part.by == By::Name {
        if let Some(target) =
            part.resembles.as_ref().and_then(|found| found.target.as_ref().map(|target| (found, target)))
        {
            label(out, "fix", &instead(target.0, target.1));
        }
        let asks_for_version = |found: &Match| {
            found.mechanism == KNOWN_MALWARE && found.verdict == answer::Verdict::Confirm && part.version().is_none()
        };
        if part.answer.as_ref().is_some_and(|answer| answer.matches.iter().any(asks_for_version)) {
            label(out, "fix", "name one exact version that no record covers");
        }
        let weak = |found: &Match| found.mechanism == ADVISORY && found.verdict == answer::Verdict::Confirm;
        if part.answer.as_ref().is_some_and(|answer| answer.matches.iter().any(weak)) {
            label(out, "fix", "update: take a later version, which has the weakness no longer");
        }
        if block {
            label(out, "fix", "do not install it; where it ran, whatever it could read is known to others");
            label(out, "accept", "no entry lifts this; only a knowledge pack that no longer says so does");
        }
    }
    if part.by == By::Opaque {
        label(out, "fix", "start one package, image or file by its plain name, so that it can be judged");
    }
    if part.by == By::List {
        for help in &part.list.help {
            label(out, "accept", &help.text);
            copy(out, help.replacement.as_deref());
        }
    }
    let Some(approval) = part.approval.as_deref().filter(|_| part.by == By::Name) else { return };
    // Where lists are kept, the list itself says into which of them an entry belongs.
    let told = part.list.help.iter().find(|help| help.replacement.is_some());
    match told {
        Some(help) => label(out, "accept", &format!("if you looked at it: {}", help.text)),
        None => {
            let text = format!("if you looked at `{}` and trust it, add to {}", checked.what(part), style.settings);
            label(out, "accept", &text);
        }
    }
    copy(out, Some(told.and_then(|help| help.replacement.as_deref()).unwrap_or(approval)));
}

fn instead(found: &Match, target: &answer::Target) -> String {
    let (ecosystem, name) = (target.ecosystem.purl_type(), &target.name);
    match found.mechanism {
        "unclaimed-official-name" => {
            let owner = target.owner.as_deref().unwrap_or("its owner");
            format!("take what `{owner}/{name}` itself tells people to install")
        }
        OWNER_CONTRADICTION => format!("if you mean `{name}`, take what its owner tells people to run"),
        "cross-ecosystem" => format!("if you mean the one of {ecosystem}, start that: `{ecosystem}:{name}`"),
        _ => format!("if you mean `{ecosystem}:{name}`, write that"),
    }
}

/// What is shown side by side although it raised no alarm by itself: known malware that also looks like something.
fn likeness(found: &Match) -> String {
    let target = found.target.as_ref().map_or("", |target| target.name.as_str());
    let summary = || stockade_names::mechanisms::find(found.mechanism).map_or("", |mechanism| mechanism.summary);
    let why = match found.evidence.first() {
        Some(evidence) => evidence.clone(),
        None => format!("`{target}`: {}", summary()),
    };
    format!("{why} ({}, {})", mechanism(found), found.verdict.as_str())
}

fn mechanism(found: &Match) -> String {
    match found.number {
        0 => found.mechanism.to_owned(),
        number => format!("{}, mechanism {number}", found.mechanism),
    }
}

fn indent() -> String {
    " ".repeat(2 + LABEL)
}

fn label(out: &mut String, name: &str, text: &str) {
    let label = format!("{name}:");
    out.push_str(&format!("  {DIM}{label:LABEL$}{DIM:#}{}\n", line(text)));
}

fn copy(out: &mut String, text: Option<&str>) {
    for text in text.unwrap_or_default().trim_end().lines() {
        out.push_str(&format!("{}{}\n", indent(), lines(text)));
    }
}
