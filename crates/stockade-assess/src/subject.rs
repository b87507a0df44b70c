//! What is assessed: one version of one package, with everything that is known of it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use stockade_model::{Location, Package, Tools};

use crate::facts::Facts;
use crate::history::{History, Publisher, Release};
use crate::known::Known;
use crate::provenance::Identity;

/// One version of one package.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Which, with its version.
    pub package: Package,
    /// Where findings point: the launch line or lock file that names it.
    pub at: Location,
    /// How it comes in, the server first, itself left out; empty for a server itself.
    pub through: Vec<Package>,
    /// What the registry says.
    pub history: Known<History>,
    /// What its code can do.
    pub facts: Known<Facts>,
    /// The version it is compared with, and what that one's code can do. [`crate::diff::baseline`] says which to fetch.
    pub baseline: Known<Baseline>,
    /// A version that is a month older, where the other one is hardly older than this ([`crate::diff::baseline::anchor`]).
    pub anchor: Option<Baseline>,
    /// What it brings in that no registry answers for, as far as that was followed; what its own manifest asks for under an
    /// address is not among it.
    pub outside: Vec<Outside>,
    /// What somebody approved before.
    pub pinned: Option<Pinned>,
    /// Better known packages that its name resembles.
    pub resembles: Vec<LookAlike>,
    /// What the repository that its manifest names is known to publish.
    pub backlink: Known<Backlink>,
    /// The tools that its code defines.
    pub tools: Known<Tools>,
    /// Advisories about the baseline that this version mends.
    pub mends: Vec<String>,
}

impl Subject {
    /// A package of which nothing else is known.
    pub fn new(package: Package, at: Location) -> Self {
        Self {
            package,
            at,
            through: Vec::new(),
            history: Known::default(),
            facts: Known::default(),
            baseline: Known::default(),
            anchor: None,
            outside: Vec::new(),
            pinned: None,
            resembles: Vec::new(),
            backlink: Known::default(),
            tools: Known::default(),
            mends: Vec::new(),
        }
    }

    /// The version; empty where none is fixed.
    pub fn version(&self) -> &str {
        self.package.version.as_deref().unwrap_or("")
    }

    /// `postmark-mcp@1.0.16`.
    pub fn shown(&self) -> String {
        match &self.package.version {
            Some(version) => format!("{}@{version}", self.package.name),
            None => self.package.name.clone(),
        }
    }

    /// What the registry says of this very version.
    pub fn release(&self) -> Option<&Release> {
        self.history.known()?.release(self.version())
    }

    /// What the registry says of the version it is compared with.
    pub fn baseline_release(&self) -> Option<&Release> {
        self.history.known()?.release(&self.baseline.known()?.version)
    }

    /// The version that was pinned, accepted or compared with, where this is that same one.
    pub fn is_pinned(&self) -> bool {
        self.pinned.as_ref().is_some_and(|pinned| pinned.version == self.version())
    }
}

/// The version something is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// Which.
    pub version: String,
    /// Why this one.
    pub because: Because,
    /// What its code can do.
    pub facts: Known<Facts>,
    /// The tools that its code defined.
    #[serde(default)]
    pub tools: Known<Tools>,
}

/// A dependency that no registry answers for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Outside {
    /// Its name.
    pub name: String,
    /// The address it is fetched from; none where its registry has no package of that name, so that anybody can take it.
    pub address: Option<String>,
    /// Whether it may be missing: then it is installed as soon as there is one.
    #[serde(default)]
    pub optional: bool,
    /// What asks for it, the server first.
    pub through: Vec<Package>,
}

/// Why a version is the one to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// Somebody approved it.
    Pinned,
    /// It is the newest earlier one that is clean.
    Previous,
    /// Nothing earlier is clean; it is the newest earlier one that was deprecated or taken back.
    Noticed,
    /// Nothing earlier is clean; it is the oldest that is.
    OldestClean,
    /// It is a month older.
    Anchor,
    /// Somebody asked for it.
    Asked,
}

impl Because {
    /// In words, behind the version.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Previous => "the version before",
            Self::Noticed => "the version before, which was deprecated or taken back",
            Self::OldestClean => "the oldest clean version",
            Self::Anchor => "a version that is a month older",
            Self::Asked => "asked for",
        }
    }
}

/// What somebody approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// The version.
    pub version: String,
    /// Its publisher then.
    #[serde(default)]
    pub publisher: Known<Publisher>,
    /// The identity its evidence gave then; none where it had none.
    #[serde(default)]
    pub identity: Known<Option<Identity>>,
}

/// A better known package whose name is near.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookAlike {
    /// Which.
    pub package: Package,
    /// Its versions that are or were current, as far as they are known.
    pub versions: Vec<String>,
}

/// What a repository is known to publish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backlink {
    /// Names of packages, as their registry writes them.
    pub packages: Vec<String>,
    /// Who says so: `the MCP Registry`, `its package.json`.
    pub source: String,
}

/// The numbers that checks go by. The defaults are those of `docs/assess.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long a new version waits.
    pub hold: SignedDuration,
    /// How much older the version is that something is compared with a second time.
    pub anchor: SignedDuration,
    /// How long a name counts as new.
    pub new_name: SignedDuration,
    /// In which time releases are counted.
    pub burst_window: SignedDuration,
    /// How many make a burst.
    pub burst: usize,
    /// From how many unrelated kinds of secrets on nobody needs them all.
    pub secret_families: usize,
    /// How far a registry's clock may be ahead of ours.
    pub skew: SignedDuration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            hold: SignedDuration::from_hours(48),
            anchor: SignedDuration::from_hours(30 * 24),
            new_name: SignedDuration::from_hours(30 * 24),
            burst_window: SignedDuration::from_hours(48),
            burst: 8,
            secret_families: 3,
            skew: SignedDuration::from_hours(1),
        }
    }
}

/// What is known besides the subject, the same for all.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// What time it is.
    pub now: Timestamp,
    /// The numbers.
    pub limits: Limits,
}

impl Setting {
    /// At this time, with the usual numbers.
    pub fn at(now: Timestamp) -> Self {
        Self { now, limits: Limits::default() }
    }
}
