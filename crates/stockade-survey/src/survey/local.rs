//! Archives that are here already: no registry is asked, so that their manifest is all that tells of them.

use stockade_assess::{History, Known, Release, Subject};
use stockade_content::Kind;
use stockade_model::{Ecosystem, Package};
use stockade_registry::digest::{Algorithm, Digest};

use super::{Survey, assemble};
use crate::ask::Archive;
use crate::extract::Extract;
use crate::{Artifact, Ask, Looked, Step, SurveyError, What};

const NOBODY: &str = "an archive does not say, and no registry is asked about one";

impl Survey {
    pub(super) fn local(&self, ask: &Ask, archive: &Archive) -> Result<Looked, SurveyError> {
        let caps = &self.options.caps;
        let _memory = self.memory.enter((archive.bytes.len() as u64).saturating_mul(4));
        let _processor = self.processors.enter(1);
        let key = Extract::key(&Digest::of(Algorithm::Sha256, &archive.bytes), archive.kind, caps);
        let extract = match self.store.load("facts", &key) {
            Some(kept) => kept,
            None => {
                let failed = |source| SurveyError::Archive { name: archive.name.clone(), source };
                let extract = Extract::read(&archive.bytes, archive.kind, caps).map_err(failed)?;
                self.store.keep("facts", &key, &extract);
                extract
            }
        };
        let ecosystem = match archive.kind {
            Kind::NpmTarball => Ecosystem::Npm,
            Kind::Wheel | Kind::Sdist => Ecosystem::Pypi,
        };
        let package = Package::new(ecosystem, extract.name.clone().unwrap_or_else(|| archive.name.clone()));
        let version = extract.version.clone().unwrap_or_else(|| archive.name.clone());
        let package = package.at(version.clone());
        let mut subject = Subject::new(package.clone(), ask.at.clone());
        let mut history = History::new(Package { version: None, ..package.clone() });
        history.created = Known::unknown(NOBODY);
        history.owners = Known::unknown(NOBODY);
        history.releases = vec![release(version, &extract)];
        subject.history = history.into();
        subject.facts = extract.facts.clone().into();
        subject.baseline = Known::unknown("an archive has no earlier version");
        subject.pinned.clone_from(&ask.pinned);
        subject.resembles.clone_from(&ask.resembles);
        subject.tools = extract.tools.clone().into();
        let mut looked = assemble::empty(subject);
        looked.artifact = Artifact {
            file: archive.name.clone(),
            size: Some(extract.size),
            sha256: Some(extract.sha256.clone()),
            sha512: Some(extract.sha512.clone()),
        }
        .into();
        looked.closure = Known::of(ask.closure.clone(), "no registry is asked about an archive");
        for what in [What::Registry, What::Digest, What::Signature, What::Provenance, What::Comparison, What::Backlink]
        {
            looked.steps.push(Step::not_asked(what, NOBODY));
        }
        looked.steps.push(Step::not_asked(What::Closure, "no registry is asked about an archive"));
        looked.steps.push(Step::done(What::Content, format!("{}, {} bytes", archive.name, extract.size)));
        for id in &extract.unjudged {
            assemble::gap(&mut looked, "hidden-code", "facts of a kind that is not known here", id.clone());
        }
        Ok(looked)
    }
}

fn release(version: String, extract: &Extract) -> Release {
    Release {
        published: Known::unknown(NOBODY),
        publisher: Known::unknown(NOBODY),
        provenance: Known::unknown(NOBODY),
        scripts: if extract.unread.is_empty() {
            extract.scripts.clone().into()
        } else {
            Known::unknown("its manifest cannot be read")
        },
        dependencies: extract.dependencies.clone().into(),
        deprecated: Known::unknown(NOBODY),
        yanked: Known::unknown(NOBODY),
        integrity: Known::unknown(NOBODY),
        repository: extract.repository.clone().into(),
        ..Release::new(version)
    }
}
