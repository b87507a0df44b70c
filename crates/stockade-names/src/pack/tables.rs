//! The tables of `packs/`, read into what a pack is compiled from.
//!
//! - every table is tab-separated text, one row a line, `#` starts a comment line;
//! - a row that cannot be read is an error with its file and line: a pack with a hole would be a weaker one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use stockade_model::Ecosystem;
use thiserror::Error;

use super::build::{Input, NameInput, RepositoryInput};
use super::lists::{self, Brand, Command, Phantom, StoredLists};
use super::names;
use crate::name::Name;

/// A table could not be used.
#[derive(Debug, Error)]
pub enum TableError {
    /// The file cannot be read.
    #[error("cannot read `packs/{file}`")]
    Read {
        /// Its name in the folder.
        file: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A row is no row of this table.
    #[error("`packs/{file}` line {line}: {what}: {row}")]
    Row {
        /// Its name in the folder.
        file: String,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
        /// The row.
        row: String,
    },
}

type Result<T> = std::result::Result<T, TableError>;

/// Reads all tables.
///
/// # Errors
/// [`TableError`] for a file or row that cannot be read.
pub fn read(folder: &Path) -> Result<Input> {
    let version = text(folder, "VERSION")?;
    let version = version.trim().parse().map_err(|_| TableError::Row {
        file: "VERSION".to_owned(),
        line: 1,
        what: "no number".to_owned(),
        row: version.trim().to_owned(),
    })?;
    let mut input = Input { version, lists: lists(folder)?, ..Input::default() };
    for (file, ecosystem) in [("names-npm.tsv", Ecosystem::Npm), ("names-pypi.tsv", Ecosystem::Pypi)] {
        for row in rows(folder, file, 2)? {
            // The lists hold a few old names that no rule of today allows (spaces); they are no targets.
            let Ok(name) = Name::parse(ecosystem, row.get(0)) else { continue };
            let popularity = Some(row.get(1)).filter(|text| !text.is_empty()).map(str::parse::<u64>);
            let popularity = popularity.transpose().map_err(|_| row.complaint("no number"))?;
            let known = entry(&mut input, ecosystem, &name.full);
            known.popularity = more_used(ecosystem, known.popularity, popularity);
            known.flags |= names::LISTED;
        }
    }
    for row in rows(folder, "protected.tsv", 2)? {
        let (ecosystem, full) = named(&row, 0, 1)?;
        entry(&mut input, ecosystem, &full).flags |= names::PROTECTED;
    }
    for row in rows(folder, "catalogue.tsv", 5)? {
        let (ecosystem, full) = named(&row, 0, 1)?;
        let name = entry(&mut input, ecosystem, &full);
        name.flags |= names::CATALOGUED;
        if matches!(row.get(3), "official" | "verified" | "validated") {
            name.vouched.insert(row.get(2).to_owned());
        }
        name.repositories.entry(row.get(2).to_owned()).or_default().insert(row.get(4).to_owned());
    }
    for row in rows(folder, "repositories.tsv", 3)? {
        if !row.get(0).contains('/') {
            return Err(row.complaint("no owner/repository"));
        }
        let repository: &mut RepositoryInput = input.repositories.entry(row.get(0).to_owned()).or_default();
        repository.sources.insert(row.get(2).to_owned());
        repository.official |= row.get(1) == "official";
    }
    for row in rows(folder, "malware.tsv", 7)? {
        named(&row, 0, 1)?;
        input.malware.insert(row.cells.join("\t"));
    }
    Ok(input)
}

fn lists(folder: &Path) -> Result<StoredLists> {
    let groups = |file: &str| -> Result<Vec<Vec<String>>> {
        Ok(rows(folder, file, 1)?.into_iter().map(|row| row.cells).collect())
    };
    let mut stored = StoredLists {
        aliases: groups("aliases.tsv")?,
        synonyms: groups("synonyms.tsv")?,
        spellings: groups("spellings.tsv")?,
        lures: groups("lures.tsv")?.concat(),
        ..StoredLists::default()
    };
    let mut seen = BTreeSet::new();
    for row in rows(folder, "aliases.tsv", 1)? {
        for name in &row.cells {
            if !seen.insert(name.clone()) {
                return Err(row.complaint("one of these stands in two groups"));
            }
        }
    }
    for row in rows(folder, "brands.tsv", 2)? {
        if row.get(0).len() < 3 {
            return Err(row.complaint("a brand of fewer than three letters is everywhere"));
        }
        let owners = row.get(1).split(',').map(str::to_owned).collect();
        stored.brands.push(Brand { token: row.get(0).to_owned(), owners });
    }
    for row in rows(folder, "commands.tsv", 3)? {
        let (ecosystem, package) = named(&row, 1, 2)?;
        stored.commands.push(Command { command: row.get(0).to_owned(), ecosystem, package });
    }
    for row in rows(folder, "phantoms.tsv", 4)? {
        stored.phantoms.push(phantom(&row)?);
    }
    Ok(stored)
}

fn phantom(row: &Row) -> Result<Phantom> {
    let (ecosystem, name) = named(row, 0, 1)?;
    let phantom = Phantom { ecosystem, name, meant: row.get(2).to_owned(), source: row.get(3).to_owned() };
    let (ecosystem, meant) = phantom.target();
    let parsed = Name::parse(ecosystem, meant).map_err(|error| row.complaint(&error.to_string()))?;
    if parsed.full != meant {
        return Err(row.complaint("what is meant is not written as its registry does"));
    }
    Ok(phantom)
}

/// Of two rows of one name the one of more use. npm has packages whose names differ in capitals alone (`FileList` beside
/// `filelist`), older than the rule against them; a pack has one record for both, and knows less of neither.
fn more_used(ecosystem: Ecosystem, one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) if ecosystem == Ecosystem::Pypi => Some(one.min(other)),
        (one, other) => one.max(other),
    }
}

fn entry<'a>(input: &'a mut Input, ecosystem: Ecosystem, full: &str) -> &'a mut NameInput {
    input.names.entry((ecosystem, full.to_owned())).or_default()
}

/// One row of a table.
struct Row {
    file: String,
    line: usize,
    cells: Vec<String>,
}

impl Row {
    /// A cell; empty where the row is shorter.
    fn get(&self, index: usize) -> &str {
        self.cells.get(index).map_or("", String::as_str)
    }

    fn complaint(&self, what: &str) -> TableError {
        let (file, line, row) = (self.file.clone(), self.line, self.cells.join(" | "));
        TableError::Row { file, line, what: what.to_owned(), row }
    }
}

fn named(row: &Row, ecosystem: usize, name: usize) -> Result<(Ecosystem, String)> {
    let ecosystem = lists::ecosystem(row.get(ecosystem)).ok_or_else(|| row.complaint("neither npm, pypi nor oci"))?;
    let name = Name::parse(ecosystem, row.get(name)).map_err(|error| row.complaint(&error.to_string()))?;
    Ok((ecosystem, name.full))
}

/// The rows of a table, each with at least `cells` cells.
fn rows(folder: &Path, file: &str, cells: usize) -> Result<Vec<Row>> {
    let text = text(folder, file)?;
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty()) {
        let row = Row { file: file.to_owned(), line: index + 1, cells: line.split('\t').map(str::to_owned).collect() };
        if row.cells.len() < cells {
            return Err(row.complaint("too few columns"));
        }
        rows.push(row);
    }
    Ok(rows)
}

fn text(folder: &Path, file: &str) -> Result<String> {
    std::fs::read_to_string(folder.join(file)).map_err(|source| TableError::Read { file: file.to_owned(), source })
}

/// Counts for a log.
pub fn summary(input: &Input) -> BTreeMap<&'static str, usize> {
    BTreeMap::from([
        ("names", input.names.len()),
        ("repositories", input.repositories.len()),
        ("malware", input.malware.len()),
        ("brands", input.lists.brands.len()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_made_up_name_means_is_a_name_of_its_registry() {
        let row = |meant: &str| Row {
            file: "phantoms.tsv".to_owned(),
            line: 1,
            cells: ["pypi", "claude-code", meant, "somebody"].map(str::to_owned).to_vec(),
        };
        let meant = |text: &str| phantom(&row(text)).map(|phantom| (phantom.target().0, phantom.target().1.to_owned()));
        let npm = (Ecosystem::Npm, "@anthropic-ai/claude-code".to_owned());
        assert_eq!(meant("npm:@anthropic-ai/claude-code").unwrap(), npm);
        assert_eq!(meant("huggingface-hub").unwrap(), (Ecosystem::Pypi, "huggingface-hub".to_owned()));
        for wrong in
            ["npm @anthropic-ai/claude-code", "@anthropic-ai/claude-code", "gem:claude", "npm:", "Huggingface_Hub"]
        {
            assert!(meant(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn no_name_is_known_for_less_than_its_own_row_says() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        let input = read(&folder).unwrap();
        let mut looked_at = 0;
        for row in rows(&folder, "names-npm.tsv", 2).unwrap() {
            let Ok(name) = Name::parse(Ecosystem::Npm, row.get(0)) else { continue };
            let known = input.names.get(&(Ecosystem::Npm, name.full)).and_then(|name| name.popularity);
            assert!(known >= row.get(1).parse().ok(), "{} has {known:?}", row.get(0));
            looked_at += usize::from(row.get(0) != row.get(0).to_lowercase());
        }
        assert!(looked_at >= 20, "the list has names with capitals: {looked_at}");
        assert_eq!(more_used(Ecosystem::Pypi, Some(9), Some(4)), Some(4), "ranks");
        assert_eq!(more_used(Ecosystem::Pypi, None, Some(4)), Some(4));
    }
}
