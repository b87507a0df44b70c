//! 1. A letter is left out: `claud-code`, `suport-color`.

use super::{Likeness, Mechanism, Pair, Work, holds};
use crate::edit::Edit;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "omission",
    number: 1,
    summary: "one or two letters are left out",
    asks: true,
    work: Work::Pair { compare, most: 0.9, needs: holds::SAME_SCOPE | holds::NEAR | holds::SHORTER },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let edits = pair.edits()?;
    if !edits.iter().all(|edit| matches!(edit, Edit::Omission(_))) {
        return None;
    }
    // What is dropped at an end is a word or a version more often than a slip.
    let tail = pair.target.squashed.starts_with(pair.candidate.squashed);
    let closeness = match (edits.len(), tail) {
        (1, false) => 0.9,
        (1, true) => 0.8,
        _ => 0.65,
    };
    pair.like(pair.slip(closeness), || {
        let letters: String = edits.iter().filter_map(Edit::letter).collect();
        ["`", pair.target.full, "` without `", &letters, "`"].concat()
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::sees;
    use super::MECHANISM;

    #[test]
    fn left_out_letters() {
        assert!(sees(&MECHANISM, "claud-code", "claude-code"));
        assert!(sees(&MECHANISM, "suport-color", "supports-color"));
        assert!(!sees(&MECHANISM, "cloude-code", "claude-code"));
        assert!(!sees(&MECHANISM, "code", "claude-code"));
        assert!(!sees(&MECHANISM, "@a/claud-code", "@b/claude-code"));
    }
}
