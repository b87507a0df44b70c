//! The npm side: documents, tarballs, keys, attestations, what `npm audit` asks.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::server::{Request, Response};
use super::{Inner, Lost, archive, signing};

/// A version of a package.
#[derive(Clone, Debug)]
pub struct NpmRelease {
    pub(super) name: String,
    pub(super) version: String,
    published: Option<Timestamp>,
    manifest: Map<String, Value>,
    files: Vec<(String, Vec<u8>)>,
    dist: Map<String, Value>,
    /// The tags it has; the newest of a package is `latest` anyway.
    tags: Vec<String>,
}

impl NpmRelease {
    /// One with a command that prints its name and version.
    pub fn new(name: &str, version: &str) -> Self {
        let program = format!("#!/usr/bin/env node\nconsole.log({:?})\n", format!("{name}@{version}"));
        let command = name.rsplit('/').next().unwrap_or(name);
        let manifest = json!({
            "name": name, "version": version, "bin": {command: "index.js"}, "main": "index.js", "license": "MIT",
            "maintainers": [{"name": "ann", "email": "ann@example.com"}],
            "_npmUser": {"name": "ann", "email": "ann@example.com"},
        });
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            published: None,
            manifest: manifest.as_object().cloned().unwrap_or_default(),
            files: vec![("index.js".to_owned(), program.into_bytes())],
            dist: Map::new(),
            tags: Vec::new(),
        }
    }

    /// When it was published; the registry's now where nobody says.
    ///
    /// # Panics
    /// If it is no time.
    #[must_use]
    pub fn published(mut self, time: &str) -> Self {
        self.published = Some(time.parse().expect("a time"));
        self
    }

    /// A field of the manifest and of the document; null takes it out.
    #[must_use]
    pub fn field(mut self, key: &str, value: Value) -> Self {
        match value {
            Value::Null => drop(self.manifest.remove(key)),
            value => drop(self.manifest.insert(key.to_owned(), value)),
        }
        self
    }

    /// A field of the document's `dist`, in place of the right one.
    #[must_use]
    pub fn dist(mut self, key: &str, value: Value) -> Self {
        self.dist.insert(key.to_owned(), value);
        self
    }

    /// A file of the archive.
    #[must_use]
    pub fn file(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.retain(|(known, _)| known != name);
        self.files.push((name.to_owned(), content.into()));
        self
    }

    /// A tag.
    #[must_use]
    pub fn tag(mut self, tag: &str) -> Self {
        self.tags.push(tag.to_owned());
        self
    }

    /// Its archive.
    pub fn tarball(&self) -> Vec<u8> {
        let mut manifest = self.manifest.clone();
        manifest.retain(|key, _| !key.starts_with('_') && key != "maintainers" && key != "deprecated");
        let mut files = vec![("package.json".to_owned(), Value::Object(manifest).to_string().into_bytes())];
        files.extend(self.files.iter().filter(|(name, _)| name != "package.json").cloned());
        archive::tarball("package", &files)
    }

    fn file_name(&self) -> String {
        format!("{}-{}.tgz", self.name.rsplit('/').next().unwrap_or(&self.name), self.version)
    }
}

/// A page of the feed: what stands behind `since`, `limit` of it.
fn feed(changes: &[(String, bool)], request: &Request) -> Response {
    let asked = |key| request.parameter(key).unwrap_or_default();
    let since = if asked("since") == "now" { changes.len() } else { asked("since").parse().unwrap_or(0) };
    let limit = asked("limit").parse().unwrap_or(usize::MAX);
    let change = |(sequence, (id, deleted)): (usize, &(String, bool))| {
        let mut change = json!({"seq": sequence, "id": id, "changes": []});
        if *deleted {
            change["deleted"] = true.into();
        }
        change
    };
    let page: Vec<Value> = (1..).zip(changes).skip(since).take(limit).map(change).collect();
    let last = since + page.len();
    Response::json(&json!({"results": page, "last_seq": last}))
}

impl Inner {
    pub(super) fn npm_route(&self, path: &str, request: &Request) -> Option<Response> {
        let has = |lost| self.lost.contains(&lost);
        match path {
            "-/ping" => return Some(Response::json(&json!({}))),
            "-/npm/v1/keys" if has(Lost::Keys) => return None,
            "-/npm/v1/keys" => {
                let key = json!({"expires": null, "keyid": self.key.id(), "keytype": "ecdsa-sha2-nistp256",
                                 "scheme": "ecdsa-sha2-nistp256", "key": self.key.public()});
                return Some(Response::json(&json!({"keys": [key]})));
            }
            "-/npm/v1/security/advisories/bulk" => return Some(Response::json(&self.bulk)),
            "_changes" => return self.changes.as_deref().map(|changes| feed(changes, request)),
            _ => {}
        }
        if let Some(which) = path.strip_prefix("-/npm/v1/attestations/") {
            let found = self.attestations.get(which).filter(|_| !has(Lost::Attestations));
            return found.map(Response::json);
        }
        if request.method == "POST" || request.method == "PUT" {
            return None;
        }
        if let Some((name, file)) = path.split_once("/-/") {
            let release = self.npm.iter().find(|release| release.name == name && release.file_name() == file)?;
            return Some(Response::bytes("application/octet-stream", release.tarball()));
        }
        self.packument(path).map(|document| Response::json(&document))
    }

    fn packument(&self, name: &str) -> Option<Value> {
        let releases: Vec<&NpmRelease> = self.npm.iter().filter(|release| release.name == name).collect();
        let newest = releases.last()?;
        let has = |lost| self.lost.contains(&lost);
        let mut tags = Map::new();
        tags.insert("latest".to_owned(), newest.version.clone().into());
        let mut versions = Map::new();
        let mut times: Vec<(String, Timestamp)> = Vec::new();
        for release in &releases {
            for tag in &release.tags {
                tags.insert(tag.clone(), release.version.clone().into());
            }
            times.push((release.version.clone(), release.published.unwrap_or(self.now)));
            versions.insert(release.version.clone(), self.manifest(release));
        }
        let gone = self.unpublished.iter().filter(|(gone, ..)| gone == name);
        times.extend(gone.map(|(_, version, time)| (version.clone(), *time)));
        let first = times.iter().map(|(_, time)| *time).min().unwrap_or(self.now);
        let last = times.iter().map(|(_, time)| *time).max().unwrap_or(self.now);
        let mut document = json!({"_id": name, "name": name, "dist-tags": tags, "versions": versions});
        if let Some(object) = document.as_object_mut() {
            if !has(Lost::Times) {
                let ends = [("created".to_owned(), first), ("modified".to_owned(), last)];
                let all = ends.into_iter().chain(times).map(|(key, time)| (key, Value::from(time.to_string())));
                object.insert("time".to_owned(), Value::Object(all.collect()));
            }
            for key in ["maintainers", "repository"] {
                if let Some(value) = newest.manifest.get(key).filter(|_| key != "maintainers" || !has(Lost::People)) {
                    object.insert(key.to_owned(), value.clone());
                }
            }
        }
        Some(document)
    }

    fn manifest(&self, release: &NpmRelease) -> Value {
        let has = |lost| self.lost.contains(&lost);
        let which = format!("{}@{}", release.name, release.version);
        let bytes = release.tarball();
        let integrity = signing::sha512_sri(&bytes);
        let mut dist = json!({
            "integrity": integrity,
            "shasum": signing::sha1_hex(&bytes),
            "tarball": format!("{}/npm/{}/-/{}", self.base, release.name, release.file_name()),
            "signatures": [{"keyid": self.key.id(), "sig": self.key.sign(&format!("{which}:{integrity}"))}],
        });
        if let Some(dist) = dist.as_object_mut() {
            if self.attestations.contains_key(&which) {
                let url = format!("{}/npm/-/npm/v1/attestations/{which}", self.base);
                dist.insert(
                    "attestations".to_owned(),
                    json!({"url": url, "provenance": {"predicateType": "https://slsa.dev/provenance/v1"}}),
                );
            }
            for (key, value) in &release.dist {
                dist.insert(key.clone(), value.clone());
            }
            let lost = [
                (Lost::Signatures, &["signatures"][..]),
                (Lost::Attestations, &["attestations"][..]),
                (Lost::Digests, &["integrity", "shasum"][..]),
            ];
            for key in lost.into_iter().filter(|(lost, _)| has(*lost)).flat_map(|(_, keys)| keys) {
                dist.remove(*key);
            }
        }
        let mut manifest = release.manifest.clone();
        if has(Lost::People) {
            manifest.remove("maintainers");
            manifest.remove("_npmUser");
        }
        manifest.insert("_id".to_owned(), which.into());
        manifest.insert("dist".to_owned(), dist);
        Value::Object(manifest)
    }
}
