//! What a package's code and manifests do, as facts that two versions can be compared by.
//!
//! Constraints:
//! - a fact is a class and a normalised value, joined over the whole package: a minifier's new names change nothing;
//! - how often and where stands beside it, the source line included, so that every answer can be checked by reading;
//! - tests, type declarations, source maps and comments say nothing, unless the code or the manifest asks for the file;
//! - what could not be read is a fact too.
//!
//! Layout: `class` lists the classes, `found` gathers, `json` reads data, `recognisers/<id>.rs` each know one thing and see the events of
//! both languages, `read` walks the package's files.

pub(crate) mod class;
pub(crate) mod found;
mod json;
mod read;
pub(crate) mod recognisers;
mod sources;
#[cfg(test)]
pub(crate) mod tables;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use stockade_model::Tools;

pub use class::Class;
pub(crate) use found::Found;
pub use recognisers::environment::family as secret_family;

use crate::caps::Caps;
use crate::package::Package;

/// Sites that are kept of one fact in one file after another; the rest is counted.
pub(crate) const MAX_SITES: usize = 4;
/// Files of which one site is kept beyond that: who judges has to know what a file can do, and not only the first four.
pub(crate) const MAX_FILES: usize = 64;
/// Values that are kept of one class.
pub(crate) const MAX_VALUES: usize = 4_000;
/// Stands for the values beyond that, so that a flood of them is a fact and hides none.
const MORE: &str = "(more)";

/// A place in a package's source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The file, below the package's root.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// In bytes, from 1.
    pub column: u32,
    /// The line, or the part of a long one around the column. Safe to print.
    pub excerpt: String,
    /// The key, the pattern or the reason, as the class has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Where a fact was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sites {
    /// How often.
    pub count: u32,
    /// The first of them, in the order of files and lines.
    pub first: Vec<Site>,
}

impl Sites {
    /// Whether a site in a file is worth keeping. Files are read one after another, so that the last site tells.
    pub(crate) fn wants(&self, file: &str) -> bool {
        let new = || self.first.last().is_none_or(|last| last.file != file);
        self.first.len() < MAX_SITES || (self.first.len() < MAX_FILES && !file.is_empty() && new())
    }
}

/// How far a file could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// All of it.
    Read,
    /// All of it, and it was made by a minifier or an obfuscator.
    Minified,
    /// Not, or not all of it: it does not parse, is too long or too deep.
    Unread,
    /// A test, a declaration, data: nothing that runs.
    Ignored,
}

/// Why a source file could not be read, or not all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is no program of its language.
    Syntax(String),
    /// It nests deeper than it is followed, or it cannot be told how deep.
    Deep(String),
    /// The parser failed at it, which no input should bring about.
    Failed,
}

impl Unread {
    /// The class of fact, and the note of it.
    pub(crate) fn said(&self) -> (Class, &str) {
        match self {
            Self::Syntax(why) => (Class::Unparsable, why),
            Self::Deep(why) => (Class::TooDeep, why),
            Self::Failed => (Class::ParserFailed, "the parser panicked"),
        }
    }
}

/// The facts of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// By class, then by value.
    pub by_class: BTreeMap<Class, BTreeMap<String, Sites>>,
    /// How far each source file could be read.
    pub files: BTreeMap<String, Reading>,
    /// The tools that it defines, as far as they stand in its source.
    #[serde(default)]
    pub tools: Tools,
}

impl Facts {
    /// Reads a package. Never fails: what cannot be read is a fact that says so.
    pub fn of(package: &Package, caps: &Caps) -> Self {
        read::facts(package, caps)
    }

    /// The values of a class.
    pub fn values(&self, class: Class) -> impl Iterator<Item = (&str, &Sites)> {
        self.by_class.get(&class).into_iter().flatten().map(|(value, sites)| (value.as_str(), sites))
    }

    /// Where a fact was seen.
    pub fn get(&self, class: Class, value: &str) -> Option<&Sites> {
        self.by_class.get(&class)?.get(value)
    }

    /// Whether there is any fact of a class.
    pub fn has(&self, class: Class) -> bool {
        self.by_class.contains_key(&class)
    }

    /// How many sites a class has.
    pub fn count(&self, class: Class) -> u32 {
        self.values(class).map(|(_, sites)| sites.count).sum()
    }

    /// The sites of a fact, which may be new.
    pub(crate) fn sites(&mut self, class: Class, value: &str) -> Option<&mut Sites> {
        let values = self.by_class.entry(class).or_default();
        // Most are known, and need no text of their own.
        let known = values.contains_key(value);
        let value = if known || values.len() < MAX_VALUES { value } else { MORE };
        if known { values.get_mut(value) } else { Some(values.entry(value.to_owned()).or_default()) }
    }
}

#[cfg(test)]
mod tests;
