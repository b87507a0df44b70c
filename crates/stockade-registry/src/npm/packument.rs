//! The document that a registry has of a package.

use jiff::{Timestamp, ToSpan as _};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::digest::{Algorithm, Digest};
use crate::{Fact, json};

/// A package: its versions, and what is said of all of them.
#[derive(Clone, Debug)]
pub struct Packument {
    /// Its name.
    pub name: String,
    /// Its versions, in the document's order.
    pub releases: Vec<Release>,
    /// `dist-tags`: names such as `latest`, and their versions.
    pub tags: Vec<(String, String)>,
    /// When the name was first published.
    pub created: Fact<Timestamp>,
    /// When anything of it last changed: no version is younger.
    pub modified: Fact<Timestamp>,
    /// Versions that have a time and are no longer there.
    pub unpublished: Vec<(String, Timestamp)>,
    /// Who may publish.
    pub maintainers: Fact<Vec<Person>>,
    /// What it says of its source.
    pub repository: Fact<Repository>,
    /// What contradicts itself, in words: a time that has not come yet, a version under another's number.
    pub doubts: Vec<String>,
}

/// One version.
#[derive(Clone, Debug)]
pub struct Release {
    /// The package.
    pub name: String,
    /// Its number.
    pub version: String,
    /// When it was published.
    pub published: Fact<Timestamp>,
    /// Its archive.
    pub dist: Dist,
    /// Who published it (`_npmUser`), by the registry's word; the same shared account for whatever a trusted publisher sends.
    pub publisher: Fact<Person>,
    /// Who let it go where publishing is staged.
    pub approver: Fact<Person>,
    /// The trusted publisher that sent it.
    pub trusted_publisher: Fact<TrustedPublisher>,
    /// Who might publish at that time.
    pub maintainers: Fact<Vec<Person>>,
    /// Why not to use it.
    pub deprecated: Fact<String>,
    /// The scripts of its manifest.
    pub scripts: Fact<Vec<(String, String)>>,
    /// Whether something runs when it is installed, by the registry's word or the manifest's.
    pub has_install_script: Fact<bool>,
    /// What it pulls in. Not a [`Fact`]: npm installs by this very document, so what is not in it is not installed.
    pub dependencies: Vec<Dependency>,
    /// The machines it is for (`os`, `cpu`, `libc` of its manifest), as npm compares them; empty lists name all.
    pub machines: Machines,
    /// The commands it brings.
    pub bin: Fact<Vec<(String, String)>>,
    /// What it says of its source.
    pub repository: Fact<Repository>,
    /// The commit it says it was made from.
    pub git_head: Fact<String>,
}

/// An archive as it is promised.
#[derive(Clone, Debug, Default)]
pub struct Dist {
    /// The strongest digest of `integrity`.
    pub integrity: Fact<Digest>,
    /// `integrity` as it stands there, which is what the registry signs.
    pub integrity_text: Fact<String>,
    /// SHA-1.
    pub shasum: Fact<Digest>,
    /// Where it lies.
    pub tarball: Fact<String>,
    /// The registry's signatures.
    pub signatures: Fact<Vec<Signature>>,
    /// That there are attestations.
    pub attestations: Fact<Attestations>,
    /// How many files are in it.
    pub files: Fact<u64>,
    /// How many bytes they have.
    pub unpacked: Fact<u64>,
}

/// A signature of the registry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// With which of its keys.
    pub keyid: String,
    /// The signature itself, base64 of ASN.1.
    pub sig: String,
}

/// That a version has attestations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestations {
    /// Where the registry says they are.
    pub url: String,
    /// The predicate of the provenance among them.
    pub provenance: Fact<String>,
}

/// Somebody, as a registry names people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their account.
    pub name: String,
    /// Their address.
    pub email: Fact<String>,
}

/// A publisher that needs no token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedPublisher {
    /// Which service.
    pub id: String,
    /// Which of the package's configurations.
    pub config: Fact<String>,
}

/// Where the source is said to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// As it is written.
    pub url: String,
    /// The folder in it.
    pub directory: Fact<String>,
}

/// The machines that a version is for. A name may stand with `!` in front, for all but that one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Machines {
    /// `linux`, `darwin`, `win32`.
    pub os: Vec<String>,
    /// `x64`, `arm64`.
    pub cpu: Vec<String>,
    /// `glibc`, `musl`.
    pub libc: Vec<String>,
}

impl Machines {
    fn read(manifest: &Map<String, Value>) -> Self {
        let texts = |key: &str| match manifest.get(key) {
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        Self { os: texts("os"), cpu: texts("cpu"), libc: texts("libc") }
    }

    /// Whether npm installs it on such a machine (npm-install-checks, `checkPlatform`). What is not known of the machine
    /// rules nothing out.
    pub fn hold(&self, os: &str, cpu: &str, libc: Option<&str>) -> bool {
        let one = |list: &[String], own: &str| {
            let named = |text: &String| text == own || text == "any";
            let refused = list.iter().any(|text| text.strip_prefix('!') == Some(own));
            let only_refusals = list.iter().all(|text| text.starts_with('!'));
            !refused && (list.iter().any(named) || only_refusals)
        };
        one(&self.os, os) && one(&self.cpu, cpu) && libc.is_none_or(|libc| one(&self.libc, libc))
    }
}

/// What a version pulls in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Under which name.
    pub name: String,
    /// Which versions, as it is written.
    pub range: String,
    /// In which list.
    pub kind: DependencyKind,
}

/// The lists of a manifest; those for development are never installed along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DependencyKind {
    /// `dependencies`.
    Normal,
    /// `optionalDependencies`.
    Optional,
    /// `peerDependencies`, but for those that `peerDependenciesMeta` calls optional: npm does not install them.
    Peer,
}

#[derive(Deserialize)]
struct Document {
    name: Option<String>,
    #[serde(rename = "dist-tags", default)]
    tags: Value,
    #[serde(default)]
    versions: Versions,
    #[serde(default)]
    time: Value,
    #[serde(default)]
    modified: Value,
    #[serde(default)]
    maintainers: Value,
    #[serde(default)]
    repository: Value,
}

/// Read one after another: as one tree the document would take many times its size.
#[derive(Default)]
struct Versions(Vec<Release>);

impl<'de> Deserialize<'de> for Versions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Versions;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of versions")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Versions, A::Error> {
                let mut out = Vec::new();
                while let Some((version, manifest)) = map.next_entry::<String, Map<String, Value>>()? {
                    out.push(Release::read(version, &manifest));
                }
                Ok(Versions(out))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

impl Packument {
    /// Reads one. `now`: what lies after it has not happened.
    pub(super) fn read(text: &[u8], now: Timestamp) -> Result<Self, String> {
        let document: Document = serde_json::from_slice(text).map_err(|error| {
            format!("it is no document of a package: line {}, column {}", error.line(), error.column())
        })?;
        let name = document.name.ok_or("it does not say of which package it is")?;
        // Clocks differ by minutes; a day is no difference of clocks.
        let latest = now.checked_add(24.hours()).unwrap_or(now);
        let mut doubts = Vec::new();
        let mut times: Vec<(String, Timestamp)> = Vec::new();
        for (version, time) in document.time.as_object().into_iter().flatten() {
            let Fact::Known(time) = time.as_str().map_or(Fact::Unknown, json::time) else { continue };
            if time > latest {
                doubts.push(format!("the time of `{}` has not come yet: {time}", short(version)));
            } else {
                times.push((version.clone(), time));
            }
        }
        let time = |key: &str| times.iter().find(|(name, _)| name == key).map(|(_, time)| *time);
        let created = time("created");
        let mut releases = document.versions.0;
        for release in &mut releases {
            if release.name != name {
                doubts.push(format!(
                    "version `{}` says that it is of `{}`",
                    short(&release.version),
                    short(&release.name)
                ));
                release.name.clone_from(&name);
            }
            release.published = time(&release.version).into();
            if let (Some(created), Some(published)) = (created, release.published.known())
                && *published < created
            {
                doubts.push(format!("version `{}` is older than the package", short(&release.version)));
            }
        }
        let there = |version: &str| releases.iter().any(|release| release.version == version);
        let unpublished = times.iter().filter(|(key, _)| key != "created" && key != "modified" && !there(key));
        Ok(Self {
            unpublished: unpublished.cloned().collect(),
            tags: pairs(document.tags.as_object()).known().cloned().unwrap_or_default(),
            created: created.into(),
            modified: time("modified").or_else(|| json::time(document.modified.as_str()?).known().copied()).into(),
            maintainers: people(Some(&document.maintainers)),
            repository: repository(Some(&document.repository)),
            name,
            releases,
            doubts,
        })
    }

    /// The version of a number.
    pub fn release(&self, version: &str) -> Option<&Release> {
        self.releases.iter().find(|release| release.version == version)
    }

    /// The version of a tag.
    pub fn tagged(&self, tag: &str) -> Option<&Release> {
        let (_, version) = self.tags.iter().find(|(name, _)| name == tag)?;
        self.release(version)
    }
}

impl Release {
    /// What the registry signs (`NAME@VERSION:INTEGRITY`).
    pub fn signed_text(&self) -> Option<String> {
        let integrity = self.dist.integrity_text.known()?;
        Some(format!("{}@{}:{integrity}", self.name, self.version))
    }

    fn read(version: String, manifest: &Map<String, Value>) -> Self {
        let scripts = pairs(json::inner(manifest, "scripts"));
        let install = |scripts: &Vec<(String, String)>| {
            scripts.iter().any(|(name, _)| matches!(name.as_str(), "preinstall" | "install" | "postinstall"))
        };
        // npm builds what has a `binding.gyp`, without a script that says so.
        let gyp = manifest.get("gypfile").and_then(Value::as_bool).filter(|gyp| *gyp);
        let declared = scripts.known().map(install);
        let said = manifest.get("hasInstallScript").and_then(Value::as_bool);
        let has_install_script = match (gyp, declared, said) {
            (Some(true), ..) | (_, Some(true), _) | (_, _, Some(true)) => Fact::Known(true),
            (_, Some(false), _) | (_, _, Some(false)) => Fact::Known(false),
            _ => Fact::Unknown,
        };
        let user = json::inner(manifest, "_npmUser");
        let trusted = user
            .and_then(|user| json::inner(user, "trustedPublisher"))
            .or_else(|| json::inner(manifest, "trustedPublisher"));
        let trusted = trusted.and_then(|trusted| {
            let id = json::text(trusted, "id").known()?.clone();
            Some(TrustedPublisher { id, config: json::text(trusted, "oidcConfigId") })
        });
        let bin = match manifest.get("bin") {
            Some(Value::String(file)) => Fact::Known(vec![(String::new(), file.clone())]),
            other => pairs(other.and_then(Value::as_object)),
        };
        Self {
            name: json::text(manifest, "name").known().cloned().unwrap_or_default(),
            version,
            published: Fact::Unknown,
            dist: json::inner(manifest, "dist").map(Dist::read).unwrap_or_default(),
            publisher: person(manifest.get("_npmUser")).into(),
            approver: person(user.and_then(|user| user.get("approver"))).into(),
            trusted_publisher: trusted.into(),
            maintainers: people(manifest.get("maintainers")),
            deprecated: json::text(manifest, "deprecated"),
            has_install_script,
            scripts,
            dependencies: dependencies(manifest),
            machines: Machines::read(manifest),
            bin,
            repository: repository(manifest.get("repository")),
            git_head: json::text(manifest, "gitHead"),
        }
    }
}

impl Dist {
    fn read(dist: &Map<String, Value>) -> Self {
        let integrity_text = json::text(dist, "integrity");
        let shasum = json::text(dist, "shasum").known().and_then(|hex| Digest::from_hex(Algorithm::Sha1, hex));
        // An SRI of SHA-1 alone is the other field once more.
        let integrity = integrity_text.known().and_then(|text| Digest::from_sri(text));
        let signatures = json::list(dist, "signatures")
            .filter(|list| !list.is_empty())
            .map(|list| list.iter().filter_map(|one| Signature::deserialize(one).ok()).collect());
        let attestations = json::inner(dist, "attestations").and_then(|object| {
            let provenance =
                json::inner(object, "provenance").map_or(Fact::Unknown, |one| json::text(one, "predicateType"));
            Some(Attestations { url: json::text(object, "url").known()?.clone(), provenance })
        });
        Self {
            integrity: integrity.filter(|digest| digest.algorithm > Algorithm::Sha1).into(),
            integrity_text,
            shasum: shasum.into(),
            tarball: json::text(dist, "tarball"),
            signatures: signatures.into(),
            attestations: attestations.into(),
            files: json::number(dist, "fileCount"),
            unpacked: json::number(dist, "unpackedSize"),
        }
    }
}

fn pairs(object: Option<&Map<String, Value>>) -> Fact<Vec<(String, String)>> {
    let texts = |object: &Map<String, Value>| {
        object.iter().filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
    };
    object.map(texts).into()
}

fn dependencies(manifest: &Map<String, Value>) -> Vec<Dependency> {
    let lists = [
        ("dependencies", DependencyKind::Normal),
        ("optionalDependencies", DependencyKind::Optional),
        ("peerDependencies", DependencyKind::Peer),
    ];
    let meta = json::inner(manifest, "peerDependenciesMeta");
    let is_left = |kind, name: &String| {
        let said = meta.and_then(|meta| meta.get(name)?.get("optional")?.as_bool());
        kind == DependencyKind::Peer && said == Some(true)
    };
    let mut out: Vec<Dependency> = Vec::new();
    for (key, kind) in lists {
        let Some(list) = json::inner(manifest, key) else { continue };
        for (name, range) in list.iter().filter_map(|(name, range)| Some((name, range.as_str()?))) {
            if is_left(kind, name) {
                continue;
            }
            // npm writes optional ones into both lists.
            out.retain(|known| known.name != *name);
            out.push(Dependency { name: name.clone(), range: range.to_owned(), kind });
        }
    }
    out
}

/// `{"name": …, "email": …}` or `Name <email>`.
fn person(value: Option<&Value>) -> Option<Person> {
    match value? {
        Value::Object(object) => {
            Some(Person { name: json::text(object, "name").known()?.clone(), email: json::text(object, "email") })
        }
        Value::String(text) => {
            let (name, email) =
                text.split_once('<').map_or((text.as_str(), None), |(name, rest)| (name, rest.split('>').next()));
            let name = name.trim();
            (!name.is_empty()).then(|| Person { name: name.to_owned(), email: email.map(str::to_owned).into() })
        }
        _ => None,
    }
}

fn people(value: Option<&Value>) -> Fact<Vec<Person>> {
    value.and_then(Value::as_array).map(|list| list.iter().filter_map(|one| person(Some(one))).collect()).into()
}

fn repository(value: Option<&Value>) -> Fact<Repository> {
    match value {
        Some(Value::String(url)) if !url.is_empty() => {
            Fact::Known(Repository { url: url.clone(), directory: Fact::Unknown })
        }
        Some(Value::Object(object)) => {
            json::text(object, "url").map(|url| Repository { url, directory: json::text(object, "directory") })
        }
        _ => Fact::Unknown,
    }
}

fn short(text: &str) -> String {
    stockade_model::visible::short(text, 60)
}

#[cfg(test)]
mod tests;
