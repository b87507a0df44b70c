//! 13. A part that matters is dropped: `secp256` for `secp256k1`, `django-server` for `django-server-guardian-api`.

use super::{Likeness, Mechanism, Pair, Work};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "simplification",
    number: 13,
    summary: "a part of the name is dropped",
    asks: false,
    work: Work::Pair(compare, 0.6),
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let (candidate, target) = (&pair.candidate.squashed, &pair.target.squashed);
    if candidate.len() < 3 || candidate.len() >= target.len() || !pair.same_scope {
        return None;
    }
    let words = |text: &[String]| text.len();
    let (kept, whole) = (&pair.candidate.tokens, &pair.target.tokens);
    let by_words = words(kept) < words(whole) && whole.windows(kept.len()).any(|window| window == kept.as_slice());
    if by_words {
        return pair.like(0.55, || format!("`{}` with words dropped", pair.target.full));
    }
    let share = candidate.len() as f32 / target.len() as f32;
    let by_letters = share >= 0.35 && (target.starts_with(candidate.as_str()) || target.ends_with(candidate.as_str()));
    if by_letters { pair.like(0.2 + 0.4 * share, || format!("a part of `{}`", pair.target.full)) } else { None }
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
