//! An index's list of files, as the history that is judged.
//!
//! Constraints:
//! - a release is a group of files: it appeared when the first of them did, and is taken back when all of them are
//!   (PEP 592). Which file a client takes is [`chosen`]'s to say, and its own time counts for what is installed;
//! - an index does not say who uploads files; owners are those of the JSON metadata, where it has them;
//! - building a source distribution runs its own code, and only the archive says which.

use std::collections::{BTreeMap, BTreeSet};

use stockade_assess::version::Version;
use stockade_assess::{History, Known, Provenance, Release};
use stockade_model::{Ecosystem, Package};
use stockade_registry::Fact;
use stockade_registry::pypi::{File, FileKind, Metadata, Project};

/// What the keys of a project's addresses are called that lead to its source (PyPI's well-known labels).
const SOURCE_LABELS: &[&str] = &["source", "source code", "sourcecode", "repository", "code", "github", "gitlab"];

/// Everything that the index says; `metadata` is that of the version it names.
pub fn history(project: &Project, metadata: Option<&Metadata>) -> History {
    let mut history = History::new(Package::new(Ecosystem::Pypi, &project.name));
    history.owners = owners(metadata);
    let of = |(version, places): (String, Vec<usize>)| {
        let files: Vec<&File> = places.into_iter().filter_map(|place| project.files.get(place)).collect();
        release(&version, &files, project, metadata)
    };
    history.releases = versions(project).into_iter().map(of).collect();
    let first = history.releases.iter().filter_map(|release| release.published.known()).min().copied();
    history.created = Known::of(first, "the index does not say when files were uploaded");
    history
}

/// The versions of a project, as the first file of each spells it, and the places of their files.
pub(crate) fn versions(project: &Project) -> Vec<(String, Vec<usize>)> {
    let mut versions: Vec<(String, Vec<usize>)> = Vec::new();
    // `1.0` and `1.0.0` are one release; what is no version stands for itself.
    let mut known: BTreeMap<Result<Version, &str>, usize> = BTreeMap::new();
    for (place, file) in project.files.iter().enumerate() {
        let Some(version) = file.version() else { continue };
        let number = *known.entry(parsed(version).ok_or(version)).or_insert(versions.len());
        match versions.get_mut(number) {
            Some((_, files)) => files.push(place),
            None => versions.push((version.to_owned(), vec![place])),
        }
    }
    versions
}

fn parsed(version: &str) -> Option<Version> {
    Version::parse(Ecosystem::Pypi, version)
}

fn release(version: &str, files: &[&File], project: &Project, metadata: Option<&Metadata>) -> Release {
    let own = metadata.filter(|metadata| metadata.version.known().is_some_and(|own| parsed(own) == parsed(version)));
    let uploaded = files.iter().filter_map(|file| file.uploaded.known()).min().copied();
    let wheel = files.iter().any(|file| file.kind() == FileKind::Wheel);
    let repository = own.and_then(|metadata| metadata.urls.known()).map(|urls| {
        let source = |(label, _): &&(String, String)| SOURCE_LABELS.contains(&label.trim().to_lowercase().as_str());
        urls.iter()
            .find(source)
            .or_else(|| urls.iter().find(|(label, _)| label == "Homepage"))
            .map(|(_, to)| to.clone())
    });
    let requires = own.and_then(|metadata| metadata.requires.known());
    Release {
        version: version.to_owned(),
        published: Known::of(uploaded, "the index does not say when it was uploaded"),
        first_seen: None,
        before: None,
        publisher: Known::unknown("an index does not say who uploads files"),
        provenance: provenance(files),
        scripts: if wheel {
            BTreeMap::new().into()
        } else {
            Known::unknown("building a source archive runs its code, and only the archive says which")
        },
        dependencies: Known::of(requires.map(|all| requirements(all)), "the index does not say"),
        deprecated: match &project.status {
            Fact::Known(status) if status == "active" => None.into(),
            Fact::Known(status) => Some(format!("the index calls the project {status}")).into(),
            Fact::Unknown => Known::unknown("the index does not say whether the project is"),
        },
        yanked: yanked(files),
        integrity: Known::of(
            chosen(files).and_then(|file| file.sha256.known()).map(stockade_registry::digest::Digest::oci),
            "the index promises no digest",
        ),
        repository: Known::of(repository, "the index does not say"),
    }
}

fn owners(metadata: Option<&Metadata>) -> Known<BTreeSet<String>> {
    let roles = metadata.and_then(|metadata| metadata.roles.known());
    let names = roles.map(|roles| roles.iter().map(|role| role.user.clone()).collect());
    Known::of(names, "the index does not say who may publish")
}

fn yanked(files: &[&File]) -> Known<Option<String>> {
    let mut reason = None;
    for file in files {
        match &file.yanked {
            Fact::Known(None) => return None.into(),
            Fact::Known(Some(why)) => reason = reason.or(Some(why.clone())),
            Fact::Unknown => return Known::unknown("the index does not say whether it was taken back"),
        }
    }
    reason.into()
}

fn provenance(files: &[&File]) -> Known<Provenance> {
    if files.iter().all(|file| matches!(file.provenance, Fact::Known(None))) {
        return Provenance::Missing.into();
    }
    if files.iter().any(|file| matches!(file.provenance, Fact::Known(Some(_)))) {
        return Known::unknown("it has attestations, which were not verified");
    }
    Known::unknown("the index does not say whether there are attestations")
}

/// The file that a client takes most likely where nobody can say which Python it is for: a wheel for any machine, else one
/// that names this system, else any wheel, else the source.
pub fn chosen<'f>(files: &[&'f File]) -> Option<&'f File> {
    let system = match std::env::consts::OS {
        "macos" => "macosx",
        "windows" => "win",
        _ => "linux",
    };
    let rank = |file: &File| match file.kind() {
        FileKind::Wheel if file.filename.ends_with("-any.whl") => 0,
        FileKind::Wheel if file.filename.contains(system) && file.filename.contains(std::env::consts::ARCH) => 1,
        FileKind::Wheel => 2,
        FileKind::Sdist if file.filename.ends_with(".tar.gz") => 3,
        FileKind::Sdist | FileKind::Other => 4,
    };
    let usable = files.iter().filter(|file| file.kind() != FileKind::Other);
    usable.min_by_key(|file| (rank(file), file.filename.as_str())).copied()
}

/// Names and ranges of requirements (PEP 508); those of extras are installed only for whoever asks.
pub(crate) fn requirements(all: &[String]) -> BTreeMap<String, String> {
    let one = |text: &String| {
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')));
        let (name, asked) = text.split_at_checked(end.unwrap_or(text.len()))?;
        let extra = asked.split_once(';').is_some_and(|(_, marker)| marker.contains("extra"));
        (!name.is_empty() && !extra).then(|| (stockade_model::package::normalise_pypi(name), asked.trim().to_owned()))
    };
    all.iter().filter_map(one).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use stockade_registry::http::Address;

    use super::*;

    /// A file of which nothing but the name is known.
    pub(crate) fn file(filename: &str) -> File {
        File {
            filename: filename.to_owned(),
            address: Address::parse("https://files.example/x").unwrap(),
            sha256: Fact::Unknown,
            size: Fact::Unknown,
            uploaded: Fact::Unknown,
            yanked: Fact::Unknown,
            requires_python: Fact::Unknown,
            provenance: Fact::Unknown,
            has_metadata: Fact::Unknown,
            metadata_digest: Fact::Unknown,
        }
    }

    #[test]
    fn a_wheel_for_any_machine_goes_before_everything() {
        let chosen_of = |names: &[&str]| {
            let files: Vec<File> = names.iter().map(|name| file(name)).collect();
            chosen(&files.iter().collect::<Vec<_>>()).map(|file| file.filename.clone())
        };
        let (any, odd, source) = ("a-1-py3-none-any.whl", "a-1-cp39-cp39-odd_machine.whl", "a-1.tar.gz");
        assert_eq!(chosen_of(&[source, odd, any]).unwrap(), any);
        assert_eq!(chosen_of(&[source, odd]).unwrap(), odd);
        assert_eq!(chosen_of(&["a-1.zip", source, "a-1.egg"]).unwrap(), source);
        assert_eq!(chosen_of(&["a-1.egg"]), None);
    }

    #[test]
    fn a_release_is_taken_back_when_all_of_it_is() {
        let with = |yanked: &[Fact<Option<String>>]| {
            let files: Vec<File> =
                yanked.iter().map(|yanked| File { yanked: yanked.clone(), ..file("a-1.tar.gz") }).collect();
            super::yanked(&files.iter().collect::<Vec<_>>())
        };
        let (no, yes) = (Fact::Known(None), Fact::Known(Some("broken".to_owned())));
        assert_eq!(with(&[yes.clone(), no.clone()]), Known::Known(None));
        assert_eq!(with(&[yes.clone(), yes.clone()]), Known::Known(Some("broken".to_owned())));
        assert!(with(&[yes, Fact::Unknown]).known().is_none());
    }

    #[test]
    fn requirements_of_extras_are_left_out() {
        let all = ["Httpx[http2]>=0.27; python_version > '3'", "pytest; extra == 'dev'", "a.b (>=1)"];
        let all: Vec<String> = all.iter().map(|text| (*text).to_owned()).collect();
        let read = requirements(&all);
        assert_eq!(read.keys().collect::<Vec<_>>(), ["a-b", "httpx"]);
    }
}
