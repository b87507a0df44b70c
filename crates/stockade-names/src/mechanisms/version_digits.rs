//! 14. Digits are added, dropped or changed: `tlsclient3`, `boto4`, `mcp-runcommand-server2`.

use super::{Likeness, Mechanism, Pair, Work, holds};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "version-digits",
    number: 14,
    summary: "digits of a version are added, dropped or changed",
    asks: false,
    work: Work::Pair { compare, most: 0.75, needs: holds::SAME_SCOPE | holds::OTHER_TEXT | holds::DIGITS },
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let (candidate, target) = (pair.candidate.squashed, pair.target.squashed);
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let (ours, theirs) = (digits(candidate), digits(target));
    // Cheap first: without digits, a `v` and one letter more or less, they are as long as each other.
    if (candidate.len() - ours).abs_diff(target.len() - theirs) > 2 {
        return None;
    }
    let (a, b) = (letters(candidate), letters(target));
    if a.len() >= 3 && a == b {
        return pair.like(0.75, || ["`", pair.target.full, "` with other digits"].concat());
    }
    // `botaa3`, `pytz3-dev`: digits and a slip.
    let near = a.len() >= 4 && crate::edit::within(&b, &a, 1);
    if near { pair.like(0.5, || ["`", pair.target.full, "` with other digits and one slip"].concat()) } else { None }
}

/// Without digits, and without a `v` that a version is written with.
fn letters(text: &str) -> String {
    let mut text: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    if text.ends_with('v') {
        text.pop();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::testing::sees;
    use super::MECHANISM;

    #[test]
    fn other_digits() {
        assert!(sees(&MECHANISM, "tlsclient3", "tlsclient"));
        assert!(sees(&MECHANISM, "boto4", "boto3"));
        assert!(sees(&MECHANISM, "mcp-runcommand-server2", "mcp-runcommand-server"));
        assert!(!sees(&MECHANISM, "boto3", "boto3"));
        assert!(!sees(&MECHANISM, "requests", "request"));
    }
}
