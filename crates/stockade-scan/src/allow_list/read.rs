//! Reads `[servers]` of a settings file. Every mistake is named with its place and with what to write; a list with a
//! mistake is not used at all, since half a list is another list.

use std::ops::Range as Bytes;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use stockade_model::{Layer, Span};
use toml_edit::{Item, TableLike};

use super::address::{Address, HostPattern};
use super::entry::{FilePattern, Source};
use super::purl::Purl;
use super::version::Range;
use super::{Entry, List, Unlisted};
use crate::ignore::Origin;

/// The keys of `[servers]`.
pub static SERVERS: &[&str] = &["unlisted", "allow", "deny"];
/// The keys of `[[servers.allow]]` and `[[servers.deny]]`.
pub static ENTRY: &[&str] = &["purl", "versions", "publisher", "registry", "host", "url", "path", "reason", "expires"];

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
#[derive(Clone, Debug)]
pub struct Owner<'a> {
    /// The file.
    pub file: &'a Path,
    /// Its text.
    pub text: Arc<str>,
    /// Whose settings it holds.
    pub layer: Layer,
    /// The project it belongs to, if it is a project's.
    pub within: Option<&'a Path>,
    /// What `~` stands for.
    pub home: Option<&'a Path>,
}

/// The text with users and passwords of addresses masked, byte for byte, so that places stay right: the text is shown.
pub fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("://") {
        out.push_str(before);
        out.push_str("://");
        let end = behind
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/' | '?' | '#'))
            .unwrap_or(behind.len());
        let at = behind.get(..end).and_then(|authority| authority.rfind('@')).unwrap_or(0);
        out.push_str(&"*".repeat(at));
        rest = behind.get(at..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// Reads a whole settings file and of it `[servers]` only, for callers that know no other settings.
///
/// # Errors
/// Every mistake in it.
pub fn list_of(owner: &Owner<'_>) -> Result<Option<List>, Vec<Fault>> {
    let document = toml_edit::Document::parse(owner.text.to_string()).map_err(|error| {
        vec![Fault { message: error.message().to_owned(), label: String::new(), span: error.span().unwrap_or(0..0) }]
    })?;
    document.get("servers").map(|item| list(item, owner)).transpose()
}

/// Reads the value of `servers`.
///
/// # Errors
/// Every mistake in it.
pub fn list(item: &Item, owner: &Owner<'_>) -> Result<List, Vec<Fault>> {
    let mut reader = Reader { owner, text: masked(&owner.text).into(), faults: Vec::new() };
    let within = owner.within.map(PathBuf::from);
    let mut list = List {
        layer: owner.layer,
        within,
        file: owner.file.to_owned(),
        unlisted: None,
        allow: Vec::new(),
        deny: Vec::new(),
    };
    match item.as_table_like() {
        None => reader.fault(item.span(), "`servers` is a table", "write `[servers]`"),
        Some(table) => {
            reader.keys(table, SERVERS, "`[servers]`");
            list.unlisted = reader.unlisted(table);
            list.allow = reader.entries(table, "allow");
            list.deny = reader.entries(table, "deny");
        }
    }
    if reader.faults.is_empty() { Ok(list) } else { Err(reader.faults) }
}

struct Reader<'a> {
    owner: &'a Owner<'a>,
    /// For the places of entries.
    text: Arc<str>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, span: Option<Bytes<usize>>, message: impl Into<String>, label: impl Into<String>) {
        self.faults.push(Fault { message: message.into(), label: label.into(), span: span.unwrap_or(0..0) });
    }

    fn keys(&mut self, table: &dyn TableLike, known: &[&str], what: &str) {
        let unknown: Vec<(String, Option<Bytes<usize>>)> = table
            .iter()
            .filter(|(name, _)| !known.contains(name))
            .map(|(name, _)| (name.to_owned(), table.get_key_value(name).and_then(|(key, _)| key.span())))
            .collect();
        for (name, span) in unknown {
            self.fault(span, format!("unknown key `{name}` in {what}"), format!("known are {}", known.join(", ")));
        }
    }

    fn origin(&self, span: Option<Bytes<usize>>) -> Origin {
        let span = span.unwrap_or(0..0);
        Origin { file: self.owner.file.to_owned(), span: Span::new(span.start, span.end), text: Arc::clone(&self.text) }
    }

    fn unlisted(&mut self, table: &dyn TableLike) -> Option<(Unlisted, Origin)> {
        let (key, item) = table.get_key_value("unlisted")?;
        match item.as_str().map(str::parse) {
            Some(Ok(word)) => Some((word, self.origin(key.span()))),
            Some(Err(why)) => {
                self.fault(item.span(), "`unlisted` is wrong", why);
                None
            }
            None => {
                self.fault(item.span(), "`unlisted` is a string", "write `unlisted = \"deny\"`");
                None
            }
        }
    }

    fn entries(&mut self, table: &dyn TableLike, key: &str) -> Vec<Entry> {
        let Some(item) = table.get(key) else { return Vec::new() };
        let denies = key == "deny";
        if let Some(tables) = item.as_array_of_tables() {
            return tables.iter().filter_map(|table| self.entry(table, table.span(), denies)).collect();
        }
        let mut entries = Vec::new();
        match item.as_array() {
            Some(array) => {
                for value in array {
                    match value.as_inline_table() {
                        Some(table) => entries.extend(self.entry(table, table.span(), denies)),
                        None => self.fault(
                            value.span(),
                            format!("an entry of `{key}` is a table"),
                            "write `{ purl = \"pkg:…\" }`",
                        ),
                    }
                }
            }
            None => {
                let advice = format!("write `[[servers.{key}]]`");
                self.fault(item.span(), format!("`{key}` is a list of tables"), advice);
            }
        }
        entries
    }

    fn entry(&mut self, table: &dyn TableLike, span: Option<Bytes<usize>>, denies: bool) -> Option<Entry> {
        let what = if denies { "`[[servers.deny]]`" } else { "`[[servers.allow]]`" };
        let before = self.faults.len();
        self.keys(table, ENTRY, what);
        let registry = self.value(table, "registry", source);
        // A registry of one's own makes every name in it one's own.
        let wide = denies || registry.as_ref().is_some_and(|source| *source != Source::ClientDefault);
        let purl = self.value(table, "purl", |text| Purl::parse(text, wide));
        let mut entry = Entry {
            registry,
            publisher: self.value(table, "publisher", publisher),
            host: self.value(table, "host", |text| HostPattern::parse(text, denies)),
            url: self.value(table, "url", address),
            reason: self.value(table, "reason", |text| Ok(text.trim().to_owned())).filter(|reason| !reason.is_empty()),
            text: summary(table),
            origin: Some(self.origin(span.clone())),
            ..Entry::default()
        };
        let (file, home, base) = (self.owner.file, self.owner.home, self.owner.within);
        entry.path = self.value(table, "path", |text| path(text, home, base.and(file.parent())));
        entry.expires = table.get("expires").and_then(|item| self.date(item));
        if let (Some(purl), Some(item)) = (&purl, table.get("versions")) {
            entry.versions = self.value(table, "versions", |text| Range::parse(text, purl.ecosystem));
            if purl.version.is_some() || purl.tag.is_some() {
                self.fault(item.span(), "both `purl` and `versions` name versions", "leave one of them out");
            }
        } else if let Some(item) = table.get("versions")
            && table.get("purl").is_none()
        {
            self.fault(item.span(), "`versions` of what?", "name the package with `purl`");
        }
        entry.purl = purl;
        self.together(table, span, what);
        (self.faults.len() == before).then_some(entry)
    }

    /// Which keys make sense beside each other.
    fn together(&mut self, table: &dyn TableLike, span: Option<Bytes<usize>>, what: &str) {
        let named = |key: &&&str| table.get(key).is_some();
        let of_packages: Vec<&&str> = ["purl", "registry"].iter().filter(named).collect();
        let of_places: Vec<&&str> = ["host", "url", "path"].iter().filter(named).collect();
        if of_packages.is_empty() && of_places.is_empty() && table.get("publisher").is_none() {
            self.fault(
                span,
                format!("{what} names nothing"),
                "name a `purl`, `publisher`, `registry`, `host`, `url` or `path`",
            );
            return;
        }
        if let Some(place) = of_places.first() {
            let other = of_packages.first().or_else(|| of_places.get(1));
            if let Some(other) = other {
                let at = table.get(place).and_then(Item::span);
                self.fault(at, format!("nothing has both a `{other}` and a `{place}`"), "make two entries of it");
            }
        }
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

/// What an entry names, in one line.
fn summary(table: &dyn TableLike) -> String {
    let named = ["purl", "versions", "publisher", "registry", "host", "url", "path"];
    let mut parts = Vec::new();
    for key in named {
        if let Some(value) = table.get(key).and_then(Item::as_str) {
            let value = masked(value);
            parts.push(if key == "purl" { value } else { format!("{key} {value}") });
        }
    }
    parts.join(", ")
}

fn source(text: &str) -> Result<Source, String> {
    if text == "default" {
        return Ok(Source::ClientDefault);
    }
    if text.contains("://") {
        return address(text).map(Source::Address);
    }
    let host = HostPattern::parse(text, false);
    host.map(Source::Host)
        .map_err(|_| "write `default`, an address (`https://…`), or a host for all registries on it".to_owned())
}

fn address(text: &str) -> Result<Address, String> {
    if text.contains(['?', '#']) {
        return Err("leave out what stands behind `?` or `#`: it is not compared".to_owned());
    }
    let address = Address::parse(text).filter(|address| address.path.is_some());
    address.ok_or_else(|| "write a whole address, `https://host/path`, without `..` in it".to_owned())
}

fn publisher(text: &str) -> Result<String, String> {
    match text.split_once(':') {
        Some((registry, account))
            if !registry.is_empty() && !account.is_empty() && !account.contains([':', ' ', '*']) =>
        {
            Ok(if registry == "github" { text.to_ascii_lowercase() } else { text.to_owned() })
        }
        _ => Err("write the registry and the account there: `npm:acme`, `pypi:acme`, `github:acme`".to_owned()),
    }
}

fn path(text: &str, home: Option<&Path>, project: Option<&Path>) -> Result<FilePattern, String> {
    let (text, below) = text.strip_suffix("/*").map_or((text, false), |text| (text, true));
    let whole = match (text.strip_prefix("~/"), text.strip_prefix("./")) {
        (Some(rest), _) => home.map(|home| home.join(rest)),
        (_, Some(rest)) => project.map(|project| project.join(rest)),
        _ => Some(PathBuf::from(text)),
    };
    let steps = |path: &PathBuf| path.components().any(|part| matches!(part, std::path::Component::ParentDir));
    let whole = whole.filter(|path| path.is_absolute() && !steps(path) && !text.contains('*'));
    let path = whole.ok_or_else(|| {
        "write a whole path, or one that begins with `~/` (in a project also `./`); only `/*` at the end stands for all below it".to_owned()
    })?;
    Ok(FilePattern { path, below })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_holds_no_password_and_keeps_its_places() {
        let text = "registry = \"https://us\u{e9}r:p@ss@registry.example/a@b\" # https://x.example/ c@d\n";
        let shown = masked(text);
        assert_eq!(shown.len(), text.len());
        assert_eq!(shown, "registry = \"https://**********@registry.example/a@b\" # https://x.example/ c@d\n");
    }
}
