//! Patterns over the text as read, compiled once.
//!
//! A blank in a pattern stands for one space. A pattern that does not compile matches everything: a rule that cannot
//! judge must not pass as one that found nothing. A test compiles them all.

use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;

use super::Scene;

/// What is compiled: none where one of them is wrong.
type Compiled = Option<Vec<Regex>>;

/// The patterns of a rule.
#[derive(Debug)]
pub(super) struct Patterns {
    needs: &'static [&'static str],
    sources: &'static [&'static str],
    compiled: OnceLock<Compiled>,
}

impl Patterns {
    /// Of these sources. Whatever one of them matches holds one of `needs`: texts without are not searched, since patterns
    /// with gaps cost a hundred times what a search for plain texts does.
    pub(super) const fn new(needs: &'static [&'static str], sources: &'static [&'static str]) -> Self {
        Self { needs, sources, compiled: OnceLock::new() }
    }

    fn compiled(&self) -> Option<&[Regex]> {
        let compile = || self.sources.iter().map(|source| Regex::new(source).ok()).collect();
        self.compiled.get_or_init(compile).as_deref()
    }

    /// Calls back with what each pattern matches in the text as read, in bytes of the text as sent.
    pub(super) fn seen(&self, scene: &Scene<'_>, each: &mut dyn FnMut(Range<usize>)) {
        let reading = scene.text;
        if !self.needs.iter().any(|need| reading.seen.contains(need)) {
            return;
        }
        let Some(patterns) = self.compiled() else { return each(0..reading.raw.len()) };
        for found in patterns.iter().flat_map(|pattern| pattern.find_iter(&reading.seen)) {
            each(reading.raw_range(&found.range()));
        }
    }
}
