//! 7. Letters that look alike in print: `1odash`, `rnongoose`.

use super::{Likeness, Mechanism, Pair, Work, holds};
use crate::keys::looks_like;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "homoglyph",
    number: 7,
    summary: "letters are replaced by others that look alike in print (l 1 i, o 0, rn m, vv w, s 5)",
    asks: true,
    work: Work::Pair { compare, most: 0.95, needs: holds::SAME_SCOPE | holds::OTHER_TEXT | holds::PRINTED },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let (candidate, target) = (pair.candidate.squashed, pair.target.squashed);
    if candidate.len().abs_diff(target.len()) <= 4 && looks_like(candidate, target) {
        pair.like(0.95, || ["looks like `", pair.target.full, "` in print"].concat())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::sees;
    use super::MECHANISM;

    #[test]
    fn look_alikes() {
        assert!(sees(&MECHANISM, "1odash", "lodash"));
        assert!(sees(&MECHANISM, "rnongoose", "mongoose"));
        assert!(!sees(&MECHANISM, "lodash", "lodash"));
        assert!(!sees(&MECHANISM, "kodash", "lodash"));
    }
}
