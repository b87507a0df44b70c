//! 2. A letter is put in or doubled: `huggingface-hubs`, `requessts`.

use super::{Likeness, Mechanism, Pair, Work, holds};
use crate::edit::Edit;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "insertion",
    number: 2,
    summary: "one or two letters are put in or doubled",
    asks: true,
    work: Work::Pair { compare, most: 0.92, needs: holds::SAME_SCOPE | holds::NEAR | holds::LONGER },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let edits = pair.edits()?;
    // Digits are versions; that is another mechanism.
    if !edits.iter().all(|edit| matches!(edit, Edit::Insertion(letter) if !letter.is_ascii_digit())) {
        return None;
    }
    let doubled = crate::keys::runs(pair.candidate.squashed).eq(crate::keys::runs(pair.target.squashed));
    let closeness = match (edits.len(), doubled) {
        (1, true) => 0.92,
        (1, false) => 0.86,
        (_, true) => 0.8,
        _ => 0.62,
    };
    let how = if doubled { "doubled in" } else { "put into" };
    pair.like(pair.slip(closeness), || {
        let letters: String = edits.iter().filter_map(Edit::letter).collect();
        ["`", &letters, "` ", how, " `", pair.target.full, "`"].concat()
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::sees;
    use super::MECHANISM;

    #[test]
    fn put_in_letters() {
        assert!(sees(&MECHANISM, "huggingface-hubs", "huggingface-hub"));
        assert!(sees(&MECHANISM, "requessts", "requests"));
        assert!(!sees(&MECHANISM, "tlsclient3", "tlsclient"));
        assert!(!sees(&MECHANISM, "requests", "requests"));
    }
}
