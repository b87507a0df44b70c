//! npm's version ranges: `^1.2`, `1.x || >=2 <3`, `1.0.0 - 1.9`.

use semver::{Prerelease, Version};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Less,
    LessOrSame,
    More,
    MoreOrSame,
    Same,
}

/// A range: any of several sets, each of which holds where all its bounds do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    sets: Vec<Vec<(Op, Version)>>,
}

/// A version as written, possibly with parts left out.
struct Partial {
    parts: [Option<u64>; 3],
    pre: Prerelease,
}

impl Range {
    /// None where the text is no range: then it is a tag.
    pub fn parse(text: &str) -> Option<Self> {
        text.split("||").map(|set| parse_set(set.trim())).collect::<Option<Vec<_>>>().map(|sets| Self { sets })
    }

    /// Whether a version is in the range. Prereleases are only where the range names one of the same version.
    pub fn contains(&self, version: &Version) -> bool {
        self.sets.iter().any(|set| {
            let inside = set.iter().all(|(op, bound)| match op {
                Op::Less => version < bound,
                Op::LessOrSame => version <= bound,
                Op::More => version > bound,
                Op::MoreOrSame => version >= bound,
                Op::Same => version == bound,
            });
            let named = |bound: &Version| {
                !bound.pre.is_empty()
                    && (bound.major, bound.minor, bound.patch) == (version.major, version.minor, version.patch)
            };
            inside && (version.pre.is_empty() || set.iter().any(|(_, bound)| named(bound)))
        })
    }
}

/// An exact version, with the `v` and `=` that npm forgives and without build data.
pub fn version(text: &str) -> Option<Version> {
    let bare = text.trim().trim_start_matches(['v', '=', ' ']);
    let mut version = Version::parse(bare).ok()?;
    version.build = semver::BuildMetadata::EMPTY;
    Some(version)
}

fn parse_set(text: &str) -> Option<Vec<(Op, Version)>> {
    if let Some((low, high)) = text.split_once(" - ") {
        let (low, high) = (partial(low.trim())?, partial(high.trim())?);
        let mut set = Vec::new();
        if low.parts[0].is_some() {
            set.push((Op::MoreOrSame, low.floor()));
        }
        match high.parts {
            [None, ..] => {}
            [_, _, Some(_)] => set.push((Op::LessOrSame, high.floor())),
            _ => set.push((Op::Less, high.ceiling())),
        }
        return Some(set);
    }
    let mut set = Vec::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        let (op, rest) = operator(word);
        // `> 1.2`: blanks behind an operator are forgiven.
        let rest = if rest.is_empty() && !op.is_empty() { words.next()? } else { rest };
        bounds(op, &partial(rest)?, &mut set);
    }
    Some(set)
}

fn operator(word: &str) -> (&str, &str) {
    for op in [">=", "<=", "~>", ">", "<", "~", "^", "="] {
        if let Some(rest) = word.strip_prefix(op) {
            return (op, rest);
        }
    }
    ("", word)
}

fn bounds(op: &str, partial: &Partial, set: &mut Vec<(Op, Version)>) {
    let [major, minor, patch] = partial.parts;
    let Some(major) = major else {
        // `<*` and `>*` hold for nothing, everything else for anything.
        if matches!(op, "<" | ">") {
            set.push((Op::Less, lowest(0, 0, 0)));
        }
        return;
    };
    let complete = minor.is_some() && patch.is_some();
    match op {
        "^" => {
            set.push((Op::MoreOrSame, partial.floor()));
            set.push((
                Op::Less,
                match (major, minor, patch) {
                    (0, Some(0), Some(patch)) => lowest(0, 0, patch.saturating_add(1)),
                    (0, Some(minor), _) => lowest(0, minor.saturating_add(1), 0),
                    _ => lowest(major.saturating_add(1), 0, 0),
                },
            ));
        }
        "~" | "~>" => {
            set.push((Op::MoreOrSame, partial.floor()));
            set.push((
                Op::Less,
                match minor {
                    Some(minor) => lowest(major, minor.saturating_add(1), 0),
                    None => lowest(major.saturating_add(1), 0, 0),
                },
            ));
        }
        ">" if complete => set.push((Op::More, partial.floor())),
        ">" => set.push((Op::MoreOrSame, Version { pre: Prerelease::EMPTY, ..partial.ceiling() })),
        ">=" => set.push((Op::MoreOrSame, partial.floor())),
        "<=" if complete => set.push((Op::LessOrSame, partial.floor())),
        "<=" => set.push((Op::Less, partial.ceiling())),
        "<" if complete => set.push((Op::Less, partial.floor())),
        "<" => set.push((Op::Less, lowest(major, minor.unwrap_or(0), 0))),
        _ if complete => set.push((Op::Same, partial.floor())),
        _ => {
            set.push((Op::MoreOrSame, partial.floor()));
            set.push((Op::Less, partial.ceiling()));
        }
    }
}

/// Below every release and prerelease of that version.
fn lowest(major: u64, minor: u64, patch: u64) -> Version {
    let pre = Prerelease::new("0").unwrap_or(Prerelease::EMPTY);
    Version { pre, ..Version::new(major, minor, patch) }
}

impl Partial {
    fn floor(&self) -> Version {
        let [major, minor, patch] = self.parts.map(|part| part.unwrap_or(0));
        Version { pre: self.pre.clone(), ..Version::new(major, minor, patch) }
    }

    /// The first version behind those that are meant where parts are left out.
    fn ceiling(&self) -> Version {
        match self.parts {
            [major, Some(minor), _] => lowest(major.unwrap_or(0), minor.saturating_add(1), 0),
            [major, None, _] => lowest(major.unwrap_or(0).saturating_add(1), 0, 0),
        }
    }
}

fn partial(text: &str) -> Option<Partial> {
    let text = text.trim_start_matches(['v', '=']);
    let text = text.split('+').next().unwrap_or(text);
    let (numbers, pre) = match text.split_once('-') {
        Some((numbers, pre)) => (numbers, Prerelease::new(pre).ok()?),
        None => (text, Prerelease::EMPTY),
    };
    let mut parts = [None; 3];
    let mut open = false;
    let mut words = numbers.split('.');
    for part in &mut parts {
        match words.next() {
            None => break,
            Some("x" | "X" | "*") => open = true,
            Some(_) if open => {}
            Some(number) => *part = Some(number.parse().ok()?),
        }
    }
    let complete = parts.iter().all(Option::is_some);
    (words.next().is_none() && (pre.is_empty() || complete)).then_some(Partial { parts, pre })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_what_npm_says() {
        for (range, inside, outside) in [
            ("^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0 2.0.0-rc.1 1.3.0-a"),
            ("^0.2.3", "0.2.3 0.2.9", "0.3.0"),
            ("^0.0.3", "0.0.3", "0.0.4"),
            ("^0.x", "0.0.1 0.9.0", "1.0.0"),
            ("~1.2", "1.2.0 1.2.9", "1.3.0"),
            ("1.x", "1.0.0 1.9.9", "2.0.0 0.9.9"),
            ("1", "1.5.0", "2.0.0"),
            ("*", "0.0.1 9.9.9", "1.0.0-a"),
            ("", "0.0.1 9.9.9", "1.0.0-a"),
            (">1.2", "1.3.0", "1.2.9"),
            ("> 1.2.3 <=2", "1.2.4 2.9.9", "1.2.3 3.0.0"),
            ("<2.0.0", "1.9.9", "2.0.0 2.0.0-a"),
            ("1.0.0 - 1.9", "1.0.0 1.9.9", "1.10.0"),
            ("0.x || ^2.1.0-rc.0", "0.1.0 2.1.0-rc.1 2.2.0", "1.0.0 2.2.0-rc.1"),
            ("=1.2.3", "1.2.3", "1.2.4"),
            ("<*", "", "1.0.0"),
        ] {
            let parsed = Range::parse(range).unwrap();
            for text in inside.split_whitespace() {
                assert!(parsed.contains(&version(text).unwrap()), "{range} holds {text}");
            }
            for text in outside.split_whitespace() {
                assert!(!parsed.contains(&version(text).unwrap()), "{range} does not hold {text}");
            }
        }
        for tag in ["latest", "next-1", "1.2.3.4", "a||b", "1.x-a", "^", "v"] {
            assert!(Range::parse(tag).is_none() || tag == "v", "{tag}");
        }
    }
}
