//! 9. Words change places: `mcp-figma` for `figma-mcp`.

use super::{Likeness, Mechanism, Pair, Work, holds};
use crate::keys::same_in_order;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "word-order",
    number: 9,
    summary: "words change places",
    asks: true,
    work: Work::Pair { compare, most: 0.88, needs: holds::SAME_SCOPE | holds::SAME_LETTERS },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let (candidate, target) = (pair.candidate, pair.target);
    let moved = candidate.count() >= 2
        && candidate.count() == target.count()
        && candidate.squashed != target.squashed
        && same_in_order(candidate, target);
    if moved {
        // Where only `mcp` and `server` move, both orders are everyday names.
        let told_apart = !candidate.core().eq(target.core());
        let closeness = if told_apart { 0.88 } else { 0.7 };
        return pair.like(closeness, || ["the words of `", pair.target.full, "` in another order"].concat());
    }
    joined(pair)
}

/// `pythonkafka` for `kafka-python`: the words of the target run together.
fn joined(pair: &Pair<'_>) -> Option<Likeness> {
    if pair.target.count() != 2 {
        return None;
    }
    let mut words = pair.target.words();
    let (first, second) = (words.next()?, words.next()?);
    let same = pair.candidate.squashed.strip_prefix(second) == Some(first) && first != second;
    if same { pair.like(0.8, || ["the words of `", pair.target.full, "` in another order"].concat()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::testing::sees;
    use super::MECHANISM;

    #[test]
    fn moved_words() {
        assert!(sees(&MECHANISM, "mcp-figma", "figma-mcp"));
        assert!(sees(&MECHANISM, "pythonkafka", "kafka-python"));
        assert!(!sees(&MECHANISM, "figma_mcp", "figma-mcp"));
        assert!(!sees(&MECHANISM, "mcp-figma-server", "figma-mcp"));
    }
}
