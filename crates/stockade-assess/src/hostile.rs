//! Acts that no package needs on other people's machines, and how much weight one of them has here.
//!
//! Constraints:
//! - one act alone holds at most: genuine tools set Git hooks. That a server writes client configs is only shown, for one
//!   genuine server in ten does it to install itself; under a new name it holds;
//! - an act that the trusted version did not have blocks, a client config that it did not write holds, whatever number the
//!   release bears: the attacker chooses it; instructions of an agent hold in a patch release;
//! - three different acts in one package block, and two under a new name: a bundle of a cloud's library with an installer
//!   does two of them for good reasons;
//! - in a dependency one act alone is shown only: there are many dependencies, and hardly one is read.

use std::collections::BTreeSet;

use stockade_model::{Confidence, Severity};

use crate::alarm::{Action, Line};
use crate::checks::{Check, Scene, accept};
use crate::facts::{Class, Fact, Facts, Sink};
use crate::secrets;

/// One kind of act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Act {
    /// Writes the config of an MCP client or an agent's instructions.
    ClientConfig,
    /// Collects secrets of unrelated families.
    Harvest,
    /// Looks up computed names.
    Dns,
    /// Installs a Git hook.
    GitHook,
    /// Writes CI workflows, or asks for a CI's identity token.
    Ci,
    /// Publishes, and rewrites a manifest or takes a registry's token for it.
    Propagation,
}

/// Variables by which a workflow gets tokens of its own.
const CI_TOKENS: &[&str] = &["ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_RUNTIME_TOKEN"];

/// Client configs, by the ids of the facts, that are instructions of an agent and start nothing.
const INSTRUCTIONS: &[&str] = &[
    "claude-md",
    "agents-md",
    "gemini-md",
    "cursorrules",
    "cursor-rules",
    "windsurfrules",
    "clinerules",
    "copilot-instructions",
];

impl Act {
    /// Every act.
    pub(crate) const ALL: &'static [Self] =
        &[Self::ClientConfig, Self::Harvest, Self::Dns, Self::GitHook, Self::Ci, Self::Propagation];

    /// The facts that make it one; empty where it is not done.
    pub(crate) fn done<'a>(self, facts: &'a Facts, package: &str, families: usize) -> Vec<&'a Fact> {
        match self {
            Self::ClientConfig => facts.of(Class::ClientConfig).filter(|fact| fact.sink.acts()).collect(),
            Self::GitHook => facts.of(Class::GitHook).filter(|fact| fact.sink.acts()).collect(),
            Self::Harvest => {
                let found = harvest(facts, package);
                // Variables alone are what any server for several services reads; a file that is read is another thing.
                let reads = found.iter().any(|(_, fact)| fact.class == Class::SensitivePath && fact.sink != Sink::None);
                let leaves = ["http", "mail", "socket", "dns", "exec"].iter().any(|ability| facts.can(ability));
                if reads && leaves && distinct(&found) >= families { first_of_each(&found) } else { Vec::new() }
            }
            Self::Dns => facts.of(Class::DnsQuery).collect(),
            Self::Ci => {
                let writes: Vec<&Fact> = facts.of(Class::CiFile).filter(|fact| fact.sink.acts()).collect();
                let tokens = facts.of(Class::Environment).filter(|fact| CI_TOKENS.contains(&fact.value.as_str()));
                if writes.is_empty() { Vec::new() } else { writes.into_iter().chain(tokens).collect() }
            }
            Self::Propagation => {
                let publishes: Vec<&Fact> = facts.of(Class::Publish).collect();
                let rewrites = facts.of(Class::Manifest).filter(|fact| fact.sink == Sink::Write);
                // A worm needs the token as much as the manifest. What a project says to Yarn is no token where none is
                // asked of it.
                let asks = facts.of(Class::SensitivePath).any(|fact| fact.value == "yarnrc-token");
                let tokens = harvest(facts, package)
                    .into_iter()
                    .filter(|(family, fact)| matches!(*family, "npm" | "pypi") && (asks || fact.value != "yarnrc"));
                let needs: Vec<&Fact> = rewrites.chain(tokens.map(|(_, fact)| fact)).collect();
                if publishes.is_empty() || needs.is_empty() {
                    Vec::new()
                } else {
                    publishes.into_iter().chain(needs).collect()
                }
            }
        }
    }

    /// In a few words, behind "it also".
    const fn words(self) -> &'static str {
        match self {
            Self::ClientConfig => "writes MCP client configs",
            Self::Harvest => "collects unrelated secrets",
            Self::Dns => "looks up computed names",
            Self::GitHook => "installs Git hooks",
            Self::Ci => "writes CI workflows",
            Self::Propagation => "publishes packages",
        }
    }
}

/// Every secret of a family that is not the package's own.
pub(crate) fn harvest<'a>(facts: &'a Facts, package: &str) -> Vec<(&'static str, &'a Fact)> {
    let variables = facts.of(Class::Environment).filter_map(|fact| {
        let family = secrets::family_of_variable(&fact.value)?;
        (!secrets::is_named_after(&fact.value, package)).then_some((family, fact))
    });
    let paths = facts.of(Class::SensitivePath).filter_map(|fact| {
        let family = secrets::family_of_path(&fact.value)?;
        (!secrets::is_own_family(&fact.value, package)).then_some((family, fact))
    });
    paths.chain(variables).collect()
}

/// How many families.
pub(crate) fn distinct(found: &[(&'static str, &Fact)]) -> usize {
    found.iter().map(|(family, _)| *family).collect::<BTreeSet<_>>().len()
}

/// One fact of each family, those that are read from files first.
pub(crate) fn first_of_each<'a>(found: &[(&'static str, &'a Fact)]) -> Vec<&'a Fact> {
    let mut seen = BTreeSet::new();
    found.iter().filter(|(family, _)| seen.insert(*family)).map(|(_, fact)| *fact).collect()
}

/// What an act weighs, and why.
pub(crate) struct Weight {
    pub(crate) action: Action,
    pub(crate) severity: Severity,
    pub(crate) confidence: Confidence,
    evidence: Vec<String>,
    counter: Vec<String>,
}

impl Weight {
    /// Makes it weigh less, and says why.
    pub(crate) fn lower(&mut self, action: Action, severity: Severity, why: String) {
        (self.action, self.severity) = (action, severity);
        self.counter.push(why);
    }
}

/// Weighs an act that is done.
pub(crate) fn weigh(scene: Scene<'_>, act: Act, done: &[&Fact], facts: &Facts) -> Weight {
    let subject = scene.subject;
    let mut weight = Weight {
        action: Action::Hold,
        severity: Severity::High,
        confidence: Confidence::Medium,
        evidence: Vec::new(),
        counter: Vec::new(),
    };
    let families = scene.setting.limits.secret_families;
    let also: Vec<&str> = Act::ALL
        .iter()
        .filter(|other| **other != act && !other.done(facts, &subject.package.name, families).is_empty())
        .map(|other| other.words())
        .collect();
    let before = subject.baseline.known().and_then(|baseline| Some((baseline, baseline.facts.known()?)));
    let was_done = before.map(|(_, old)| !act.done(old, &subject.package.name, families).is_empty());
    if !also.is_empty() {
        weight.evidence.push(format!("it also {}", also.join(", and ")));
    }
    match before {
        Some((baseline, _)) if was_done == Some(false) => {
            weight.evidence.push(format!("{} did not do it", baseline.version));
        }
        Some((baseline, old)) => {
            let new = done.iter().filter(|fact| old.like(fact).is_none()).count();
            weight.counter.push(match new {
                0 => format!("{} did the same", baseline.version),
                _ => format!("{} did the like, and {new} of the places are new", baseline.version),
            });
        }
        None => {}
    }
    let began = was_done == Some(false);
    // One more release does not make it what the package always did. Installers come and stay.
    let older = subject.anchor.as_ref().and_then(|anchor| Some((anchor, anchor.facts.known()?)));
    let lately = older.filter(|(_, old)| {
        act != Act::ClientConfig
            && was_done == Some(true)
            && act.done(old, &subject.package.name, families).is_empty()
            && !scene.is_dependency()
    });
    if let Some((anchor, _)) = lately {
        weight.evidence.push(format!("{} did not do it{}", anchor.version, scene.published(&anchor.version)));
    }
    // What an installer does, and nothing else of the kind.
    let installs = act == Act::ClientConfig && also.is_empty();
    // Many tools write what agents are told; what a client starts is another thing, whatever number the release bears.
    let small = scene.diff.is_some_and(|diff| diff.step.is_some_and(crate::version::Step::is_small));
    let holds = began && (small || done.iter().any(|fact| !INSTRUCTIONS.contains(&fact.value.as_str())));
    let several = if scene.is_new_name() { 1 } else { 2 };
    if (began && !installs) || also.len() >= several {
        (weight.action, weight.severity, weight.confidence) = (Action::Block, Severity::Critical, Confidence::High);
    } else if lately.is_none()
        && (was_done == Some(true) || scene.is_dependency() || (installs && !holds && !scene.is_new_name()))
    {
        (weight.action, weight.severity) = (Action::Show, Severity::Medium);
    }
    if was_done == Some(true) && subject.is_pinned() {
        weight.severity = Severity::Info;
    }
    weight
}

/// Says an act: the alarm with its weight, the lines, and what to do.
pub(crate) fn say(
    scene: Scene<'_>,
    check: &Check,
    weight: &Weight,
    done: &[&Fact],
    message: impl Into<String>,
) -> crate::alarm::Alarm {
    let mut say = scene.weighed(check, weight.action, weight.severity, weight.confidence);
    for text in &weight.evidence {
        say = say.evidence(text);
    }
    for text in &weight.counter {
        say = say.counter(text);
    }
    for fact in done.iter().take(MOST_LINES) {
        say = say.line(Line::of(scene.subject.version(), fact));
    }
    if let Some(more) = done.len().checked_sub(MOST_LINES).filter(|more| *more > 0) {
        say = say.evidence(format!("and {more} more places"));
    }
    say.help("do not install it before somebody has read these lines").help(accept(check)).say(check.summary, message)
}

/// More lines than this nobody reads.
pub(crate) const MOST_LINES: usize = 6;
