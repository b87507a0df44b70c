//! 13. A part that matters is dropped: `secp256` for `secp256k1`, `django-server` for `django-server-guardian-api`.

use super::{Likeness, Mechanism, Pair, Work, holds};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "simplification",
    number: 13,
    summary: "a part of the name is dropped",
    asks: false,
    work: Work::Pair { compare, most: 0.6, needs: holds::SAME_SCOPE | holds::SHORTER },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let (candidate, target) = (pair.candidate.squashed, pair.target.squashed);
    if candidate.len() < 3 || !pair.is_all_letters() {
        return None;
    }
    let by_words = pair.candidate.count() < pair.target.count() && pair.target.position(pair.candidate).is_some();
    if by_words {
        return pair.like(0.55, || ["`", pair.target.full, "` with words dropped"].concat());
    }
    let share = candidate.len() as f32 / target.len() as f32;
    let by_letters = share >= 0.35 && (target.starts_with(candidate) || target.ends_with(candidate));
    if by_letters { pair.like(0.2 + 0.4 * share, || ["a part of `", pair.target.full, "`"].concat()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::testing::sees;
    use super::MECHANISM;

    #[test]
    fn dropped_parts() {
        assert!(sees(&MECHANISM, "secp256", "secp256k1"));
        assert!(sees(&MECHANISM, "django-server", "django-server-guardian-api"));
        assert!(sees(&MECHANISM, "telnet", "telnetsrvlib"));
        assert!(!sees(&MECHANISM, "secp256k1", "secp256"));
        assert!(!sees(&MECHANISM, "server-api", "django-server-guardian-api"));
    }
}
