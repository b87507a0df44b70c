//! 4. Neighbouring letters change places: `yarsg`, `rimarf`; or all of a word's letters are shuffled.

use super::{Likeness, Mechanism, Pair, Work};
use crate::edit::Edit;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "transposition",
    number: 4,
    summary: "letters change places",
    asks: true,
    work: Work::Pair(compare, 0.93),
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let (candidate, target) = (&pair.candidate.squashed, &pair.target.squashed);
    if let Some(edits) = pair.edits() {
        let swaps = edits.iter().all(|edit| matches!(edit, Edit::Transposition(..)));
        if swaps {
            let closeness = if edits.len() == 1 { 0.93 } else { 0.75 };
            return pair.like(pair.slip(closeness), || format!("letters of `{}` change places", pair.target.full));
        }
    }
    let shuffled = pair.same_scope
        && candidate.len() >= 5
        && candidate != target
        && candidate.bytes().next() == target.bytes().next()
        && pair.candidate.tokens.len() == pair.target.tokens.len()
        && crate::form::same_letters(candidate, target)
        // Whole words that change places are another mechanism.
        && crate::keys::sorted(pair.candidate.tokens.iter().map(String::as_str))
            != crate::keys::sorted(pair.target.tokens.iter().map(String::as_str));
    if shuffled { pair.like(0.6, || format!("the letters of `{}` in another order", pair.target.full)) } else { None }
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
