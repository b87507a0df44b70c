//! 9. Words change places: `mcp-figma` for `figma-mcp`.

use super::{Likeness, Mechanism, Pair, Work};
use crate::keys::sorted;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "word-order",
    number: 9,
    summary: "words change places",
    asks: true,
    work: Work::Pair(compare, 0.88),
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let (candidate, target) = (&pair.candidate.tokens, &pair.target.tokens);
    if !pair.same_scope || candidate.len() < 2 || candidate.len() != target.len() || candidate == target {
        return joined(pair);
    }
    let words = |tokens: &[String]| sorted(tokens.iter().map(String::as_str));
    let (squashed, other) = (&pair.candidate.squashed, &pair.target.squashed);
    let may = crate::form::same_letters(squashed, other) && squashed != other;
    if may && words(candidate) == words(target) {
        // Where only `mcp` and `server` move, both orders are everyday names.
        let told_apart = pair.candidate.core() != pair.target.core();
        let closeness = if told_apart { 0.88 } else { 0.7 };
        return pair.like(closeness, || format!("the words of `{}` in another order", pair.target.full));
    }
    joined(pair)
}

/// `pythonkafka` for `kafka-python`: the words of the target run together.
fn joined(pair: &Pair<'_>) -> Option<Likeness> {
    let [first, second] = pair.target.tokens.as_slice() else { return None };
    let same = pair.same_scope
        && pair.candidate.squashed.strip_prefix(second.as_str()) == Some(first.as_str())
        && first != second;
    if same { pair.like(0.8, || format!("the words of `{}` in another order", pair.target.full)) } else { None }
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
