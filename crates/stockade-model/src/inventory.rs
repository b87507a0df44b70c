//! Everything discovery found, and everything it could not look at.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ClientId, Dependency, Location, Mention, Process, Secret, Server, SourceFile, SourceId};

/// Why a file, or a part of one, could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// The system refused (permission, I/O error, a dangling link).
    Unreadable,
    /// Larger than the cap.
    TooLarge,
    /// A FIFO, a device, a socket or a directory.
    NotRegular,
    /// A loop of symlinks.
    SymlinkLoop,
    /// Not UTF-8.
    Encoding,
    /// Not the format it should be.
    Syntax,
    /// Nested deeper than the cap.
    TooDeep,
    /// Changed while it was read, twice.
    ChangedWhileRead,
    /// A key stands twice in one object; which one a client takes differs.
    DuplicateKey,
    /// One server entry has a shape no client documents; its siblings were read.
    Entry,
    /// A search stopped at its cap; what lies behind was not looked at.
    Truncated,
    /// Somebody should have been asked about it and could not be: a registry that does not answer.
    Unasked,
    /// What names are judged with cannot be used: a stored pack or the imported advisories.
    Knowledge,
}

impl ProblemKind {
    /// The word used in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too-large",
            Self::NotRegular => "not-regular",
            Self::SymlinkLoop => "symlink-loop",
            Self::Encoding => "encoding",
            Self::Syntax => "syntax",
            Self::TooDeep => "too-deep",
            Self::ChangedWhileRead => "changed-while-read",
            Self::DuplicateKey => "duplicate-key",
            Self::Entry => "entry",
            Self::Truncated => "truncated",
            Self::Unasked => "unasked",
            Self::Knowledge => "knowledge",
        }
    }

    /// Whether something was left unread because of it, so that the scan is incomplete (exit code 3).
    pub const fn is_incomplete(self) -> bool {
        !matches!(self, Self::DuplicateKey)
    }
}

/// Something that could not be read, or not unambiguously.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind.
    pub kind: ProblemKind,
    /// Where.
    pub location: Location,
    /// The client whose file it is, where it is a client's.
    pub client: Option<ClientId>,
    /// One line: what is wrong.
    pub message: String,
}

/// Something known to be invisible to this scan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Gap {
    /// The client it belongs to.
    pub client: Option<ClientId>,
    /// What cannot be seen, and why.
    pub what: String,
    /// The path, where there is one on this machine.
    pub path: Option<PathBuf>,
}

/// A configuration file that was found and read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfigFile {
    /// Whose.
    pub client: ClientId,
    /// Which layer.
    pub scope: crate::Scope,
    /// The file.
    pub source: SourceId,
    /// How many server entries it holds.
    pub servers: usize,
}

/// The result of discovery. Order is deterministic: by client registration, then by path.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// Every file that was read.
    pub sources: Vec<SourceFile>,
    /// Which of them are clients' configs.
    pub configs: Vec<ConfigFile>,
    /// Every server entry, also disabled and inert ones.
    pub servers: Vec<Server>,
    /// Every MCP package named in project files.
    pub mentions: Vec<Mention>,
    /// Every other package of npm and PyPI that project files name.
    pub dependencies: Vec<Dependency>,
    /// Plain-text secrets outside of server entries, in files that hold servers.
    pub secrets: Vec<(SourceId, Secret)>,
    /// Running MCP servers (never with a foreign home).
    pub processes: Vec<Process>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// What is invisible.
    pub gaps: Vec<Gap>,
    /// Project directories that were looked at.
    pub projects: Vec<PathBuf>,
}

impl Inventory {
    /// The file behind an id.
    pub fn source(&self, id: SourceId) -> Option<&SourceFile> {
        self.sources.get(id.0 as usize)
    }

    /// Adds a file and gives its id.
    pub fn add_source(&mut self, file: SourceFile) -> SourceId {
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        self.sources.push(file);
        id
    }
}
