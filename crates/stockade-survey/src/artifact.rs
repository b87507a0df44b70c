//! Fetches the archive of a version and reads it, unless its facts are known already.

use std::sync::Arc;

use stockade_content::Kind;
use stockade_registry::digest::{Algorithm, Digest};
use stockade_registry::http::FetchError;
use stockade_registry::npm::{self, Npm};
use stockade_registry::pypi::{File, Pypi};
use stockade_registry::{Registry, RegistryError};

use crate::Artifact;
use crate::extract::Extract;
use crate::files::Files;
use crate::index::Index;
use crate::survey::Survey;

/// What came of fetching and reading the archive of a version.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    /// What is in it.
    pub(crate) extract: Result<Arc<Extract>, Missed>,
    /// The file, as far as it is known whether or not it could be had.
    pub(crate) artifact: Artifact,
    /// The digest it was held against; none where the registry promises none.
    pub(crate) held_against: Option<String>,
    /// Whether its facts were known already, so that it was not fetched.
    pub(crate) kept: bool,
    /// Files of the same version that some clients take instead, and that were not read.
    pub(crate) others: Vec<String>,
    /// Why the file may be another than what is installed.
    pub(crate) doubt: Option<&'static str>,
    /// When this very file came, where the registry says so.
    pub(crate) uploaded: Option<jiff::Timestamp>,
}

/// Why there is no archive, or no metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Missed {
    /// Other bytes came than the registry promises.
    Forged(String),
    /// It could not be had.
    Unknown(String),
}

impl Missed {
    pub(crate) fn why(&self) -> &str {
        let (Self::Forged(why) | Self::Unknown(why)) = self;
        why
    }

    pub(crate) fn of(error: &RegistryError) -> Self {
        match error {
            RegistryError::Fetch(FetchError::Digest { .. } | FetchError::Size { .. }) => {
                Self::Forged(error.to_string())
            }
            error => Self::Unknown(error.to_string()),
        }
    }
}

/// Weight of an archive whose size nobody says.
const USUAL: u64 = 8 << 20;

/// Of a version of an npm package.
pub(crate) fn npm(survey: &Survey, index: &Index, version: &str) -> Option<Got> {
    let Index::Npm { registry, replace, packument, .. } = index else { return None };
    let release = packument.release(version)?;
    let promised = release.dist.integrity.known();
    let weight = release.dist.unpacked.known().map_or(USUAL, |size| size.saturating_mul(2));
    let file = format!("{}-{}.tgz", release.name.rsplit('/').next().unwrap_or_default(), release.version);
    let fetch = || fetch_npm(&Npm::new(survey.client(), registry.clone(), replace.clone()), release);
    let (extract, kept) = read(survey, promised, Kind::NpmTarball, weight, &file, fetch);
    let artifact = artifact(file, None, promised, &extract);
    let held_against = promised.map(Digest::oci);
    Some(Got { extract, artifact, held_against, kept, others: Vec::new(), doubt: None, uploaded: None })
}

fn fetch_npm(npm: &Npm<'_>, release: &npm::Release) -> Result<Vec<u8>, RegistryError> {
    npm.tarball(release).map(|tarball| tarball.bytes)
}

/// Of a version of a Python project: the file that would be installed here, with what others do that may be.
pub(crate) fn pypi(survey: &Survey, index: &Index, version: &str) -> Option<Got> {
    let Index::Pypi { registry, .. } = index else { return None };
    let files = files_of(index, version);
    let chosen = Files::of(&files, &|| survey.python());
    let main = chosen.main?;
    let promised = main.sha256.known();
    let size = main.size.known().copied();
    let uploaded = main.uploaded.known().copied();
    let held_against = promised.map(Digest::oci);
    let (mut extract, kept) = file(survey, registry, main);
    let mut others: Vec<String> = chosen.unread.iter().map(|file| file.filename.clone()).collect();
    for also in chosen.also {
        match (file(survey, registry, also).0, &mut extract) {
            (Ok(more), Ok(extract)) => Arc::make_mut(extract).add(&more, &also.filename),
            // Other bytes than promised are forged whichever file they stand for.
            (Err(forged @ Missed::Forged(_)), whole) => *whole = Err(forged),
            (Err(Missed::Unknown(why)), _) => others.push(format!("{}: {why}", also.filename)),
            (Ok(_), Err(_)) => {}
        }
    }
    let artifact = artifact(main.filename.clone(), size, promised, &extract);
    Some(Got { extract, artifact, held_against, kept, others, doubt: chosen.doubt, uploaded })
}

fn file(survey: &Survey, registry: &Registry, file: &File) -> (Result<Arc<Extract>, Missed>, bool) {
    let Some(kind) = Kind::of_name(&file.filename) else {
        return (Err(Missed::Unknown(format!("archives such as `{}` are not read", file.filename))), false);
    };
    let weight = file.size.known().map_or(USUAL, |size| size.saturating_mul(4));
    let pypi = Pypi::new(survey.client(), registry.clone());
    let fetch = || pypi.download(file).map(|download| download.bytes);
    read(survey, file.sha256.known(), kind, weight, &file.filename, fetch)
}

/// The files of a version, whose number may be written in several ways.
pub(crate) fn files_of<'i>(index: &'i Index, version: &str) -> Vec<&'i File> {
    let Index::Pypi { project, files, .. } = index else { return Vec::new() };
    if let Some(places) = files.get(version) {
        return places.iter().filter_map(|place| project.files.get(*place)).collect();
    }
    let parse = |text: &str| stockade_assess::version::Version::parse(stockade_model::Ecosystem::Pypi, text);
    let wanted = parse(version);
    let is =
        |file: &&File| file.version().is_some_and(|own| own == version || (wanted.is_some() && parse(own) == wanted));
    project.files.iter().filter(is).collect()
}

fn read(
    survey: &Survey,
    promised: Option<&Digest>,
    kind: Kind,
    weight: u64,
    file: &str,
    fetch: impl FnOnce() -> Result<Vec<u8>, RegistryError>,
) -> (Result<Arc<Extract>, Missed>, bool) {
    let caps = &survey.options().caps;
    let key = |digest: &Digest| Extract::key(digest, kind, caps);
    if let Some(kept) = promised.and_then(|promised| survey.store().load::<Extract>("facts", &key(promised))) {
        return (Ok(Arc::new(kept)), true);
    }
    let _memory = survey.memory().enter(weight);
    let bytes = match fetch() {
        Ok(bytes) => bytes,
        Err(error) => return (Err(Missed::of(&error)), false),
    };
    let _processor = survey.processors().enter(1);
    let own = Digest::of(Algorithm::Sha256, &bytes);
    // What nobody promised was fetched all the same, and may have been read before.
    let kept = promised.is_none().then(|| survey.store().load::<Extract>("facts", &key(&own))).flatten();
    let extract = kept.unwrap_or_else(|| {
        let extract = Extract::of(&bytes, kind, caps, file);
        survey.store().keep("facts", &key(promised.unwrap_or(&own)), &extract);
        extract
    });
    (Ok(Arc::new(extract)), false)
}

fn artifact(
    file: String,
    size: Option<u64>,
    promised: Option<&Digest>,
    extract: &Result<Arc<Extract>, Missed>,
) -> Artifact {
    let of = |algorithm| promised.filter(|digest| digest.algorithm == algorithm).map(Digest::hex);
    match extract {
        Ok(extract) => Artifact {
            file,
            size: Some(extract.size),
            sha256: Some(extract.sha256.clone()),
            sha512: Some(extract.sha512.clone()),
        },
        Err(_) => Artifact { file, size, sha256: of(Algorithm::Sha256), sha512: of(Algorithm::Sha512) },
    }
}
