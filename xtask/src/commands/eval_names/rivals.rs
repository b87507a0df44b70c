//! What the same rows give elsewhere: a one-edit rule, and typomania with all of its checks.
//!
//! Both get the same targets: every name of the pack that is on the list of names worth protecting or in wide use
//! (20,000 downloads a month on npm, a rank on PyPI). A target itself is never flagged.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use stockade_names::{Ecosystem, Pack, edit, keys};
use typomania::checks::{Bitflips, Omitted, SwappedWords, Typos};
use typomania::{AuthorSet, Corpus, Harness, Package};

const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

/// Both rules, for npm and PyPI.
pub(super) struct Rivals {
    registries: HashMap<Ecosystem, Registry>,
}

struct Registry {
    names: HashSet<String>,
    deletions: HashMap<u64, Vec<String>>,
    harness: Harness<Targets>,
}

impl Rivals {
    /// Indexes the pack's names for both.
    pub(super) fn new(pack: &Pack) -> Result<Self> {
        let mut registries = HashMap::new();
        for ecosystem in [Ecosystem::Npm, Ecosystem::Pypi] {
            let used = |popularity: Option<u64>| match ecosystem {
                Ecosystem::Pypi => popularity.is_some(),
                _ => popularity.is_some_and(|downloads| downloads >= 20_000),
            };
            let names: Vec<String> = (pack.names().iter())
                .filter(|record| record.ecosystem == ecosystem && (record.is_protected() || used(record.popularity)))
                .map(|record| record.full.to_owned())
                .collect();
            let mut deletions: HashMap<u64, Vec<String>> = HashMap::new();
            for name in &names {
                deletions.entry(keys::hash(name.as_bytes())).or_default().push(name.clone());
                keys::each_deletion(name.as_bytes(), &mut |hash| {
                    deletions.entry(hash).or_default().push(name.clone());
                });
            }
            let harness = harness(names.iter().cloned().collect());
            registries.insert(ecosystem, Registry { names: names.into_iter().collect(), deletions, harness });
        }
        Ok(Self { registries })
    }

    /// The targets that are one edit away (insertion, omission, substitution, transposition).
    pub(super) fn one_edit(&self, ecosystem: Ecosystem, name: &str) -> Vec<String> {
        let Some(registry) = self.registries.get(&ecosystem).filter(|found| !found.names.contains(name)) else {
            return Vec::new();
        };
        let mut hashes = vec![keys::hash(name.as_bytes())];
        keys::each_deletion(name.as_bytes(), &mut |hash| hashes.push(hash));
        let mut found: Vec<String> = (hashes.iter().filter_map(|hash| registry.deletions.get(hash)).flatten())
            .filter(|target| is_one_edit(name, target))
            .cloned()
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// The targets that typomania names.
    pub(super) fn typomania(&self, ecosystem: Ecosystem, name: &str) -> Vec<String> {
        let Some(registry) = self.registries.get(&ecosystem) else { return Vec::new() };
        squats(&registry.harness, name)
    }
}

/// Whether two names are one edit apart, as strsim measures it.
pub(super) fn is_one_edit(name: &str, target: &str) -> bool {
    edit::distance(target, name, 1) == Some(1) && strsim::osa_distance(name, target) == 1
}

/// Whether typomania would see the likeness if the target were all that it knew.
pub(super) fn typomania_sees(name: &str, target: &str) -> bool {
    !squats(&harness(HashSet::from([target.to_owned()])), name).is_empty()
}

fn squats(harness: &Harness<Targets>, name: &str) -> Vec<String> {
    let squats = harness.check_package(name, Box::new(Nobody)).unwrap_or_default();
    let mut found: Vec<String> = squats.iter().map(|squat| squat.package().to_owned()).collect();
    found.sort();
    found.dedup();
    found
}

fn harness(names: HashSet<String>) -> Harness<Targets> {
    Harness::builder()
        .with_check(Bitflips::new(ALPHABET, names.iter().map(String::as_str)))
        .with_check(Omitted::new(ALPHABET))
        .with_check(SwappedWords::new("-_."))
        .with_check(Typos::new(typos().into_iter()))
        .build(Targets { names })
}

/// Neighbouring keys, and letters that look alike in print.
fn typos() -> Vec<(char, Vec<String>)> {
    let alike =
        [('l', "1"), ('1', "l"), ('i', "1"), ('1', "i"), ('o', "0"), ('0', "o"), ('m', "rn"), ('w', "vv"), ('s', "5")];
    (ALPHABET.chars())
        .map(|c| {
            let keys = ALPHABET.chars().filter(|other| edit::adjacent(c as u8, *other as u8)).map(String::from);
            let printed = alike.iter().filter(|(from, _)| *from == c).map(|(_, to)| (*to).to_owned());
            (c, keys.chain(printed).collect())
        })
        .collect()
}

struct Targets {
    names: HashSet<String>,
}

impl Corpus for Targets {
    fn contains_name(&self, name: &str) -> typomania::Result<bool> {
        Ok(self.names.contains(name))
    }

    fn get(&self, name: &str) -> typomania::Result<Option<&dyn Package>> {
        Ok(self.names.contains(name).then_some(&Nobody as &dyn Package))
    }
}

/// A package whose authors nobody knows: offline nobody does.
struct Nobody;

impl Package for Nobody {
    fn authors(&self) -> &dyn AuthorSet {
        self
    }

    fn description(&self) -> Option<&str> {
        None
    }

    fn shared_authors(&self, _other: &dyn AuthorSet) -> bool {
        false
    }
}

impl AuthorSet for Nobody {
    fn contains(&self, _author: &str) -> bool {
        false
    }
}
