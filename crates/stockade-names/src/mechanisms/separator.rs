//! 6. Separators are added, dropped or replaced: `event_stream`, `lodashjs` for `lodash.js`.

use super::{Likeness, Mechanism, Pair, Work, holds};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "separator",
    number: 6,
    summary: "separators are added, dropped or replaced",
    // Registries refuse a new name that differs from one they have in separators alone: such a name is a slip, not a squat.
    asks: false,
    work: Work::Pair { compare, most: 0.98, needs: holds::SAME_SCOPE | holds::SAME_TEXT },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    if pair.candidate.full != pair.target.full {
        pair.like(0.98, || ["`", pair.target.full, "` with other separators"].concat())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::sees;
    use super::MECHANISM;

    #[test]
    fn moved_separators() {
        assert!(sees(&MECHANISM, "eventstream", "event-stream"));
        assert!(sees(&MECHANISM, "@a/b_c", "@a/b-c"));
        assert!(!sees(&MECHANISM, "event-stream", "event-stream"));
        assert!(!sees(&MECHANISM, "@a/b-c", "b-c"));
    }
}
