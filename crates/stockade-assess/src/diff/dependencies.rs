//! What comes in with a package: compares two closures, and each package that moved with what it was.
//!
//! Thin packages hide code in their dependencies, so that the comparison runs over all of them.

use std::collections::BTreeMap;

use serde::Serialize;
use stockade_model::Package;

use super::{PackageDiff, Sign};
use crate::closure::Closure;

/// A package of the closure that came, went, or has another version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Which; its version is the new one, or the one that went.
    pub package: Package,
    /// How.
    pub sign: Sign,
    /// The version it had.
    pub before: Option<String>,
    /// What pulls it in, the server first, itself left out.
    pub through: Vec<Package>,
    /// What changed inside, where both versions were read.
    pub diff: Option<Box<PackageDiff>>,
}

/// Compares two closures. `look` gives the difference between two versions of a package where both were read: the old
/// version, which is none for a package that is new, and the package at its new one.
pub fn compare(
    old: &Closure,
    new: &Closure,
    look: &dyn Fn(Option<&str>, &Package) -> Option<PackageDiff>,
) -> Vec<Moved> {
    let versions = |closure: &Closure| {
        let mut by_name: BTreeMap<Package, Vec<Package>> = BTreeMap::new();
        for package in closure.packages() {
            let name = Package { version: None, ..package.clone() };
            by_name.entry(name).or_default().push(package.clone());
        }
        by_name
    };
    let (before, after) = (versions(old), versions(new));
    let mut moved = Vec::new();
    for (name, now) in &after {
        let then = before.get(name).map_or(&[][..], Vec::as_slice);
        for package in now.iter().filter(|package| !then.contains(package)) {
            // Of several old versions the one that is gone was replaced; else the first is what it can be held against.
            let was = then.iter().find(|old| !now.contains(old)).or_else(|| then.first());
            let was = was.and_then(|package| package.version.clone());
            moved.push(Moved {
                sign: if was.is_some() { Sign::Changed } else { Sign::Added },
                diff: look(was.as_deref(), package).map(Box::new),
                before: was,
                through: new.path_to(package).unwrap_or_default(),
                package: package.clone(),
            });
        }
    }
    for (name, then) in &before {
        if !after.contains_key(name) {
            moved.extend(then.iter().map(|package| Moved {
                package: package.clone(),
                sign: Sign::Removed,
                before: package.version.clone(),
                through: old.path_to(package).unwrap_or_default(),
                diff: None,
            }));
        }
    }
    moved
}
