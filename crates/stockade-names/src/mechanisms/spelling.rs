//! 11. Another accepted spelling: `colour`, `grey`, `glamor`.

use super::{Likeness, Mechanism, Pair, Work};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "spelling",
    number: 11,
    summary: "a word in its other accepted spelling",
    asks: true,
    work: Work::Pair(compare, 0.9),
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let (candidate, target) = (&pair.candidate.tokens, &pair.target.tokens);
    if !pair.same_scope || candidate.len() != target.len() || candidate == target {
        return None;
    }
    let lists = pair.pack.lists();
    let all = candidate.iter().zip(target).all(|(a, b)| {
        let (a, b) = (crate::keys::singular(a), crate::keys::singular(b));
        a == b || lists.are_spellings(a, b)
    });
    let one = all
        && candidate
            .iter()
            .zip(target)
            .any(|(a, b)| lists.are_spellings(crate::keys::singular(a), crate::keys::singular(b)));
    if one { pair.like(0.9, || format!("the other spelling of `{}`", pair.target.full)) } else { None }
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
