//! Looks at packages, in rounds: what the registries say of names; archives and evidence of the versions that matter; what
//! those bring in; what is known to be wrong with it all. Then each is judged by itself.
//!
//! Each round asks everything that it has to ask side by side, for all packages at once, so that fifty servers take hardly
//! longer than one, and the number of threads does not grow with them.
//!
//! Layout: `draft` is a question on its way, `round` what is asked, `closure`, `below` and `advisories` what comes in, what is
//! said of that and what is known to be wrong with it all, `assemble` puts the answer together, `local`, `project` and `image` do so for what is here already and for
//! images; `seen` remembers when versions came up.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use stockade_assess::{History, Setting};
use stockade_model::{Ecosystem, Package};
use stockade_registry::http::{Cache, Client};
use stockade_registry::npm::Key;
use stockade_registry::osv::Osv;
use stockade_registry::{Fact, Registry};

use crate::artifact::{self, Got};
use crate::gate::Gate;
use crate::index::{self, Index, Indexed, Registries};
use crate::once::Once;
use crate::proof::{self, Proof};
use crate::python::Python;
use crate::store::Store;
use crate::{Archive, Ask, Comparison, Looked, Options, Progress, Sources, SurveyError, Target, What};

mod advisories;
mod assemble;
mod below;
mod closure;
mod compared;
mod draft;
mod image;
mod local;
mod project;
mod round;
mod seen;

use advisories::Records;
pub(crate) use assemble::rejudge;
use closure::{Listing, Required};
use draft::{Draft, Look};
use round::Link;

/// A version of a package, at the registry that was asked.
type Which = (String, Package);

/// Looks at packages; shared between threads. What it fetched once it remembers for as long as it lives.
#[derive(Debug)]
pub struct Survey {
    sources: Sources,
    options: Options,
    client: Client,
    store: Store,
    memory: Gate,
    processors: Gate,
    registries: Registries,
    keys: Once<String, Result<Fact<Vec<Key>>, String>>,
    indexes: Once<Which, Indexed>,
    listings: Once<Which, Result<Arc<Listing>, SurveyError>>,
    requirements: Once<Which, Required>,
    python: OnceLock<Python>,
    artifacts: Once<Which, Option<Got>>,
    proofs: Once<Which, Proof>,
    links: Once<(String, Ecosystem), Link>,
}

impl Survey {
    /// Asks these sources in this way.
    ///
    /// # Errors
    /// [`SurveyError::Cache`] where the folder of the cache cannot be made, or made the user's alone.
    pub fn new(sources: Sources, options: Options) -> Result<Self, SurveyError> {
        let cache = options.cache.as_ref().map(|folder| Cache::open(&folder.join("http"))).transpose()?;
        let client = Client::new(options.http.clone(), cache);
        let store = Store::new(options.cache.clone());
        let (memory, processors) = (Gate::new(options.memory), Gate::new(options.jobs as u64));
        Ok(Self {
            sources,
            options,
            client,
            store,
            memory,
            processors,
            registries: Registries::default(),
            keys: Once::default(),
            indexes: Once::default(),
            listings: Once::default(),
            requirements: Once::default(),
            python: OnceLock::new(),
            artifacts: Once::default(),
            proofs: Once::default(),
            links: Once::default(),
        })
    }

    /// Whom it asks.
    pub const fn sources(&self) -> &Sources {
        &self.sources
    }

    /// How it asks.
    pub const fn options(&self) -> &Options {
        &self.options
    }

    /// Finds out everything about one package and has it judged.
    ///
    /// # Errors
    /// [`SurveyError`] where there is no such package or version, or the registry cannot be asked. Whatever else cannot be
    /// found out is a gap and a step that was not possible. Offline a registry that was never asked is one too.
    pub fn look(&self, ask: &Ask) -> Result<Looked, SurveyError> {
        let mut all = self.look_all(std::slice::from_ref(ask));
        all.pop().unwrap_or_else(|| Err(crate::error::nothing()))
    }

    /// The same of many, side by side; the answers are in the order of the questions.
    pub fn look_all(&self, asks: &[Ask]) -> Vec<Result<Looked, SurveyError>> {
        self.look_at(asks, Scope { compared: true, below: true })
    }

    /// What registries say of names, and nothing else: for whoever compares a package with others. Offline what was asked before.
    ///
    /// # Errors
    /// [`SurveyError`] where there is no such package, or the registry cannot be asked.
    pub fn histories(&self, asks: &[Ask]) -> Vec<Result<History, SurveyError>> {
        self.client.many(asks, |ask| match &ask.what {
            Target::Package(package) => Ok(self.index(package, ask)?.history().clone()),
            Target::Archive(_) | Target::Project(_) => Err(crate::error::nothing()),
        })
    }

    /// Compares two versions of a package, two packages of one kind, or two archives.
    ///
    /// # Errors
    /// As [`Survey::look`] for either, and [`SurveyError::Different`] where they are of different kinds.
    pub fn compare(&self, old: &Ask, new: &Ask) -> Result<Comparison, SurveyError> {
        let mut both = self.look_at(&[old.clone(), new.clone()], Scope { compared: false, below: true }).into_iter();
        let mut next = || both.next().unwrap_or_else(|| Err(crate::error::nothing()));
        let (held, looked) = (next()?, next()?);
        let setting = self.setting();
        let mut compared = crate::compare::compare(&held, looked, &setting)?;
        self.new_below(new, &mut compared.looked);
        rejudge(&mut compared.looked, &setting);
        compared.looked.diff = Some(compared.diff.clone());
        Ok(compared)
    }

    /// Time and numbers, for whoever judges further.
    pub fn setting(&self) -> Setting {
        Setting { now: self.options.http.clock.now(), limits: self.options.limits }
    }

    fn look_at(&self, asks: &[Ask], scope: Scope) -> Vec<Result<Looked, SurveyError>> {
        let setting = self.setting();
        let mut records = self.first_round(asks);
        records.import(
            self,
            asks.iter().filter_map(|ask| match &ask.what {
                Target::Package(package) => Some(package.clone()),
                Target::Archive(_) | Target::Project(_) => None,
            }),
        );
        let drafts: Vec<Begun<'_>> = {
            let bad = |package: &Package, version: &str| records.is_malicious(package, version);
            let python = || self.python();
            let look = Look { now: setting.now, limits: &setting.limits, is_bad: &bad, python: &python };
            asks.iter().map(|ask| self.begin(ask, scope.compared, &look)).collect()
        };
        let ready: Vec<&Draft<'_>> = drafts.iter().filter_map(Begun::draft).collect();
        self.second_round(&ready);
        let mut all: Vec<Result<Looked, SurveyError>> = self.client.many(&drafts, |begun| match begun {
            Begun::Draft(draft) => Ok(self.found(draft)),
            Begun::Archive(ask, archive) => self.local(ask, archive),
            Begun::Image(ask, package) => self.image(ask, package),
            Begun::Project(ask, package) => Ok(self.project(ask, package)),
            Begun::Failed(error) => Err(error.clone()),
        });
        self.third_round(&mut all);
        if scope.below {
            let parts = self.closures(asks, &mut all);
            self.below(asks, &parts, &mut all);
        }
        let brought: BTreeSet<Package> =
            all.iter().flatten().flat_map(|looked| assemble::known_packages(looked).cloned()).collect();
        records.look_up(self, &brought);
        records.import(self, brought);
        records.settle();
        let share = all.len().div_ceil(self.options.jobs.max(1)).max(1);
        std::thread::scope(|scope| {
            for part in all.chunks_mut(share) {
                let records = &records;
                scope.spawn(move || {
                    for looked in part.iter_mut().flatten() {
                        self.judge(looked, records, &setting);
                        (self.options.progress)(Progress::Judged(&looked.subject.package));
                    }
                });
            }
        });
        all
    }

    fn begin<'a>(&self, ask: &'a Ask, compared: bool, look: &Look<'_>) -> Begun<'a> {
        let package = match &ask.what {
            Target::Archive(archive) => return Begun::Archive(ask, archive),
            Target::Project(package) => return Begun::Project(ask, package),
            Target::Package(package) if package.ecosystem == Ecosystem::Oci => return Begun::Image(ask, package),
            Target::Package(package) => package,
        };
        let seen = |index: &Index| self.seen(index);
        match Draft::new(ask, package, self.index(package, ask), compared, look, &seen) {
            Ok(draft) => Begun::Draft(Box::new(draft)),
            Err(error) => Begun::Failed(error),
        }
    }
}

/// How far a look goes.
#[derive(Clone, Copy, Debug)]
struct Scope {
    /// Whether something is compared with.
    compared: bool,
    /// Whether what comes in is looked at as well.
    below: bool,
}

/// A question whose registry has answered.
enum Begun<'a> {
    Draft(Box<Draft<'a>>),
    Archive(&'a Ask, &'a Archive),
    Image(&'a Ask, &'a Package),
    Project(&'a Ask, &'a Package),
    Failed(SurveyError),
}

impl<'a> Begun<'a> {
    const fn draft(&self) -> Option<&Draft<'a>> {
        match self {
            Self::Draft(draft) => Some(draft),
            _ => None,
        }
    }
}
