//! 8. Letters of other scripts that look alike: Cyrillic `е` in `rеact`. No package of npm or PyPI can have them.
//!
//! Such a name is a title, a tool or a domain, or somebody's paste.

use unicode_normalization::UnicodeNormalization as _;

use super::{Likeness, Mechanism, Pair, Work, holds};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "unicode-homoglyph",
    number: 8,
    summary: "letters are replaced by look-alikes of other scripts (UTS #39 skeletons)",
    asks: true,
    work: Work::Pair { compare, most: 0.99, needs: holds::FOREIGN },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let candidate = pair.candidate.full;
    if candidate != pair.target.full && skeleton(candidate) == skeleton(pair.target.full) {
        pair.like(0.99, || {
            let letters = foreign(candidate);
            format!("`{}` written with letters of other scripts: {letters}", pair.target.full)
        })
    } else {
        None
    }
}

/// Each letter beyond ASCII once, by its code point and what it reads as: nobody sees the difference.
fn foreign(text: &str) -> String {
    let mut seen: Vec<char> = Vec::new();
    let mut said: Vec<String> = Vec::new();
    for letter in text.chars().filter(|letter| !letter.is_ascii()) {
        if !seen.contains(&letter) {
            seen.push(letter);
            said.push(format!("U+{:04X} for `{}`", u32::from(letter), skeleton(letter.encode_utf8(&mut [0; 4]))));
        }
    }
    said.join(", ")
}

/// The UTS #39 skeleton, compatibility forms and case folded first: what a reader sees.
pub fn skeleton(text: &str) -> String {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    stockade_skeleton::skeleton(&folded).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::sees;
    use super::{MECHANISM, foreign, skeleton};

    #[test]
    fn other_scripts() {
        assert!(sees(&MECHANISM, "r\u{435}act", "react"));
        assert!(sees(&MECHANISM, "\u{ff52}eact", "react"));
        assert!(!sees(&MECHANISM, "react", "react"));
        assert!(!sees(&MECHANISM, "caf\u{e9}", "react"));
        assert_eq!(foreign("r\u{435}\u{430}ct-\u{435}"), "U+0435 for `e`, U+0430 for `a`");
        assert_eq!(skeleton("GitHub"), skeleton("g\u{131}thub").replace('\u{131}', "i"));
    }
}
