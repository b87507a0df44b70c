//! What is asked, and in which round.

use super::{
    Ask, BTreeSet, Client, Draft, Ecosystem, Fact, Gate, Got, Index, Indexed, Key, Looked, Osv, Package, Progress,
    Proof, Records, Registry, Store, Survey, SurveyError, Target, What, Which, artifact, assemble, closure, index,
    proof,
};
use stockade_assess::subject::Backlink;
use stockade_registry::mcp_registry::McpRegistry;

use super::advisories::Record;
use super::assemble::Begin;
use super::closure::{Climb, Part};
use crate::adapt;
use crate::index::Detail;

/// What the MCP Registry says of a repository.
#[derive(Clone, Debug)]
pub(super) enum Link {
    /// There is nobody to ask, or nothing to ask for.
    Unasked(String),
    /// It could not be asked.
    Failed(String),
    /// No server that it lists is of that repository.
    Unlisted,
    /// These packages.
    Publishes(Backlink),
}

/// Up to so many names are asked about one by one.
const FEW: usize = 8;

/// What was told of advisories.
enum Told {
    One(Package, Result<Option<Vec<Record>>, String>),
    All(Box<Records>),
}

/// One question of the second round.
enum Question<'d> {
    Artifact(&'d Draft<'d>, &'d str),
    Proof(&'d Draft<'d>, &'d str),
    Listing(&'d Draft<'d>, Package),
    Link(&'d Draft<'d>, String),
}

impl Survey {
    pub(crate) const fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) const fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) const fn memory(&self) -> &Gate {
        &self.memory
    }

    pub(crate) const fn processors(&self) -> &Gate {
        &self.processors
    }

    /// The keys that a registry signs with; none where it has none.
    pub(crate) fn keys(
        &self,
        registry: &Registry,
        ask: impl FnOnce() -> Result<Fact<Vec<Key>>, String>,
    ) -> Result<Option<Vec<Key>>, String> {
        self.keys.get(registry.shown(), ask).map(|keys| keys.known().cloned())
    }

    /// What the registry of a package says of it.
    pub(super) fn index(&self, package: &Package, ask: &Ask) -> Indexed {
        let places = self.registries.of(package, ask, &self.sources)?;
        self.indexes
            .get(places.key(package), || index::ask(&self.client, &self.sources, &places, package, Detail::Whole))
    }

    /// The archive of a version.
    pub(super) fn artifact(&self, index: &Index, version: &str) -> Option<Got> {
        self.artifacts.get(which(index, version), || match index {
            Index::Npm { .. } => artifact::npm(self, index, version),
            Index::Pypi { .. } => artifact::pypi(self, index, version),
        })
    }

    /// The evidence of a version.
    pub(super) fn proof(&self, index: &Index, version: &str) -> Proof {
        self.proofs.get(which(index, version), || proof::of(self, index, version, &|| self.artifact(index, version)))
    }

    /// What registries say of names, and everything that is known to be wrong with them.
    pub(super) fn first_round(&self, asks: &[Ask]) -> Records {
        let packages: Vec<(&Ask, &Package)> = asks
            .iter()
            .filter_map(|ask| match &ask.what {
                Target::Package(package) if package.ecosystem != Ecosystem::Oci => Some((ask, package)),
                _ => None,
            })
            .collect();
        let names: BTreeSet<Package> = packages.iter().map(|(_, package)| index::bare(package)).collect();
        enum Question<'q> {
            Index(&'q Ask, &'q Package),
            Advisories(Package),
            All(BTreeSet<Package>),
        }
        let mut questions: Vec<Question<'_>> =
            packages.into_iter().map(|(ask, package)| Question::Index(ask, package)).collect();
        if self.sources.osv.is_some() {
            // One question tells of many names, and each record it mentions has to be asked for; one of a single name tells all.
            if names.len() > FEW {
                questions.push(Question::All(names));
            } else {
                questions.extend(names.into_iter().map(Question::Advisories));
            }
        }
        (self.options.progress)(Progress::Questions(questions.len()));
        let answers = self.client.many(&questions, |question| match question {
            Question::Index(ask, package) => {
                // It is remembered, and asked for again where it is needed.
                drop(self.index(package, ask));
                (self.options.progress)(Progress::Answered(What::Registry, package));
                None
            }
            Question::Advisories(package) => {
                let osv = self.sources.osv.clone().map(|registry| Osv::new(&self.client, registry));
                let answer = osv.map(|osv| osv.query(package).map_err(|error| error.to_string()));
                (self.options.progress)(Progress::Answered(What::Advisories, package));
                answer.map(|answer| Told::One(package.clone(), answer))
            }
            Question::All(names) => {
                let mut records = Records::default();
                records.look_up(self, names);
                Some(Told::All(Box::new(records)))
            }
        });
        let mut records = Records::default();
        for told in answers.into_iter().flatten() {
            match told {
                Told::One(package, answer) => records.take(&package, answer),
                Told::All(all) => records = *all,
            }
        }
        records
    }

    /// Archives and evidence of the versions that matter, what they ask for, and what their repositories publish. The
    /// answers are remembered.
    pub(super) fn second_round(&self, drafts: &[&Draft<'_>]) {
        let mut questions: Vec<Question<'_>> = Vec::new();
        let (mut seen, mut repositories) = (BTreeSet::new(), BTreeSet::new());
        for draft in drafts {
            let Some(index) = &draft.index else { continue };
            let compared = draft.baseline.iter().chain(&draft.anchor).map(|choice| choice.version.as_str());
            for version in std::iter::once(draft.version()).chain(compared) {
                if seen.insert(("artifact", which(index, version))) {
                    questions.push(Question::Artifact(draft, version));
                }
            }
            for version in draft.proved() {
                if seen.insert(("proof", which(index, version))) {
                    questions.push(Question::Proof(draft, version));
                }
            }
            for other in draft.mimicked() {
                if seen.insert(("listing", (index.registry().shown(), other.clone()))) {
                    questions.push(Question::Listing(draft, other.clone()));
                }
            }
            let release = index.history().release(draft.version());
            let known = || closure::kept(self, &index.registry().shown(), &draft.package).is_some();
            if self.options.depth > 0 && draft.ask.closure.is_none() && !known() {
                let asked = release.and_then(|release| release.dependencies.known());
                for (name, range) in asked.into_iter().flatten().take(closure::MOST_DIRECT) {
                    if let Some(wanted) = closure::wanted(draft.package.ecosystem, name, range)
                        && seen.insert(("listing", (index.registry().shown(), wanted.package.clone())))
                    {
                        questions.push(Question::Listing(draft, wanted.package));
                    }
                }
            }
            let repository = release.and_then(|release| release.repository.known()?.clone());
            if let Some(repository) = repository.filter(|_| self.sources.mcp.is_some())
                && repositories.insert((repository.clone(), draft.package.ecosystem))
            {
                questions.push(Question::Link(draft, repository));
            }
        }
        (self.options.progress)(Progress::Questions(questions.len()));
        self.client.many(&questions, |question| self.answer(question));
    }

    /// What their repositories publish, some of which only the archives named.
    pub(super) fn third_round(&self, all: &mut [Result<Looked, SurveyError>]) {
        let links = self.client.many(all, |looked| {
            let looked = looked.as_ref().ok()?;
            Some(self.link(&assemble::claimed(looked)?, looked.subject.package.ecosystem))
        });
        for (looked, link) in all.iter_mut().zip(&links) {
            if let Ok(looked) = looked {
                assemble::backlinked(looked, link.as_ref());
            }
        }
    }

    /// What they bring in, for each in its place: after a lock file where there is one.
    pub(super) fn closures(&self, asks: &[Ask], all: &mut [Result<Looked, SurveyError>]) -> Vec<Vec<Part>> {
        let mut parts: Vec<Vec<Part>> = vec![Vec::new(); all.len()];
        let mut climbing: Vec<(usize, Climb<'_>)> = Vec::new();
        for (at, (ask, looked)) in asks.iter().zip(all.iter_mut()).enumerate() {
            let Ok(looked) = looked else { continue };
            match self.begin_closure(ask, looked) {
                Begin::Climb(start) => climbing.push((at, Climb::new(ask, &looked.subject.package, start))),
                Begin::Known(known) => {
                    if let Some(place) = parts.get_mut(at) {
                        *place = known;
                    }
                }
            }
        }
        let (places, mut climbs): (Vec<usize>, Vec<Climb<'_>>) = climbing.into_iter().unzip();
        closure::climb(self, &mut climbs);
        let now = self.setting().now;
        for (at, climb) in places.into_iter().zip(climbs) {
            if let Some(Ok(looked)) = all.get_mut(at) {
                let brought = climb.end(now);
                let registry = looked.registry.as_deref().unwrap_or_default();
                closure::keep(self, registry, &looked.subject.package, &brought);
                assemble::brought(looked, &brought);
                if let Some(place) = parts.get_mut(at) {
                    *place = brought.parts;
                }
            }
        }
        closure::of_locks(self, asks, &mut parts);
        parts
    }

    fn answer(&self, question: &Question<'_>) {
        let done = |what, package: &Package| (self.options.progress)(Progress::Answered(what, package));
        match question {
            Question::Artifact(draft, version) => {
                if let Some(index) = &draft.index {
                    drop(self.artifact(index, version));
                }
                done(What::Content, &draft.package);
            }
            Question::Proof(draft, version) => {
                if let Some(index) = &draft.index {
                    drop(self.proof(index, version));
                }
                done(What::Provenance, &draft.package);
            }
            Question::Listing(draft, package) => {
                drop(self.listing(package, draft.ask));
                done(What::Closure, package);
            }
            Question::Link(draft, repository) => {
                drop(self.link(repository, draft.package.ecosystem));
                done(What::Backlink, &draft.package);
            }
        }
    }

    /// What the MCP Registry says of a repository.
    fn link(&self, repository: &str, ecosystem: Ecosystem) -> Link {
        self.links.get((repository.to_owned(), ecosystem), || {
            let asked = self.ask_link(repository, ecosystem);
            let untold = matches!(asked, Link::Unasked(_) | Link::Failed(_));
            match self.sources.catalogue.as_ref().filter(|_| untold) {
                Some(catalogue) => {
                    adapt::backlink::of_catalogue(catalogue, repository, ecosystem).map_or(asked, Link::Publishes)
                }
                None => asked,
            }
        })
    }

    fn ask_link(&self, repository: &str, ecosystem: Ecosystem) -> Link {
        let Some(registry) = self.sources.mcp.clone() else {
            return Link::Unasked("no MCP Registry is asked".to_owned());
        };
        let searches = adapt::backlink::searches(repository);
        if searches.is_empty() {
            return Link::Unasked("what it names is no repository".to_owned());
        }
        let registry = McpRegistry::new(&self.client, registry);
        for search in searches {
            match registry.servers(Some(&search), None) {
                Ok(servers) => {
                    if let Some(link) = adapt::backlink::backlink(&servers, repository, ecosystem) {
                        return Link::Publishes(link);
                    }
                }
                Err(error) => return Link::Failed(error.to_string()),
            }
        }
        Link::Unlisted
    }
}

fn which(index: &Index, version: &str) -> Which {
    (index.registry().shown(), index.history().package.clone().at(version))
}
