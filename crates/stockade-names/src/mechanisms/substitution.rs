//! 3. A letter is replaced, most often by a neighbouring key: `babel-loqder`, `opencraw`.

use super::{Likeness, Mechanism, Pair, Work, holds};
use crate::edit::{Edit, adjacent};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "substitution",
    number: 3,
    summary: "a letter is replaced, or two different slips are made",
    asks: true,
    work: Work::Pair { compare, most: 0.9, needs: holds::SAME_SCOPE | holds::NEAR | holds::OTHER_TEXT },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    match pair.edits()? {
        [Edit::Substitution(from, to)] => {
            if from.is_ascii_digit() || to.is_ascii_digit() {
                return None;
            }
            let near = adjacent(*from, *to);
            let how = if near { ", the key beside it" } else { "" };
            // Readers look at the first letter: another one there is another word, unless the finger slipped.
            let first = pair.candidate.squashed.as_bytes().first() != pair.target.squashed.as_bytes().first();
            let closeness = match (near, first) {
                (true, _) => 0.9,
                (false, false) => 0.82,
                (false, true) => 0.7,
            };
            pair.like(pair.slip(closeness), || {
                format!("`{}` instead of `{}`{how}, in `{}`", char::from(*to), char::from(*from), pair.target.full)
            })
        }
        // Two slips of different kinds; two of one kind belong to that kind.
        [first, second] if std::mem::discriminant(first) != std::mem::discriminant(second) => {
            pair.like(0.6, || ["two slips away from `", pair.target.full, "`"].concat())
        }
        [Edit::Substitution(..), Edit::Substitution(..)] => {
            pair.like(0.6, || ["two letters of `", pair.target.full, "` replaced"].concat())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::sees;
    use super::MECHANISM;

    #[test]
    fn replaced_letters() {
        assert!(sees(&MECHANISM, "babel-loqder", "babel-loader"));
        assert!(sees(&MECHANISM, "opencraw", "openclaw"));
        assert!(sees(&MECHANISM, "matplatlub", "matplotlib"));
        assert!(!sees(&MECHANISM, "boto4", "boto3"));
        assert!(!sees(&MECHANISM, "babelloader", "babel-loader"));
    }
}
