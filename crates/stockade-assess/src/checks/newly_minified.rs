//! `newly-minified`: a file that could be read in the version before cannot be read any more.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Line, Said};
use crate::facts::{Class, Fact, Facts};
use crate::hostile::MOST_LINES;
use crate::version::Step;

pub(super) const CHECK: Check = Check {
    id: "newly-minified",
    summary: "the code is minified, and that of the version before was not",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/newly-minified.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(facts) = scene.facts(&CHECK, said) else { return };
    let Some((baseline, old)) =
        scene.subject.baseline.known().and_then(|baseline| Some((baseline, baseline.facts.known()?)))
    else {
        return;
    };
    // A bundle's name changes with its content: it is the same file where one of that name, but for the digest, was there.
    let was = |fact: &Fact| {
        old.like(fact).is_some() || old.of(Class::Minified).any(|before| is_renamed(&before.value, &fact.value))
    };
    let (mut new, fresh): (Vec<&Fact>, Vec<&Fact>) =
        facts.of(Class::Minified).filter(|fact| !was(fact)).partition(|fact| could_be_read(old, &fact.value));
    let turned = is_mostly_minified(facts) && !is_mostly_minified(old) && old.of(Class::Source).next().is_some();
    // Whoever asks for a range does not get another major version, and projects that minify do more of it in one.
    let had = old.of(Class::Minified).next().is_some();
    let major = scene.diff.is_some_and(|diff| diff.step == Some(Step::Major));
    let mut say = if had && major {
        scene.weighed(&CHECK, Action::Show, Severity::Low, Confidence::Low).counter("it is another major version")
    } else if !new.is_empty() {
        scene.alarm(&CHECK, Action::Hold).evidence(format!("in {} it could be read", baseline.version))
    } else if turned {
        scene
            .alarm(&CHECK, Action::Hold)
            .evidence(format!("most of the code of {} could be read, and most of this cannot", baseline.version))
            .counter("the file is new")
    } else {
        // What was not there could not be read before either, and bundlers split files anew all the time.
        scene.weighed(&CHECK, Action::Show, Severity::Low, Confidence::Low).counter("the file is new")
    };
    if had {
        say = say.counter(format!("{} had other minified files", baseline.version));
    }
    new.extend(fresh);
    let Some(first) = new.first() else { return };
    for fact in new.iter().take(MOST_LINES) {
        say = say.line(Line::of(scene.subject.version(), fact));
    }
    let message =
        format!("`{}` has minified code, and {} had not: {}", scene.subject.shown(), baseline.version, first.value);
    said.alarms.push(
        say.help("compare it with what its repository builds").help(accept(&CHECK)).say("minified since", message),
    );
}

/// Whether a file of that name was there and was not hidden: what is said of it shows that it was read.
fn could_be_read(old: &Facts, file: &str) -> bool {
    old.iter().any(|fact| fact.file == file && !matches!(fact.class, Class::Minified | Class::Hidden))
}

/// Whether more files are minified than can be read.
fn is_mostly_minified(facts: &Facts) -> bool {
    facts.of(Class::Minified).count() > facts.of(Class::Source).count()
}

/// Whether two names differ in the digests in them alone, in the same folder.
fn is_renamed(old: &str, new: &str) -> bool {
    let parts = |file: &str| -> Vec<String> {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        let name = name.split(['-', '.', '_']).map(|part| if is_hash(part) { "*" } else { part });
        std::iter::once(folder).chain(name).map(str::to_owned).collect()
    };
    let (old, new) = (parts(old), parts(new));
    old == new && new.iter().any(|part| part == "*")
}

/// Eight or more hexadecimal or mixed characters with a digit among them, as bundlers write them.
fn is_hash(part: &str) -> bool {
    part.len() >= 8
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && part.bytes().any(|byte| byte.is_ascii_digit())
}
