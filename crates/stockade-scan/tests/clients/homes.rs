//! The fake homes of `tests/clients/<id>.toml`: read, and written to a temporary disk.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use serde::Deserialize;
use stockade_model::Os;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) home: Vec<Home>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Home {
    pub(crate) os: Vec<Os>,
    pub(crate) files: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) servers: Vec<String>,
    #[serde(default)]
    pub(crate) notes: Vec<String>,
    pub(crate) projects: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) problems: Vec<String>,
    #[serde(default)]
    pub(crate) gaps: Vec<String>,
}

pub(crate) struct Disk {
    _folder: tempfile::TempDir,
    base: String,
    os: Os,
}

impl Disk {
    pub(crate) fn fill(&self, text: &str) -> String {
        let base = &self.base;
        let data = match self.os {
            Os::Linux => ".config",
            Os::Macos => "Library/Application Support",
            Os::Windows => "AppData/Roaming",
        };
        let mut text = text.to_owned();
        while let Some((before, (app, rest))) =
            text.split_once("{ud:").and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            text = format!("{before}{{home}}/{data}/{app}{rest}");
        }
        text.replace("{home}", &format!("{base}/home"))
            .replace("{root}", &format!("{base}/root"))
            .replace("{project}", &format!("{base}/home/src/project"))
    }

    pub(crate) fn mask(&self, text: &str) -> String {
        let base = &self.base;
        text.replace(&format!("{base}/home/src/project"), "{project}")
            .replace(&format!("{base}/home"), "{home}")
            .replace(&format!("{base}/root"), "{root}")
    }

    pub(crate) fn new(files: &BTreeMap<String, String>, os: Os) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().canonicalize().unwrap().display().to_string();
        let disk = Self { _folder: folder, base, os };
        for part in ["{home}", "{root}", "{project}"] {
            std::fs::create_dir_all(disk.fill(part)).unwrap();
        }
        for (name, content) in files {
            assert!(name.starts_with('{'), "`{name}` does not begin with {{home}}, {{root}} or {{project}}");
            let path = disk.fill(name);
            let path = Path::new(&path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            if let Some(target) = content.strip_prefix("-> ") {
                std::os::unix::fs::symlink(disk.fill(target.trim()), path).unwrap();
            } else if let Some(statements) = content.strip_prefix("sql: ") {
                let database = rusqlite::Connection::open(path).unwrap();
                database.execute_batch(&disk.fill(statements)).unwrap();
                database.close().unwrap();
            } else if let Some(archive) = content.strip_prefix("zip: ") {
                let (member, text) = archive.split_once('\n').unwrap();
                let mut writer = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
                writer.start_file(member.trim(), zip::write::SimpleFileOptions::default()).unwrap();
                writer.write_all(text.as_bytes()).unwrap();
                writer.finish().unwrap();
            } else {
                std::fs::write(path, disk.fill(content)).unwrap();
            }
        }
        disk
    }
}

pub(crate) fn toml(text: &str, id: &str) -> File {
    let document: toml_edit::DocumentMut = text.parse().unwrap_or_else(|error| panic!("{id}: {error}"));
    serde_json::from_value(json(document.as_item())).unwrap_or_else(|error| panic!("{id}: {error}"))
}

fn json(item: &toml_edit::Item) -> serde_json::Value {
    if let Some(table) = item.as_table_like() {
        return table.iter().map(|(key, item)| (key.to_owned(), json(item))).collect();
    }
    if let Some(tables) = item.as_array_of_tables() {
        return tables.iter().map(|table| json(&toml_edit::Item::Table(table.clone()))).collect();
    }
    if let Some(array) = item.as_array() {
        return array.iter().map(|value| json(&toml_edit::Item::Value(value.clone()))).collect();
    }
    item.as_str().map_or_else(|| item.as_bool().map_or(serde_json::Value::Null, Into::into), Into::into)
}
