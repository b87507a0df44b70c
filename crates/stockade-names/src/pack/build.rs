//! Writes a pack from its sources. Deterministic: the same input gives the same bytes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use stockade_model::Ecosystem;

use super::layout::{self, Tag};
use super::lists::{Aliases, StoredLists};
use super::marks::Mark;
use super::{PackError, malware, names, table};
use crate::form::Memory;
use crate::keys;

/// A name and what is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameInput {
    /// See [`names::NameRecord::popularity`].
    pub popularity: Option<u64>,
    /// [`names::PROTECTED`] and so on.
    pub flags: u8,
    /// Repository (`owner/name`) and the sources that bind the package to it.
    pub repositories: BTreeMap<String, BTreeSet<String>>,
    /// Those of which a source says that the package is official, verified, or was run.
    pub vouched: BTreeSet<String>,
}

/// A repository of an MCP server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepositoryInput {
    /// Who lists it.
    pub sources: BTreeSet<String>,
    /// Whether one of them calls it the vendor's own.
    pub official: bool,
}

/// Everything a pack is made of.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// See [`super::PackId::version`].
    pub version: u64,
    /// Names by ecosystem and normalised full name.
    pub names: BTreeMap<(Ecosystem, String), NameInput>,
    /// Repositories by `owner/name`, lower case.
    pub repositories: BTreeMap<String, RepositoryInput>,
    /// Lines of [`super::malware`].
    pub malware: BTreeSet<String>,
    /// The curated lists.
    pub lists: StoredLists,
}

/// Writes an unsigned pack.
///
/// # Errors
/// [`PackError::Damaged`] where there are more names than a table can number.
pub fn build(input: &Input) -> Result<Vec<u8>, PackError> {
    let aliases = Aliases::new(input.lists.aliases.clone());
    let mut ranked: Vec<(&(Ecosystem, String), &NameInput)> = input
        .names
        .iter()
        .filter(|((ecosystem, full), _)| names::ecosystem_byte(*ecosystem).is_some() && full.len() < 256)
        .collect();
    if ranked.len() > table::MOST as usize {
        return Err(PackError::Damaged("it would have more names than can be numbered"));
    }
    ranked.sort_by(|(a, x), (b, y)| rank(b.0, y).total_cmp(&rank(a.0, x)).then_with(|| a.cmp(b)));

    let mut texts = Texts::default();
    let mut owners = OwnerTexts::default();
    let mut bindings = Bindings::default();
    let mut records = Vec::with_capacity(ranked.len() * names::RECORD);
    let mut tables = Tables::default();
    for (id, ((ecosystem, full), name)) in ranked.iter().enumerate() {
        let id = u32::try_from(id).unwrap_or(table::MOST);
        let offset = texts.add(full);
        let (owner, repository, sources, vouched) = owners.binding(full, name);
        let flags = name.flags | if vouched { names::VOUCHED } else { 0 };
        let binding = if owner == names::NONE { names::NONE } else { bindings.add(owner, repository) };
        let length = u8::try_from(full.len()).unwrap_or(u8::MAX);
        let kind = names::ecosystem_byte(*ecosystem).unwrap_or(0) | flags << 4;
        let popularity = name.popularity.map_or(names::UNKNOWN, |popularity| popularity.min(names::UNKNOWN - 1));
        records.extend_from_slice(&offset.to_le_bytes());
        records.extend_from_slice(&[length, kind, sources]);
        records.extend(binding.to_le_bytes().into_iter().take(3));
        records.extend(popularity.to_le_bytes().into_iter().take(6));
        tables.add(id, *ecosystem, full, flags, &aliases);
    }
    let (owner_section, by_name) = owners.finish(&input.repositories, &mut texts);
    let lists = serde_json::to_vec(&input.lists).map_err(|_| PackError::Damaged("its lists cannot be written"))?;
    let named = input.malware.iter().filter_map(|line| malware::named(line));
    let malware_names = named.map(|(ecosystem, name)| (names::exact_hash_of(ecosystem, name), 1)).collect();
    let malware: String = input.malware.iter().map(|line| format!("{line}\n")).collect();
    let tokens = tables.tokens.into_iter().filter(|(_, count)| *count > 1);
    let tokens = tokens.flat_map(|(hash, count)| [(hash, count), (table::other(hash), count)]).collect();
    let sections: Vec<(Tag, Vec<u8>)> = vec![
        (layout::NAMES, records),
        (layout::BINDINGS, bindings.bytes),
        (layout::MARKS, tables.marks),
        (layout::TEXTS, texts.bytes),
        (layout::EXACT, table::write(tables.exact, 4)),
        (layout::NEAR, table::write_both(tables.near, table::CAP)),
        (layout::PIECES, table::write(tables.pieces, table::CAP)),
        (layout::OWNERS, owner_section),
        (layout::REPOSITORIES, table::write(by_name, usize::MAX)),
        (layout::TOKENS, table::write(tokens, 1)),
        (layout::MALWARE, malware.into_bytes()),
        (layout::MALWARE_NAMES, table::write(malware_names, 1)),
        (layout::LISTS, lists),
    ];
    Ok(layout::write(input.version, &sections))
}

/// Protected names first within what is equally prominent, since tables keep the first of many.
fn rank(ecosystem: Ecosystem, name: &NameInput) -> f32 {
    names::prominence(ecosystem, name.popularity) + if name.flags & names::PROTECTED != 0 { 0.2 } else { 0.0 }
}

#[derive(Default)]
struct Tables {
    memory: Memory,
    marks: Vec<u8>,
    exact: Vec<(u64, u32)>,
    /// Keys, and as the second kind what is left without one byte.
    near: Vec<table::Entry>,
    pieces: Vec<(u64, u32)>,
    tokens: HashMap<u64, u32>,
}

impl Tables {
    fn add(&mut self, id: u32, ecosystem: Ecosystem, full: &str, flags: u8, aliases: &Aliases) {
        self.exact.push((names::exact_hash(ecosystem, full), id));
        let form = self.memory.read(full);
        self.marks.extend_from_slice(&Mark::of(ecosystem, form.squashed).with_flags(flags).to_bytes());
        let entry = |second| move |hash| table::Entry { hash, second, value: id };
        keys::each_key(&form, aliases, |hash| self.near.push(entry(false)(hash)));
        keys::each_deletion(form.squashed.as_bytes(), |hash| self.near.push(entry(true)(hash)));
        for piece in pieces(form.squashed) {
            self.pieces.push((piece, id));
        }
        let tokens: BTreeSet<&str> = form.words().collect();
        for token in tokens {
            let count = self.tokens.entry(keys::hash(token.as_bytes())).or_default();
            *count = (*count + 1).min(table::MOST);
        }
    }
}

/// The hashes of a text's thirds, each with its number and the whole length: two texts within two edits share a third.
/// None for short texts, whose thirds say nothing.
pub fn pieces(text: &str) -> Vec<u64> {
    let bytes = text.as_bytes();
    let length = bytes.len();
    if length < 9 {
        return Vec::new();
    }
    (0..3).filter_map(|number| Some(piece_hash(number, length, bytes.get(piece(number, length))?))).collect()
}

/// The range of one third of a text of this length.
pub const fn piece(number: usize, length: usize) -> std::ops::Range<usize> {
    number * length / 3..(number + 1) * length / 3
}

/// See [`pieces`].
pub fn piece_hash(number: usize, length: usize, piece: &[u8]) -> u64 {
    let head = [number as u8, length as u8];
    keys::finish(head.iter().chain(piece).fold(keys::SEED, |state, byte| keys::step(state, *byte)))
}

/// Owners and repositories of names, each pair once.
#[derive(Default)]
struct Bindings {
    bytes: Vec<u8>,
    known: HashMap<(u32, u32), u32>,
}

impl Bindings {
    fn add(&mut self, owner: u32, repository: u32) -> u32 {
        let next = u32::try_from(self.known.len()).unwrap_or(names::NONE);
        *self.known.entry((owner, repository)).or_insert_with(|| {
            self.bytes.extend(owner.to_le_bytes().into_iter().chain(repository.to_le_bytes()));
            next
        })
    }
}

#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    known: HashMap<String, u32>,
    /// What is left over at the ends of lines, by its length.
    gaps: BTreeMap<usize, Vec<usize>>,
}

impl Texts {
    fn add(&mut self, text: &str) -> u32 {
        if let Some(offset) = self.known.get(text) {
            return *offset;
        }
        let place = self.place(text.len());
        let end = place + text.len();
        self.bytes.resize(self.bytes.len().max(end), b' ');
        self.bytes.iter_mut().skip(place).zip(text.bytes()).for_each(|(place, byte)| *place = byte);
        let offset = u32::try_from(place).unwrap_or(u32::MAX);
        self.known.insert(text.to_owned(), offset);
        offset
    }

    /// A place in one line of the processor's cache, where the text is short enough: whoever reads it waits once.
    fn place(&mut self, length: usize) -> usize {
        let gap = self.gaps.range_mut(length..).next().and_then(|(left, places)| Some((*left, places.pop()?)));
        if let Some((left, place)) = gap {
            self.gaps.retain(|_, places| !places.is_empty());
            self.leave(place + length, left - length);
            return place;
        }
        let end = self.bytes.len();
        let left = layout::ALIGNED - end % layout::ALIGNED;
        if left >= length || length > layout::ALIGNED {
            return end;
        }
        self.leave(end, left);
        end + left
    }

    fn leave(&mut self, place: usize, length: usize) {
        if length > 0 {
            self.gaps.entry(length).or_default().push(place);
        }
    }
}

#[derive(Default)]
struct OwnerTexts {
    order: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl OwnerTexts {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.order.len()).unwrap_or(names::NONE);
        self.order.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }

    /// Owner, repository, number of sources and whether one vouches for it, of the binding that most sources agree on; of
    /// several that are as good the one that has the package's own name.
    fn binding(&mut self, full: &str, input: &NameInput) -> (u32, u32, u8, bool) {
        let base = crate::name::split(full).1;
        let best = input.repositories.iter().max_by_key(|(name, sources)| {
            let named = name.rsplit_once('/').is_some_and(|(_, name)| name == base);
            (sources.len(), input.vouched.contains(*name), named, std::cmp::Reverse(*name))
        });
        match best.and_then(|(repository, sources)| Some((repository, repository.split_once('/')?, sources))) {
            Some((repository, (owner, name), sources)) => (
                self.number(owner),
                self.number(name),
                u8::try_from(sources.len()).unwrap_or(u8::MAX),
                input.vouched.contains(repository),
            ),
            None => (names::NONE, names::NONE, 0, false),
        }
    }

    fn finish(
        mut self,
        repositories: &BTreeMap<String, RepositoryInput>,
        texts: &mut Texts,
    ) -> (Vec<u8>, Vec<(u64, u32)>) {
        let mut records = Vec::new();
        let mut by_name = Vec::new();
        let fitting = repositories.iter().filter_map(|(repository, input)| Some((repository.split_once('/')?, input)));
        let mut fitting: Vec<_> = fitting.filter(|((a, b), _)| a.len() < 256 && b.len() < 256).collect();
        // The best known first. None is left out: an owner whom the pack does not know is taken for a stranger.
        fitting.sort_by_key(|(_, input)| std::cmp::Reverse((input.official, input.sources.len())));
        for (index, ((owner, name), input)) in fitting.into_iter().enumerate() {
            by_name.push((keys::hash(name.as_bytes()), u32::try_from(index).unwrap_or(table::MOST)));
            records.extend_from_slice(&self.number(name).to_le_bytes());
            records.extend_from_slice(&self.number(owner).to_le_bytes());
            records.push(u8::try_from(input.sources.len()).unwrap_or(u8::MAX));
            records.extend_from_slice(&[u8::from(input.official), 0, 0]);
        }
        let mut section = Vec::with_capacity(4 + self.order.len() * 5 + records.len());
        section.extend_from_slice(&u32::try_from(self.order.len()).unwrap_or(0).to_le_bytes());
        for text in &self.order {
            section.extend_from_slice(&texts.add(text).to_le_bytes());
            section.push(u8::try_from(text.len()).unwrap_or(0));
        }
        section.extend_from_slice(&records);
        (section, by_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nearly two hundred owners have a repository called `remote-mcp-server`.
    #[test]
    fn every_owner_of_a_repository_is_known_however_many_there_are() {
        let mut input = Input { version: 1, ..Input::default() };
        let owners: Vec<String> = (0..300).map(|n| format!("owner-{n}")).collect();
        for (n, owner) in owners.iter().enumerate() {
            let sources = (0..=n % 3).map(|source| format!("s{source}")).collect();
            let repository = RepositoryInput { sources, official: n == 150 };
            input.repositories.insert(format!("{owner}/remote-mcp-server"), repository);
        }
        let pack = super::super::Pack::open(build(&input).unwrap()).unwrap();
        let found = pack.owners().named("remote-mcp-server");
        let mut known: Vec<&str> = found.iter().map(|known| known.owner).collect();
        assert_eq!((known[0], found[1].sources, found[299].sources), ("owner-150", 3, 1), "the best known first");
        known.sort_unstable();
        let mut owners: Vec<&str> = owners.iter().map(String::as_str).collect();
        owners.sort_unstable();
        assert_eq!(known, owners);
    }

    #[test]
    fn one_row_of_one_catalogue_is_a_claim_and_no_holder() {
        let mut input = Input { version: 1, ..Input::default() };
        input.lists.aliases = vec![vec!["acme".to_owned(), "acmehq".to_owned()]];
        let mut add = |full: &str, rows: &[(&str, usize)], vouched: &[&str], flags| {
            let sources = |count: usize| (0..count).map(|n| format!("s{n}")).collect::<BTreeSet<_>>();
            let repositories = rows.iter().map(|(name, count)| ((*name).to_owned(), sources(*count))).collect();
            let vouched = vouched.iter().map(|name| (*name).to_owned()).collect();
            let name = NameInput { popularity: None, flags, repositories, vouched };
            input.names.insert((Ecosystem::Npm, full.to_owned()), name);
        };
        add("claimed", &[("zed/claimed", 1), ("ann/other", 1)], &[], names::CATALOGUED);
        add("agreed", &[("zed/agreed", 2), ("ann/agreed", 1)], &["ann/agreed"], names::CATALOGUED);
        add("vouched", &[("zed/vouched", 1), ("ann/vouched", 1)], &["zed/vouched"], names::CATALOGUED);
        add("@acme/scoped", &[("acmehq/x", 1)], &[], names::CATALOGUED);
        add("@other/scoped", &[("acmehq/x", 1)], &[], names::CATALOGUED);
        add("listed", &[], &[], names::LISTED);
        let pack = super::super::Pack::open(build(&input).unwrap()).unwrap();
        let known = |full: &str| {
            let record = crate::engine::record(&pack, Ecosystem::Npm, full).unwrap();
            (pack.holder(&record).map(str::to_owned), pack.claimed(&record), record.stood_in_registry())
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(known("claimed"), (None, text("zed/claimed"), false), "the one of its own name");
        assert_eq!(known("agreed"), (text("zed"), None, true));
        assert_eq!(known("vouched"), (text("zed"), None, false));
        assert_eq!(known("@acme/scoped"), (text("acmehq"), None, false));
        assert_eq!(known("@other/scoped"), (None, text("acmehq/x"), false));
        assert_eq!(known("listed"), (None, None, true));
    }

    #[test]
    fn texts_stand_in_one_line_of_the_cache_and_over_nothing_else() {
        let mut texts = Texts::default();
        let all: Vec<String> = (1..3_000_usize).map(|n| format!("{n:0>width$}", width = n * 7919 % 90 + 4)).collect();
        let places: Vec<usize> = all.iter().map(|text| texts.add(text) as usize).collect();
        for (text, place) in all.iter().zip(places) {
            assert_eq!(&texts.bytes[place..place + text.len()], text.as_bytes());
            let (first, last) = (place / layout::ALIGNED, (place + text.len() - 1) / layout::ALIGNED);
            assert!(first == last || text.len() > layout::ALIGNED, "{text} at {place}");
        }
        let used: usize = all.iter().map(String::len).sum();
        assert!(texts.bytes.len() < used + used / 8, "{} of {used}", texts.bytes.len());
    }
}
