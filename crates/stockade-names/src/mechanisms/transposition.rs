//! 4. Neighbouring letters change places: `yarsg`, `rimarf`; or all of a word's letters are shuffled.

use super::{Likeness, Mechanism, Pair, Work, holds};
use crate::edit::Edit;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "transposition",
    number: 4,
    summary: "letters change places",
    asks: true,
    work: Work::Pair { compare, most: 0.93, needs: holds::SAME_SCOPE | holds::SAME_LETTERS | holds::OTHER_TEXT },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let (candidate, target) = (pair.candidate.squashed, pair.target.squashed);
    if let Some(edits) = pair.edits() {
        let swaps = edits.iter().all(|edit| matches!(edit, Edit::Transposition(..)));
        if swaps {
            let closeness = if edits.len() == 1 { 0.93 } else { 0.75 };
            return pair.like(pair.slip(closeness), || ["letters of `", pair.target.full, "` change places"].concat());
        }
    }
    let shuffled = candidate.len() >= 5
        && candidate.bytes().next() == target.bytes().next()
        && pair.candidate.count() == pair.target.count()
        && crate::form::same_letters(candidate, target)
        // Whole words that change places are another mechanism.
        && !crate::keys::same_in_order(pair.candidate, pair.target);
    if shuffled { pair.like(0.6, || ["the letters of `", pair.target.full, "` in another order"].concat()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::testing::sees;
    use super::MECHANISM;

    #[test]
    fn swapped_letters() {
        for (candidate, target) in
            [("yarsg", "yargs"), ("rimarf", "rimraf"), ("degbu", "debug"), ("regenraotr", "regenerator")]
        {
            assert_eq!(sees(&MECHANISM, candidate, target), candidate.len() == target.len(), "{candidate}");
        }
        assert!(!sees(&MECHANISM, "mcp-figma", "figma-mcp"));
        assert!(!sees(&MECHANISM, "yargs", "yargs"));
    }
}
