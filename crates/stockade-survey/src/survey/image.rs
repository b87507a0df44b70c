//! Container images: the digest that a tag leads to. What is in them is not read, and their signatures are not verified;
//! both are said.

use stockade_assess::{Known, Subject};
use stockade_model::Package;
use stockade_registry::digest::Digest;
use stockade_registry::oci::{Manifest, Oci, Reference};
use stockade_registry::{Fact, Registry, RegistryError};

use super::{Survey, assemble};
use crate::{Artifact, Ask, Looked, Step, SurveyError, What};

const NO_HISTORY: &str = "a registry of images does not say who published what, and when";
const UNREAD: &str = "what is in images is not read";

impl Survey {
    pub(super) fn image(&self, ask: &Ask, package: &Package) -> Result<Looked, SurveyError> {
        let mut subject = Subject::new(package.clone(), ask.at.clone());
        subject.through.clone_from(&ask.through);
        subject.pinned.clone_from(&ask.pinned);
        subject.resembles.clone_from(&ask.resembles);
        subject.history = Known::unknown(NO_HISTORY);
        subject.facts = Known::unknown(UNREAD);
        subject.baseline = Known::unknown(UNREAD);
        let mut looked = assemble::empty(subject);
        for (what, why) in [(What::Content, UNREAD), (What::Comparison, UNREAD), (What::Closure, UNREAD)] {
            looked.steps.push(Step::not_possible(what, why));
        }
        looked.steps.push(Step::not_asked(What::Backlink, "images name no repository"));
        looked.closure = Known::unknown(UNREAD);
        let Some((registry, repository)) = self.image_registry(ask, package)? else {
            let why = "the image names no registry, and the client's own default is not known";
            for what in [What::Registry, What::Digest, What::Signature, What::Provenance] {
                looked.steps.push(Step::not_possible(what, why));
            }
            looked.artifact = Known::unknown(why);
            return Ok(looked);
        };
        looked.registry = Some(registry.shown());
        let oci = Oci::new(&self.client, registry.clone());
        let wanted = package.version.as_deref().unwrap_or("latest");
        let reference = Digest::from_oci(wanted).map_or_else(|| Reference::Tag(wanted.to_owned()), Reference::Digest);
        match oci.manifest(&repository, &reference) {
            Ok(manifest) => resolved(&mut looked, &oci, &repository, &manifest),
            Err(error) if error.is_not_found() => {
                return Err(SurveyError::NoSuchVersion {
                    package: crate::index::bare(package),
                    wanted: wanted.to_owned(),
                    registry: registry.shown(),
                });
            }
            Err(error) => {
                let error = SurveyError::registry(package, error);
                if !error.is_offline() {
                    return Err(error);
                }
                for what in [What::Registry, What::Digest, What::Signature, What::Provenance] {
                    looked.steps.push(Step::not_possible(what, error.to_string()));
                }
                looked.artifact = Known::unknown(error.to_string());
            }
        }
        Ok(looked)
    }

    /// The registry that an image's name begins with, and the rest of the name.
    fn image_registry(&self, ask: &Ask, package: &Package) -> Result<Option<(Registry, String)>, SurveyError> {
        let (first, rest) = package.name.split_once('/').unwrap_or(("", &package.name));
        let host = first.contains(['.', ':']) || first == "localhost";
        if let Some(registry) = &ask.registry {
            let repository = if host { rest } else { &package.name };
            return Ok(Some((registry.clone(), repository.to_owned())));
        }
        let Some(settings) = self.sources.oci.as_ref().filter(|_| host) else { return Ok(None) };
        let registry = settings.registry(first, self.sources.asker.as_ref());
        let registry = registry.map_err(|error| SurveyError::registry(package, RegistryError::Settings(error)))?;
        Ok(Some((registry, rest.to_owned())))
    }
}

fn resolved(looked: &mut Looked, oci: &Oci<'_>, repository: &str, manifest: &Manifest) {
    let digest = manifest.digest.oci();
    looked.steps.push(Step::done(What::Registry, format!("the manifest of `{repository}`")));
    looked.steps.push(Step::done(What::Digest, &*digest));
    let said = match oci.referrers(repository, &manifest.digest) {
        Ok(Fact::Known(all)) if all.is_empty() => "nothing refers to it".to_owned(),
        Ok(Fact::Known(all)) => format!("{} things refer to it, and signatures of images are not verified", all.len()),
        Ok(Fact::Unknown) => "the registry does not say what refers to it".to_owned(),
        Err(error) => error.to_string(),
    };
    looked.steps.push(Step::not_possible(What::Signature, &*said));
    looked.steps.push(Step::not_possible(What::Provenance, said));
    looked.artifact = Artifact {
        file: repository.to_owned(),
        size: None,
        sha256: digest.strip_prefix("sha256:").map(str::to_owned),
        sha512: digest.strip_prefix("sha512:").map(str::to_owned),
    }
    .into();
    looked.subject.package.version = Some(digest);
}
