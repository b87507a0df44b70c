//! Patterns over the text as read, compiled once.
//!
//! A blank in a pattern stands for one space. A pattern that does not compile matches everything: a rule that cannot
//! judge must not pass as one that found nothing. A test compiles them all.
//!
//! Most texts of a listing are short and hold nothing that any pattern needs: one pass over a text says which rules'
//! patterns are worth a search, instead of one for every word that one of them needs.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use regex::Regex;
use regex::bytes::{RegexSet, RegexSetBuilder};

use super::{Scene, Work, rules};

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

    /// Compiles them now.
    pub(super) fn warm(&self) {
        let _ = self.compiled();
    }

    /// Whether a text, as read, holds what one of the patterns needs.
    pub(super) fn may_match(&self, seen: &str) -> bool {
        self.needs.iter().any(|need| seen.contains(need))
    }

    /// Calls back with what each pattern matches in the text as read, in bytes of the text as sent.
    pub(super) fn seen(&self, scene: &Scene<'_>, each: &mut dyn FnMut(Range<usize>)) {
        let reading = scene.text;
        let Some(patterns) = self.compiled() else { return each(0..reading.raw.len()) };
        for found in patterns.iter().flat_map(|pattern| pattern.find_iter(&reading.seen)) {
            each(reading.raw_range(&found.range()));
        }
    }
}

/// What all rules need, one pattern a rule that has any; none where that cannot be compiled.
static NEEDS: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
    let words = rules::ALL.iter().filter_map(|rule| match &rule.work {
        Work::Patterns(patterns) => {
            Some(patterns.needs.iter().map(|need| regex::escape(need)).collect::<Vec<_>>().join("|"))
        }
        Work::Own(_) => None,
    });
    RegexSetBuilder::new(words).unicode(false).build().ok()
});

/// Which rules' patterns are worth a search in a text.
pub(super) struct Wanted(Option<regex::bytes::SetMatches>);

impl Wanted {
    /// In this text, as read.
    pub(super) fn of(seen: &str) -> Self {
        Self(NEEDS.as_ref().map(|needs| needs.matches(seen.as_bytes())))
    }

    /// Whether those of the rule are that has so many rules with patterns before it.
    pub(super) fn has(&self, before: usize) -> bool {
        self.0.as_ref().is_none_or(|matches| before >= matches.len() || matches.matched(before))
    }
}

/// Compiles what is searched first of all.
pub(super) fn warm() {
    let _ = LazyLock::force(&NEEDS);
}
