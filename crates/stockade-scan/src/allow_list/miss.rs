//! Why an entry does not match, and which of several that do not is nearest to what runs.
//!
//! Nothing here decides: matching is exact. Nearness only picks the entry that a reader should look at.

use std::path::PathBuf;

use jiff::civil::Date;

use super::facts::Named;
use super::purl::Purl;

/// The first thing about an entry that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Miss {
    /// Everything holds, but it is over.
    Expired(Date),
    Version(String),
    Registry(String),
    Publisher {
        /// None where nobody knows.
        found: Option<String>,
        /// Whether the entry names a package too, which holds.
        by_name: bool,
    },
    /// A local file runs instead of the package.
    Shadowed(PathBuf),
    /// A manifest says so, and a manifest proves nothing.
    Claimed,
    /// An address on whose host two readers could differ.
    Doubtful,
    Host(String),
    Name {
        why: String,
        distance: usize,
    },
    /// It is about something else.
    Other,
}

impl Miss {
    /// How far the entry is from what runs; none where they have nothing to do with each other.
    pub(super) const fn rank(&self) -> Option<usize> {
        Some(match self {
            Self::Expired(_) => 0,
            Self::Version(_) => 1,
            Self::Registry(_) => 2,
            Self::Publisher { by_name: true, .. } => 3,
            Self::Shadowed(_) => 4,
            Self::Claimed => 5,
            Self::Host(_) => 6,
            Self::Name { distance, .. } => 7 + *distance,
            Self::Publisher { .. } | Self::Doubtful | Self::Other => return None,
        })
    }

    /// For people: what does not hold.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Expired(last) => format!("it expired on {last}, and an expired approval is none"),
            Self::Version(why) | Self::Registry(why) | Self::Host(why) | Self::Name { why, .. } => why.clone(),
            Self::Publisher { found: Some(found), .. } => format!("the publisher is `{found}`"),
            Self::Publisher { found: None, .. } => {
                "who published it is not known offline, and an unknown publisher matches nothing".to_owned()
            }
            Self::Shadowed(path) => format!("`{}` runs instead of the package", path.display()),
            Self::Claimed => {
                "what runs is a local file whose manifest claims that name, which proves nothing".to_owned()
            }
            Self::Doubtful => "readers differ on which host the address names".to_owned(),
            Self::Other => "it is about something else".to_owned(),
        }
    }
}

/// Longer names are not compared letter by letter.
const LONGEST: usize = 214;

/// How a name differs from the one an entry gives.
pub(super) fn name_miss(purl: &Purl, found: &Named) -> Miss {
    let base = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let name = |distance, why: &str| Miss::Name { why: why.to_owned(), distance };
    if purl.ecosystem != found.ecosystem {
        let (listed, runs) = (purl.ecosystem.purl_type(), found.ecosystem.purl_type());
        let same = purl.name == found.name || base(&purl.name) == base(&found.name);
        return if same {
            name(1, &format!("the entry is about `{listed}`, and this comes from `{runs}`"))
        } else {
            Miss::Other
        };
    }
    let plain = |name: &str| name.to_lowercase().replace(['-', '_', '.'], "");
    if plain(&purl.name) == plain(&found.name) {
        return name(0, "names are compared exactly: capitals and separators differ");
    }
    if !purl.name.contains('*') && base(&purl.name) == base(&found.name) {
        return name(2, "names are compared exactly: the owner in front differs");
    }
    let most = (purl.name.len() / 5).clamp(1, 3);
    let far = purl.name.len().abs_diff(found.name.len()) > most;
    if far || purl.name.contains('*') || purl.name.len() > LONGEST || found.name.len() > LONGEST {
        return Miss::Other;
    }
    match edits(&purl.name, &found.name) {
        distance if distance <= most => name(2 + distance, "names are compared exactly, and letters differ"),
        _ => Miss::Other,
    }
}

/// Letters to add, drop, change or swap with their neighbour.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let (mut before, mut row): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=b.len()).collect());
    let mut last = None;
    for (at, left) in a.chars().enumerate() {
        let mut next = vec![at + 1];
        for (column, right) in b.iter().enumerate() {
            let cell = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX - 1);
            let change = cell(&row, column) + usize::from(left != *right);
            let mut best = change.min(cell(&row, column + 1) + 1).min(cell(&next, column) + 1);
            if let Some(earlier) = column.checked_sub(1)
                && last == Some(*right)
                && b.get(earlier) == Some(&left)
            {
                best = best.min(cell(&before, earlier) + 1);
            }
            next.push(best);
        }
        last = Some(left);
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use stockade_model::Ecosystem;

    use super::*;

    #[test]
    fn letters_are_counted() {
        for (a, b, wanted) in [
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("abcd", "abdc", 1),
            ("postmark-mcp", "postmark-mpc", 1),
            ("a", "a", 0),
        ] {
            assert_eq!(edits(a, b), wanted, "{a} {b}");
            assert_eq!(edits(b, a), wanted, "{b} {a}");
        }
    }

    #[test]
    fn the_nearer_name_has_the_lower_rank() {
        let purl = Purl::parse("pkg:npm/%40acme/server-notes", false).unwrap();
        let rank = |ecosystem, name: &str| name_miss(&purl, &Named { ecosystem, name: name.into() }).rank();
        let ranks = [
            rank(Ecosystem::Npm, "@acme/server_notes"),
            rank(Ecosystem::Pypi, "server-notes"),
            rank(Ecosystem::Npm, "@evil/server-notes"),
            rank(Ecosystem::Npm, "@acme/server-nots"),
            rank(Ecosystem::Npm, "@acme/servre-nots"),
        ];
        assert!(ranks.iter().all(Option::is_some) && ranks.is_sorted(), "{ranks:?}");
        assert_eq!(rank(Ecosystem::Npm, "chalk"), None);
        assert_eq!(rank(Ecosystem::Pypi, "chalk"), None);
    }
}
