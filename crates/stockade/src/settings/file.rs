//! One `stockade.toml`: read with spans, checked, and only then used. An unknown key is an error: a mistyped setting
//! would otherwise be a weaker one.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use stockade_model::{Confidence, Persona, Severity, Span};
use stockade_scan::ignore::{self, Rule};
use toml_edit::{Document, Item, TableLike};

use crate::commands::{Failure, close_to, with_causes};
use crate::complaint::{Complaint, render};

/// Larger files are refused unread.
const MOST_BYTES: u64 = 1 << 20;

/// The keys of each table, as documented and as in `schema/stockade-toml.json`.
const TOP: &[&str] = &["scan", "ignore"];
const SCAN: &[&str] = &["fail-on", "min-confidence", "persona", "recorded-projects", "processes"];
const IGNORE: &[&str] = &["check", "place", "reason", "expires"];

/// A file whose every value was checked.
#[derive(Clone, Debug, Default)]
pub struct Valid {
    /// `scan.fail-on`.
    pub fail_on: Option<Severity>,
    /// `scan.min-confidence`.
    pub min_confidence: Option<Confidence>,
    /// `scan.persona`.
    pub persona: Option<Persona>,
    /// `scan.recorded-projects`.
    pub recorded_projects: Option<bool>,
    /// `scan.processes`.
    pub processes: Option<bool>,
    /// `[[ignore]]`.
    pub ignores: Vec<Rule>,
}

/// Reads and checks a file. `project` is the directory whose settings it holds, if it holds a project's.
pub fn read(path: &Path, project: Option<&Path>) -> Result<Valid, Failure> {
    let failed = |why: String| Failure::new(format!("could not read the settings `{}`: {why}", path.display()));
    let metadata = std::fs::metadata(path).map_err(|error| failed(with_causes(&error)))?;
    if !metadata.is_file() || metadata.len() > MOST_BYTES {
        return Err(failed("it is no ordinary file of at most 1 MiB".to_owned()));
    }
    let text = std::fs::read_to_string(path).map_err(|error| failed(with_causes(&error)))?;
    check(path, &text, project).map_err(|complaints| render(path, &text, &complaints))
}

fn check(path: &Path, text: &str, project: Option<&Path>) -> Result<Valid, Vec<Complaint>> {
    let document = Document::parse(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        vec![Complaint { message: error.message().to_owned(), label: String::new(), span }]
    })?;
    let mut reader = Reader { path, text: text.into(), project, complaints: Vec::new() };
    let mut valid = Valid::default();
    reader.keys(document.as_table(), TOP, "the settings");
    if let Some(item) = document.get("scan") {
        match item.as_table_like() {
            Some(table) => reader.scan(table, &mut valid),
            None => reader.complain(item.span(), "`scan` is a table", "write `[scan]`"),
        }
    }
    if let Some(item) = document.get("ignore") {
        match item.as_array_of_tables() {
            Some(tables) => {
                for table in tables {
                    let span = table.span();
                    valid.ignores.extend(reader.ignore(table, span));
                }
            }
            None => reader.complain(item.span(), "`ignore` is a list of tables", "write `[[ignore]]`"),
        }
    }
    if reader.complaints.is_empty() { Ok(valid) } else { Err(reader.complaints) }
}

struct Reader<'a> {
    path: &'a Path,
    text: Arc<str>,
    project: Option<&'a Path>,
    complaints: Vec<Complaint>,
}

impl Reader<'_> {
    fn complain(&mut self, span: Option<Range<usize>>, message: impl Into<String>, label: impl Into<String>) {
        self.complaints.push(Complaint { message: message.into(), label: label.into(), span: span.unwrap_or(0..0) });
    }

    fn keys(&mut self, table: &dyn TableLike, known: &[&str], what: &str) {
        for (name, _) in table.iter() {
            if known.contains(&name) {
                continue;
            }
            let span = table.get_key_value(name).and_then(|(key, _)| key.span());
            let label = match close_to(name, known.iter().copied()).first() {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known are {}", known.join(", ")),
            };
            self.complain(span, format!("unknown key `{name}` in {what}"), label);
        }
    }

    fn scan(&mut self, table: &dyn TableLike, valid: &mut Valid) {
        self.keys(table, SCAN, "`[scan]`");
        valid.fail_on = self.word(table, "fail-on");
        valid.min_confidence = self.word(table, "min-confidence");
        valid.persona = self.word(table, "persona");
        valid.recorded_projects = self.boolean(table, "recorded-projects");
        valid.processes = self.boolean(table, "processes");
    }

    fn ignore(&mut self, table: &dyn TableLike, span: Option<Range<usize>>) -> Option<Rule> {
        self.keys(table, IGNORE, "`[[ignore]]`");
        let check = self.string(table, "check");
        if let Some(id) = &check
            && stockade_scan::checks::find(id).is_none()
        {
            let near = close_to(id, stockade_scan::checks::ALL.iter().map(|check| check.id));
            let label = near
                .first()
                .map_or("`stockade explain` lists all checks".to_owned(), |near| format!("did you mean `{near}`?"));
            self.complain(table.get("check").and_then(Item::span), format!("there is no check `{id}`"), label);
        }
        let reason = self.string(table, "reason").filter(|reason| !reason.trim().is_empty());
        for (key, missing) in [("check", check.is_none()), ("reason", reason.is_none())] {
            let item = table.get(key);
            if missing && item.is_none_or(|item| item.as_str().is_some()) {
                let at = item.and_then(Item::span).or_else(|| span.clone());
                self.complain(
                    at,
                    format!("an ignore needs a `{key}`"),
                    "say why it is accepted, so that others can tell",
                );
            }
        }
        let expires = table.get("expires").and_then(|item| self.date(item));
        let place = self.string(table, "place");
        if let Some(text) = &place
            && let Err(error) = ignore::check_place(text)
        {
            self.complain(table.get("place").and_then(Item::span), error.to_string(), "");
        }
        let span = span.unwrap_or(0..0);
        Some(Rule {
            check: check?,
            place,
            reason: reason?,
            expires,
            within: self.project.map(PathBuf::from),
            origin: ignore::Origin {
                file: self.path.to_owned(),
                span: Span::new(span.start, span.end),
                text: Arc::clone(&self.text),
            },
        })
    }

    fn string(&mut self, table: &dyn TableLike, key: &str) -> Option<String> {
        let item = table.get(key)?;
        let text = item.as_str().map(str::to_owned);
        if text.is_none() {
            self.complain(item.span(), format!("`{key}` is a string"), "");
        }
        text
    }

    fn boolean(&mut self, table: &dyn TableLike, key: &str) -> Option<bool> {
        let item = table.get(key)?;
        let value = item.as_bool();
        if value.is_none() {
            self.complain(item.span(), format!("`{key}` is true or false"), "");
        }
        value
    }

    fn word<T: FromStr<Err = String>>(&mut self, table: &dyn TableLike, key: &str) -> Option<T> {
        let text = self.string(table, key)?;
        match text.parse() {
            Ok(word) => Some(word),
            Err(why) => {
                self.complain(table.get(key).and_then(Item::span), format!("`{key}` is wrong"), why);
                None
            }
        }
    }

    /// A TOML date or a string with one.
    fn date(&mut self, item: &Item) -> Option<jiff::civil::Date> {
        let text = item
            .as_datetime()
            .filter(|value| value.time.is_none())
            .map(ToString::to_string)
            .or_else(|| item.as_str().map(str::to_owned));
        let date = text.and_then(|text| text.parse().ok());
        if date.is_none() {
            self.complain(item.span(), "`expires` is a date", "write `expires = 2027-01-31`");
        }
        date
    }
}

/// The shape of the file, for the schema that editors use.
pub mod shape {
    use schemars::JsonSchema;
    use stockade_model::{Confidence, Persona, Severity};

    /// Settings of Stockade.
    #[derive(Debug, Default, JsonSchema)]
    #[schemars(deny_unknown_fields, rename_all = "kebab-case")]
    #[expect(dead_code, reason = "only its schema is used; a test keeps it equal to the reader")]
    pub struct File {
        /// How `stockade scan` judges.
        scan: Option<Scan>,
        /// Findings that are accepted.
        ignore: Option<Vec<Ignore>>,
    }

    /// How `stockade scan` judges. Of several files the stricter value wins.
    #[derive(Debug, Default, JsonSchema)]
    #[schemars(deny_unknown_fields, rename_all = "kebab-case")]
    #[expect(dead_code, reason = "only its schema is used; a test keeps it equal to the reader")]
    pub struct Scan {
        /// Lowest severity that fails the run.
        fail_on: Option<Severity>,
        /// Hide findings that are less sure.
        min_confidence: Option<Confidence>,
        /// Whose findings to show.
        persona: Option<Persona>,
        /// Whether to look at projects that clients have on record.
        recorded_projects: Option<bool>,
        /// Whether to compare with running processes.
        processes: Option<bool>,
    }

    /// A finding that is accepted. One that covers nothing any more is a finding itself.
    #[derive(Debug, Default, JsonSchema)]
    #[schemars(deny_unknown_fields, rename_all = "kebab-case")]
    #[expect(dead_code, reason = "only its schema is used; a test keeps it equal to the reader")]
    pub struct Ignore {
        /// The check's id.
        check: String,
        /// A server's id, a pattern over ids or paths, or `path:line`. Everywhere where it is left out.
        place: Option<String>,
        /// Why it is accepted.
        reason: String,
        /// The last day it holds, as a date.
        expires: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use stockade_model::SourceFile;

    use super::*;

    fn complaints(text: &str) -> Vec<(usize, String)> {
        let file = SourceFile { path: "s".into(), real_path: None, text: text.into() };
        let complaints = check(Path::new("s"), text, None).unwrap_err();
        complaints.into_iter().map(|c| (file.position(c.span.start).line, c.message)).collect()
    }

    #[test]
    fn reads_every_setting() {
        let text = "[scan]\nfail-on = \"low\"\nmin-confidence = \"high\"\npersona = \"auditor\"\nrecorded-projects = false\nprocesses = false\n";
        let valid = check(Path::new("s"), text, None).unwrap();
        assert_eq!(valid.fail_on, Some(Severity::Low));
        assert_eq!(valid.min_confidence, Some(Confidence::High));
        assert_eq!(valid.persona, Some(Persona::Auditor));
        assert_eq!((valid.recorded_projects, valid.processes), (Some(false), Some(false)));
    }

    #[test]
    fn every_mistake_is_named_with_its_line() {
        let text =
            "scam = 1\n[scan]\nfail-on = \"terrible\"\nprocesses = \"no\"\n[[ignore]]\nreason = \" \"\nexpires = 3\n";
        let found = complaints(text);
        let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 3, 4, 5, 6, 7], "{found:?}");
        assert!(found[0].1.contains("unknown key `scam`"));
        assert_eq!(complaints("[scan\n")[0].0, 1);
    }

    #[test]
    fn the_schema_names_the_keys_that_are_read() {
        let schema = schemars::schema_for!(shape::File).to_value();
        let keys = |pointer: &str| {
            let mut keys: Vec<String> = schema.pointer(pointer).unwrap().as_object().unwrap().keys().cloned().collect();
            keys.sort();
            keys
        };
        let sorted = |known: &[&str]| {
            let mut known: Vec<String> = known.iter().map(|key| (*key).to_owned()).collect();
            known.sort();
            known
        };
        assert_eq!(keys("/properties"), sorted(TOP));
        assert_eq!(keys("/$defs/Scan/properties"), sorted(SCAN));
        assert_eq!(keys("/$defs/Ignore/properties"), sorted(IGNORE));
    }
}
