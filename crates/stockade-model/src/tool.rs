//! Tools that a server offers, as they stand in its source.
//!
//! - only a running server says for certain what it offers; this is what can be read without starting it;
//! - what could not be read is counted and has its place: a tool that nobody read is not none;
//! - how many are kept and how long their texts are is bounded, for packages are hostile.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Definitions that are kept of one package.
const MOST: usize = 2_000;
/// Bytes of all texts together.
const MOST_BYTES: usize = 4 << 20;
/// Bytes of one text. A longer one is known in part.
const MOST_TEXT: usize = 16 << 10;
/// Places that are looked at; a program may name one definition again and again.
const MOST_PLACES: u32 = 4_000;
/// Parts of schemas that are read in all: names let a short program have many long ones.
const MOST_PARTS: u32 = 500_000;
/// Places that could not be read and are named; more are counted.
const MOST_NAMED: usize = 20;
/// Bytes of a name.
const MOST_NAME: usize = 256;

/// A text of a definition, as far as it could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// There is none.
    #[default]
    Absent,
    /// All of it.
    Whole(String),
    /// Parts of it are worked out at run time, or it is longer than is kept.
    InPart(String),
    /// It is worked out at run time.
    Unread,
}

impl Told {
    /// What is known of it.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Whole(text) | Self::InPart(text) => Some(text),
            Self::Absent | Self::Unread => None,
        }
    }

    /// Whether nothing of it is unknown.
    pub const fn is_whole(&self) -> bool {
        matches!(self, Self::Absent | Self::Whole(_))
    }

    fn bounded(self) -> Self {
        match self {
            Self::Whole(text) | Self::InPart(text) if text.len() > MOST_TEXT => {
                let end = text.floor_char_boundary(MOST_TEXT);
                Self::InPart(text.get(..end).unwrap_or_default().to_owned())
            }
            told => told,
        }
    }
}

/// A place in a package's source.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The file, below the package's root.
    pub file: String,
    /// From 1.
    pub line: u32,
}

/// One definition of a tool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// What models are told that it does.
    pub description: Told,
    /// What it takes: a schema, or the code that makes one, written in one way whoever formatted or minified it.
    pub input: Told,
    /// Where it stands.
    pub place: Place,
}

impl Tool {
    /// Whether it says what another one says, wherever it stands.
    pub fn says(&self, other: &Self) -> bool {
        self.description == other.description && self.input == other.input
    }
}

/// The tools of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tools {
    /// By name. One name may have several definitions: variants, and builds that differ.
    pub by_name: BTreeMap<String, Vec<Tool>>,
    /// Places that define tools which could not be read, not even by name.
    pub unread: Vec<Place>,
    /// How many such places there are.
    pub unread_count: u32,
    /// Places that were looked at.
    looked: u32,
    /// Bytes of all texts.
    bytes: usize,
    /// Parts of schemas that were read.
    #[serde(default)]
    parts: u32,
}

impl Tools {
    /// Whether one more place may be looked at. Where it may not, it is one that could not be read.
    pub fn may_look(&mut self) -> bool {
        self.looked = self.looked.saturating_add(1);
        self.looked <= MOST_PLACES && self.bytes <= MOST_BYTES && self.parts <= MOST_PARTS
    }

    /// Counts parts of schemas that were read. Where there are too many, no further place is looked at.
    pub fn spend(&mut self, parts: u32) {
        self.parts = self.parts.saturating_add(parts);
    }

    /// Takes a definition, unless there is the same already.
    pub fn add(&mut self, name: &str, tool: Tool) {
        let tool = Tool { description: tool.description.bounded(), input: tool.input.bounded(), ..tool };
        let size = |told: &Told| told.text().map_or(0, str::len);
        let bytes = size(&tool.description) + size(&tool.input) + name.len();
        if self.by_name.get(name).is_some_and(|known| known.iter().any(|other| other.says(&tool))) {
            return;
        }
        let all: usize = self.by_name.values().map(Vec::len).sum();
        if name.len() > MOST_NAME || all >= MOST || self.bytes.saturating_add(bytes) > MOST_BYTES {
            self.add_unread(tool.place);
            return;
        }
        self.bytes += bytes;
        self.by_name.entry(name.to_owned()).or_default().push(tool);
    }

    /// Takes note of a place that could not be read.
    pub fn add_unread(&mut self, place: Place) {
        self.unread_count = self.unread_count.saturating_add(1);
        if self.unread.len() < MOST_NAMED {
            self.unread.push(place);
        }
    }

    /// Takes in those of another archive of the same release, whose files are named after it.
    pub fn merge(&mut self, other: &Self, archive: &str) {
        let moved = |place: &Place| Place { file: format!("{archive}/{}", place.file), line: place.line };
        for (name, tools) in &other.by_name {
            tools.iter().for_each(|tool| self.add(name, Tool { place: moved(&tool.place), ..tool.clone() }));
        }
        let unnamed = other.unread_count.saturating_sub(u32::try_from(other.unread.len()).unwrap_or(u32::MAX));
        other.unread.iter().for_each(|place| self.add_unread(moved(place)));
        self.unread_count = self.unread_count.saturating_add(unnamed);
    }

    /// Whether nothing was found, not even what could not be read.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty() && self.unread_count == 0
    }

    /// How many tools there are of which a part is not known.
    pub fn in_part(&self) -> usize {
        let whole = |tool: &Tool| tool.description.is_whole() && tool.input.is_whole();
        self.by_name.values().filter(|tools| !tools.iter().all(whole)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool(text: &str, line: u32) -> Tool {
        Tool { description: Told::Whole(text.to_owned()), input: Told::Absent, place: Place { file: "a".into(), line } }
    }

    #[test]
    fn the_same_twice_is_one_and_two_that_differ_are_two() {
        let mut tools = Tools::default();
        for (text, line) in [("one", 1), ("one", 9), ("two", 3)] {
            tools.add("send", tool(text, line));
        }
        let lines: Vec<u32> = tools.by_name["send"].iter().map(|tool| tool.place.line).collect();
        assert_eq!(lines, [1, 3]);
        let mut other = Tools::default();
        other.add("send", tool("two", 1));
        other.add("list", tool("x", 1));
        other.add_unread(Place::default());
        tools.merge(&other, "b.whl");
        assert_eq!((tools.by_name["send"].len(), tools.by_name["list"][0].place.file.as_str()), (2, "b.whl/a"));
        assert_eq!((tools.unread_count, tools.unread[0].file.as_str()), (1, "b.whl/"));
    }

    #[test]
    fn a_flood_is_counted_and_hides_nothing() {
        let mut tools = Tools::default();
        tools.add("long", tool(&"ä".repeat(MOST_TEXT), 1));
        let Told::InPart(kept) = &tools.by_name["long"][0].description else { panic!("{tools:?}") };
        assert_eq!((kept.len(), tools.in_part()), (MOST_TEXT, 1));
        (0..MOST).for_each(|number| tools.add(&format!("t{number}"), tool("x", 1)));
        assert_eq!((tools.by_name.len(), tools.unread_count), (MOST, 1));
        tools.add(&"n".repeat(MOST_NAME + 1), tool("x", 1));
        assert_eq!(tools.unread_count, 2);
        (0..100).for_each(|_| tools.add_unread(Place::default()));
        assert_eq!((tools.unread_count, tools.unread.len()), (102, MOST_NAMED));
        assert!((0..MOST_PLACES).all(|_| tools.may_look()) && !tools.may_look());
        let mut tools = Tools::default();
        tools.spend(MOST_PARTS);
        assert!(tools.may_look());
        tools.spend(1);
        assert!(!tools.may_look());
    }
}
