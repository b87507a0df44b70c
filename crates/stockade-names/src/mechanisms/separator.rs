//! 6. Separators are added, dropped or replaced: `event_stream`, `lodashjs` for `lodash.js`.

use super::{Likeness, Mechanism, Pair, Work};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "separator",
    number: 6,
    summary: "separators are added, dropped or replaced",
    // Registries refuse a new name that differs from one they have in separators alone: such a name is a slip, not a squat.
    asks: false,
    work: Work::Pair(compare, 0.98),
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let same =
        pair.same_scope && pair.candidate.squashed == pair.target.squashed && pair.candidate.full != pair.target.full;
    if same { pair.like(0.98, || format!("`{}` with other separators", pair.target.full)) } else { None }
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
