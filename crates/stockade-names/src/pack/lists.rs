//! The small curated lists of a pack: who else a scope is, who owns a brand, which command belongs to which package.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use stockade_model::Ecosystem;

use super::PackError;

/// Names of one owner, as scope, account or word: `modelcontextprotocol` and `mcp`.
#[derive(Clone, Debug, Default)]
pub struct Aliases {
    groups: Vec<Vec<String>>,
    group_of: HashMap<String, usize>,
}

impl Aliases {
    /// From groups of names.
    pub fn new(groups: Vec<Vec<String>>) -> Self {
        let group_of = groups
            .iter()
            .enumerate()
            .flat_map(|(index, group)| group.iter().map(move |name| (name.clone(), index)))
            .collect();
        Self { groups, group_of }
    }

    /// The other names of an owner.
    pub fn of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let group = self.group_of.get(name).and_then(|index| self.groups.get(*index));
        group.into_iter().flatten().map(String::as_str).filter(move |other| *other != name)
    }

    /// Whether two names are one owner's.
    pub fn same(&self, a: &str, b: &str) -> bool {
        a == b || self.group_of.get(a).is_some_and(|group| self.group_of.get(b) == Some(group))
    }
}

/// A vendor's or product's name that others want to look like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brand {
    /// The token as it stands in names, at least four letters.
    pub token: String,
    /// Accounts, organisations and npm scopes that are its owner's.
    pub owners: Vec<String>,
}

/// A command and the package that brings it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The executable's name.
    pub command: String,
    /// Of the package.
    pub ecosystem: Ecosystem,
    /// The package's full name.
    pub package: String,
}

/// A name that language models make up, or that documentation gets wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phantom {
    /// Where it would be looked for.
    pub ecosystem: Ecosystem,
    /// The name.
    pub name: String,
    /// What was meant.
    pub meant: String,
    /// Who saw it.
    pub source: String,
}

/// As stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoredLists {
    /// Groups of names of one owner.
    pub aliases: Vec<Vec<String>>,
    /// Brands.
    pub brands: Vec<Brand>,
    /// Commands.
    pub commands: Vec<Command>,
    /// Made-up names.
    pub phantoms: Vec<Phantom>,
    /// Groups of words with one meaning (`db`, `database`).
    pub synonyms: Vec<Vec<String>>,
    /// Groups of spellings of one word (`color`, `colour`).
    pub spellings: Vec<Vec<String>>,
    /// Words that promise safety or help (`wallet`, `auditor`).
    pub lures: Vec<String>,
}

/// As used.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// Who else an owner is.
    pub aliases: Aliases,
    /// In order: what walks through all has to find the same one first each time.
    brands: BTreeMap<String, Brand>,
    longest_brand: usize,
    commands: HashMap<String, Command>,
    phantoms: HashMap<(Ecosystem, String), Phantom>,
    synonyms: HashMap<String, usize>,
    spellings: HashMap<String, usize>,
    lures: BTreeMap<String, ()>,
}

impl Lists {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, PackError> {
        let stored: StoredLists =
            serde_json::from_slice(bytes).map_err(|_| PackError::Damaged("its lists cannot be read"))?;
        Ok(Self::new(stored))
    }

    /// Indexes stored lists.
    pub fn new(stored: StoredLists) -> Self {
        let groups = |groups: Vec<Vec<String>>| {
            groups
                .into_iter()
                .enumerate()
                .flat_map(|(at, group)| group.into_iter().map(move |word| (word, at)))
                .collect()
        };
        Self {
            aliases: Aliases::new(stored.aliases),
            longest_brand: stored.brands.iter().map(|brand| brand.token.len()).max().unwrap_or(0),
            brands: stored.brands.into_iter().map(|brand| (brand.token.clone(), brand)).collect(),
            commands: stored.commands.into_iter().map(|command| (command.command.clone(), command)).collect(),
            phantoms: (stored.phantoms.into_iter())
                .map(|phantom| ((phantom.ecosystem, phantom.name.clone()), phantom))
                .collect(),
            synonyms: groups(stored.synonyms),
            spellings: groups(stored.spellings),
            lures: stored.lures.into_iter().map(|word| (word, ())).collect(),
        }
    }

    /// A brand by its exact token.
    pub fn brand(&self, token: &str) -> Option<&Brand> {
        self.brands.get(token)
    }

    /// The longest brand that a text begins with: for words without separators (`discordsafety`).
    pub fn brand_prefix(&self, text: &str) -> Option<&Brand> {
        (4..=self.longest_brand.min(text.len())).rev().find_map(|length| self.brands.get(text.get(..length)?))
    }

    /// Every brand.
    pub fn brands(&self) -> impl Iterator<Item = &Brand> {
        self.brands.values()
    }

    /// Whether an owner (scope, account) is the brand's own.
    pub fn owns(&self, brand: &Brand, owner: &str) -> bool {
        brand.owners.iter().any(|own| self.aliases.same(own, owner))
    }

    /// The package behind a command.
    pub fn command(&self, name: &str) -> Option<&Command> {
        self.commands.get(name)
    }

    /// A made-up name.
    pub fn phantom(&self, ecosystem: Ecosystem, name: &str) -> Option<&Phantom> {
        self.phantoms.get(&(ecosystem, name.to_owned()))
    }

    /// Whether two words mean the same.
    pub fn are_synonyms(&self, a: &str, b: &str) -> bool {
        a != b && self.synonyms.get(a).is_some_and(|group| self.synonyms.get(b) == Some(group))
    }

    /// Whether two words are spellings of one.
    pub fn are_spellings(&self, a: &str, b: &str) -> bool {
        a != b && self.spellings.get(a).is_some_and(|group| self.spellings.get(b) == Some(group))
    }

    /// Whether a word promises safety or help.
    pub fn is_lure(&self, word: &str) -> bool {
        self.lures.contains_key(word)
    }
}
