//! 5. One bit of a letter flips: `coogle`.

use super::{Likeness, Mechanism, Pair, Work, holds};
use crate::edit::{Edit, one_bit};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "bit-flip",
    number: 5,
    summary: "one bit of a letter flips",
    asks: true,
    work: Work::Pair {
        compare,
        most: 0.81,
        needs: holds::SAME_SCOPE | holds::NEAR | holds::SAME_LENGTH | holds::OTHER_TEXT,
    },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let [Edit::Substitution(from, to)] = pair.edits()? else { return None };
    if !one_bit(*from, *to) || from.is_ascii_digit() || to.is_ascii_digit() {
        return None;
    }
    pair.like(pair.slip(0.81), || {
        format!("`{}` is `{}` with one bit flipped, in `{}`", char::from(*to), char::from(*from), pair.target.full)
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::sees;
    use super::MECHANISM;

    #[test]
    fn flipped_bits() {
        assert!(sees(&MECHANISM, "coogle", "google"));
        assert!(!sees(&MECHANISM, "hoogle-x", "google-x"));
        assert!(!sees(&MECHANISM, "boto2", "boto3"));
    }
}
