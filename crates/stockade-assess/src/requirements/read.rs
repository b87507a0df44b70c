//! Reads `[[require]]` of a settings file. Every mistake is named with its place and with what to write; a file with a
//! mistake is not used at all, since half of what is asked is another thing.

use std::ops::Range as Bytes;
use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use jiff::civil::Date;
use stockade_model::{Layer, Rule, Span, location};
use toml_edit::{Item, TableLike};

use super::pattern::Pattern;
use super::{Exception, Party, Requirement};

/// The keys of `[[require]]`.
pub const REQUIRE: &[&str] =
    &["purl", "provenance", "publisher", "minimum-age", "install-scripts", "except", "reason", "expires"];
/// The keys of `[[require.except]]`.
pub const EXCEPT: &[&str] = &["purl", "reason", "expires"];
/// What may be asked.
const ASKED: &[&str] = &["provenance", "publisher", "minimum-age", "install-scripts"];
/// Nobody waits longer.
const LONGEST_DAYS: i64 = 3650;

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// One line.
    pub message: String,
    /// What to do; may be empty.
    pub label: String,
    /// The place, in bytes.
    pub span: Bytes<usize>,
}

/// Whose file is read.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// The file.
    pub file: &'a Path,
    /// Its text.
    pub text: &'a str,
    /// Whose settings it holds.
    pub layer: Layer,
    /// The project it belongs to, if it is a project's.
    pub within: Option<&'a Path>,
}

/// Reads a whole settings file and of it `[[require]]` only, for callers that know no other settings.
///
/// # Errors
/// Every mistake in it.
pub fn list_of(owner: &Owner<'_>) -> Result<Vec<Requirement>, Vec<Fault>> {
    let document = toml_edit::Document::parse(owner.text).map_err(|error| {
        vec![Fault { message: error.message().to_owned(), label: String::new(), span: error.span().unwrap_or(0..0) }]
    })?;
    document.get("require").map_or_else(|| Ok(Vec::new()), |item| list(item, owner))
}

/// Reads the value of `require`.
///
/// # Errors
/// Every mistake in it.
pub fn list(item: &Item, owner: &Owner<'_>) -> Result<Vec<Requirement>, Vec<Fault>> {
    let mut reader = Reader { owner, faults: Vec::new() };
    let mut all = Vec::new();
    match item.as_array_of_tables() {
        Some(tables) => {
            for table in tables {
                all.extend(reader.requirement(table, table.span()));
            }
        }
        None => reader.fault(item.span(), "`require` is a list of tables", "write `[[require]]`"),
    }
    if reader.faults.is_empty() { Ok(all) } else { Err(reader.faults) }
}

struct Reader<'a> {
    owner: &'a Owner<'a>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, span: Option<Bytes<usize>>, message: impl Into<String>, label: impl Into<String>) {
        self.faults.push(Fault { message: message.into(), label: label.into(), span: span.unwrap_or(0..0) });
    }

    fn keys(&mut self, table: &dyn TableLike, known: &[&str], what: &str) {
        for (name, _) in table.iter().filter(|(name, _)| !known.contains(name)) {
            let span = table.get_key_value(name).and_then(|(key, _)| key.span());
            self.fault(span, format!("unknown key `{name}` in {what}"), format!("known are {}", known.join(", ")));
        }
    }

    fn requirement(&mut self, table: &dyn TableLike, span: Option<Bytes<usize>>) -> Option<Requirement> {
        self.keys(table, REQUIRE, "`[[require]]`");
        let purl = self.value(table, "purl", Pattern::parse);
        if table.get("purl").is_none() {
            self.fault(span.clone(), "`[[require]]` of what?", "name packages with `purl`: `pkg:npm/*` is all of npm");
        }
        if !ASKED.iter().any(|key| table.contains_key(key)) {
            self.fault(span.clone(), "`[[require]]` asks nothing", format!("ask for one of {}", ASKED.join(", ")));
        }
        let provenance = self.value(table, "provenance", str::parse);
        let publisher = self.value(table, "publisher", party);
        let minimum_age = self.value(table, "minimum-age", age);
        let no_install_scripts = self.no_install_scripts(table);
        let exceptions = self.exceptions(table);
        let reason = self.value(table, "reason", |text| Ok(text.trim().to_owned())).filter(|reason| !reason.is_empty());
        let expires = table.get("expires").and_then(|item| self.date(item));
        let purl = purl?;
        let span = span.unwrap_or(0..0);
        let rule = Rule {
            text: summary(table),
            layer: self.owner.layer,
            file: self.owner.file.to_owned(),
            position: location::position(self.owner.text, span.start),
            span: Span::new(span.start, span.end),
        };
        let within = self.owner.within.map(PathBuf::from);
        Some(Requirement {
            purl,
            provenance,
            publisher,
            minimum_age,
            no_install_scripts,
            exceptions,
            reason,
            expires,
            within,
            rule,
        })
    }

    /// `install-scripts = false` asks for none; `true` would ask for nothing, and is taken for a mistake.
    fn no_install_scripts(&mut self, table: &dyn TableLike) -> bool {
        let Some(item) = table.get("install-scripts") else { return false };
        if item.as_bool() == Some(false) {
            return true;
        }
        self.fault(
            item.span(),
            "`install-scripts` can only be forbidden",
            "write `install-scripts = false`, or leave it out",
        );
        false
    }

    fn exceptions(&mut self, table: &dyn TableLike) -> Vec<Exception> {
        let Some(item) = table.get("except") else { return Vec::new() };
        let Some(tables) = item.as_array_of_tables() else {
            self.fault(
                item.span(),
                "`except` is a list of tables",
                "write `[[require.except]]` behind the `[[require]]`",
            );
            return Vec::new();
        };
        let mut exceptions = Vec::new();
        for table in tables {
            self.keys(table, EXCEPT, "`[[require.except]]`");
            let purl = self.value(table, "purl", Pattern::parse);
            let reason =
                self.value(table, "reason", |text| Ok(text.trim().to_owned())).filter(|reason| !reason.is_empty());
            for (key, missing) in [("purl", table.get("purl").is_none()), ("reason", reason.is_none())] {
                if missing {
                    let why = "say who is excepted and why, so that others can tell";
                    self.fault(table.span(), format!("an exception needs a `{key}`"), why);
                }
            }
            let expires = table.get("expires").and_then(|item| self.date(item));
            if let (Some(purl), Some(reason)) = (purl, reason) {
                exceptions.push(Exception { purl, reason, expires });
            }
        }
        exceptions
    }

    fn value<T>(
        &mut self,
        table: &dyn TableLike,
        key: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let item = table.get(key)?;
        match item.as_str().map(read) {
            Some(Ok(value)) => Some(value),
            Some(Err(why)) => {
                self.fault(item.span(), format!("`{key}` is wrong"), why);
                None
            }
            None => {
                self.fault(item.span(), format!("`{key}` is a string"), "put it in quotes");
                None
            }
        }
    }

    /// A TOML date or a string with one.
    fn date(&mut self, item: &Item) -> Option<Date> {
        let text = item
            .as_datetime()
            .filter(|value| value.time.is_none())
            .map(ToString::to_string)
            .or_else(|| item.as_str().map(str::to_owned));
        let date = text.and_then(|text| text.parse().ok());
        if date.is_none() {
            self.fault(item.span(), "`expires` is a date", "write `expires = 2027-01-31`");
        }
        date
    }
}

/// What is asked, in one line.
fn summary(table: &dyn TableLike) -> String {
    let asked = ASKED.iter().filter_map(|key| {
        let item = table.get(key)?;
        let value =
            item.as_str().map(|text| format!("\"{text}\"")).or_else(|| item.as_bool().map(|is| is.to_string()))?;
        Some(format!("{key} = {value}"))
    });
    let asked: Vec<String> = asked.collect();
    let of = table.get("purl").and_then(Item::as_str).unwrap_or("");
    format!("{} for {of}", asked.join(", "))
}

fn party(text: &str) -> Result<Party, String> {
    let advice = "write a registry and an account (`npm:acme`), or a code host and who owns it (`github:acme/mail`)";
    let (where_from, who) = text.split_once(':').ok_or_else(|| advice.to_owned())?;
    if who.is_empty() || who.contains([':', ' ', '*']) || who.split('/').any(str::is_empty) {
        return Err(advice.to_owned());
    }
    match where_from {
        "npm" | "pypi" => Ok(Party::Account { registry: where_from.to_owned(), account: who.to_owned() }),
        "github" | "gitlab" => Ok(Party::Source { host: format!("{where_from}.com"), path: who.to_ascii_lowercase() }),
        _ => Err(format!("`{where_from}` is none of npm, pypi, github, gitlab")),
    }
}

/// Reads `48 hours`, `7 days`, `2 weeks`: from one hour to ten years.
///
/// # Errors
/// What to write instead.
pub fn age(text: &str) -> Result<SignedDuration, String> {
    let advice = || "write a number and `hours`, `days` or `weeks`: `7 days`".to_owned();
    let (number, unit) = text.trim().split_once(' ').ok_or_else(advice)?;
    let number: i64 = number.parse().map_err(|_| advice())?;
    let hours = match unit.trim() {
        "hour" | "hours" => 1,
        "day" | "days" => 24,
        "week" | "weeks" => 7 * 24,
        _ => return Err(advice()),
    };
    match number.checked_mul(hours) {
        Some(hours) if hours > 0 && hours <= LONGEST_DAYS * 24 => Ok(SignedDuration::from_hours(hours)),
        _ => Err("it is between one hour and ten years".to_owned()),
    }
}
