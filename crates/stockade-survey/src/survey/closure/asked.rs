//! Asking for what comes in: listings, requirements, the interpreter. Each is asked for once and remembered.

use std::sync::Arc;

use jiff::SignedDuration;
use stockade_assess::Known;
use stockade_model::{Ecosystem, Package};
use stockade_registry::Fact;
use stockade_registry::pypi::Pypi;

use super::{Listing, Need, Start};
use crate::artifact::Missed;
use crate::index::{self, Detail, Index};
use crate::python::Python;
use crate::survey::{Survey, Which};
use crate::{Ask, Looked, SurveyError, Target};

/// What a version asks for; none where nobody says it, an error where nobody could be asked.
pub(crate) type Required = Result<Option<Arc<[Need]>>, Missed>;

/// For how long an interpreter is taken to be the same one.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(1);

impl Survey {
    /// What of a package's registry matters to those that ask for it, where that was asked already or cannot be.
    pub(crate) fn known_listing(&self, package: &Package, ask: &Ask) -> Option<Result<Arc<Listing>, SurveyError>> {
        match self.registries.of(package, ask, &self.sources) {
            Ok(places) => self.listings.known(&places.key(package)),
            Err(error) => Some(Err(error)),
        }
    }

    /// What of it matters to those that ask for it.
    pub(crate) fn listing(&self, package: &Package, ask: &Ask) -> Result<Arc<Listing>, SurveyError> {
        let places = self.registries.of(package, ask, &self.sources)?;
        let key = places.key(package);
        self.listings.get(key.clone(), || {
            // Whoever is asked about it as a server knows it already.
            if let Some(Ok(index)) = self.indexes.known(&key) {
                return Ok(Arc::new(Listing::of(&index, &|| self.python())));
            }
            // The whole document is let go at once: there are many.
            let found = index::ask(&self.client, &self.sources, &places, package, Detail::Brief);
            found.map(|index| Arc::new(Listing::of(&index, &|| self.python())))
        })
    }

    /// What a version of a Python package asks for, where that was asked already.
    pub(super) fn known_requirements(&self, listing: &Listing, version: &str) -> Option<Required> {
        self.requirements.known(&which(listing, version))
    }

    /// What a version of a Python package asks for: its file's own metadata, else those of the index.
    pub(super) fn requirements(&self, listing: &Listing, version: &str) -> Required {
        self.requirements.get(which(listing, version), || {
            let pypi = Pypi::new(&self.client, listing.registry.clone());
            let offer = listing.offer(version);
            let read = |all: &[String]| all.iter().filter_map(|text| Need::pypi(text)).collect::<Arc<[Need]>>();
            if let Some(file) = offer.and_then(|offer| offer.file.as_ref())
                && let Fact::Known(all) = pypi.requirements(file).map_err(|error| Missed::of(&error))?
            {
                return Ok(Some(read(&all)));
            }
            match pypi.metadata(&listing.package().name, Some(version)).map_err(|error| Missed::of(&error))? {
                Fact::Known(metadata) => match metadata.requires {
                    Fact::Known(all) => Ok(Some(read(&all))),
                    // An index leaves out an empty list; of a source archive it knows nothing.
                    Fact::Unknown => Ok(offer.filter(|offer| offer.is_built).map(|_| read(&[]))),
                },
                Fact::Unknown => Ok(None),
            }
        })
    }

    /// The Python that packages are installed for.
    pub(crate) fn python(&self) -> Python {
        self.python
            .get_or_init(|| {
                let Some(asker) = &self.sources.asker else { return Python::here() };
                let key =
                    ["PATH", "VIRTUAL_ENV", "UV_PYTHON"].map(|name| asker.env.get(name).cloned().unwrap_or_default());
                let (key, now) = (key.join("\0"), self.setting().now);
                let kept: Option<(jiff::Timestamp, Python)> = self.store.load("python", &key);
                if let Some((at, python)) = kept
                    && (asker.offline || (at <= now && now.duration_since(at) < GOOD_FOR))
                {
                    return python;
                }
                let python = Python::ask(Some(asker));
                if python.interpreter.is_some() {
                    self.store.keep("python", &key, &(now, &python));
                }
                python
            })
            .clone()
    }

    /// Where to begin with what a package brings in; none where nobody says what it asks for, for this reason.
    pub(in crate::survey) fn start(&self, ask: &Ask, looked: &Looked) -> Result<Start, String> {
        let package = &looked.subject.package;
        let told = looked.subject.release().map(|release| &release.dependencies);
        let written = |needs: &std::collections::BTreeMap<String, String>| {
            needs.iter().map(|(name, asked)| Need::new(name, asked)).collect::<Vec<_>>()
        };
        let own: Option<Vec<Need>> = told.and_then(Known::known).map(written);
        let index = match &ask.what {
            Target::Package(asked) => self.index(asked, ask).ok(),
            Target::Archive(_) | Target::Project(_) => None,
        };
        match index.as_deref() {
            Some(Index::Npm { packument, .. }) => {
                let release = packument.release(package.version.as_deref().unwrap_or_default());
                let needs = release.map(|release| release.dependencies.iter().map(Need::npm).collect());
                needs.or(own).map(Start::Needs).ok_or_else(|| "the registry does not list this version".to_owned())
            }
            Some(index @ Index::Pypi { .. }) if package.ecosystem == Ecosystem::Pypi => {
                Ok(Start::File(Arc::new(Listing::of(index, &|| self.python())), own))
            }
            _ => own.map(Start::Needs).ok_or_else(|| {
                told.and_then(Known::reason).unwrap_or("the registry does not list this version").to_owned()
            }),
        }
    }
}

fn which(listing: &Listing, version: &str) -> Which {
    (listing.registry.shown(), listing.package().clone().at(version))
}
