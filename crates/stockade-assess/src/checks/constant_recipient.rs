//! `constant-recipient`: mail goes to an address that stands in the code. D1, D2, D3.

use stockade_model::{Confidence, Persona, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Line, Said};
use crate::diff::{Change, PackageDiff, Rule, Sign};
use crate::facts::{Class, Sink};

pub(super) const CHECK: Check = Check {
    id: "constant-recipient",
    summary: "the package sends to an address that stands in its code",
    severity: Severity::High,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/constant-recipient.md"),
    run,
};

/// Domains that stand for the reader's own in documentation. Their owners get a lot of mail that was meant for nobody.
const PLACEHOLDERS: &[&str] = &[
    "company.com",
    "my-company.com",
    "mycompany.com",
    "yourcompany.com",
    "domain.com",
    "yourdomain.com",
    "mydomain.com",
    "acme.com",
];

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(facts) = scene.facts(&CHECK, said) else { return };
    if scene.is_compared() {
        let Some(diff) = scene.diff else { return };
        let recipients: Vec<&Change> = diff.by(Rule::D1).collect();
        for change in &recipients {
            said.alarms.push(new(scene, diff, change, Severity::High, Confidence::High, &said_of(change)));
        }
        // One line of code gives several facts; the strongest says it.
        let told = |change: &Change| {
            recipients.iter().any(|other| match (&other.new, &change.new) {
                (Some(a), Some(b)) => a.file == b.file && a.line == b.line || other.value == change.value,
                _ => false,
            })
        };
        // What is only shown is what genuine servers have too: their own address, a `cc` that the user sees.
        let weight = |change: &Change| match change.action {
            Action::Show => (Severity::Low, Confidence::Low),
            _ => (Severity::Medium, Confidence::Medium),
        };
        let keys: Vec<&Change> = diff.by(Rule::D2).filter(|change| !told(change)).collect();
        for change in keys {
            let message = format!("a recipient key `{}`", change.value);
            let (severity, confidence) = weight(change);
            said.alarms.push(new(scene, diff, change, severity, confidence, &message));
        }
        for change in diff.by(Rule::D3).filter(|change| !told(change)) {
            let message = format!("the e-mail address `{}`", change.value);
            let (severity, confidence) = weight(change);
            said.alarms.push(new(scene, diff, change, severity, confidence, &message));
        }
        since(scene, said);
        return;
    }
    let unread = scene.subject.baseline.known().and_then(|baseline| baseline.facts.reason());
    if let Some(why) = scene.subject.baseline.reason().or(unread) {
        scene.gap(&CHECK, "the version before it", why, said);
    }
    for fact in facts.of(Class::Recipient) {
        let host = fact.value.rsplit('@').next().unwrap_or("");
        let shown = scene.subject.shown();
        let key = match &fact.sink {
            Sink::Key(key) => format!(" under key {key}"),
            _ => String::new(),
        };
        let say = if crate::diff::is_reserved(host) || PLACEHOLDERS.contains(&host) {
            // Documentation and examples use these, and no mail gets there.
            scene
                .weighed(&CHECK, Action::Show, Severity::Info, Confidence::Low)
                .persona(Persona::Auditor)
                .counter("nobody gets mail at that address")
        } else if scene.is_dependency() {
            scene.weighed(&CHECK, Action::Show, Severity::Medium, Confidence::Low)
        } else {
            scene.weighed(&CHECK, Action::Hold, Severity::Medium, Confidence::Medium)
        };
        let say =
            say.line(Line::of(scene.subject.version(), fact)).counter("there is no earlier version to compare it with");
        let message = format!("`{shown}` sends to `{}`{key}", fact.value);
        said.alarms.push(
            say.help("read the line, and ask who that is").help(accept(&CHECK)).say("a fixed recipient", message),
        );
    }
}

/// What came with a version in between, and that the version before has already. An address alone (D3) is none of it: over
/// months genuine servers get one.
fn since(scene: &Scene<'_>, said: &mut Said) {
    let Some((since, changes, text)) = scene.lately(&[Rule::D1, Rule::D2]) else { return };
    let mut told: Vec<Option<(&str, u32)>> = Vec::new();
    let mut sorted = changes;
    sorted.sort_by_key(|change| change.rule);
    for change in sorted {
        let place = change.new.as_ref().map(|line| (line.file.as_str(), line.line));
        if told.contains(&place) {
            continue;
        }
        told.push(place);
        let (what, severity, confidence) = match change.rule {
            Some(Rule::D1) => (said_of(change), Severity::High, Confidence::High),
            _ => (format!("a recipient key `{}`", change.value), Severity::Medium, Confidence::Medium),
        };
        let mut alarm = new(scene, since, change, severity, confidence, &what);
        alarm.finding.evidence.push(text.clone());
        said.alarms.push(alarm);
    }
}

fn said_of(change: &Change) -> String {
    let key = match &change.sink {
        Sink::Key(key) => format!(" under key {key}"),
        _ => String::new(),
    };
    match (&change.before, change.sign) {
        (Some(before), Sign::Changed) => format!("the recipient `{}`{key} instead of `{before}`", change.value),
        _ => format!("the constant recipient `{}`{key}", change.value),
    }
}

fn new(
    scene: &Scene<'_>,
    diff: &PackageDiff,
    change: &Change,
    severity: Severity,
    confidence: Confidence,
    what: &str,
) -> crate::Alarm {
    let mut say = scene.weighed(&CHECK, change.action, severity, confidence).evidence(change.to_string());
    for line in change.old.iter().chain(&change.new) {
        say = say.line(line.clone());
    }
    let message = format!("`{}` has {what}, which {} had not", scene.subject.shown(), diff.old.version);
    say.help(format!("stay with {} until somebody has read the line", diff.old.version))
        .help(accept(&CHECK))
        .say("a new recipient", message)
}
