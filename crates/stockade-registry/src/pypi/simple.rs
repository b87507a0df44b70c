//! The files of a project, as an index lists them (PEP 691, with 592, 700, 708, 714, 740 and 792).

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Map, Value};

use crate::digest::{Algorithm, Digest};
use crate::http::Address;
use crate::{Fact, json};

/// A project.
#[derive(Clone, Debug)]
pub struct Project {
    /// Its name, normalised.
    pub name: String,
    /// Its files, in the index's order.
    pub files: Vec<File>,
    /// Its versions (PEP 700).
    pub versions: Fact<Vec<String>>,
    /// Indexes whose project of this name is said to be the same one (PEP 708).
    pub tracks: Vec<String>,
    /// Other places of the same project (PEP 708).
    pub alternate_locations: Vec<String>,
    /// `active`, `archived`, `quarantined` or `deprecated` (PEP 792).
    pub status: Fact<String>,
    /// What contradicts itself, in words.
    pub doubts: Vec<String>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct File {
    /// Its name.
    pub filename: String,
    /// Where it lies.
    pub address: Address,
    /// Its digest.
    pub sha256: Fact<Digest>,
    /// Its size (PEP 700).
    pub size: Fact<u64>,
    /// When it came (PEP 700).
    pub uploaded: Fact<Timestamp>,
    /// Whether it was taken back, and why (PEP 592).
    pub yanked: Fact<Option<String>>,
    /// Which Pythons it is for.
    pub requires_python: Fact<String>,
    /// Where its provenance is, or that it has none (PEP 740).
    pub provenance: Fact<Option<Address>>,
    /// Whether its metadata lies beside it (PEP 658 and 714).
    pub has_metadata: Fact<bool>,
    /// The digest of that.
    pub metadata_digest: Fact<Digest>,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Built, nothing runs when it is installed.
    Wheel,
    /// Source, whose build runs its code.
    Sdist,
    /// An egg, an installer, or what else there was.
    Other,
}

impl File {
    /// What it is, by its name.
    pub fn kind(&self) -> FileKind {
        let name = self.filename.to_ascii_lowercase();
        if name.ends_with(".whl") {
            FileKind::Wheel
        } else if [".tar.gz", ".zip", ".tgz", ".tar.bz2"].iter().any(|end| name.ends_with(end)) {
            FileKind::Sdist
        } else {
            FileKind::Other
        }
    }

    /// The version that its name holds; none where the name is not made after the rules.
    pub fn version(&self) -> Option<&str> {
        match self.kind() {
            FileKind::Wheel => self.filename.split('-').nth(1),
            FileKind::Sdist => {
                let ends = [".tar.gz", ".zip", ".tgz", ".tar.bz2"];
                let stem = ends.iter().find_map(|end| self.filename.strip_suffix(end))?;
                stem.rsplit_once('-').map(|(_, version)| version)
            }
            FileKind::Other => None,
        }
    }
}

impl Project {
    /// Reads the JSON of a project. `page`: where it came from, which relative addresses go by.
    pub(super) fn read(name: &str, page: &Map<String, Value>, at: &Address, now: Timestamp) -> Result<Self, String> {
        let meta = json::inner(page, "meta").ok_or("it does not say of which version of the protocol it is")?;
        api_version(json::text(meta, "api-version").known().map_or("", String::as_str))?;
        let said = json::text(page, "name");
        let said = said.known().ok_or("it does not say of which project it is")?;
        if stockade_model::package::normalise_pypi(said) != name {
            let other = stockade_model::visible::short(said, 80);
            return Err(format!("it tells of `{other}`, which was not asked for"));
        }
        let mut project = Self::empty(name);
        let latest = now.checked_add(24.hours()).unwrap_or(now);
        for file in json::list(page, "files").ok_or("it has no list of files")? {
            let Some(mut file) = file.as_object().and_then(|file| File::read(file, at)) else {
                project.doubts.push("a file without a usable name or address is left out".to_owned());
                continue;
            };
            if file.uploaded.known().is_some_and(|time| *time > latest) {
                project.doubts.push(format!("the time of `{}` has not come yet", file.filename));
                file.uploaded = Fact::Unknown;
            }
            project.files.push(file);
        }
        project.versions = json::list(page, "versions").map(texts).into();
        let list = |object: &Map<String, Value>, key| json::list(object, key).map(texts).unwrap_or_default();
        project.tracks = list(meta, "tracks");
        project.alternate_locations = list(page, "alternate-locations");
        project.status =
            json::inner(page, "project-status").map_or(Fact::Unknown, |status| json::text(status, "status"));
        Ok(project)
    }

    pub(super) fn empty(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            files: Vec::new(),
            versions: Fact::Unknown,
            tracks: Vec::new(),
            alternate_locations: Vec::new(),
            status: Fact::Unknown,
            doubts: Vec::new(),
        }
    }

    /// The files of a version.
    pub fn of_version<'p>(&'p self, version: &'p str) -> impl Iterator<Item = &'p File> {
        self.files.iter().filter(move |file| file.version() == Some(version))
    }
}

impl File {
    fn read(file: &Map<String, Value>, at: &Address) -> Option<Self> {
        let filename = json::text(file, "filename").known().filter(|name| is_filename(name))?.clone();
        let address = at.join(json::text(file, "url").known()?).ok()?;
        let sha256_in =
            |hashes: &Map<String, Value>| Digest::from_hex(Algorithm::Sha256, json::text(hashes, "sha256").known()?);
        let digest_in = |hashes: &Map<String, Value>| Digest::strongest(|by| hashes.get(by)?.as_str());
        let yanked = match file.get("yanked") {
            Some(Value::Bool(false)) => Fact::Known(None),
            Some(Value::Bool(true)) => Fact::Known(Some(String::new())),
            Some(Value::String(reason)) => Fact::Known(Some(reason.clone())),
            _ => Fact::Unknown,
        };
        let provenance = match file.get("provenance") {
            Some(Value::Null) => Fact::Known(None),
            Some(Value::String(to)) => at.join(to).ok().map(Some).into(),
            _ => Fact::Unknown,
        };
        let metadata = file.get("core-metadata").or_else(|| file.get("dist-info-metadata"));
        Some(Self {
            sha256: json::inner(file, "hashes").and_then(sha256_in).into(),
            size: json::number(file, "size"),
            uploaded: json::text(file, "upload-time").known().map_or(Fact::Unknown, |text| json::time(text)),
            yanked,
            requires_python: json::text(file, "requires-python"),
            provenance,
            has_metadata: metadata.map(|value| value.as_bool().unwrap_or(value.is_object())).into(),
            metadata_digest: metadata.and_then(Value::as_object).and_then(digest_in).into(),
            filename,
            address,
        })
    }
}

/// A name that is no path.
pub(super) fn is_filename(name: &str) -> bool {
    !name.starts_with('.')
        && name.len() <= 255
        && !name.chars().any(|c| c.is_control() || matches!(c, '/' | '\\' | ':'))
}

/// The second version of the protocol may mean anything (PEP 629).
pub(super) fn api_version(text: &str) -> Result<(), String> {
    let major = text.split('.').next().unwrap_or_default();
    if major == "1" {
        return Ok(());
    }
    Err(format!("it is of version `{}` of the protocol, which is not known", stockade_model::visible::short(text, 20)))
}

fn texts(list: &[Value]) -> Vec<String> {
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(page: &Value) -> Result<Project, String> {
        let at = Address::parse("https://registry.example/simple/a-b/").unwrap();
        Project::read("a-b", page.as_object().unwrap(), &at, "2026-06-15T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn newer_facts_are_known_where_they_are_said() {
        let sha = Digest::of(Algorithm::Sha256, b"abc").hex();
        let project = read(&json!({
            "meta": {"api-version": "1.4", "tracks": ["https://other.example/a-b/"]},
            "name": "A_b", "versions": ["1.0"], "project-status": {"status": "quarantined"},
            "files": [
                {"filename": "a_b-1.0-py3-none-any.whl", "url": "../../files/a.whl", "hashes": {"sha256": sha}, "size": 3,
                 "upload-time": "2026-06-01T10:00:00.123456Z", "yanked": "broken", "requires-python": ">=3.9",
                 "provenance": "https://registry.example/p", "core-metadata": {"sha256": "x"}},
                {"filename": "a_b-1.0.tar.gz", "url": "https://files.example/a.tar.gz", "hashes": {"md5": "x"},
                 "upload-time": "2027-06-01T10:00:00Z", "yanked": false, "provenance": null},
                {"filename": "a_b-0.9-py3-none-any.whl", "url": "x", "hashes": {}, "dist-info-metadata": {"sha256": sha}},
                {"filename": "a_b-0.8-py3-none-any.whl", "url": "x", "hashes": {}, "core-metadata": false,
                 "dist-info-metadata": {"sha256": sha}},
                {"filename": "../evil.whl", "url": "x", "hashes": {}}
            ]
        }))
        .unwrap();
        let [wheel, sdist, older, oldest] = &project.files[..] else { panic!("{project:?}") };
        assert_eq!(wheel.address.shown(), "https://registry.example/files/a.whl");
        assert_eq!((wheel.kind(), wheel.version()), (FileKind::Wheel, Some("1.0")));
        assert_eq!((sdist.kind(), sdist.version()), (FileKind::Sdist, Some("1.0")));
        assert_eq!((&wheel.size, &wheel.yanked), (&Fact::Known(3), &Fact::Known(Some("broken".to_owned()))));
        assert_eq!((&sdist.yanked, sdist.provenance.known()), (&Fact::Known(None), Some(&None)));
        assert!(sdist.sha256.is_unknown() && sdist.uploaded.is_unknown() && sdist.has_metadata.is_unknown());
        // What is no digest promises nothing, and the newer key counts (PEP 714).
        assert!(wheel.has_metadata == Fact::Known(true) && wheel.metadata_digest.is_unknown());
        assert_eq!((&older.has_metadata, &older.metadata_digest), (&Fact::Known(true), &wheel.sha256));
        assert!(oldest.has_metadata == Fact::Known(false) && oldest.metadata_digest.is_unknown());
        assert_eq!(project.doubts.len(), 2, "{:?}", project.doubts);
        assert_eq!(project.status, Fact::Known("quarantined".to_owned()));
        assert_eq!(project.of_version("1.0").count(), 2);
    }

    #[test]
    fn what_is_no_page_of_the_project_is_an_error() {
        for (page, part) in [
            (json!({}), "version of the protocol"),
            (json!({"meta": {"api-version": "2.0"}, "name": "a-b", "files": []}), "`2.0`"),
            (json!({"meta": {"api-version": "1.0"}, "name": "other", "files": []}), "`other`"),
            (json!({"meta": {"api-version": "1.0"}, "name": "a.b"}), "no list of files"),
        ] {
            let error = read(&page).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
