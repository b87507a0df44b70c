//! 10. Another grammatical form: `importlib-resource`, `typing-extension`, `notify` for `notification`.

use super::{Likeness, Mechanism, Pair, Work, holds};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "grammar",
    number: 10,
    summary: "a word in another grammatical form (plural, -ed, -ing, -er)",
    asks: true,
    work: Work::Pair { compare, most: 0.87, needs: holds::SAME_SCOPE | holds::SAME_COUNT },
};

/// Endings that inflect a word, longest first.
const ENDINGS: &[&str] = &[
    "ifications",
    "ification",
    "ications",
    "ication",
    "ations",
    "ation",
    "ings",
    "ing",
    "ions",
    "ion",
    "ers",
    "ies",
    "ify",
    "es",
    "ed",
    "er",
    "s",
    "y",
    "e",
];

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    if pair.candidate.same_words(pair.target) {
        return None;
    }
    let mut changed = 0;
    for (a, b) in pair.candidate.words().zip(pair.target.words()) {
        if a != b {
            changed += 1;
            if !same_word(a, b) {
                return None;
            }
        }
    }
    let closeness = if changed == 1 { 0.87 } else { 0.7 };
    pair.like(closeness, || ["the words of `", pair.target.full, "` in another grammatical form"].concat())
}

/// Whether two words have a stem of four letters or more in common, each with an ending of [`ENDINGS`] or none.
fn same_word(a: &str, b: &str) -> bool {
    // Cheap first: most words differ before that.
    if a.as_bytes().get(..4) != b.as_bytes().get(..4) {
        return false;
    }
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let ends = |word: &str, stem: usize| word.get(stem..).is_some_and(|end| end.is_empty() || ENDINGS.contains(&end));
    (4..=common).any(|stem| ends(a, stem) && ends(b, stem))
}

#[cfg(test)]
mod tests {
    use super::super::testing::sees;
    use super::MECHANISM;

    #[test]
    fn inflected_words() {
        assert!(sees(&MECHANISM, "importlib-resource", "importlib-resources"));
        assert!(sees(&MECHANISM, "electron-native-notify", "electron-native-notification"));
        assert!(!sees(&MECHANISM, "importlib-resources", "importlib-resources"));
        assert!(!sees(&MECHANISM, "as-is", "a-is"));
    }
}
