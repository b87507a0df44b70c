//! Two names side by side, and what holds of both: most mechanisms can see nothing in most pairs, and need not look.
//!
//! - what is reckoned of the name that is judged is reckoned once ([`Asked`]), whatever it is compared with;
//! - a condition that does not hold is certain; one that holds says only that it is worth looking.

use std::cell::OnceCell;

use stockade_model::Ecosystem;

use crate::edit::{self, Edit, Few};
use crate::form::{Form, Stems, is_generic, same_letters};
use crate::pack::Pack;
use crate::pack::marks::{Mark, has_at_most, letters};
use crate::suppress;

/// What may hold of two names, a bit each.
pub mod holds {
    /// Both live in the same scope, or in none.
    pub const SAME_SCOPE: u16 = 1;
    /// They do not.
    pub const OTHER_SCOPE: u16 = 1 << 1;
    /// The bases are equal without separators.
    pub const SAME_TEXT: u16 = 1 << 2;
    /// They are not.
    pub const OTHER_TEXT: u16 = 1 << 3;
    /// The candidate's base is longer, without separators.
    pub const LONGER: u16 = 1 << 4;
    /// It is shorter.
    pub const SHORTER: u16 = 1 << 5;
    /// Both are as long.
    pub const SAME_LENGTH: u16 = 1 << 6;
    /// Both are as long and have the same letters.
    pub const SAME_LETTERS: u16 = 1 << 7;
    /// They may be within two edits.
    pub const NEAR: u16 = 1 << 8;
    /// They have as many words.
    pub const SAME_COUNT: u16 = 1 << 9;
    /// They may look alike in print.
    pub const PRINTED: u16 = 1 << 10;
    /// A digit stands in one of them, and the other letters may be within one edit, but for a `v` in front of a version.
    pub const DIGITS: u16 = 1 << 11;
    /// The candidate is written with letters of other scripts.
    pub const FOREIGN: u16 = 1 << 12;
}

/// Letters that look like others in print, alone or two together ([`crate::keys::printed`]).
const PRINTED_LETTERS: u32 = letters(b"li1o0s5rnmvw");
const DIGITS: u32 = letters(b"0123456789");

/// The name that is judged, and what is reckoned of it once.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The name taken apart.
    pub form: Form<'a>,
    /// What tells it from most others.
    pub mark: Mark,
    foreign: bool,
    stems: Stems<'a>,
    /// The letters of each of them.
    stem_letters: [u32; Stems::MOST],
}

impl<'a> Asked<'a> {
    /// A name of a registry.
    pub fn new(form: Form<'a>, ecosystem: Ecosystem) -> Self {
        let mark = Mark::of(ecosystem, form.squashed);
        let stems = Stems::of(form.squashed);
        let mut stem_letters = [0; Stems::MOST];
        for (at, (of, stem)) in stem_letters.iter_mut().zip(stems.as_slice()).enumerate() {
            *of = if at == 0 { mark.letters() } else { letters(stem.as_bytes()) };
        }
        Self { form, mark, foreign: !form.full.is_ascii(), stems, stem_letters }
    }

    /// Those of four letters and more that may be a stem of a text of these letters, or within one edit of it.
    pub(crate) fn stems_within(&self, letters: u32) -> impl Iterator<Item = &'a str> + Clone {
        let stems = self.stems.as_slice().iter().copied().zip(self.stem_letters);
        stems.filter(move |(stem, own)| stem.len() >= 4 && has_at_most(own & !letters, 1)).map(|(stem, _)| stem)
    }

    /// See [`Stems`].
    pub(crate) fn stems(&self) -> &[&'a str] {
        self.stems.as_slice()
    }
}

/// Two names side by side.
pub struct Pair<'a> {
    /// What is judged.
    pub candidate: &'a Form<'a>,
    /// What it could be mistaken for.
    pub target: &'a Form<'a>,
    /// The knowledge.
    pub pack: &'a Pack,
    /// Whether evidence is wanted: the first pass only ranks.
    pub explain: bool,
    /// Whether both live in the same scope, or in none.
    pub same_scope: bool,
    pub(crate) asked: &'a Asked<'a>,
    /// The letters of both.
    letters: (u32, u32),
    /// Bits of [`holds`].
    pub(crate) holds: u16,
    edits: OnceCell<Option<Few>>,
}

impl<'a> Pair<'a> {
    /// A pair; `mark` is the target's.
    pub fn new(asked: &'a Asked<'a>, target: &'a Form<'a>, mark: Mark, pack: &'a Pack, explain: bool) -> Self {
        let candidate = &asked.form;
        let same_scope = candidate.scope == target.scope;
        let (ours, theirs) = (asked.mark.letters(), mark.letters());
        let (length, other) = (candidate.squashed.len(), target.squashed.len());
        let mut all = if same_scope { holds::SAME_SCOPE } else { holds::OTHER_SCOPE };
        all |= match length.cmp(&other) {
            std::cmp::Ordering::Less => holds::SHORTER | holds::OTHER_TEXT,
            std::cmp::Ordering::Greater => holds::LONGER | holds::OTHER_TEXT,
            std::cmp::Ordering::Equal if ours != theirs => holds::SAME_LENGTH | holds::OTHER_TEXT,
            std::cmp::Ordering::Equal if candidate.squashed == target.squashed => {
                holds::SAME_LENGTH | holds::SAME_LETTERS | holds::SAME_TEXT
            }
            std::cmp::Ordering::Equal => holds::SAME_LENGTH | holds::SAME_LETTERS | holds::OTHER_TEXT,
        };
        let bit = |held: bool, bit: u16| if held { bit } else { 0 };
        all |= bit(asked.mark.may_be_within(mark, 2), holds::NEAR)
            | bit(candidate.count() == target.count(), holds::SAME_COUNT)
            | bit((ours ^ theirs) & !PRINTED_LETTERS == 0, holds::PRINTED)
            | bit(
                (ours | theirs) & DIGITS != 0 && has_at_most((ours ^ theirs) & !(DIGITS | letters(b"v")), 2),
                holds::DIGITS,
            )
            | bit(asked.foreign, holds::FOREIGN);
        let letters = (ours, theirs);
        Self { candidate, target, pack, explain, same_scope, asked, letters, holds: all, edits: OnceCell::new() }
    }

    /// The letters of the target, as in [`Mark::letters`].
    pub(crate) const fn target_letters(&self) -> u32 {
        self.letters.1
    }

    /// Whether the candidate may have the target inside: it has all its letters.
    pub(crate) const fn has_all_letters(&self) -> bool {
        self.letters.1 & !self.letters.0 == 0
    }

    /// Whether both have the same of these letters.
    pub(crate) const fn agree_on(&self, letters: u32) -> bool {
        (self.letters.0 ^ self.letters.1) & letters == 0
    }

    /// Whether the target may have the candidate inside.
    pub(crate) const fn is_all_letters(&self) -> bool {
        self.letters.0 & !self.letters.1 == 0
    }

    /// The one or two edits between the squashed bases, where both live in the same scope; none if they are equal or
    /// further apart, or too short for it to mean anything.
    pub fn edits(&self) -> Option<&[Edit]> {
        self.edits
            .get_or_init(|| {
                if !self.same_scope {
                    return None;
                }
                let (target, candidate) = (self.target.squashed, self.candidate.squashed);
                let shorter = target.len().min(candidate.len());
                let limit = if shorter >= 7 { 2 } else { usize::from(shorter >= 3) };
                edit::edits(target, candidate, limit).filter(|edits| !edits.as_slice().is_empty())
            })
            .as_ref()
            .map(Few::as_slice)
    }

    /// How much a slip counts: less where the words are divided in other places too, since then two things differ, and
    /// where a word that people use stands in the place of a generic one, or a generic one in the place of another, since then
    /// nobody slipped (`gcp` and `mcp`). A generic word that is misspelt (`sever`, `mpc`) is a slip like any other.
    pub fn slip(&self, closeness: f32) -> f32 {
        let meant = |(own, theirs): (&str, &str)| own != theirs && self.is_meant(own, theirs);
        let other =
            self.candidate.count() != self.target.count() || self.candidate.words().zip(self.target.words()).any(meant);
        if other { closeness - 0.2 } else { closeness }
    }

    /// Whether a word is meant as it stands, where the other name has another word in its place and one of the two is generic.
    /// The same letters in another order are a slip even where they are a word as well: the fingers know what was meant.
    fn is_meant(&self, own: &str, theirs: &str) -> bool {
        is_generic(own) || is_generic(theirs) && !same_letters(own, theirs) && suppress::is_common(self.pack, own)
    }

    /// A likeness with its evidence, which is only put into words where wanted.
    pub fn like(&self, closeness: f32, evidence: impl FnOnce() -> String) -> Option<Likeness> {
        Some(Likeness { closeness, evidence: if self.explain { evidence() } else { String::new() } })
    }
}

/// That two names are alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// How much, 0 to 1: what a reader would hardly notice is near 1.
    pub closeness: f32,
    /// In what.
    pub evidence: String,
}

#[cfg(test)]
mod tests {
    use crate::mechanisms::testing::pack;
    use crate::pack::lists::StoredLists;
    use crate::{Ecosystem, Engine, Subject, Verdict};

    #[test]
    fn a_generic_word_is_misspelt_like_any_other() {
        let mut names =
            vec![(Ecosystem::Pypi, "mcp-server-fetch", 900), (Ecosystem::Pypi, "mcp-server-filesystem", 900)];
        // `gcp` and `mpc` are words that people use.
        names.extend(["gcp-logs", "gcp-auth", "gcp-units", "gcp-tasks"].map(|name| (Ecosystem::Npm, name, 50)));
        names.extend(["mpc-tss", "mpc-keys", "mpc-wallet", "mpc-proof"].map(|name| (Ecosystem::Npm, name, 50)));
        // None of them as often as `mcp`.
        let many: Vec<String> = (0..90).map(|n| format!("mcp-{n}")).collect();
        names.extend(many.iter().map(|name| (Ecosystem::Npm, name.as_str(), 50)));
        let pack = pack(&names, &[], StoredLists::default());
        let asked = |name: &str| {
            let answer = Engine::new(&pack).judge(&Subject::new(Ecosystem::Pypi, name).unwrap());
            (answer.verdict, answer.matches.first().and_then(|found| Some(found.target.as_ref()?.name.clone())))
        };
        for (name, target) in [
            ("mpc-server-fetch", "mcp-server-fetch"),
            ("mcp-sever-fetch", "mcp-server-fetch"),
            ("mcp-servr-filesystem", "mcp-server-filesystem"),
            ("mcp-serrver-filesystem", "mcp-server-filesystem"),
            ("mcp-sercer-filesystem", "mcp-server-filesystem"),
        ] {
            assert_eq!(asked(name), (Verdict::Confirm, Some(target.to_owned())), "{name}");
        }
        for name in ["gcp-server-fetch", "mcp-servers-fetch-x"] {
            assert!(asked(name).0 <= Verdict::Note, "{name}");
        }
    }
}
