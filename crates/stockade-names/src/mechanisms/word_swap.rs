//! 17. One word is replaced by an unrelated one: `discord.dll` for `discord.js`.

use super::{Likeness, Mechanism, Pair, Work, holds};
use crate::form::is_generic;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "word-swap",
    number: 17,
    summary: "one word is replaced by an unrelated one",
    asks: false,
    work: Work::Pair { compare, most: 0.35, needs: holds::SAME_SCOPE | holds::SAME_COUNT },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    if pair.target.count() < 2 {
        return None;
    }
    let words = || pair.candidate.words().zip(pair.target.words());
    if words().filter(|(a, b)| a != b).take(2).count() != 1 {
        return None;
    }
    // What is left in common must say which package is meant: a generic word does not.
    let telling = words().any(|(a, b)| a == b && a.len() >= 4 && !is_generic(a));
    if telling { pair.like(0.35, || ["`", pair.target.full, "` with another word"].concat()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::testing::sees;
    use super::MECHANISM;

    #[test]
    fn swapped_words() {
        assert!(sees(&MECHANISM, "discord.dll", "discord.js"));
        assert!(!sees(&MECHANISM, "memory-mcp", "figma-mcp"));
        assert!(!sees(&MECHANISM, "discord.js", "discord.js"));
    }
}
