//! What changed from one version to another, for people and for the checks.
//!
//! Constraints:
//! - a difference is said only where both sides are known; what is unknown on a side is listed as such;
//! - each change carries its decision: the rule that looked at it (D1-D12, `docs/assess.md`) and what it calls for;
//! - nothing is hidden: what calls for nothing is there as well, as [`Action::Show`] without a rule.
//!
//! Layout: [`baseline`] says what to compare with, `code` compares facts, `registry` releases, `tools` tools, `rules` decides,
//! `hosts` says whose a host is, [`dependencies`] compares everything that comes in with it.

use serde::Serialize;
use stockade_model::Package;

use crate::alarm::{Action, Line};
use crate::facts::{Class, Facts, Sink};
use crate::history::{Publisher, Release};
use crate::known::Known;
use crate::provenance::{Level, Provenance};
use crate::subject::{Baseline, Because, Subject};
use crate::version::{Step, Version};

pub mod baseline;
mod code;
pub mod dependencies;
mod hosts;
mod registry;
mod rules;
mod tools;

pub(crate) use hosts::{is_ordinary, is_reserved};
pub use rules::Rule;
pub(crate) use rules::is_registry;
pub use tools::ToolChange;

/// One side of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The version.
    pub version: String,
    /// When it appeared.
    pub published: Known<String>,
    /// Who uploaded it.
    pub publisher: Known<Publisher>,
    /// What evidence says.
    pub provenance: Known<Provenance>,
    /// How strong that is.
    pub level: Known<Level>,
}

impl Side {
    fn of(version: &str, release: Option<&Release>) -> Self {
        let Some(release) = release else {
            let version = version.to_owned();
            let unlisted = || "the registry does not list this version".to_owned();
            return Self {
                version,
                published: Known::Unknown(unlisted()),
                publisher: Known::Unknown(unlisted()),
                provenance: Known::Unknown(unlisted()),
                level: Known::Unknown(unlisted()),
            };
        };
        Self {
            version: version.to_owned(),
            published: release.published.as_ref().map(ToString::to_string),
            publisher: release.publisher.clone(),
            provenance: release.provenance.clone(),
            level: release.level(),
        }
    }
}

/// What a change is about: the sections of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// Who published.
    Publisher,
    /// How strongly that is known.
    Provenance,
    /// Recipients and e-mail addresses.
    Recipient,
    /// What runs at installation.
    InstallScript,
    /// What it can do.
    Capability,
    /// Where it connects to.
    Host,
    /// Secrets: variables and paths.
    Secret,
    /// Acts on this machine's own set-up: client configs, hooks, workflows, publishing.
    Act,
    /// Code that cannot be read.
    Code,
    /// What it depends on.
    Dependency,
    /// The tools it offers.
    Tool,
}

impl Aspect {
    /// Every aspect, in the order in which reports show them.
    pub const ALL: &'static [Self] = &[
        Self::Publisher,
        Self::Provenance,
        Self::Recipient,
        Self::InstallScript,
        Self::Capability,
        Self::Host,
        Self::Secret,
        Self::Act,
        Self::Code,
        Self::Dependency,
        Self::Tool,
    ];

    const fn of(class: Class) -> Self {
        match class {
            Class::Recipient | Class::RecipientKey | Class::Email => Self::Recipient,
            Class::Capability | Class::DynamicCode | Class::DnsQuery | Class::TimeGate => Self::Capability,
            Class::Host | Class::SecretSent => Self::Host,
            Class::SensitivePath | Class::Environment => Self::Secret,
            Class::ClientConfig | Class::GitHook | Class::CiFile | Class::Publish | Class::Manifest => Self::Act,
            Class::Hidden | Class::Minified | Class::Source => Self::Code,
            Class::InstallHook => Self::InstallScript,
        }
    }
}

/// How something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// It was not there before.
    Added,
    /// It is there no more.
    Removed,
    /// It was there, and is another one now.
    Changed,
    /// It was there, and is there more often now.
    More,
}

impl Sign {
    /// The mark in front of a line.
    pub const fn mark(self) -> char {
        match self {
            Self::Added | Self::More => '+',
            Self::Removed => '-',
            Self::Changed => '~',
        }
    }
}

/// One change, with its lines in both versions where there are such.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it is about.
    pub aspect: Aspect,
    /// The class of the fact, where it is one of the code.
    pub class: Option<Class>,
    /// How it changed.
    pub sign: Sign,
    /// What it is called: `constant recipient`.
    pub what: String,
    /// What it is now; what it was, where it was removed.
    pub value: String,
    /// What it was, where it was something else.
    pub before: Option<String>,
    /// Where the value goes.
    pub sink: Sink,
    /// The line of the old version: the same fact there, else the nearest one of its kind in that file.
    pub old: Option<Line>,
    /// The line of the new version.
    pub new: Option<Line>,
    /// Which rule looked at it.
    pub rule: Option<Rule>,
    /// What it calls for.
    pub action: Action,
}

impl Change {
    fn new(aspect: Aspect, sign: Sign, what: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            aspect,
            class: None,
            sign,
            what: what.into(),
            value: value.into(),
            before: None,
            sink: Sink::None,
            old: None,
            new: None,
            rule: None,
            action: Action::Show,
        }
    }

    fn ruled(mut self, rule: Rule, action: Action) -> Self {
        (self.rule, self.action) = (Some(rule), action);
        self
    }

    /// Whether it is news: something that was not there, or more of it.
    pub const fn is_news(&self) -> bool {
        !matches!(self.sign, Sign::Removed)
    }
}

impl std::fmt::Display for Change {
    /// `+ constant recipient "x@evil.example" under key Bcc, index.js:12`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ", self.sign.mark())?;
        if self.sign == Sign::More {
            f.write_str("more of ")?;
        }
        write!(f, "{}", self.what)?;
        match &self.before {
            Some(before) => write!(f, " \"{before}\" → \"{}\"", self.value)?,
            None => write!(f, " \"{}\"", self.value)?,
        }
        match &self.sink {
            Sink::None => {}
            Sink::Key(key) => write!(f, " under key {key}")?,
            Sink::Write => f.write_str(", written")?,
            Sink::Read => f.write_str(", read")?,
            Sink::Exec => f.write_str(", run")?,
            Sink::Send => f.write_str(", sent")?,
            Sink::Leaves => f.write_str(", read where something is sent")?,
        }
        let line = if self.sign == Sign::Removed { &self.old } else { &self.new };
        match line {
            Some(line) => write!(f, ", {}", line.place()),
            None => Ok(()),
        }
    }
}

/// Everything that changed from one version of a package to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackageDiff {
    /// Which package; its version is the new one.
    pub package: Package,
    /// The version it is compared with.
    pub old: Side,
    /// The version that is looked at.
    pub new: Side,
    /// Why it is compared with that one.
    pub because: Because,
    /// How far it is; none where a version cannot be read.
    pub step: Option<Step>,
    /// What changed, by aspect, what calls for most first.
    pub changes: Vec<Change>,
    /// What could not be compared: what, and why.
    pub unknown: Vec<(String, String)>,
    /// What comes in with it, where both closures are known.
    pub dependencies: Vec<dependencies::Moved>,
    /// The definitions of tools that changed; each has its line among the changes too.
    pub tools: Vec<ToolChange>,
}

impl PackageDiff {
    /// The changes of one section.
    pub fn about(&self, aspect: Aspect) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.aspect == aspect)
    }

    /// What a rule looked at.
    pub fn by(&self, rule: Rule) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.rule == Some(rule))
    }

    /// What it all calls for.
    pub fn action(&self) -> Action {
        let own = self.changes.iter().map(|change| change.action);
        let below = self.dependencies.iter().filter_map(|moved| Some(moved.diff.as_ref()?.action()));
        own.chain(below).max().unwrap_or(Action::Show)
    }

    /// Whether all that changed is known, in its own code and in what comes in with it, nothing of it calls for more than
    /// being shown, and it can do, reach and read no more than before.
    pub fn is_clean(&self) -> bool {
        let asks = self.about(Aspect::Dependency).any(Change::is_news);
        let unread = |moved: &dependencies::Moved| moved.sign != Sign::Removed && moved.diff.is_none();
        let below = (asks && self.dependencies.is_empty()) || self.dependencies.iter().any(unread);
        let gains = |change: &Change| {
            let acts = [Class::ClientConfig, Class::CiFile, Class::GitHook, Class::DnsQuery, Class::Publish];
            let rules = [Rule::D4, Rule::D5, Rule::D7, Rule::D8, Rule::D9, Rule::D10];
            let by_rule = change.rule.is_some_and(|rule| rules.contains(&rule));
            let is_act = change.class.is_some_and(|class| acts.contains(&class) || class == Class::TimeGate);
            change.sign != Sign::More && change.is_news() && (by_rule || is_act)
        };
        let below = below || self.changes.iter().any(gains);
        self.unknown.is_empty() && !below && self.action() == Action::Show
    }

    /// `1.0.15 → 1.0.16`.
    pub fn title(&self) -> String {
        format!("{} → {}", self.old.version, self.new.version)
    }

    fn small(&self) -> bool {
        self.step.is_some_and(Step::is_small)
    }
}

/// Nothing compared yet.
fn between(subject: &Subject, baseline: &Baseline) -> PackageDiff {
    let old = subject.history.known().and_then(|history| history.release(&baseline.version));
    let ecosystem = subject.package.ecosystem;
    let versions = (Version::parse(ecosystem, &baseline.version), Version::parse(ecosystem, subject.version()));
    PackageDiff {
        package: subject.package.clone(),
        old: Side::of(&baseline.version, old),
        new: Side::of(subject.version(), subject.release()),
        because: baseline.because,
        step: match &versions {
            (Some(old), Some(new)) => Some(old.step(new)),
            _ => None,
        },
        changes: Vec::new(),
        unknown: Vec::new(),
        dependencies: Vec::new(),
        tools: Vec::new(),
    }
}

/// What came since a version that is a month older, and that one release alone would have been held for; none where there
/// is no such version, or its code is not known.
///
/// What is there since the version before is not in it: that is [`of`]'s to say. What projects gain in a month by growing
/// is not either, so that no company of changes counts here, and nothing calls for more than to wait.
pub fn since(subject: &Subject) -> Option<PackageDiff> {
    let (anchor, baseline) = (subject.anchor.as_ref()?, subject.baseline.known()?);
    let (old, new) = (anchor.facts.known()?, subject.facts.known()?);
    let mut diff = between(subject, anchor);
    code::compare((&anchor.version, old), (subject.version(), new), &mut diff);
    let before = baseline.facts.known();
    diff.changes.retain(|change| {
        let was = |facts: &Facts| facts.has(change.class, &change.sink, &change.value);
        change.action > Action::Show && before.is_none_or(was)
    });
    for change in &mut diff.changes {
        change.action = Action::Hold;
    }
    let release = |version: &str| subject.history.known().and_then(|history| history.release(version));
    if let (Some(old), Some(between), Some(new)) =
        (release(&anchor.version), release(&baseline.version), subject.release())
    {
        registry::lately(old, between, new, &mut diff);
    }
    Some(diff)
}

/// Compares a subject with its baseline; none where nothing says what to compare it with.
pub fn of(subject: &Subject) -> Option<PackageDiff> {
    let baseline = subject.baseline.known()?;
    let (old, new) = (subject.baseline_release(), subject.release());
    let mut diff = between(subject, baseline);
    if let (Some(old), Some(new)) = (old, new) {
        registry::publishers(old, new, &mut diff);
        registry::scripts(old, new, &mut diff);
        registry::declared(old, new, &mut diff);
    } else {
        diff.unknown.push(("what the registry says".to_owned(), "it does not list both versions".to_owned()));
    }
    match (&baseline.facts, &subject.facts) {
        (Known::Known(old), Known::Known(new)) => {
            code::compare((&baseline.version, old), (subject.version(), new), &mut diff);
            rules::together(&mut diff, old);
        }
        (Known::Unknown(why), _) | (_, Known::Unknown(why)) => {
            diff.unknown.push(("what the code does".to_owned(), why.clone()));
        }
    }
    // Where they are not known the code is not either, and that is said above.
    if let (Known::Known(old), Known::Known(new)) = (&baseline.tools, &subject.tools) {
        tools::compare((&baseline.version, old), (subject.version(), new), &mut diff);
    }
    let place = |aspect: Aspect| Aspect::ALL.iter().position(|other| *other == aspect);
    diff.changes.sort_by(|a, b| {
        (place(a.aspect), b.action, a.rule, &a.value).cmp(&(place(b.aspect), a.action, b.rule, &b.value))
    });
    Some(diff)
}
