//! One `stockade.toml`: read with spans, checked, and only then used. An unknown key is an error: a mistyped setting
//! would otherwise be a weaker one. `[servers]` is read by [`stockade_scan::allow_list::read`], `[[require]]` by
//! [`stockade_assess::requirements::read`]. [`packages`] reads whom to ask, [`shape`] is the schema.

use std::ops::Range;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use stockade_assess::requirements::Requirement;
use stockade_model::{Confidence, Persona, Severity, Span};
use stockade_scan::allow_list::{self, read as servers};
use stockade_scan::ignore::{self, Rule};
use toml_edit::{Document, Item, TableLike};

use super::find::Found;
use crate::checks;
use crate::commands::{Failure, close_to, with_causes};
use crate::complaint::{Complaint, render};

pub mod packages;
pub mod shape;

/// Larger files are refused unread.
const MOST_BYTES: u64 = 1 << 20;

/// The keys of each table, as documented and as in `schema/stockade-toml.json`.
const TOP: &[&str] = &["scan", "registries", "assess", "servers", "require", "ignore"];
const SCAN: &[&str] = &["fail-on", "min-confidence", "persona", "recorded-projects", "processes"];
const IGNORE: &[&str] = &["check", "place", "reason", "expires"];

/// A value and the line it stands in.
pub type Lined<T> = Option<(T, usize)>;

/// A file whose every value was checked.
#[derive(Clone, Debug, Default)]
pub struct Valid {
    /// `scan.fail-on`.
    pub fail_on: Lined<Severity>,
    /// `scan.min-confidence`.
    pub min_confidence: Lined<Confidence>,
    /// `scan.persona`.
    pub persona: Lined<Persona>,
    /// `scan.recorded-projects`.
    pub recorded_projects: Lined<bool>,
    /// `scan.processes`.
    pub processes: Lined<bool>,
    /// `[registries]` and `[assess]`.
    pub packages: packages::Valid,
    /// `[[require]]`.
    pub requirements: Vec<Requirement>,
    /// `[servers]`.
    pub servers: Option<allow_list::List>,
    /// `[[ignore]]`.
    pub ignores: Vec<Rule>,
}

/// Reads and checks a file. `home` is what `~` stands for in it.
pub fn read(found: &Found, home: Option<&Path>) -> Result<Valid, Failure> {
    let path = &found.path;
    let failed = |why: String| Failure::new(format!("could not read the settings `{}`: {why}", path.display()));
    let metadata = std::fs::metadata(path).map_err(|error| failed(with_causes(&error)))?;
    if !metadata.is_file() || metadata.len() > MOST_BYTES {
        return Err(failed("it is no ordinary file of at most 1 MiB".to_owned()));
    }
    let text = std::fs::read_to_string(path).map_err(|error| failed(with_causes(&error)))?;
    check(found, &text, home).map_err(|complaints| render(path, &servers::masked(&text), &complaints))
}

fn check(found: &Found, text: &str, home: Option<&Path>) -> Result<Valid, Vec<Complaint>> {
    let document = Document::parse(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        vec![Complaint { message: error.message().to_owned(), label: String::new(), span }]
    })?;
    let mut reader = Reader { found, home, text: servers::masked(text).into(), complaints: Vec::new() };
    let mut valid = Valid::default();
    reader.keys(document.as_table(), TOP, "the settings");
    if let Some(table) = reader.table(&document, "scan") {
        reader.scan(table, &mut valid);
    }
    if let Some(table) = reader.table(&document, "registries") {
        reader.registries(table, &mut valid.packages);
    }
    if let Some(table) = reader.table(&document, "assess") {
        reader.assess(table, &mut valid.packages);
    }
    if let Some(item) = document.get("require") {
        valid.requirements = reader.requirements(item);
    }
    valid.servers = document.get("servers").and_then(|item| reader.servers(item));
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
    found: &'a Found,
    home: Option<&'a Path>,
    text: Arc<str>,
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

    fn table<'d>(&mut self, document: &'d Document<&str>, name: &str) -> Option<&'d dyn TableLike> {
        let item = document.get(name)?;
        let table = item.as_table_like();
        if table.is_none() {
            self.complain(item.span(), format!("`{name}` is a table"), format!("write `[{name}]`"));
        }
        table
    }

    fn scan(&mut self, table: &dyn TableLike, valid: &mut Valid) {
        self.keys(table, SCAN, "`[scan]`");
        valid.fail_on = self.word(table, "fail-on");
        valid.min_confidence = self.word(table, "min-confidence");
        valid.persona = self.word(table, "persona");
        valid.recorded_projects = self.boolean(table, "recorded-projects");
        valid.processes = self.boolean(table, "processes");
    }

    fn servers(&mut self, item: &Item) -> Option<allow_list::List> {
        let owner = servers::Owner {
            file: &self.found.path,
            text: Arc::clone(&self.text),
            layer: self.found.layer,
            within: self.found.project.as_deref(),
            home: self.home,
        };
        match servers::list(item, &owner) {
            Ok(list) => Some(list),
            Err(faults) => {
                let complaints = faults.into_iter().map(|fault| {
                    let servers::Fault { message, label, span } = fault;
                    Complaint { message, label, span }
                });
                self.complaints.extend(complaints);
                None
            }
        }
    }

    fn ignore(&mut self, table: &dyn TableLike, span: Option<Range<usize>>) -> Option<Rule> {
        self.keys(table, IGNORE, "`[[ignore]]`");
        let check = self.string(table, "check");
        if let Some(id) = &check
            && checks::find(id).is_none()
        {
            let near = close_to(id, checks::all().map(|check| check.id));
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
            within: self.found.project.clone(),
            layer: self.found.layer,
            origin: ignore::Origin {
                file: self.found.path.clone(),
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

    fn line(&self, item: Option<&Item>) -> usize {
        let start = item.and_then(Item::span).map_or(0, |span| span.start);
        stockade_model::location::position(&self.text, start).line
    }

    fn boolean(&mut self, table: &dyn TableLike, key: &str) -> Lined<bool> {
        let item = table.get(key)?;
        let value = item.as_bool();
        if value.is_none() {
            self.complain(item.span(), format!("`{key}` is true or false"), "");
        }
        Some((value?, self.line(Some(item))))
    }

    fn word<T: FromStr<Err = String>>(&mut self, table: &dyn TableLike, key: &str) -> Lined<T> {
        let text = self.string(table, key)?;
        match text.parse() {
            Ok(word) => Some((word, self.line(table.get(key)))),
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

#[cfg(test)]
mod tests {
    use stockade_assess::requirements::read as require;
    use stockade_model::{Layer, SourceFile};

    use super::*;

    pub(super) fn found() -> Found {
        Found { path: "s".into(), project: None, layer: Layer::User }
    }

    fn complaints(text: &str) -> Vec<(usize, String)> {
        let file = SourceFile { path: "s".into(), real_path: None, text: text.into() };
        let complaints = check(&found(), text, None).unwrap_err();
        complaints.into_iter().map(|c| (file.position(c.span.start).line, c.message)).collect()
    }

    #[test]
    fn reads_every_setting() {
        let text = "[scan]\nfail-on = \"low\"\nmin-confidence = \"high\"\npersona = \"auditor\"\nrecorded-projects = false\nprocesses = false\n";
        let valid = check(&found(), text, None).unwrap();
        assert_eq!(valid.fail_on, Some((Severity::Low, 2)));
        assert_eq!(valid.min_confidence, Some((Confidence::High, 3)));
        assert_eq!(valid.persona, Some((Persona::Auditor, 4)));
        assert_eq!((valid.recorded_projects, valid.processes), (Some((false, 5)), Some((false, 6))));
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
        assert_eq!(keys("/$defs/Registries/properties"), sorted(packages::REGISTRIES));
        assert_eq!(keys("/$defs/Assess/properties"), sorted(packages::ASSESS));
        assert_eq!(keys("/$defs/Require/properties"), sorted(require::REQUIRE));
        assert_eq!(keys("/$defs/Except/properties"), sorted(require::EXCEPT));
        assert_eq!(keys("/$defs/Servers/properties"), sorted(servers::SERVERS));
        assert_eq!(keys("/$defs/Entry/properties"), sorted(servers::ENTRY));
        assert_eq!(keys("/$defs/Ignore/properties"), sorted(IGNORE));
    }
}
