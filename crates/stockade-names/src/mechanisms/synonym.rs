//! 16. A word of the same meaning: `db-lib` for `database-lib`.

use super::{Likeness, Mechanism, Pair, Work, holds};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "synonym",
    number: 16,
    summary: "a word is replaced by one that means the same",
    asks: false,
    work: Work::Pair { compare, most: 0.5, needs: holds::SAME_SCOPE | holds::SAME_COUNT },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    if pair.candidate.same_words(pair.target) {
        return None;
    }
    let lists = pair.pack.lists();
    let same = pair.candidate.words().zip(pair.target.words()).all(|(a, b)| a == b || lists.are_synonyms(a, b));
    if same { pair.like(0.5, || ["means the same as `", pair.target.full, "`"].concat()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{pack, sees_with};
    use super::MECHANISM;
    use crate::pack::lists::StoredLists;

    #[test]
    fn same_meaning() {
        let synonyms = vec![vec!["db".to_owned(), "database".to_owned()]];
        let pack = pack(&[], &[], StoredLists { synonyms, ..StoredLists::default() });
        assert!(sees_with(&MECHANISM, "db-lib", "database-lib", &pack));
        assert!(!sees_with(&MECHANISM, "data-lib", "database-lib", &pack));
    }
}
