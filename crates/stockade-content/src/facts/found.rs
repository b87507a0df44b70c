//! What was found in one file, with the place turned into line, column and excerpt.
//!
//! - lines are counted only once something is found, and only forward: files are read from the top;
//! - an excerpt is a window of a long line, with everything that is not seen or moves the cursor spelt out.

use stockade_model::tool::Place as Line;
use stockade_model::{Told, Tool};

use super::{Class, Facts, Site};
use crate::value::Value;

/// Bytes of a line before and behind the column.
const BEFORE: usize = 60;
const BEHIND: usize = 100;

/// Bytes of a text that cost as much as a part of a schema.
const BYTES_OF_PART: usize = 64;

/// Takes the facts of one file.
pub(crate) struct Found<'f> {
    facts: &'f mut Facts,
    file: &'f str,
    source: &'f str,
    /// Starts of lines, made when first asked for.
    lines: Option<Vec<usize>>,
    /// Whether the file writes files, and the client configs it names: the one may concern the other.
    pub(crate) writes: bool,
    pub(crate) named_configs: Vec<(String, usize)>,
    /// Modules that it asks for.
    pub(crate) imports: Vec<String>,
}

impl<'f> Found<'f> {
    pub(crate) const fn new(facts: &'f mut Facts, file: &'f str, source: &'f str) -> Self {
        Self { facts, file, source, lines: None, writes: false, named_configs: Vec::new(), imports: Vec::new() }
    }

    pub(crate) const fn file(&self) -> &'f str {
        self.file
    }

    /// Whether one more definition of a tool may be looked at. Where it may not, it is told of as one that was not read.
    pub(crate) fn may_look_at_tool(&mut self, at: usize) -> bool {
        let may = self.facts.tools.may_look();
        if !may {
            self.unread_tool(at);
        }
        may
    }

    /// Work that was done to read definitions, in parts of schemas.
    pub(crate) fn spend_on_tools(&mut self, parts: u32) {
        self.facts.tools.spend(parts);
    }

    /// The same for texts that were read: one long text may stand in many definitions.
    pub(crate) fn spend_on_texts(&mut self, texts: [Option<&Value<'_>>; 2]) {
        let length: usize = texts.into_iter().flatten().filter_map(Value::as_text).map(str::len).sum();
        self.spend_on_tools(u32::try_from(length / BYTES_OF_PART).unwrap_or(u32::MAX));
    }

    /// A tool at a byte of the file.
    pub(crate) fn tool(&mut self, name: &str, description: Told, input: Told, at: usize) {
        let place = self.line(at);
        self.facts.tools.add(name, Tool { description, input, place });
    }

    /// A tool at a byte of the file whose name is not known.
    pub(crate) fn unread_tool(&mut self, at: usize) {
        let place = self.line(at);
        self.facts.tools.add_unread(place);
    }

    fn line(&mut self, at: usize) -> Line {
        let (line, _, _) = Place { file: self.file, source: self.source, lines: &mut self.lines }.line(at);
        Line { file: self.file.to_owned(), line }
    }

    /// A fact at a byte of the file.
    pub(crate) fn add(&mut self, class: Class, value: &str, at: usize, note: Option<&str>) {
        if value.is_empty() {
            return;
        }
        let file = self.file;
        let Some(sites) = self.facts.sites(class, value) else { return };
        sites.count = sites.count.saturating_add(1);
        if sites.wants(file) {
            let site = Place { file, source: self.source, lines: &mut self.lines }.site(at, note);
            sites.first.push(site);
        }
    }
}

/// What a place in a file is worked out from.
struct Place<'s, 'f> {
    file: &'f str,
    source: &'f str,
    lines: &'s mut Option<Vec<usize>>,
}

impl Place<'_, '_> {
    /// The number of the line at a byte, and where it starts and ends.
    fn line(self, at: usize) -> (u32, usize, usize) {
        let source = self.source;
        let lines = self.lines.get_or_insert_with(|| {
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| at + 1)).collect()
        });
        let index = lines.partition_point(|start| *start <= at).saturating_sub(1);
        let start = lines.get(index).copied().unwrap_or(0);
        let end = lines.get(index + 1).map_or(source.len(), |next| next.saturating_sub(1));
        (number(index + 1), start, end)
    }

    fn site(self, at: usize, note: Option<&str>) -> Site {
        let (source, file) = (self.source, self.file);
        let at = source.floor_char_boundary(at.min(source.len()));
        let (line, start, end) = self.line(at);
        Site {
            file: file.to_owned(),
            line,
            column: number(at.saturating_sub(start) + 1),
            excerpt: excerpt(source, start, at, end),
            note: note.map(shown),
        }
    }
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn excerpt(source: &str, start: usize, at: usize, end: usize) -> String {
    let short = end.saturating_sub(start) <= BEFORE + BEHIND;
    let from = if short { start } else { source.floor_char_boundary(at.saturating_sub(BEFORE).max(start)) };
    let to = if short { end } else { source.floor_char_boundary(end.min(from + BEFORE + BEHIND)) };
    let window = source.get(from..to.max(from)).unwrap_or_default();
    let mut text = shown(window.trim());
    if from > start {
        text.insert(0, '…');
    }
    if to < end {
        text.push('…');
    }
    text
}

/// A text with control characters and the unseen spelt out.
pub(crate) fn shown(text: &str) -> String {
    if text.len() <= 400 && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for char in text.chars().take(400) {
        if char == '\t' {
            out.push(' ');
        } else if char.is_control() || is_unseen(char) {
            out.extend(char.escape_unicode());
        } else {
            out.push(char);
        }
    }
    out
}

/// Characters without a shape, and those that change the order of others (Unicode UTS 39, the "Trojan Source" set).
pub(crate) const fn is_unseen(char: char) -> bool {
    matches!(char,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{e0000}'..='\u{e0fff}')
}
