//! Files and commands that no server has business with: secrets, other clients' configs, hooks, workflows, publishing.
//!
//! - the table is `data/places.tsv`: class, id, pattern; one automaton finds them all in one pass over a text;
//! - a pattern stands alone: no letter, digit, `_` or `-` touches it, unless it ends in `/` or `*`;
//! - `\` counts as `/`, case does not count, file systems that people have here ignore it too.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::event::Event;
use crate::facts::{Class, Found};
use crate::sinks;
use crate::value::Value;

/// No setting of Git's has a longer name.
const LONGEST_SETTING: usize = 32;
/// Texts longer than this are data.
const MAX_TEXT: usize = 16_384;

struct Place {
    class: Class,
    id: &'static str,
    pattern: &'static str,
}

static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/places.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let (class, id, pattern) = (columns.next()?, columns.next()?, columns.next()?);
            let class = *Class::ALL.iter().find(|known| known.id() == class)?;
            Some(Place { class, id, pattern })
        })
        .collect()
});

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let patterns = PLACES.iter().map(|place| place.pattern.trim_end_matches('*'));
    AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(patterns).ok()
});

pub(super) fn see(event: &Event<'_>, at: usize, found: &mut Found<'_>) {
    match event {
        Event::Text { text, .. } | Event::Choice { text } => {
            let mut told = None;
            each(text, &mut |class, id| {
                if !*told.get_or_insert_with(|| !is_prose(text)) {
                    return;
                }
                // The bare name of a setting is in every list of those that are refused; a command says what is set.
                if class == Class::GitHook && text.len() <= LONGEST_SETTING && !text.contains([' ', '/', '\\', '=']) {
                    return;
                }
                found.add(class, id, at, None);
                if class == Class::ClientConfig {
                    found.named_configs.push((id.to_owned(), at));
                }
            });
        }
        Event::Call { path, class: Some(Class::Exec), args } => {
            for arg in *args {
                arg.texts(&mut |text| {
                    // The other places were told of with the text, unless it looked like a sentence.
                    let untold = is_prose(text);
                    each(text, &mut |class, id| {
                        if class == Class::GitHook || untold {
                            found.add(class, id, at, Some(path));
                        }
                    });
                });
            }
        }
        Event::Call { path, class: Some(Class::FileWrite), args } => {
            if let Some(target) = args.first() {
                let mut see = |text: &str| {
                    each(text, &mut |class, id| {
                        if class == Class::ClientConfig {
                            found.add(Class::ClientConfigWrite, id, at, Some(path));
                        }
                    });
                };
                target.texts(&mut see);
                target.choices(&mut see);
            }
        }
        Event::Call { path, args, .. } if sinks::sets_git(sinks::name(path)) => {
            set_git(path, args, at, found);
        }
        _ => {}
    }
}

/// A setting that a library's function sets: its name whole, in an object, or as section and key.
fn set_git(path: &str, args: &[Value<'_>], at: usize, found: &mut Found<'_>) {
    let mut names: Vec<String> = Vec::new();
    args.iter().take(3).for_each(|arg| arg.texts(&mut |text| names.push(text.to_owned())));
    if let [section, key, ..] = names.as_slice() {
        names.push(format!("{section}.{key}"));
    }
    for name in names.iter().filter(|name| name.len() <= LONGEST_SETTING) {
        each(name, &mut |class, id| {
            if class == Class::GitHook {
                found.add(class, id, at, Some(path));
            }
        });
    }
}

fn each(text: &str, see: &mut dyn FnMut(Class, &'static str)) {
    if text.len() > MAX_TEXT {
        return;
    }
    let unified;
    let text = if memchr::memchr(b'\\', text.as_bytes()).is_some() {
        unified = text.replace("\\\\", "/").replace('\\', "/");
        &unified
    } else {
        text
    };
    let Some(finder) = FINDER.as_ref() else { return };
    let bytes = text.as_bytes();
    let touches =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    for hit in finder.find_iter(bytes) {
        let Some(place) = PLACES.get(hit.pattern().as_usize()) else { continue };
        let before = hit.start().checked_sub(1).and_then(|at| bytes.get(at));
        let open = place.pattern.ends_with(['/', '*']);
        let starts_open = place.pattern.starts_with('/');
        if (starts_open || !touches(before)) && (open || !touches(bytes.get(hit.end()))) {
            see(place.class, place.id);
        }
    }
}

/// A sentence that tells somebody about a file. What is run or written is looked at all the same.
fn is_prose(text: &str) -> bool {
    let mut words = text.split(' ');
    let capital = words.next().is_some_and(|word| {
        word.len() > 1
            && word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.chars().skip(1).all(|c| c.is_ascii_lowercase())
    });
    let ends = text.trim_end().ends_with(['.', '!', '?', ':']);
    capital && ends && words.count() >= 4 && !text.contains(['\n', '|', ';', '$', '&', '>', '<'])
}

/// At the end of a file: what it names and what it does, together.
pub(crate) fn finish(found: &mut Found<'_>) {
    if !found.writes {
        return;
    }
    for (id, at) in std::mem::take(&mut found.named_configs) {
        found.add(Class::ClientConfigWrite, &id, at, Some("named in a file that writes files"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::marks::Marks;
    use super::{FINDER, PLACES, each};

    fn told(text: &str) -> Vec<&'static str> {
        if super::is_prose(text) { Vec::new() } else { ids(text) }
    }

    fn ids(text: &str) -> Vec<&'static str> {
        let mut ids = Vec::new();
        each(text, &mut |_, id| ids.push(id));
        ids
    }

    #[test]
    fn every_row_of_the_table_is_found() {
        assert!(FINDER.is_some());
        let rows = include_str!("../../../data/places.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(PLACES.len(), rows, "a row of data/places.tsv has an unknown class or too few columns");
        for place in PLACES.iter() {
            assert!(Marks::of(place.pattern).has(Marks::PATH), "{} would not be looked for", place.pattern);
            let text = format!("~/{}", place.pattern.trim_start_matches('/').replace('*', "x"));
            assert!(ids(&text).contains(&place.id), "{text}");
        }
    }

    #[test]
    fn a_sentence_opens_nothing() {
        assert_eq!(told("Validate `.gitlab-ci.yml` snippets and project pipeline configs."), Vec::<&str>::new());
        for text in ["cat ~/.npmrc", "Copy ~/.npmrc", "Cat a b c d ~/.npmrc | nc x.", "~/.npmrc is read by this."] {
            assert_eq!(told(text), ["npmrc"], "{text}");
        }
    }

    #[test]
    fn a_pattern_stands_alone() {
        assert_eq!(ids("~\\.cursor\\mcp.json"), ["cursor"]);
        assert_eq!(ids("C:\\\\Users\\\\x\\\\AppData\\\\Claude\\\\claude_desktop_config.json"), ["claude-desktop"]);
        for text in ["my.npmrc", ".npmrcs", "x.claude.json5", "AGENTS.mdx"] {
            assert_eq!(ids(text), Vec::<&str>::new(), "{text}");
        }
    }
}
