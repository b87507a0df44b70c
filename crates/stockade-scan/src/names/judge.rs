//! Asks the engine about one package, and says which check each of its reasons belongs to.
//!
//! - the ladder is the engine's: a note is `info`, a question `medium`, a denial `critical`;
//! - a name alone never leads above `medium`: that takes a record of known malware, or a second signal.

use stockade_model::{Confidence, Ecosystem, Persona, Severity};
use stockade_names::answer::Target;
use stockade_names::name::Quirk;
use stockade_names::pack::NameRecord;
use stockade_names::pack::malware::Record;
use stockade_names::repository::OWNER_CONTRADICTION;
use stockade_names::{Facts, Match, Name, NameError, Pack, Subject, Verdict, engine, reading};

use super::Known;
use super::seat::Asked;

/// Downloads a month from which on an npm name is well known: the engine's own measure of a name worth imitating.
const WIDELY_USED: u64 = engine::Thresholds::SHIPPED.downloads;

/// Why a package is probably not the one that was meant.
#[derive(Clone, Debug)]
pub(crate) struct Reason {
    /// The check that says so.
    pub(crate) check: &'static str,
    pub(crate) severity: Severity,
    pub(crate) confidence: Confidence,
    pub(crate) persona: Persona,
    /// How the name could be mistaken.
    pub(crate) mechanism: &'static str,
    /// What it could be mistaken for.
    pub(crate) target: Option<Target>,
    /// The first one is the strongest.
    pub(crate) evidence: Vec<String>,
    pub(crate) counter: Vec<String>,
}

impl Reason {
    fn new(check: &'static str, severity: Severity, confidence: Confidence, mechanism: &'static str) -> Self {
        let (persona, target) = (Persona::Regular, None);
        Self { check, severity, confidence, persona, mechanism, target, evidence: Vec::new(), counter: Vec::new() }
    }

    fn because(mut self, evidence: impl Into<String>) -> Self {
        self.evidence.push(evidence.into());
        self
    }

    fn unless(mut self, counter: impl Into<String>) -> Self {
        self.counter.push(counter.into());
        self
    }

    /// Whether no entry of an allow-list answers it.
    pub(super) fn is_denied(&self) -> bool {
        self.severity >= Severity::Critical
    }

    /// It in one line, as evidence beside a stronger one.
    pub(super) fn line(&self) -> String {
        format!("{}: {}", self.mechanism, self.evidence.first().map_or("", String::as_str))
    }

    /// Whether it means anything where the name is the project's own.
    pub(super) fn holds_for_own(&self) -> bool {
        matches!(self.check, engine::KNOWN_MALWARE | engine::ADVISORY | "catalogue-misbinding")
    }
}

/// What is said about one package.
#[derive(Clone, Debug)]
pub(super) struct Judgement {
    /// Strongest first; none where there is nothing to say.
    pub(super) reasons: Vec<Reason>,
    pub(super) missing: Vec<&'static str>,
    pub(super) pack_version: u64,
}

/// Strongest first: severity, who is to see it, confidence, then what says most about the package itself.
pub(super) fn sort(reasons: &mut [Reason]) {
    const ORDER: &[&str] = &[
        "known-malware",
        "advisory",
        "owner-contradiction",
        "catalogue-misbinding",
        "unclaimed-official-name",
        "cross-ecosystem-name",
        "squat",
        "deceptive-spec",
        "unknown-name",
    ];
    let order = |reason: &Reason| ORDER.iter().position(|check| *check == reason.check);
    reasons.sort_by(|a, b| {
        (b.severity, a.persona, b.confidence)
            .cmp(&(a.severity, b.persona, a.confidence))
            .then_with(|| order(a).cmp(&order(b)))
    });
}

/// Judges one package, with what somebody found out about it.
pub(super) fn judge(asked: &Asked, known: Known<'_>, told: Option<&Facts>) -> Judgement {
    let pack = known.pack;
    let mut judgement = Judgement { reasons: Vec::new(), missing: Vec::new(), pack_version: pack.version() };
    let mut subject = match Subject::new(asked.ecosystem, &asked.name) {
        Ok(subject) => subject,
        Err(error) => {
            judgement.reasons.push(no_name(&error));
            return judgement;
        }
    };
    subject.facts = told.cloned().unwrap_or_default();
    if asked.version.is_some() {
        subject.facts.version.clone_from(&asked.version);
    }
    let record = engine::record(pack, asked.ecosystem, &subject.name.full);
    if let Some(tied) = &asked.tied {
        // What other catalogues say is what this one is compared with: the pack knows that.
        subject.claims.catalogued_repository = Some(tied.to_lowercase());
    }
    let answer = known.engine().judge(&subject);
    let reasons = &mut judgement.reasons;
    let malware = known.malware(asked.ecosystem, &subject.name.full);
    for found in &answer.matches {
        if is_of_records(found) {
            reasons.push(of_records(found));
        } else if found.verdict >= Verdict::Confirm || is_worth_a_note(found, record.as_ref()) {
            reasons.push(of_match(found, record.is_some()));
        }
    }
    if subject.facts.version.is_none() {
        reasons.extend(malware.iter().filter_map(other_versions));
    }
    reasons.extend(subject.name.quirks.iter().filter_map(|quirk| odd(*quirk, &subject.name)));
    if record.is_none() && malware.is_empty() && matches!(asked.ecosystem, Ecosystem::Npm | Ecosystem::Pypi) {
        reasons.push(unknown(&subject.name));
    }
    sort(reasons);
    judgement.missing = answer.missing;
    judgement
}

/// Judges a plain dependency. Of the many names that a project brings in only what is worth an interruption is said:
/// known malware, and, where somebody wrote the name, a likeness that the engine would ask about.
pub(super) fn plain(asked: &Asked, is_direct: bool, known: Known<'_>) -> Judgement {
    // Most names stand in lock files and on no list: for them one look-up is all.
    let malware = known.malware(asked.ecosystem, &asked.name.to_lowercase());
    if !is_direct && malware.is_empty() {
        return Judgement { reasons: Vec::new(), missing: Vec::new(), pack_version: known.pack.version() };
    }
    let newest = malware.iter().any(|record| record.is_hostile() && record.reaches_newest());
    let mut judgement = judge(asked, known, None);
    judgement.reasons.retain(|reason| match reason.check {
        // A genuine package with bad versions is not worth a word while nobody knows the version: the lock file does.
        engine::KNOWN_MALWARE | engine::ADVISORY => asked.version.is_some() || reason.is_denied() || newest,
        "squat" => is_direct && reason.severity >= Severity::Medium,
        _ => false,
    });
    judgement
}

/// Which check a mechanism of the engine belongs to.
fn check_of(mechanism: &str) -> &'static str {
    match mechanism {
        "unclaimed-official-name" => "unclaimed-official-name",
        "cross-ecosystem" => "cross-ecosystem-name",
        "catalogue-misbinding" => "catalogue-misbinding",
        "scope-confusion" | "owner-look-alike" | OWNER_CONTRADICTION => "owner-contradiction",
        "made-up-name" | "command-name" | "trust-lure" => "unknown-name",
        "alias-spec" => "deceptive-spec",
        _ => "squat",
    }
}

/// Whether a likeness that is no question is still worth knowing. Every name is somewhat like many.
fn is_worth_a_note(found: &Match, record: Option<&NameRecord<'_>>) -> bool {
    match record {
        Some(record) if is_settled(record) => false,
        Some(_) => found.closeness >= engine::Thresholds::SHIPPED.closeness,
        None => found.closeness >= 0.5,
    }
}

/// Whether a name stands for itself: what it also looks like is then no news.
fn is_settled(record: &NameRecord<'_>) -> bool {
    let used = match (record.ecosystem, record.popularity) {
        (_, None) => false,
        (Ecosystem::Pypi, Some(_)) => true,
        (_, Some(downloads)) => downloads >= WIDELY_USED,
    };
    record.is_protected() || record.sources >= 2 || used
}

fn of_match(found: &Match, known: bool) -> Reason {
    let check = check_of(found.mechanism);
    let mut reason = Reason::new(check, found.verdict.severity(), found.confidence, found.mechanism);
    if found.verdict < Verdict::Confirm {
        // A likeness that something speaks against is the rule among honest names; an identity is rarer.
        reason.persona = if known || check == "squat" { Persona::Auditor } else { Persona::Pedantic };
        reason.confidence = Confidence::Low;
    }
    reason.target = found.target.clone().map(|target| precise(target, found.mechanism));
    reason.evidence.clone_from(&found.evidence);
    reason.counter.clone_from(&found.counter_evidence);
    reason
}

/// Targets that are no package of the subject's own registry: a repository, a package of another one.
fn precise(mut target: Target, mechanism: &str) -> Target {
    if let (Some(owner), "unclaimed-official-name") = (&target.owner, mechanism) {
        target.name = format!("{owner}/{}", target.name);
        target.ecosystem = Ecosystem::Github;
    }
    for (word, ecosystem) in [("npm ", Ecosystem::Npm), ("pypi ", Ecosystem::Pypi)] {
        if let Some(name) = target.name.strip_prefix(word) {
            target.name = name.to_owned();
            target.ecosystem = ecosystem;
        }
    }
    target
}

/// Whether records say so, and not the name.
fn is_of_records(found: &Match) -> bool {
    matches!(found.mechanism, engine::KNOWN_MALWARE | engine::ADVISORY)
}

fn of_records(found: &Match) -> Reason {
    let mut reason = Reason::new(found.mechanism, found.verdict.severity(), found.confidence, found.mechanism);
    reason.evidence.clone_from(&found.evidence);
    reason.counter.clone_from(&found.counter_evidence);
    reason
}

/// Some versions of a genuine package are bad, and nobody knows which one would run: the newest is hardly among them.
fn other_versions(record: &Record<'_>) -> Option<Reason> {
    if record.is_whole() || record.is_hostile() {
        return None;
    }
    let mut reason = Reason::new("known-malware", Severity::Info, Confidence::Low, "known-malware")
        .because(format!("versions {} are {} ({})", record.versions, record.class, record.source));
    if !record.id.is_empty() {
        reason = reason.because(format!("advisory {}", record.id));
    }
    reason.persona = Persona::Pedantic;
    Some(reason.unless("which version would run is not known").unless("the package itself is genuine"))
}

fn no_name(error: &NameError) -> Reason {
    let mut reason = Reason::new("deceptive-spec", Severity::High, Confidence::High, "alias-spec");
    if !matches!(error, NameError::Hidden { .. }) {
        // No registry has it, so that nothing is fetched: odd, and no deception.
        (reason.severity, reason.confidence, reason.persona) = (Severity::Low, Confidence::Medium, Persona::Pedantic);
    }
    reason.because(error.to_string())
}

/// Spellings that hide a name from whoever compares texts. Capitals hide nothing.
fn odd(quirk: Quirk, name: &Name) -> Option<Reason> {
    let (severity, confidence) = match quirk {
        // Letters that read as Latin ones are there to be mistaken; others are somebody's language.
        Quirk::NonAscii if reading::reads_as(&name.full).is_some() => (Severity::High, Confidence::Medium),
        Quirk::NonAscii => (Severity::Low, Confidence::Low),
        Quirk::PercentEncoded => (Severity::Medium, Confidence::High),
        Quirk::Edge => (Severity::Low, Confidence::Medium),
        Quirk::UpperCase => return None,
    };
    let registry = matches!(name.ecosystem, Ecosystem::Npm | Ecosystem::Pypi);
    let reason = Reason::new("deceptive-spec", severity, confidence, "alias-spec");
    registry.then(|| reason.because(format!("{}: it is `{}`", quirk.as_str(), name.full.escape_default())))
}

/// A manifest lists the package under another name.
pub(super) fn alias(alias: &str, asked: &Asked, pack: Option<&Pack>) -> Option<Reason> {
    let shown = Name::parse(asked.ecosystem, alias).ok()?;
    if shown.full == asked.name.to_lowercase() {
        return None;
    }
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_owned).collect()
    };
    let mine = words(&asked.name);
    let related = words(&shown.full).iter().any(|word| mine.contains(word) && word != "mcp" && word != "server");
    let record = pack.and_then(|pack| engine::record(pack, asked.ecosystem, &shown.full));
    let (severity, persona) = match (related, record.is_some()) {
        (true, _) => (Severity::Info, Persona::Pedantic),
        (false, true) => (Severity::Medium, Persona::Regular),
        (false, false) => (Severity::Low, Persona::Regular),
    };
    let mut reason = Reason::new("deceptive-spec", severity, Confidence::High, "alias-spec")
        .because(format!("the file lists `{}`, and `{}` is installed", shown.full, asked.name));
    if record.is_some() {
        reason = reason.because(format!("`{}` is a package of its own", shown.full));
    }
    reason.persona = persona;
    Some(reason)
}

/// A name that stands on no list of the pack.
fn unknown(name: &Name) -> Reason {
    let mut reason = Reason::new("unknown-name", Severity::Info, Confidence::Low, "unknown-name")
        .because("no list of the knowledge pack has this name: neither popular packages nor catalogues of servers");
    reason.persona = Persona::Pedantic;
    if let Some(why) = placeholder(name) {
        (reason.persona, reason.severity) = (Persona::Regular, Severity::Low);
        return reason.because(why).because("anybody can register a name that people copy out of instructions");
    }
    reason.unless("most packages are on no list")
}

/// Why a name looks like the one in somebody's instructions, to be replaced by the reader.
fn placeholder(name: &Name) -> Option<String> {
    const WORDS: &[&str] =
        &["your", "example", "sample", "placeholder", "yourname", "myorg", "yourorg", "foo", "foobar"];
    let words = |text: &str| -> Vec<String> { text.split(['-', '_', '.']).map(str::to_owned).collect() };
    let (scope, base) = (name.scope().map(words).unwrap_or_default(), words(name.base()));
    if let Some(word) = scope.iter().chain(&base).find(|word| WORDS.contains(&word.as_str())) {
        return Some(format!("`{word}` is what instructions write for a name that the reader has to fill in"));
    }
    let bare = scope.is_empty() && base.iter().all(|word| stockade_names::form::is_generic(word));
    bare.then(|| "every word of it says what kind of package it is, and none says which".to_owned())
}
