//! Makes the file of advisories from records, a few hundred thousand of them, in the memory of their names.
//!
//! - lines go to a file beside as they come; what stays in memory is where each lies, its package and its id;
//! - of two records with one id the later counts, and one that was withdrawn takes the earlier back;
//! - what an earlier import left is kept unless a record of the same id comes.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use stockade_assess::advisory::osv;
use stockade_model::Package;
use stockade_registry::private_file;

use super::{LONGEST, MAGIC, key};

/// More lines than all records of npm and PyPI make.
const MOST_LINES: usize = 4_000_000;
/// More bytes than they have.
const MOST_BYTES: u64 = 4 << 30;

/// One line: where it lies in the file beside, and what it says under which id.
struct Place {
    key: Box<str>,
    id: u32,
    saying: u32,
    at: u64,
    length: u32,
}

/// The file while it is made.
pub struct Builder {
    beside: BufWriter<File>,
    at: u64,
    places: Vec<Place>,
    /// The number of each id, and which saying of it counts.
    ids: HashMap<Box<str>, (u32, u32)>,
    saying: u32,
    /// How many records were taken.
    pub read: usize,
}

impl Builder {
    /// Begins one; `folder` is where it works.
    ///
    /// # Errors
    /// Where no file can be made there.
    pub fn new(folder: &Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let beside = BufWriter::new(tempfile::tempfile_in(folder)?);
        Ok(Self { beside, at: 0, places: Vec::new(), ids: HashMap::new(), saying: 0, read: 0 })
    }

    /// Takes in what an earlier import left.
    ///
    /// # Errors
    /// Where it cannot be read, or is damaged.
    pub fn keep(&mut self, path: &Path) -> std::io::Result<()> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        let mut reader = BufReader::new(file);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let damaged = || std::io::Error::other("it is damaged: import the advisories anew with `--replace`");
        if !line.starts_with(MAGIC) {
            return Err(damaged());
        }
        loop {
            line.clear();
            if (&mut reader).take(LONGEST as u64).read_line(&mut line)? == 0 {
                return Ok(());
            }
            let (key, json) = line.trim_end_matches('\n').split_once('\t').ok_or_else(damaged)?;
            let id = id_of(json).ok_or_else(damaged)?.to_owned();
            self.line(key, &id, json)?;
        }
    }

    /// Takes a record in; whether it is about packages of npm or PyPI.
    ///
    /// # Errors
    /// Where it is none (in words), or cannot be written.
    pub fn add(&mut self, text: &[u8]) -> std::io::Result<Result<bool, String>> {
        let advisory = match osv::read(text) {
            Ok(advisory) => advisory,
            Err(error) => return Ok(Err(error.to_string())),
        };
        self.saying += 1;
        let number = self.ids.len();
        let number = u32::try_from(number).map_err(std::io::Error::other)?;
        let said = self.ids.entry(advisory.id.as_str().into()).or_insert((number, self.saying));
        said.1 = self.saying;
        self.read += 1;
        if advisory.withdrawn || advisory.affected.is_empty() {
            return Ok(Ok(false));
        }
        let Ok(record) = serde_json::from_slice::<Map<String, Value>>(text) else { return Ok(Ok(false)) };
        let mut by_key: Vec<(String, Vec<Value>)> = Vec::new();
        for affected in record.get("affected").and_then(Value::as_array).into_iter().flatten() {
            let Some((key, slim)) = slim(affected) else { continue };
            match by_key.iter_mut().find(|(known, _)| *known == key) {
                Some((_, parts)) => parts.push(slim),
                None => by_key.push((key, vec![slim])),
            }
        }
        for (key, affected) in by_key {
            let mut line = Map::new();
            line.insert("id".to_owned(), advisory.id.as_str().into());
            line.insert("summary".to_owned(), advisory.summary.as_str().into());
            for kept in ["aliases", "severity"] {
                line.extend(record.get(kept).map(|value| (kept.to_owned(), value.clone())));
            }
            let word = record.get("database_specific").and_then(|specific| specific.get("severity"));
            line.extend(word.map(|word| ("database_specific".to_owned(), json!({"severity": word}))));
            line.insert("affected".to_owned(), affected.into());
            let json = Value::Object(line).to_string();
            if json.len() + key.len() + 2 > LONGEST {
                return Ok(Err(format!("`{}` is longer than any record", advisory.id)));
            }
            self.line(&key, &advisory.id, &json)?;
        }
        Ok(Ok(true))
    }

    fn line(&mut self, key: &str, id: &str, json: &str) -> std::io::Result<()> {
        if self.places.len() >= MOST_LINES || self.at > MOST_BYTES {
            return Err(std::io::Error::other("there are more advisories than are kept"));
        }
        let number = u32::try_from(self.ids.len()).map_err(std::io::Error::other)?;
        let (id, saying) = *self.ids.entry(id.into()).or_insert((number, 0));
        let line = format!("{key}\t{json}\n");
        self.beside.write_all(line.as_bytes())?;
        // What an earlier import left is its own saying, the first.
        let saying = if self.saying == 0 { 0 } else { saying };
        let length = u32::try_from(line.len()).map_err(std::io::Error::other)?;
        self.places.push(Place { key: key.into(), id, saying, at: self.at, length });
        self.at += line.len() as u64;
        Ok(())
    }

    /// Writes the file; gives how many lines it has.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn end(mut self, path: &Path, now: Timestamp) -> std::io::Result<usize> {
        self.beside.flush()?;
        let mut counts = vec![0; self.ids.len()];
        for (id, saying) in self.ids.values() {
            if let Some(count) = usize::try_from(*id).ok().and_then(|id| counts.get_mut(id)) {
                *count = *saying;
            }
        }
        let current = |place: &Place| {
            usize::try_from(place.id).ok().and_then(|id| counts.get(id)).is_some_and(|saying| *saying == place.saying)
        };
        self.places.retain(current);
        // With the tab, as they are compared on the disk: `a-b` before `a`.
        self.places.sort_by(|a, b| {
            let text = |place: &Place| place.key.bytes().chain([b'\t']).collect::<Vec<u8>>();
            text(a).cmp(&text(b)).then(a.id.cmp(&b.id))
        });
        let mut beside = self.beside.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        let count = self.places.len();
        private_file::write(path, |file| {
            let mut out = BufWriter::new(file);
            writeln!(out, "{MAGIC}{now}\t{count}")?;
            let mut line = Vec::new();
            for place in &self.places {
                beside.seek(SeekFrom::Start(place.at))?;
                line.resize(usize::try_from(place.length).unwrap_or_default(), 0);
                beside.read_exact(&mut line)?;
                out.write_all(&line)?;
            }
            out.flush()?;
            // What a user imported is not worked out again where a machine loses power.
            out.get_ref().sync_all()
        })?;
        Ok(count)
    }
}

/// The id of a line that was written here: it stands first.
fn id_of(json: &str) -> Option<&str> {
    json.strip_prefix("{\"id\":\"")?.split_once('"').map(|(id, _)| id)
}

/// What is affected, without what nobody judges, and the key of its package.
fn slim(affected: &Value) -> Option<(String, Value)> {
    let package = affected.get("package")?;
    let (ecosystem, name) = (package.get("ecosystem")?.as_str()?, package.get("name")?.as_str()?);
    let kind = match ecosystem.split(':').next() {
        Some("npm") => stockade_model::Ecosystem::Npm,
        Some("PyPI") => stockade_model::Ecosystem::Pypi,
        _ => return None,
    };
    let key = key(&Package::new(kind, name));
    if key.contains(['\t', '\n']) {
        return None;
    }
    let mut slim = Map::new();
    slim.insert("package".to_owned(), json!({"ecosystem": ecosystem, "name": name}));
    for kept in ["versions", "severity"] {
        slim.extend(affected.get(kept).map(|value| (kept.to_owned(), value.clone())));
    }
    let ranges = affected.get("ranges").and_then(Value::as_array).into_iter().flatten();
    let ranges = ranges.filter(|range| range.get("type").and_then(Value::as_str) != Some("GIT"));
    let ranges: Vec<Value> =
        ranges.map(|range| json!({"type": range.get("type"), "events": range.get("events")})).collect();
    slim.insert("ranges".to_owned(), ranges.into());
    Some((key, Value::Object(slim)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use stockade_model::Ecosystem;
    use stockade_survey::Imported as _;

    use super::super::Imported;
    use super::*;

    fn record(id: &str, names: &[&str], more: &str) -> String {
        let affected: Vec<String> = names
            .iter()
            .map(|name| {
                format!(
                    r#"{{"package":{{"ecosystem":"npm","name":"{name}"}},"versions":["1.0.0"],"ranges":[{{"type":"SEMVER","events":[{{"introduced":"0"}},{{"fixed":"1.2.0"}}]}}],"ecosystem_specific":{{"x":1}}}}"#
                )
            })
            .collect();
        format!(
            r#"{{"id":"{id}","details":"long","summary":"a hole","database_specific":{{"severity":"HIGH"}},{more}"affected":[{}]}}"#,
            affected.join(",")
        )
    }

    fn made(folder: &Path, keep: bool, records: &[String]) -> Imported {
        let path = folder.join("advisories.tsv");
        let mut builder = Builder::new(folder).unwrap();
        if keep {
            builder.keep(&path).unwrap();
        }
        for record in records {
            builder.add(record.as_bytes()).unwrap().unwrap();
        }
        builder.end(&path, "2026-06-01T00:00:00Z".parse().unwrap()).unwrap();
        Imported::at(&path).unwrap().unwrap()
    }

    fn ids(imported: &Imported, name: &str) -> Vec<String> {
        let package = Package::new(Ecosystem::Npm, name);
        let found = imported.about(&BTreeSet::from([package.clone()])).unwrap();
        let version = package.at("1.1.0");
        found.of_version(&version).found.iter().map(|found| found.advisory.id.clone()).collect()
    }

    #[test]
    fn every_name_is_found_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let names: Vec<String> = (0..300).map(|number| format!("name-{}", number * 7 % 300)).collect();
        let mut records: Vec<String> =
            names.iter().enumerate().map(|(at, name)| record(&format!("GHSA-{at}"), &[name], "")).collect();
        // Names that are the beginning of others, and one record about two packages.
        for (id, name) in [("GHSA-a", "a"), ("GHSA-b", "a-b"), ("GHSA-c", "a/b"), ("GHSA-d", "a.b")] {
            records.push(record(id, &[name], ""));
        }
        records.push(record("GHSA-two", &["one", "two"], r#""aliases":["CVE-1"],"#));
        let imported = made(folder.path(), false, &records);
        for (at, name) in names.iter().enumerate() {
            assert_eq!(ids(&imported, name), [format!("GHSA-{at}")], "{name}");
        }
        for (name, id) in
            [("a", "GHSA-a"), ("a-b", "GHSA-b"), ("a.b", "GHSA-d"), ("one", "GHSA-two"), ("two", "GHSA-two")]
        {
            assert_eq!(ids(&imported, name), [id], "{name}");
        }
        for name in ["absent", "name-", "name-9999", "zzz", ""] {
            assert_eq!(ids(&imported, name), Vec::<String>::new(), "{name}");
        }
        let both = ["one", "two"].map(|name| Package::new(Ecosystem::Npm, name));
        let found = imported.about(&both.iter().cloned().collect()).unwrap();
        assert_eq!(found.len(), 1);
        assert!(both.iter().all(|package| found.of(package).count() == 1), "both parts of it count");
        assert_eq!(imported.shown(), "of 2026-06-01");
        let text = std::fs::read_to_string(folder.path().join("advisories.tsv")).unwrap();
        assert!(!text.contains("long") && !text.contains("ecosystem_specific"));
    }

    #[test]
    fn the_later_of_two_counts_and_a_withdrawn_one_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let first = [record("GHSA-1", &["a", "b"], ""), record("GHSA-2", &["a"], ""), record("GHSA-3", &["c"], "")];
        made(folder.path(), false, &first);
        let later = [record("GHSA-1", &["a"], ""), record("GHSA-2", &["a"], r#""withdrawn":"2026-01-01T00:00:00Z","#)];
        let imported = made(folder.path(), true, &later);
        assert_eq!(ids(&imported, "a"), ["GHSA-1"]);
        assert_eq!((ids(&imported, "b"), ids(&imported, "c")), (Vec::new(), vec!["GHSA-3".to_owned()]));
        let imported = made(folder.path(), false, &later);
        assert_eq!(ids(&imported, "c"), Vec::<String>::new(), "replaced");
    }

    #[test]
    fn what_is_damaged_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        drop(made(folder.path(), false, &[record("GHSA-1", &["a"], "")]));
        let path = folder.path().join("advisories.tsv");
        let whole = std::fs::read(&path).unwrap();
        for damaged in [&b"x"[..], b"", &whole[..whole.len() - 1]] {
            std::fs::write(&path, damaged).unwrap();
            let opened = Imported::at(&path);
            let failed = match &opened {
                Ok(Some(imported)) => imported.about(&BTreeSet::from([Package::new(Ecosystem::Npm, "a")])).is_err(),
                other => other.is_err(),
            };
            assert!(failed, "{damaged:?}");
        }
        assert!(Imported::at(&folder.path().join("absent")).unwrap().is_none());
    }
}
