//! What the registry says of a package, release by release: plain data, whoever fetched it.
//!
//! Constraints:
//! - each fact stands by itself and may be unknown; nothing is filled in from another fact;
//! - releases may come in any order and with versions that cannot be read: [`History::ordered`] leaves those out;
//! - a registry can lie about times: [`History::first_seen`] is what this machine saw itself, and [`Before`] what the
//!   registry said then.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use stockade_model::Package;

use crate::known::Known;
use crate::provenance::{Level, Provenance};
use crate::version::Version;

/// A package and all of its releases that are known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Which; its own version does not count.
    pub package: Package,
    /// When the name was registered.
    #[serde(default)]
    pub created: Known<Timestamp>,
    /// Who may publish now: accounts of the registry.
    #[serde(default)]
    pub owners: Known<BTreeSet<String>>,
    /// Every release.
    #[serde(default)]
    pub releases: Vec<Release>,
}

/// One version of a package, as its registry and its evidence tell it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Release {
    /// As the registry writes it.
    pub version: String,
    /// When it appeared.
    pub published: Known<Timestamp>,
    /// When this machine saw it first; none where it is new to it. The clock of last resort, and a check on the registry's.
    pub first_seen: Option<Timestamp>,
    /// What the registry said of it when this machine looked before; none where it says the same.
    pub before: Option<Before>,
    /// Who uploaded it.
    pub publisher: Known<Publisher>,
    /// What proves where it was built.
    pub provenance: Known<Provenance>,
    /// What runs when it is installed: the name of the script and its command.
    pub scripts: Known<BTreeMap<String, String>>,
    /// What it asks for at run time: name and range, as written.
    pub dependencies: Known<BTreeMap<String, String>>,
    /// The notice of a deprecation, where there is one.
    pub deprecated: Known<Option<String>>,
    /// The reason why it was taken back (PEP 592), empty where none was given.
    pub yanked: Known<Option<String>>,
    /// The digest the registry gives for it.
    pub integrity: Known<String>,
    /// The repository its manifest names.
    pub repository: Known<Option<String>>,
}

/// What a registry said of a release before, where it says something else now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Before {
    /// When it was published.
    pub published: Option<Timestamp>,
    /// The digests by the names of files; of npm's one archive under no name.
    pub digests: BTreeMap<String, String>,
    /// The digests that are given now.
    pub now: BTreeMap<String, String>,
}

impl Before {
    /// The files whose digests are others than before: name, digest then, digest now. Digests of different kinds say
    /// nothing of each other.
    pub fn rewritten(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let kind = |digest: &str| digest.split(['-', ':']).next().map(str::to_owned);
        self.digests.iter().filter_map(move |(file, old)| {
            let new = self.now.get(file)?;
            (old != new && kind(old) == kind(new)).then_some((file.as_str(), old.as_str(), new.as_str()))
        })
    }
}

/// An account that uploaded a release. The registry's word only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Publisher {
    /// Its name there.
    pub account: String,
    /// The trusted publisher through which it came, where the registry names one: no person uploaded it.
    pub trusted: Option<String>,
    /// The person who approved a staged release.
    pub approver: Option<String>,
}

/// The account that npm names for every package which a trusted publisher uploads: it says nothing about who.
const SHARED_ACCOUNTS: &[&str] = &["GitHub Actions", "GitLab CI/CD"];

impl Publisher {
    /// A person's account.
    pub fn account(name: impl Into<String>) -> Self {
        Self { account: name.into(), ..Self::default() }
    }

    /// Whether the account is everybody's, so that comparing its name would compare nothing.
    pub fn is_shared(&self) -> bool {
        self.trusted.is_some() || SHARED_ACCOUNTS.contains(&self.account.as_str())
    }
}

impl Release {
    /// A release of which nothing else is known.
    pub fn new(version: impl Into<String>) -> Self {
        Self { version: version.into(), ..Self::default() }
    }

    /// When it appeared, as far as anybody can say: the registry's time, of several that it gave the latest, but never one
    /// after the moment this machine saw it, which a registry cannot take back.
    pub fn appeared(&self) -> Option<Timestamp> {
        let before = self.before.as_ref().and_then(|before| before.published);
        let published = self.published.known().copied().map(|now| before.map_or(now, |then| then.max(now)));
        match (published, self.first_seen) {
            (Some(published), Some(seen)) => Some(published.min(seen)),
            (published, seen) => published.or(seen),
        }
    }

    /// How strongly it is known who published it (`docs/assess.md`).
    pub fn level(&self) -> Known<Level> {
        match &self.provenance {
            Known::Known(Provenance::Verified(identity)) => identity.level.into(),
            Known::Known(Provenance::Invalid(why)) => Known::unknown(format!("its provenance is not valid: {why}")),
            Known::Known(Provenance::Missing) => match &self.publisher {
                Known::Known(publisher) if !publisher.is_shared() => Level::C.into(),
                Known::Known(_) => Level::D.into(),
                Known::Unknown(_) => Level::D.into(),
            },
            Known::Unknown(why) => Known::Unknown(why.clone()),
        }
    }
}

impl History {
    /// A package of which nothing else is known.
    pub fn new(package: Package) -> Self {
        Self { package, created: Known::default(), owners: Known::default(), releases: Vec::new() }
    }

    /// The release of a version, which may be written in another way than the registry does.
    pub fn release(&self, version: &str) -> Option<&Release> {
        let exact = self.releases.iter().find(|release| release.version == version);
        exact.or_else(|| {
            let wanted = Version::parse(self.package.ecosystem, version)?;
            self.releases
                .iter()
                .find(|release| Version::parse(self.package.ecosystem, &release.version).as_ref() == Some(&wanted))
        })
    }

    /// Every release whose version can be read, oldest version first.
    pub fn ordered(&self) -> Vec<(Version, &Release)> {
        let mut releases: Vec<_> = self
            .releases
            .iter()
            .filter_map(|release| Some((Version::parse(self.package.ecosystem, &release.version)?, release)))
            .collect();
        releases.sort_by(|a, b| a.0.cmp(&b.0));
        releases
    }

    /// When the name appeared: as the registry says, but never after its own first release.
    pub fn born(&self) -> Option<Timestamp> {
        let first = self.releases.iter().filter_map(Release::appeared).min();
        match (self.created.known().copied(), first) {
            (Some(created), Some(first)) => Some(created.min(first)),
            (created, first) => created.or(first),
        }
    }

    /// The release that appeared first.
    pub fn first(&self) -> Option<&Release> {
        self.releases
            .iter()
            .filter_map(|release| Some((release.appeared()?, release)))
            .min_by_key(|(at, _)| *at)
            .map(|(_, release)| release)
    }

    /// When this machine saw the name first.
    pub fn first_seen(&self) -> Option<Timestamp> {
        self.releases.iter().filter_map(|release| release.first_seen).min()
    }
}
