//! The PyPI side: indexes as JSON and HTML, files, metadata, provenance.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use stockade_model::package::normalise_pypi;

use super::server::{Request, Response};
use super::{Inner, Lost, archive, signing};

/// A file of a project.
#[derive(Clone, Debug)]
pub struct PypiFile {
    name: String,
    filename: String,
    bytes: Vec<u8>,
    uploaded: Option<Timestamp>,
    fields: Map<String, Value>,
    provenance: Option<Value>,
    /// What stands beside it (PEP 658).
    metadata: Option<String>,
}

impl PypiFile {
    /// A wheel with a module of the project's name, and a command that prints name and version.
    pub fn wheel(name: &str, version: &str) -> Self {
        Self::wheel_with(name, version, "", &[])
    }

    /// The same with more metadata (`Requires-Dist: …` lines) and more files.
    pub fn wheel_with(name: &str, version: &str, metadata: &str, more: &[(&str, &str)]) -> Self {
        let module = normalise_pypi(name).replace('-', "_");
        let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}");
        let program = format!("def main():\n    print({:?})\n", format!("{name}=={version}"));
        let entry = format!("[console_scripts]\n{} = {module}:main\n", normalise_pypi(name));
        let mut files = vec![
            (format!("{module}/__init__.py"), program.into_bytes()),
            (format!("{module}-{version}.dist-info/entry_points.txt"), entry.into_bytes()),
        ];
        files.extend(more.iter().map(|(path, content)| ((*path).to_owned(), content.as_bytes().to_vec())));
        let bytes = archive::wheel(&module, version, &metadata, &files);
        let file = Self::of(name, format!("{module}-{version}-py3-none-any.whl"), bytes);
        Self { metadata: Some(metadata), ..file }
    }

    /// Any file.
    pub fn of(name: &str, filename: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self {
            name: normalise_pypi(name),
            filename: filename.into(),
            bytes,
            uploaded: None,
            fields: Map::new(),
            provenance: None,
            metadata: None,
        }
    }

    /// When it came; the registry's now where nobody says.
    ///
    /// # Panics
    /// If it is no time.
    #[must_use]
    pub fn uploaded(mut self, time: &str) -> Self {
        self.uploaded = Some(time.parse().expect("a time"));
        self
    }

    /// A field of the index, in place of the right one; null takes it out.
    #[must_use]
    pub fn field(mut self, key: &str, value: Value) -> Self {
        self.fields.insert(key.to_owned(), value);
        self
    }

    /// Its provenance, as the test has it.
    #[must_use]
    pub fn provenance(mut self, provenance: Value) -> Self {
        self.provenance = Some(provenance);
        self
    }

    /// Its name.
    pub fn filename(&self) -> &str {
        &self.filename
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn version(&self) -> &str {
        self.filename.split('-').nth(1).unwrap_or_default().trim_end_matches(".tar.gz")
    }
}

impl Inner {
    pub(super) fn pypi_route(&self, path: &str, request: &Request) -> Option<Response> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match parts.as_slice() {
            ["simple", name] => self.index(name, request),
            ["files", filename] if filename.ends_with(".metadata") => {
                let own = filename.strip_suffix(".metadata");
                let file = self.pypi.iter().find(|file| Some(file.filename.as_str()) == own)?;
                Some(Response::bytes("text/plain", file.metadata.clone()?))
            }
            ["files", filename] => {
                let file = self.pypi.iter().find(|file| file.filename == *filename)?;
                Some(Response::bytes("application/octet-stream", file.bytes.clone()))
            }
            ["pypi", which @ .., "json"] => self.metadata.get(&which.join("/")).map(Response::json),
            ["integrity", name, version, filename, "provenance"] if !self.lost.contains(&Lost::Attestations) => {
                let file = self.pypi.iter().find(|file| {
                    (file.name.as_str(), file.version(), file.filename.as_str()) == (*name, *version, *filename)
                })?;
                file.provenance.as_ref().map(Response::json)
            }
            _ => None,
        }
    }

    fn index(&self, name: &str, request: &Request) -> Option<Response> {
        let files: Vec<&PypiFile> = self.pypi.iter().filter(|file| file.name == name).collect();
        if files.is_empty() {
            return None;
        }
        let takes = request.header("accept").is_some_and(|kinds| kinds.contains("application/vnd.pypi.simple.v1+json"));
        if !takes || self.lost.contains(&Lost::Json) {
            return Some(Response::bytes("text/html", self.html(&files)));
        }
        let mut versions: Vec<&str> = files.iter().map(|file| file.version()).collect();
        versions.dedup();
        let all: Vec<Value> = files.iter().map(|file| self.entry(file)).collect();
        let index = json!({"meta": {"api-version": "1.3"}, "name": name, "versions": versions, "files": all});
        Some(Response::bytes("application/vnd.pypi.simple.v1+json", index.to_string()))
    }

    fn entry(&self, file: &PypiFile) -> Value {
        let has = |lost| self.lost.contains(&lost);
        let mut entry = Map::new();
        entry.insert("filename".to_owned(), file.filename.clone().into());
        entry.insert("url".to_owned(), format!("../../files/{}", file.filename).into());
        let hashes = if has(Lost::Digests) { json!({}) } else { json!({"sha256": signing::sha256_hex(&file.bytes)}) };
        entry.insert("hashes".to_owned(), hashes);
        entry.insert("size".to_owned(), file.bytes.len().into());
        entry.insert("yanked".to_owned(), false.into());
        if let Some(metadata) = &file.metadata {
            entry.insert("core-metadata".to_owned(), json!({"sha256": signing::sha256_hex(metadata.as_bytes())}));
        }
        if !has(Lost::Times) {
            entry.insert("upload-time".to_owned(), file.uploaded.unwrap_or(self.now).to_string().into());
        }
        if !has(Lost::Attestations) {
            let place =
                format!("{}/integrity/{}/{}/{}/provenance", self.base, file.name, file.version(), file.filename);
            entry.insert("provenance".to_owned(), file.provenance.as_ref().map_or(Value::Null, |_| place.into()));
        }
        for (key, value) in &file.fields {
            match value {
                Value::Null => drop(entry.remove(key)),
                value => drop(entry.insert(key.clone(), value.clone())),
            }
        }
        Value::Object(entry)
    }

    fn html(&self, files: &[&PypiFile]) -> String {
        let mut page = String::from("<!DOCTYPE html>\n<html><body>\n");
        for file in files {
            let digest = if self.lost.contains(&Lost::Digests) {
                String::new()
            } else {
                format!("#sha256={}", signing::sha256_hex(&file.bytes))
            };
            let metadata = file.metadata.as_ref().map(|metadata| signing::sha256_hex(metadata.as_bytes()));
            let metadata =
                metadata.map(|digest| format!(" data-core-metadata=\"sha256={digest}\"")).unwrap_or_default();
            page.push_str(&format!("<a href=\"../../files/{0}{digest}\"{metadata}>{0}</a><br>\n", file.filename));
        }
        page + "</body></html>\n"
    }
}
