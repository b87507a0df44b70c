//! Two versions of a package side by side, for people.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use stockade_assess::diff::{self, PackageDiff};
use stockade_assess::facts::{Class, Facts};
use stockade_assess::{Baseline, Because, Known, Level, Provenance, Publisher, Release, Setting};
use stockade_model::Tools;

use crate::survey::rejudge;
use crate::{Looked, Step, SurveyError, What};

/// Two versions, and what changed from one to the other.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The version that is compared with.
    pub old: Profile,
    /// The version that is looked at.
    pub new: Profile,
    /// What changed.
    pub diff: PackageDiff,
    /// What is said of the new version, held against the old one.
    pub looked: Looked,
}

/// One side: what people want to see of a version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Profile {
    /// The package URL, or the archive's name.
    pub name: String,
    /// The version.
    pub version: String,
    /// When it was published.
    pub published: Known<String>,
    /// Who uploaded it.
    pub publisher: Known<Publisher>,
    /// What evidence says.
    pub provenance: Known<Provenance>,
    /// How strong that is.
    pub level: Known<Level>,
    /// What it asks for: names and ranges.
    pub dependencies: Known<BTreeMap<String, String>>,
    /// What runs when it is installed.
    pub scripts: Known<BTreeMap<String, String>>,
    /// What its code can do.
    pub capabilities: Known<BTreeSet<String>>,
    /// The hosts that stand in it.
    pub hosts: Known<BTreeSet<String>>,
    /// The constant recipients that stand in it.
    pub recipients: Known<BTreeSet<String>>,
    /// The tools that its code defines.
    pub tools: Known<Tools>,
}

impl Profile {
    /// What people want to see of what was looked at.
    pub fn of(looked: &Looked) -> Self {
        let subject = &looked.subject;
        let values = |class: Class| {
            let of = |facts: &Facts| facts.of(class).map(|fact| fact.value.clone()).collect();
            subject.facts.as_ref().map(of)
        };
        Self {
            name: subject.package.purl(),
            version: subject.version().to_owned(),
            published: looked.published().map(|at| at.to_string()),
            publisher: looked.publisher(),
            provenance: looked.release(|release| release.provenance.clone()),
            level: looked.level(),
            dependencies: looked.release(|release| release.dependencies.clone()),
            scripts: looked.release(|release| release.scripts.clone()),
            capabilities: values(Class::Capability),
            hosts: values(Class::Host),
            recipients: values(Class::Recipient),
            tools: subject.tools.clone(),
        }
    }
}

/// Holds one version against another, whatever the registry's own order of them.
pub(crate) fn compare(old: &Looked, mut new: Looked, setting: &Setting) -> Result<Comparison, SurveyError> {
    let (was, is) = (&old.subject.package, &new.subject.package);
    if was.ecosystem != is.ecosystem {
        return Err(SurveyError::Different { old: was.purl(), new: is.purl() });
    }
    // Two archives may bear one number, and two packages have numbers of their own: then the name tells them apart.
    let label = if was.name == is.name && was.version != is.version {
        old.subject.version().to_owned()
    } else {
        format!("{} (the other)", old.subject.shown())
    };
    let release = old.subject.release().cloned().unwrap_or_default();
    if let Known::Known(history) = &mut new.subject.history {
        history.releases.retain(|other| other.version != label);
        history.releases.push(Release { version: label.clone(), ..release });
    }
    let facts = old.subject.facts.clone();
    let baseline = Baseline { version: label, because: Because::Asked, facts, tools: old.subject.tools.clone() };
    new.steps.retain(|step| step.what != What::Comparison);
    new.steps.push(match &baseline.facts {
        Known::Known(_) => Step::done(What::Comparison, format!("with {} (asked for)", baseline.version)),
        Known::Unknown(why) => Step::not_possible(What::Comparison, format!("{}: {why}", baseline.version)),
    });
    new.steps.sort_by_key(|step| step.what);
    new.subject.baseline = baseline.into();
    rejudge(&mut new, setting);
    if let (Some(diff), Known::Known(was), Known::Known(is)) = (&mut new.diff, &old.closure, &new.closure) {
        diff.dependencies = diff::dependencies::compare(was, is, &|_, _| None);
    }
    let diff = new.diff.clone().ok_or_else(crate::error::nothing)?;
    Ok(Comparison { old: Profile::of(old), new: Profile::of(&new), diff, looked: new })
}
