//! The checks of a package: each looks at one subject and says what it found, and what it could not look at.
//!
//! One check, one file `checks/<id>.rs`, one line in the list below. A test walks the list and demands the page
//! (`docs/checks/<id>.md`) and the cases (`tests/assess/cases/<id>.rs`: at least one that is found and one that is not).
//!
//! Constraints:
//! - what blocks rests on a difference to a trusted version, on several hostile acts together, on evidence that was
//!   forged, or on a record of malware; everything else holds or informs;
//! - severity is how bad, confidence how sure, the action what becomes of it: three things, said apart;
//! - what is unknown gives a gap and no alarm;
//! - every alarm has its evidence, and says how to accept or fix it.

use jiff::SignedDuration;
use stockade_model::{Confidence, Finding, FindingBuilder, Location, Severity};

use crate::alarm::{Action, Alarm, Gap, Line, Said};
use crate::diff::{self, PackageDiff};
use crate::facts::Facts;
use crate::history::{History, Release};
use crate::known::Known;
use crate::subject::{Setting, Subject};

/// What a check sees.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// What is assessed.
    pub subject: &'a Subject,
    /// Time and numbers.
    pub setting: &'a Setting,
    /// What changed since the version it is compared with; none where there is none.
    pub diff: Option<&'a PackageDiff>,
    /// What came since a version that is a month older, and is grave enough to hold whenever it came.
    pub since: Option<&'a PackageDiff>,
}

/// One check: its identity as data and its work as a function. The same shape as the checks of `stockade-scan`, so that
/// one command explains both.
pub struct Check {
    /// Kebab-case id, never renamed; the key of SARIF rules, JSON, pages and ignores.
    pub id: &'static str,
    /// One line: what it finds.
    pub summary: &'static str,
    /// The severity it usually has; single findings may differ, and the page says when.
    pub severity: Severity,
    /// The confidence it usually has.
    pub confidence: Confidence,
    /// The page that `stockade explain` prints.
    pub page: &'static str,
    /// The work. Checks of more than one package (advisories, requirements) do it elsewhere and have nothing here.
    pub run: fn(&Scene<'_>, &mut Said),
}

macro_rules! checks {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every check, in the order of the reference.
        pub static ALL: &[&Check] = &[$(&$module::CHECK),*];
    };
}

checks! {
    advisory,
    unmet_requirement,
    new_name,
    young_version,
    publish_burst,
    rewritten_version,
    version_mimicry,
    publisher_changed,
    provenance_missing,
    provenance_invalid,
    provenance_fell,
    repository_one_way_claim,
    manifest_repository_mismatch,
    install_script,
    constant_recipient,
    new_capability,
    new_host,
    new_secret,
    new_dependency,
    outside_dependency,
    writes_client_config,
    credential_harvest,
    dns_exfil,
    git_hook_persistence,
    ci_abuse,
    self_propagation,
    time_gate,
    hidden_code,
    newly_minified,
    deprecated,
    yanked,
}

pub use version_mimicry::is_usual_beginning;

/// The check that advisories speak through.
pub(crate) const ADVISORY: &Check = &advisory::CHECK;
/// The check that requirements speak through.
pub(crate) const UNMET_REQUIREMENT: &Check = &unmet_requirement::CHECK;

/// The check with this id.
pub fn find(id: &str) -> Option<&'static Check> {
    ALL.iter().copied().find(|check| check.id == id)
}

/// Runs every check on one subject.
pub fn assess(subject: &Subject, setting: &Setting) -> Said {
    let diff = diff::of(subject);
    let since = diff::since(subject);
    let scene = Scene { subject, setting, diff: diff.as_ref(), since: since.as_ref() };
    let mut said = Said::default();
    for check in ALL {
        (check.run)(&scene, &mut said);
    }
    said.sort();
    said
}

/// Runs every check on a server and everything it brings in.
pub fn assess_all<'a>(subjects: impl IntoIterator<Item = &'a Subject>, setting: &Setting) -> Said {
    let mut all = Said::default();
    for subject in subjects {
        let said = assess(subject, setting);
        all.alarms.extend(said.alarms);
        all.gaps.extend(said.gaps);
    }
    all.sort();
    all
}

/// Collects one alarm: the finding's parts, the lines it rests on, the action.
pub(crate) struct Say<'a> {
    scene: Scene<'a>,
    action: Action,
    builder: FindingBuilder,
    lines: Vec<Line>,
}

impl<'a> Say<'a> {
    /// Adds what speaks for it.
    pub(crate) fn evidence(mut self, text: impl Into<String>) -> Self {
        self.builder = self.builder.evidence(text);
        self
    }

    /// Adds what speaks against it.
    pub(crate) fn counter(mut self, text: impl Into<String>) -> Self {
        self.builder = self.builder.counter_evidence(text);
        self
    }

    /// Adds how to fix or accept it.
    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.builder = self.builder.help(text);
        self
    }

    /// Adds a line of the code, as evidence too.
    pub(crate) fn line(mut self, line: Line) -> Self {
        let shown = if line.excerpt.is_empty() { String::new() } else { format!(": `{}`", line.excerpt) };
        self.builder = self.builder.evidence(format!("{} {}{shown}", line.version, line.place()));
        self.lines.push(line);
        self
    }

    /// Shows it to this persona and more sensitive ones only.
    pub(crate) fn persona(mut self, persona: stockade_model::Persona) -> Self {
        self.builder = self.builder.persona(persona);
        self
    }

    /// Ends it.
    pub(crate) fn say(self, label: impl Into<String>, message: impl Into<String>) -> Alarm {
        let finding = self.builder.at(self.scene.subject.at.clone(), label, message);
        Alarm { action: self.action, finding, lines: self.lines }
    }
}

impl<'a> Scene<'a> {
    /// Starts an alarm of a check with the check's usual severity and confidence.
    pub(crate) fn alarm(self, check: &Check, action: Action) -> Say<'a> {
        self.weighed(check, action, check.severity, check.confidence)
    }

    /// Starts an alarm with its own severity and confidence.
    pub(crate) fn weighed(self, check: &Check, action: Action, severity: Severity, confidence: Confidence) -> Say<'a> {
        let mut builder = Finding::builder(check.id, severity, confidence).package(&self.subject.package);
        if let Some(path) = path(self.subject) {
            builder = builder.evidence(path);
        }
        Say { scene: self, action, builder, lines: Vec::new() }
    }

    /// Notes what could not be looked at.
    pub(crate) fn gap(self, check: &Check, what: &'static str, why: impl Into<String>, said: &mut Said) {
        said.gaps.push(Gap { check: check.id, package: self.subject.package.purl(), what, why: why.into() });
    }

    /// The value, or a gap.
    pub(crate) fn need<T>(
        self,
        check: &Check,
        what: &'static str,
        fact: &'a Known<T>,
        said: &mut Said,
    ) -> Option<&'a T> {
        if let Some(why) = fact.reason() {
            self.gap(check, what, why, said);
        }
        fact.known()
    }

    /// What the registry says of the package, or a gap.
    pub(crate) fn history(self, check: &Check, said: &mut Said) -> Option<&'a History> {
        self.need(check, "what the registry says", &self.subject.history, said)
    }

    /// What the registry says of this version, or a gap.
    pub(crate) fn release(self, check: &Check, said: &mut Said) -> Option<&'a Release> {
        let history = self.history(check, said)?;
        let release = history.release(self.subject.version());
        if release.is_none() {
            let why = match &self.subject.package.version {
                Some(version) => format!("the registry does not list version {version}"),
                None => "no version is fixed".to_owned(),
            };
            self.gap(check, "this version", why, said);
        }
        release
    }

    /// What the code can do, or a gap.
    pub(crate) fn facts(self, check: &Check, said: &mut Said) -> Option<&'a Facts> {
        self.need(check, "what its code does", &self.subject.facts, said)
    }

    /// Whether the baseline's code was read, so that "new" has a meaning.
    pub(crate) fn is_compared(self) -> bool {
        self.subject.facts.known().is_some()
            && self.subject.baseline.known().is_some_and(|baseline| baseline.facts.known().is_some())
    }

    /// `, published 2025-10-01`, where that is known.
    pub(crate) fn published(self, version: &str) -> String {
        let release = self.subject.history.known().and_then(|history| history.release(version));
        let at = release.and_then(Release::appeared);
        at.map_or_else(String::new, |at| format!(", published {}", at.strftime("%Y-%m-%d")))
    }

    /// What came since a version that is a month older, by some rules, and in words which version that is. It was there in
    /// the version before, which alone would be compared with otherwise.
    pub(crate) fn lately(self, rules: &[diff::Rule]) -> Option<(&'a PackageDiff, Vec<&'a diff::Change>, String)> {
        let since = self.since?;
        let by = |change: &&diff::Change| change.rule.is_some_and(|rule| rules.contains(&rule));
        let changes: Vec<&diff::Change> = since.changes.iter().filter(by).collect();
        let before = self.subject.baseline.known().map_or("the version before", |baseline| baseline.version.as_str());
        let old = &since.old.version;
        let text =
            format!("it came since {old}{}; that {before} has it already does not make it old", self.published(old));
        (!changes.is_empty()).then_some((since, changes, text))
    }

    /// Whether it comes in through another package.
    pub(crate) fn is_dependency(self) -> bool {
        !self.subject.through.is_empty()
    }

    /// How old the name is, as far as anybody can say.
    pub(crate) fn name_age(self) -> Option<SignedDuration> {
        let born = self.subject.history.known()?.born()?;
        Some(self.setting.now.duration_since(born))
    }

    /// Whether the name is known to be new.
    pub(crate) fn is_new_name(self) -> bool {
        self.name_age().is_some_and(|age| age < self.setting.limits.new_name)
    }
}

/// `comes in through a 1.0.0 → b 2.0.0`; none for a server itself.
pub(crate) fn path(subject: &Subject) -> Option<String> {
    if subject.through.is_empty() {
        return None;
    }
    let shown = |package: &stockade_model::Package| match &package.version {
        Some(version) => format!("{}@{version}", package.name),
        None => package.name.clone(),
    };
    let path: Vec<String> = subject.through.iter().map(shown).chain([subject.shown()]).collect();
    Some(format!("comes in through {}", path.join(" → ")))
}

/// A span of time in words: `3 days`, `5 hours`, `10 minutes`.
pub fn span(duration: SignedDuration) -> String {
    let of = |number: i64, unit: &str| format!("{number} {unit}{}", if number == 1 { "" } else { "s" });
    let minutes = duration.as_secs().max(0) / 60;
    match minutes {
        0..=89 => of(minutes, "minute"),
        90..=2879 => of((minutes + 30) / 60, "hour"),
        _ => of(minutes / 1440, "day"),
    }
}

/// What to write to accept a finding.
pub(crate) fn accept(check: &Check) -> String {
    format!("to accept it, add an `[[ignore]]` of `{}` with a reason and an end to `stockade.toml`", check.id)
}

/// A place for a package that no file names.
pub fn nowhere(package: &stockade_model::Package) -> Location {
    Location::Path(package.purl().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_as_people_say_them() {
        for (minutes, text) in [
            (0, "0 minutes"),
            (1, "1 minute"),
            (89, "89 minutes"),
            (90, "2 hours"),
            (2879, "48 hours"),
            (2880, "2 days"),
        ] {
            assert_eq!(span(SignedDuration::from_mins(minutes)), text);
        }
        assert_eq!(span(SignedDuration::from_mins(-5)), "0 minutes");
    }
}
