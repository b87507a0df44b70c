//! Holds packages against what is asked of them.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;
use stockade_model::{Finding, Layer, Location, Rule};

use super::{Party, Requirement, Requirements};
use crate::alarm::{Action, Alarm, Said};
use crate::checks::{UNMET_REQUIREMENT, path, span};
use crate::facts::Class;
use crate::history::Release;
use crate::known::Known;
use crate::subject::{Setting, Subject};

/// What of a requirement is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clause {
    /// The level of the evidence.
    Provenance,
    /// Who published.
    Publisher,
    /// The age of the version.
    MinimumAge,
    /// That nothing runs at installation.
    InstallScripts,
}

impl Clause {
    /// The key in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Provenance => "provenance",
            Self::Publisher => "publisher",
            Self::MinimumAge => "minimum-age",
            Self::InstallScripts => "install-scripts",
        }
    }
}

/// One thing that is asked of a package and that it has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// What.
    pub clause: Clause,
    /// The rule that asked; of several the one of the highest layer.
    pub rule: Rule,
    /// Whether it is merely not known.
    pub unknown: bool,
    /// What is said of it.
    pub alarm: Alarm,
}

/// How a clause stands.
enum Standing {
    Met,
    Short(String),
    Unknown(String),
}

impl Requirements {
    /// Everything asked of a subject that it has not, each clause once.
    pub fn judge(&self, subject: &Subject, at: Option<&Path>, setting: &Setting, today: Date) -> Vec<Unmet> {
        let mut short: BTreeMap<Clause, Vec<(&Requirement, bool, String)>> = BTreeMap::new();
        for requirement in self.of(&subject.package, at, today) {
            for (clause, standing) in clauses(requirement, subject, setting) {
                let (unknown, why) = match standing {
                    Standing::Met => continue,
                    Standing::Short(why) => (false, why),
                    Standing::Unknown(why) => (true, why),
                };
                short.entry(clause).or_default().push((requirement, unknown, why));
            }
        }
        short.into_iter().filter_map(|(clause, rules)| unmet(clause, rules, subject)).collect()
    }

    /// The same of many, as what the checks say.
    pub fn judge_all<'a>(
        &self,
        subjects: impl IntoIterator<Item = &'a Subject>,
        at: Option<&Path>,
        setting: &Setting,
        today: Date,
    ) -> Said {
        let mut said = Said::default();
        for subject in subjects {
            said.alarms.extend(self.judge(subject, at, setting, today).into_iter().map(|unmet| unmet.alarm));
        }
        said.sort();
        said
    }
}

fn unmet(clause: Clause, mut rules: Vec<(&Requirement, bool, String)>, subject: &Subject) -> Option<Unmet> {
    // Of two that ask the same the higher layer is named: that is the one to talk to. What is known to fall short first.
    rules.sort_by_key(|(requirement, unknown, _)| (std::cmp::Reverse(requirement.rule.layer), *unknown));
    let mut rules = rules.into_iter();
    let (first, unknown, why) = rules.next()?;
    let rule = first.rule.clone();
    let mut builder = Finding::builder(UNMET_REQUIREMENT.id, UNMET_REQUIREMENT.severity, UNMET_REQUIREMENT.confidence)
        .package(&subject.package)
        .evidence(format!("`{}` at {rule} asks for it ({} settings)", rule.text, rule.layer));
    if let Some(reason) = &first.reason {
        builder = builder.evidence(format!("the reason given there: {reason}"));
    }
    for (other, ..) in rules {
        builder = builder.evidence(format!("so does `{}` at {}", other.rule.text, other.rule));
    }
    if let Some(path) = path(subject) {
        builder = builder.evidence(path);
    }
    if unknown {
        builder = builder.evidence("what is not known does not meet what is asked");
    }
    if let Some(ended) = first.exceptions.iter().find(|exception| exception.purl.is(&subject.package)) {
        let end = ended.expires.map(|end| format!(" ended on {end}")).unwrap_or_default();
        builder = builder.counter_evidence(format!("an exception{end}: {}", ended.reason));
    }
    let builder = builder
        .help(match clause {
            Clause::Provenance => "take a version with such evidence, or ask the project to publish with provenance",
            Clause::Publisher => "take the package of the publisher that is asked for",
            Clause::MinimumAge => "take an older version, or wait",
            Clause::InstallScripts => "take a version without install scripts",
        })
        .help(format!(
            "whoever keeps {} can except it: `[[require.except]]` with a `purl`, a `reason` and an end",
            rule.file.display()
        ))
        .related(Location::Path(rule.file.clone()), format!("line {} asks for it", rule.position.line));
    let message = format!("`{}` does not meet `{}`: {why}", subject.shown(), clause.as_str());
    let finding = builder.at(subject.at.clone(), "falls short", message);
    // What the organisation asks nobody below can wave through.
    let action = if rule.layer == Layer::Managed { Action::Block } else { Action::Hold };
    Some(Unmet { clause, rule, unknown, alarm: Alarm { action, finding, lines: Vec::new() } })
}

fn clauses(requirement: &Requirement, subject: &Subject, setting: &Setting) -> Vec<(Clause, Standing)> {
    let mut clauses = Vec::new();
    let release = release(subject);
    let ask = |clause: fn(&Release) -> Known<String>| match &release {
        Ok(release) => clause(release),
        Err(why) => Known::Unknown(why.clone()),
    };
    if let Some(wanted) = requirement.provenance {
        let standing = match release.as_ref().map(|release| release.level()) {
            Ok(Known::Known(level)) if level >= wanted => Standing::Met,
            Ok(Known::Known(level)) => {
                Standing::Short(format!("level {wanted} is asked for, and it is {level}, {}", level.meaning()))
            }
            Ok(Known::Unknown(why)) => Standing::Unknown(format!("its provenance is not known: {why}")),
            Err(why) => Standing::Unknown(why.clone()),
        };
        clauses.push((Clause::Provenance, standing));
    }
    if let Some(wanted) = &requirement.publisher {
        let standing = match &release {
            Ok(release) => publisher(wanted, release),
            Err(why) => Standing::Unknown(why.clone()),
        };
        clauses.push((Clause::Publisher, standing));
    }
    if let Some(wanted) = requirement.minimum_age {
        let standing = match release.as_ref().map(|release| release.appeared()) {
            Ok(Some(at)) => {
                let age = setting.now.duration_since(at);
                if age >= wanted {
                    Standing::Met
                } else {
                    Standing::Short(format!("{} are asked for, and it is {} old", span(wanted), span(age)))
                }
            }
            Ok(None) => Standing::Unknown("when it was published is not known".to_owned()),
            Err(why) => Standing::Unknown(why.clone()),
        };
        clauses.push((Clause::MinimumAge, standing));
    }
    if requirement.no_install_scripts {
        let scripts = ask(|release| {
            release
                .scripts
                .as_ref()
                .map(|scripts| scripts.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        });
        let hook = subject.facts.known().and_then(|facts| facts.of(Class::InstallHook).next());
        let standing = match (scripts, hook) {
            (_, Some(hook)) => Standing::Short(format!("{} runs at installation", hook.place())),
            (Known::Known(names), None) if names.is_empty() => Standing::Met,
            (Known::Known(names), None) => Standing::Short(format!("it has {names}")),
            (Known::Unknown(why), None) => Standing::Unknown(format!("its install scripts are not known: {why}")),
        };
        clauses.push((Clause::InstallScripts, standing));
    }
    clauses
}

fn release(subject: &Subject) -> Result<&Release, String> {
    let history = match &subject.history {
        Known::Known(history) => history,
        Known::Unknown(why) => return Err(format!("what the registry says is not known: {why}")),
    };
    history.release(subject.version()).ok_or_else(|| match &subject.package.version {
        Some(version) => format!("the registry does not list version {version}"),
        None => "no version is fixed".to_owned(),
    })
}

fn publisher(wanted: &Party, release: &Release) -> Standing {
    match wanted {
        Party::Account { registry, account } => match &release.publisher {
            Known::Unknown(why) => Standing::Unknown(format!("who published it is not known: {why}")),
            Known::Known(publisher) if publisher.is_shared() => Standing::Short(format!(
                "it came through `{}`, which is everybody's account, and not from `{registry}:{account}`",
                publisher.account
            )),
            Known::Known(publisher) if publisher.account == *account => Standing::Met,
            Known::Known(publisher) => Standing::Short(format!(
                "it was published by `{registry}:{}`, and not by `{registry}:{account}`",
                publisher.account
            )),
        },
        Party::Source { host, path } => match &release.provenance {
            Known::Unknown(why) => Standing::Unknown(format!("where it was built is not known: {why}")),
            Known::Known(found) => match found.identity().map(|identity| (identity.place(), identity)) {
                Some((Some(place), _)) if is_at(&place, host, path) => Standing::Met,
                Some((_, identity)) => {
                    Standing::Short(format!("it was built from {}, and not from `{wanted}`", identity.repository))
                }
                None => Standing::Short(format!("nothing proves that it was built from `{wanted}`")),
            },
        },
    }
}

/// Whether `host/owner/name` is a repository, or one of an owner's.
fn is_at(place: &str, host: &str, path: &str) -> bool {
    let Some(rest) = place.strip_prefix(host).and_then(|rest| rest.strip_prefix('/')) else { return false };
    rest == path || (!path.contains('/') && rest.split('/').next() == Some(path))
}
