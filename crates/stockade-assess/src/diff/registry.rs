//! Compares what the registry says of two releases.

use super::{Aspect, Change, PackageDiff, Rule, Sign};
use crate::alarm::Action;
use crate::history::Release;
use crate::known::Known;

pub(super) fn publishers(old: &Release, new: &Release, diff: &mut PackageDiff) {
    match (&old.publisher, &new.publisher) {
        (Known::Known(old), Known::Known(new)) if old != new => {
            let mut change = Change::new(Aspect::Publisher, Sign::Changed, "publisher", &new.account);
            change.before = Some(old.account.clone());
            diff.changes.push(change);
        }
        (Known::Known(_), Known::Known(_)) => {}
        (Known::Unknown(why), _) | (_, Known::Unknown(why)) => {
            diff.unknown.push(("the publisher".to_owned(), why.clone()));
        }
    }
    match (old.level(), new.level()) {
        (Known::Known(old), Known::Known(new)) if old != new => {
            let mut change = Change::new(Aspect::Provenance, Sign::Changed, "provenance level", new.as_str());
            change.before = Some(old.as_str().to_owned());
            diff.changes.push(change);
        }
        (Known::Known(_), Known::Known(_)) => {}
        (Known::Unknown(why), _) | (_, Known::Unknown(why)) => diff.unknown.push(("the provenance".to_owned(), why)),
    }
    let identities = |release: &Release| release.provenance.known().and_then(|found| found.identity().cloned());
    if let (Some(old), Some(new)) = (identities(old), identities(new))
        && !old.is_same_repository(&new)
    {
        let mut change = Change::new(Aspect::Provenance, Sign::Changed, "built from", &new.repository);
        change.before = Some(old.repository);
        diff.changes.push(change.ruled(Rule::D12, Action::Hold));
    }
}

pub(super) fn scripts(old: &Release, new: &Release, diff: &mut PackageDiff) {
    let (Known::Known(old), Known::Known(new)) = (&old.scripts, &new.scripts) else {
        diff.unknown.push(("install scripts".to_owned(), "the registry does not say".to_owned()));
        return;
    };
    for (name, command) in new {
        let sign = match old.get(name) {
            None => Sign::Added,
            Some(before) if before != command => Sign::Changed,
            Some(_) => continue,
        };
        let mut change = Change::new(Aspect::InstallScript, sign, format!("install script `{name}`"), command);
        change.before = old.get(name).cloned();
        // A script that changes in a large release changes with everything else.
        let action = if sign == Sign::Added || diff.small() { Action::Hold } else { Action::Show };
        diff.changes.push(change.ruled(Rule::D6, action));
    }
    for (name, command) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
        let what = format!("install script `{name}`");
        diff.changes.push(Change::new(Aspect::InstallScript, Sign::Removed, what, command));
    }
}

/// Scripts that an old release had not, and one in between has already. Genuine packages get one and keep it.
pub(super) fn lately(old: &Release, between: &Release, new: &Release, diff: &mut PackageDiff) {
    let (Known::Known(old), Known::Known(between), Known::Known(new)) = (&old.scripts, &between.scripts, &new.scripts)
    else {
        return;
    };
    for (name, command) in new.iter().filter(|(name, _)| !old.contains_key(*name) && between.contains_key(*name)) {
        let change = Change::new(Aspect::InstallScript, Sign::Added, format!("install script `{name}`"), command);
        diff.changes.push(change.ruled(Rule::D6, Action::Show));
    }
}

/// What its own manifest asks for.
pub(super) fn declared(old: &Release, new: &Release, diff: &mut PackageDiff) {
    let (Known::Known(old), Known::Known(new)) = (&old.dependencies, &new.dependencies) else {
        diff.unknown.push(("dependencies".to_owned(), "the registry does not say".to_owned()));
        return;
    };
    for (name, range) in new {
        let what = format!("dependency {name}");
        match old.get(name) {
            None => {
                let change = Change::new(Aspect::Dependency, Sign::Added, what, range);
                diff.changes.push(change.ruled(Rule::D11, Action::Show));
            }
            Some(before) if before != range => {
                let mut change = Change::new(Aspect::Dependency, Sign::Changed, what, range);
                change.before = Some(before.clone());
                diff.changes.push(change);
            }
            Some(_) => {}
        }
    }
    for (name, range) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
        diff.changes.push(Change::new(Aspect::Dependency, Sign::Removed, format!("dependency {name}"), range));
    }
}
