//! What one archive holds, as it is kept: facts, the manifest's part that matters, digests.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use stockade_assess::facts::{Class, Fact, Facts};
use stockade_content::{ArchiveError, Caps, Kind, Manifest, Package};
use stockade_model::Tools;
use stockade_registry::digest::{Algorithm, Digest};

use crate::adapt;

/// Counts up whenever the same archive would give other facts. Caches of another number are worked out anew.
const VERSION: u32 = 7;

/// What an archive holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Extract {
    pub(crate) facts: Facts,
    pub(crate) tools: Tools,
    /// Classes of facts that nothing judges.
    pub(crate) unjudged: BTreeSet<String>,
    pub(crate) name: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) repository: Option<String>,
    pub(crate) scripts: BTreeMap<String, String>,
    pub(crate) dependencies: BTreeMap<String, String>,
    /// Whether the manifest could not be read, and why.
    pub(crate) unread: Vec<String>,
    /// Why it could not be opened, where it could not: then there is nothing else but a fact that says so.
    pub(crate) broken: Option<String>,
    pub(crate) size: u64,
    pub(crate) sha256: String,
    pub(crate) sha512: String,
}

impl Extract {
    /// Under what it is kept: everything that it depends on.
    pub(crate) fn key(digest: &Digest, kind: Kind, caps: &Caps) -> String {
        let program = env!("CARGO_PKG_VERSION");
        format!("{VERSION} {program} {kind:?} {caps:?} {digest}")
    }

    /// Reads an archive that may be anything. One that cannot be opened hides what is in it, and that is a fact.
    pub(crate) fn of(bytes: &[u8], kind: Kind, caps: &Caps, file: &str) -> Self {
        match Self::read(bytes, kind, caps) {
            Ok(extract) => extract,
            Err(error) => {
                let why = error.to_string();
                let why = why.lines().next().unwrap_or_default().to_owned();
                let fact = Fact::new(Class::Hidden, format!("it cannot be opened: {why}"), file, 0);
                let facts = [fact].into_iter().collect();
                Self { facts, broken: Some(why), ..Self::empty(bytes) }
            }
        }
    }

    /// Reads an archive.
    ///
    /// # Errors
    /// [`ArchiveError`] where it cannot be opened, or passes a cap.
    pub(crate) fn read(bytes: &[u8], kind: Kind, caps: &Caps) -> Result<Self, ArchiveError> {
        let package = Package::read(bytes, kind, caps)?;
        let read = stockade_content::Facts::of(&package, caps);
        let (facts, unjudged) = adapt::facts::facts(&read, &package.problems);
        let tools = read.tools;
        let Manifest { name, version, repository, install_scripts, dependencies, unread, .. } = package.manifest;
        let scripts = install_scripts.into_iter().map(|script| (script.event, script.command)).collect();
        let read = Self {
            facts,
            tools,
            unjudged,
            name,
            version,
            repository,
            scripts,
            dependencies,
            unread,
            ..Self::empty(bytes)
        };
        Ok(read)
    }

    /// Takes in what another file of the same release does, which some machines install instead: each fact that is not
    /// there already, under that file's name. What both do is no more than once done.
    pub(crate) fn add(&mut self, other: &Self, filename: &str) {
        let all: Vec<Fact> = std::mem::take(&mut self.facts).into();
        let own: Facts = all.into_iter().collect();
        let new = other.facts.iter().filter(|fact| own.like(fact).is_none());
        let new: Vec<Fact> =
            new.map(|fact| Fact { file: format!("{filename}/{}", fact.file), ..fact.clone() }).collect();
        self.facts = own.iter().cloned().chain(new).collect();
        self.tools.merge(&other.tools, filename);
        self.unjudged.extend(other.unjudged.iter().cloned());
        for (event, command) in &other.scripts {
            self.scripts.entry(event.clone()).or_insert_with(|| command.clone());
        }
        self.unread.extend(other.unread.iter().cloned());
    }

    fn empty(bytes: &[u8]) -> Self {
        Self {
            facts: Facts::default(),
            tools: Tools::default(),
            unjudged: BTreeSet::new(),
            name: None,
            version: None,
            repository: None,
            scripts: BTreeMap::new(),
            dependencies: BTreeMap::new(),
            unread: Vec::new(),
            broken: None,
            size: bytes.len() as u64,
            sha256: Digest::of(Algorithm::Sha256, bytes).hex(),
            sha512: Digest::of(Algorithm::Sha512, bytes).hex(),
        }
    }
}
