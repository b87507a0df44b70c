//! 11. Another accepted spelling: `colour`, `grey`, `glamor`.

use crate::keys::singular;

use super::{Likeness, Mechanism, Pair, Work, holds};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "spelling",
    number: 11,
    summary: "a word in its other accepted spelling",
    asks: true,
    work: Work::Pair { compare, most: 0.9, needs: holds::SAME_SCOPE | holds::SAME_COUNT },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let lists = pair.pack.lists();
    let mut one = false;
    let all = pair.candidate.words().zip(pair.target.words()).all(|(a, b)| {
        if a == b {
            return true;
        }
        let (a, b) = (singular(a), singular(b));
        let other = lists.are_spellings(a, b);
        one |= other;
        a == b || other
    });
    if all && one { pair.like(0.9, || ["the other spelling of `", pair.target.full, "`"].concat()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{pack, sees_with};
    use super::MECHANISM;
    use crate::pack::lists::StoredLists;

    #[test]
    fn two_spellings() {
        let spellings = vec![vec!["color".to_owned(), "colour".to_owned()]];
        let pack = pack(&[], &[], StoredLists { spellings, ..StoredLists::default() });
        assert!(sees_with(&MECHANISM, "supports-colour", "supports-color", &pack));
        assert!(!sees_with(&MECHANISM, "supports-colors", "supports-color", &pack));
        assert!(!sees_with(&MECHANISM, "supports-pallor", "supports-color", &pack));
    }
}
