//! What a registry says of a package: asked once, and turned into a history.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use stockade_assess::version::Version;
use stockade_assess::{History, Known};
use stockade_model::{Ecosystem, Package};
use stockade_registry::http::{Address, Client};
use stockade_registry::npm::{Npm, Packument};
use stockade_registry::pypi::{Project, Pypi};
use stockade_registry::settings::SettingsError;
use stockade_registry::settings::ask::Asker;
use stockade_registry::settings::npm::ReplaceHost;
use stockade_registry::settings::pypi::{IndexKind, PypiSettings, PythonClient};
use stockade_registry::{Fact, Registry, RegistryError};

use crate::{Ask, Sources, SurveyError, adapt, choose};

/// What a registry says of a package.
#[derive(Debug)]
pub(crate) enum Index {
    Npm {
        registry: Registry,
        replace: ReplaceHost,
        packument: Packument,
        history: History,
    },
    /// `files`: the places of each version's files, which are asked for again and again.
    Pypi {
        registry: Registry,
        project: Project,
        history: History,
        files: HashMap<String, Vec<usize>>,
    },
}

impl Index {
    pub(crate) const fn history(&self) -> &History {
        match self {
            Self::Npm { history, .. } | Self::Pypi { history, .. } => history,
        }
    }

    pub(crate) const fn registry(&self) -> &Registry {
        match self {
            Self::Npm { registry, .. } | Self::Pypi { registry, .. } => registry,
        }
    }

    /// When anything of it last changed, where the registry says so.
    pub(crate) fn changed(&self) -> Option<Timestamp> {
        match self {
            Self::Npm { packument, .. } => packument.modified.known().copied(),
            Self::Pypi { history, .. } => {
                history.releases.iter().filter_map(|release| release.published.known()).max().copied()
            }
        }
    }

    /// The version of a tag.
    pub(crate) fn tagged(&self, tag: &str) -> Option<String> {
        match self {
            Self::Npm { packument, .. } => packument.tagged(tag).map(|release| release.version.clone()),
            Self::Pypi { .. } => None,
        }
    }

    pub(crate) fn doubts(&self) -> &[String] {
        match self {
            Self::Npm { packument, .. } => &packument.doubts,
            Self::Pypi { project, .. } => &project.doubts,
        }
    }
}

/// The outcome, which several ask for.
pub(crate) type Indexed = Result<Arc<Index>, SurveyError>;

/// Where a package comes from.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    pub(crate) registries: Vec<Registry>,
    /// Whether the client takes the best of all of them, as pip does, and not that of the first that has the package.
    pub(crate) merged: bool,
}

impl Places {
    fn one(registry: Registry) -> Self {
        Self { registries: vec![registry], merged: false }
    }

    /// Which they are, for whoever remembers their answers; where the best is taken that depends on what is wanted.
    pub(crate) fn key(&self, package: &Package) -> (String, Package) {
        let shown: Vec<String> = self.registries.iter().map(Registry::shown).collect();
        (shown.join(" "), if self.merged { package.clone() } else { bare(package) })
    }
}

/// The registries of the user, and what the installed clients said of theirs.
#[derive(Debug, Default)]
pub(crate) struct Registries {
    npm: Mutex<Option<Address>>,
    python: Mutex<Option<(PythonClient, Address)>>,
}

impl Registries {
    /// The registries that a package comes from, in the order in which its client asks them.
    pub(crate) fn of(&self, package: &Package, ask: &Ask, sources: &Sources) -> Result<Places, SurveyError> {
        if let Some(registry) = &ask.registry {
            return Ok(Places::one(registry.clone()));
        }
        let found = match package.ecosystem {
            Ecosystem::Npm => self.npm(&package.name, sources).map(Places::one),
            Ecosystem::Pypi => self.pypi(sources, ask.client),
            _ => return Err(SurveyError::Unsupported { package: package.clone() }),
        };
        found.map_err(|error| SurveyError::registry(package, error.into()))
    }

    fn npm(&self, name: &str, sources: &Sources) -> Result<Registry, SettingsError> {
        let default = || {
            let mut known = self.npm.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(address) = known.as_ref() {
                return Ok(address.clone());
            }
            let address = asker(sources, "npm", "npm")?.npm()?;
            *known = Some(address.clone());
            Ok(address)
        };
        match &sources.npm {
            Some(settings) => settings.registry(name, default),
            None => Err(unconfigured("npm", "npm", "nobody read its settings")),
        }
    }

    /// Of the client that the line starts, and of whichever is configured where none is named.
    fn pypi(&self, sources: &Sources, client: Option<PythonClient>) -> Result<Places, SettingsError> {
        let places = |settings: &PypiSettings, registries: Vec<Registry>| Places {
            merged: settings.client == PythonClient::Pip && registries.len() > 1,
            registries,
        };
        let main = |settings: &&PypiSettings| settings.indexes.iter().any(|index| index.kind == IndexKind::Main);
        let mut asked = sources.pypi.iter().filter(|settings| client.is_none_or(|client| settings.client == client));
        if let Some(settings) = asked.clone().find(main) {
            let none = || Err(unconfigured("PyPI", "pip", "no main index is configured"));
            return settings.registries(sources.asker.as_ref(), none).map(|all| places(settings, all));
        }
        let unread = if client == Some(PythonClient::Uv) { "uv" } else { "pip" };
        let mut failed = unconfigured("PyPI", unread, "nobody read its settings, or they cannot be read");
        for settings in asked.by_ref() {
            match self.python(settings.client, sources) {
                Ok(address) => {
                    let all = settings.registries(sources.asker.as_ref(), || Ok(address))?;
                    return Ok(places(settings, all));
                }
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }

    fn python(&self, client: PythonClient, sources: &Sources) -> Result<Address, SettingsError> {
        let mut known = self.python.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, address)) = known.as_ref().filter(|(of, _)| *of == client) {
            return Ok(address.clone());
        }
        let address = match client {
            PythonClient::Uv => asker(sources, "PyPI", "uv")?.uv()?,
            PythonClient::Pip => asker(sources, "PyPI", "pip")?.pip()?,
        };
        *known = Some((client, address.clone()));
        Ok(address)
    }
}

fn asker<'s>(sources: &'s Sources, ecosystem: &'static str, client: &'static str) -> Result<&'s Asker, SettingsError> {
    sources.asker.as_ref().ok_or_else(|| unconfigured(ecosystem, client, "no program is started"))
}

fn unconfigured(ecosystem: &'static str, client: &'static str, reason: &str) -> SettingsError {
    SettingsError::NoRegistry { ecosystem, client, reason: reason.to_owned() }
}

/// How much is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Everything.
    Whole,
    /// What clients read to install it.
    Brief,
}

/// Asks the registries in their order until one has the package, or all of them where the client takes the best of all.
pub(crate) fn ask(client: &Client, sources: &Sources, places: &Places, package: &Package, detail: Detail) -> Indexed {
    let mut missing: Option<SurveyError> = None;
    let mut found: Vec<Index> = Vec::new();
    for registry in &places.registries {
        match ask_one(client, sources, registry, package, detail) {
            Ok(index) => found.push(index),
            Err(error) if error.is_not_found() => {
                // The last is the one that everything comes from that no other has.
                missing = Some(SurveyError::NoSuchPackage { package: bare(package), registry: registry.shown() });
            }
            // One that cannot be asked might have it, and its answer would come first.
            Err(error) => return Err(SurveyError::registry(package, error)),
        }
        if !found.is_empty() && !places.merged {
            break;
        }
    }
    let several = found.len() > 1;
    let Some(mut best) = best(found, package) else {
        return Err(missing.unwrap_or_else(|| SurveyError::Unsupported { package: package.clone() }));
    };
    if several && let Index::Pypi { registry, project, .. } = &mut best {
        let from = registry.shown();
        project.doubts.push(format!("more than one index has it, and pip takes the newest of all: that of {from}"));
    }
    Ok(Arc::new(best))
}

/// The one whose version the client would take; of equals the first.
fn best(found: Vec<Index>, package: &Package) -> Option<Index> {
    let version = |index: &Index| {
        let history = index.history();
        let taken = choose::version(history, &|tag| index.tagged(tag), package.version.as_deref())?;
        Version::parse(history.package.ecosystem, &taken)
    };
    found.into_iter().reduce(|best, other| if version(&other) > version(&best) { other } else { best })
}

fn ask_one(
    client: &Client,
    sources: &Sources,
    registry: &Registry,
    package: &Package,
    detail: Detail,
) -> Result<Index, RegistryError> {
    let registry = registry.clone();
    match package.ecosystem {
        Ecosystem::Npm => {
            let replace = sources
                .npm
                .as_ref()
                .map(stockade_registry::settings::npm::NpmSettings::replace_host)
                .unwrap_or_default();
            let npm = Npm::new(client, registry.clone(), replace.clone());
            let packument = match detail {
                Detail::Whole => npm.packument(&package.name)?,
                Detail::Brief => npm.abbreviated(&package.name)?,
            };
            let history = adapt::npm::history(&packument);
            Ok(Index::Npm { registry, replace, packument, history })
        }
        _ => {
            let pypi = Pypi::new(client, registry.clone());
            let project = pypi.project(&package.name)?;
            // Owners and addresses stand here alone, and most indexes have no such thing: that is no failure.
            let metadata = match detail {
                Detail::Whole => pypi.metadata(&package.name, None).unwrap_or(Fact::Unknown),
                Detail::Brief => Fact::Unknown,
            };
            let history = adapt::pypi::history(&project, metadata.known());
            let files = adapt::pypi::versions(&project).into_iter().collect();
            Ok(Index::Pypi { registry, project, history, files })
        }
    }
}

pub(crate) fn bare(package: &Package) -> Package {
    Package { version: None, ..package.clone() }
}

/// What a history says of one version, where there is a history.
pub(crate) fn unknown_history(error: &SurveyError) -> Known<History> {
    Known::unknown(error.to_string())
}
