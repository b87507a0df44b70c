//! What somebody wants to know about.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use stockade_assess::Pinned;
use stockade_assess::closure::Closure;
use stockade_assess::subject::LookAlike;
use stockade_content::Kind;
use stockade_model::{Location, Package};
use stockade_registry::Registry;
use stockade_registry::settings::pypi::PythonClient;

use crate::SurveyError;

/// One package to look at, and what is known of it beforehand.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Which.
    pub what: Target,
    /// Where findings point: the launch line or the lock file that names it.
    pub at: Location,
    /// How it comes in, the server first, itself left out; empty for a server itself.
    pub through: Vec<Package>,
    /// What somebody approved before: it is then the version to compare with.
    pub pinned: Option<Pinned>,
    /// The version that a lock file has, where the line asks for whatever is newest: what is compared with, and no approval.
    pub locked: Option<String>,
    /// Better known packages that its name resembles.
    pub resembles: Vec<LookAlike>,
    /// The registry that the launch line itself names; none for the user's.
    pub registry: Option<Registry>,
    /// The client that the launch line starts, whose own settings then count: uv does not read pip's, nor pip uv's.
    pub client: Option<PythonClient>,
    /// Everything it brings in, where a lock file says so. Without one its own dependencies alone are looked up.
    pub closure: Option<Closure>,
}

/// What is looked at.
#[derive(Clone, Debug)]
pub enum Target {
    /// A package of a registry. Its version may be a number, a tag (`latest`) or a range (`^1.2`), as launch lines have
    /// them; without one it is what the client would take.
    Package(Package),
    /// An archive that is here already. No registry is asked about it.
    Archive(Archive),
    /// A project of this machine, which nobody publishes: what it brings in is looked at, and nothing else.
    Project(Package),
}

/// An archive of a package: `.tgz`, `.whl`, `.tar.gz`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// What it is called, for people.
    pub name: String,
    /// How it is packed.
    pub kind: Kind,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Archive {
    /// Reads a file. Its name says what it is.
    ///
    /// # Errors
    /// [`SurveyError::NoArchive`] where the name has another ending, [`SurveyError::Read`] where it cannot be read or is
    /// larger than `most` bytes.
    pub fn open(path: &Path, most: u64) -> Result<Self, SurveyError> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let kind = Kind::of_name(&name).ok_or_else(|| SurveyError::NoArchive { path: path.to_owned() })?;
        let failed = |source| SurveyError::Read { path: PathBuf::from(path), source: Arc::new(source) };
        let length = std::fs::metadata(path).map_err(failed)?.len();
        if length > most {
            let source = std::io::Error::other(format!("it has {length} bytes, more than {most}"));
            return Err(failed(source));
        }
        Ok(Self { name, kind, bytes: std::fs::read(path).map_err(failed)? })
    }
}

impl Ask {
    /// A package of a registry, of which nothing is known beforehand.
    pub fn new(package: Package, at: Location) -> Self {
        Self::of(Target::Package(package), at)
    }

    /// An archive that is here already.
    pub fn archive(archive: Archive, at: Location) -> Self {
        Self::of(Target::Archive(archive), at)
    }

    /// A project of this machine with everything that it brings in.
    pub fn project(closure: Closure, at: Location) -> Self {
        let root =
            closure.root().cloned().unwrap_or_else(|| Package::new(stockade_model::Ecosystem::Generic, "project"));
        Self::of(Target::Project(root), at).bringing(Some(closure))
    }

    fn of(what: Target, at: Location) -> Self {
        Self {
            what,
            at,
            through: Vec::new(),
            pinned: None,
            locked: None,
            resembles: Vec::new(),
            registry: None,
            client: None,
            closure: None,
        }
    }

    /// The same with what was approved before.
    #[must_use]
    pub fn pinned(mut self, pinned: Option<Pinned>) -> Self {
        self.pinned = pinned;
        self
    }

    /// The same with the version that a lock file has.
    #[must_use]
    pub fn held_against(mut self, locked: Option<String>) -> Self {
        self.locked = locked;
        self
    }

    /// The same with better known packages that its name resembles.
    #[must_use]
    pub fn resembling(mut self, resembles: Vec<LookAlike>) -> Self {
        self.resembles = resembles;
        self
    }

    /// The same with the registry that its launch line names.
    #[must_use]
    pub fn from_registry(mut self, registry: Option<Registry>) -> Self {
        self.registry = registry;
        self
    }

    /// The same with the client that its launch line starts.
    #[must_use]
    pub fn through_client(mut self, client: Option<PythonClient>) -> Self {
        self.client = client;
        self
    }

    /// The same with everything it brings in.
    #[must_use]
    pub fn bringing(mut self, closure: Option<Closure>) -> Self {
        self.closure = closure;
        self
    }
}
