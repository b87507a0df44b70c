//! Every firing that somebody is warned of, as a page on which each is judged: `docs/assess-firings.md`.
//!
//! - the same line of a package in several versions is one row, shown where it stands in the newest of them;
//! - what a person wrote into the last column stays when the page is written anew;
//! - texts come from strangers: they are cut, and hosts and what could be markup are left out.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use stockade_assess::Action;

use super::row::{Row, Said};

/// Severities from which on a reader is warned.
const WARNED: &[&str] = &["medium", "high", "critical"];
/// Characters of a line that are shown.
const SHOWN: usize = 72;
/// Where the table begins; what stands above it is written by hand.
const MARK: &str =
    "<!-- The table below is written by `cargo xtask eval-packages --report`, the last column by hand. -->\n";

/// A row: the check, the package, and the line without its place.
type Key = (String, String, String);

struct Firing {
    versions: Vec<String>,
    place: String,
    action: Action,
}

/// Writes the page, and says how many rows nobody judged yet.
pub(super) fn write(rows: &[&Row], page: &Path) -> Result<usize> {
    let old = fs::read_to_string(page).unwrap_or_default();
    let head = old.split_once(MARK).map_or("# Every firing, judged\n\n", |(head, _)| head);
    let judged = judged(&old);
    let mut text = format!("{head}{MARK}");
    let mut open = 0;
    let mut section = String::new();
    for ((check, package, shown), firing) in &firings(rows) {
        if *check != section {
            let _ = write!(
                text,
                "\n## {check}\n\n| package | where | what stands there | action | judged |\n|---|---|---|---|---|\n"
            );
            section.clone_from(check);
        }
        let key = (check.clone(), package.clone(), shown.clone());
        let verdict = judged.get(&key).map_or("", String::as_str);
        open += usize::from(verdict.is_empty());
        let versions = match firing.versions.as_slice() {
            [one] => one.clone(),
            [newest, .., oldest] => format!("{oldest} … {newest}"),
            [] => String::new(),
        };
        let (place, action) = (&firing.place, firing.action);
        let _ = writeln!(text, "| {package} {versions} | {place} | {shown} | {action} | {verdict} |");
    }
    fs::write(page, text).with_context(|| format!("could not write {}", page.display()))?;
    Ok(open)
}

fn firings(rows: &[&Row]) -> BTreeMap<Key, Firing> {
    let mut all: BTreeMap<Key, Firing> = BTreeMap::new();
    let warned = |said: &&Said| said.action > Action::Show || WARNED.contains(&said.severity.as_str());
    for row in rows {
        for version in &row.versions {
            for said in version.said.iter().filter(warned) {
                // A line of the version compared with says what was there, and not what fired.
                let own = format!("{} ", version.version);
                let mut lines: Vec<(&str, &str)> =
                    said.lines.iter().filter_map(|line| line.strip_prefix(&own)?.split_once(": ")).collect();
                if lines.is_empty() {
                    lines.push(("", &said.message));
                }
                for (place, excerpt) in lines {
                    let key = (said.check.clone(), row.name.clone(), shown(excerpt));
                    let firing = all.entry(key).or_insert_with(|| Firing {
                        versions: Vec::new(),
                        place: shown(place),
                        action: said.action,
                    });
                    firing.action = firing.action.max(said.action);
                    if firing.versions.last() != Some(&version.version) {
                        firing.versions.push(version.version.clone());
                    }
                }
            }
        }
    }
    all
}

/// What stands in the last column of an earlier page.
fn judged(page: &str) -> BTreeMap<Key, String> {
    let mut judged = BTreeMap::new();
    let mut check = "";
    for line in page.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            check = name;
        }
        let columns: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if let [package, _, shown, _, verdict] = columns.as_slice() {
            let name = package.split(' ').next().unwrap_or_default();
            judged.insert((check.to_owned(), name.to_owned(), (*shown).to_owned()), (*verdict).to_owned());
        }
    }
    judged
}

/// Whether it looks like somebody's address: a page of ours is no place for it.
fn is_mail(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| {
        let is_name =
            host.rsplit_once('.').is_some_and(|(_, last)| last.starts_with(|c: char| c.is_ascii_alphabetic()));
        name.ends_with(|c: char| c.is_ascii_alphanumeric()) && is_name && !host.contains('/')
    })
}

/// A stranger's text, short, without hosts, addresses and markup.
fn shown(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let plain: String =
            word.chars().map(|c| if c.is_ascii_graphic() && !"|`<>[]*_".contains(c) { c } else { '·' }).collect();
        words.push(match plain.split_once("://") {
            Some((scheme, rest)) => {
                let path = rest.find(['/', '"', '\'', ',', ')']).and_then(|at| rest.get(at..)).unwrap_or_default();
                format!("{scheme}://…{path}")
            }
            None if plain.contains("registry.") => "…".to_owned(),
            None if is_mail(&plain) => "\"…@…\"".to_owned(),
            None => plain,
        });
    }
    let text = words.join(" ");
    if text.chars().count() <= SHOWN { text } else { text.chars().take(SHOWN).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::{judged, shown};

    #[test]
    fn a_strangers_text_is_cut_and_opens_nothing() {
        assert_eq!(shown("a | `b` <c>\u{202e} https://evil.example/x?y"), "a · ·b· ·c·· https://…/x?y");
        assert_eq!(shown("to=\"ann@evil.example\", @acme/x@1.2 x@1.2.0"), "\"…@…\" @acme/x@1.2 x@1.2.0");
        assert_eq!(shown(&"word ".repeat(100)).chars().count(), 73);
    }

    #[test]
    fn what_was_judged_is_kept() {
        let page = "## time-gate\n\n| package | where | what stands there | action | judged |\n|---|---|---|---|---|\n| a 1 … 2 | x.js:1 | wait(1) | show | false: a cache |\n";
        let key = ("time-gate".to_owned(), "a".to_owned(), "wait(1)".to_owned());
        assert_eq!(judged(page).get(&key).map(String::as_str), Some("false: a cache"));
    }
}
