//! Whether a version is inside a range, for plain releases (`1.2.3`), as the version specifier page of the Python
//! packaging guide says (PEP 440). Pre-releases, epochs and local versions are left undecided.

use std::cmp::Ordering;

/// Whether `range` (`>=1,<2`) holds `version`; none where one of them is more than digits and dots can say.
pub fn holds(range: &str, version: &str) -> Option<bool> {
    let version = release(version)?;
    let mut all = true;
    for clause in range.split(',').map(str::trim).filter(|clause| !clause.is_empty()) {
        all &= clause_holds(clause, &version)?;
    }
    Some(all)
}

fn clause_holds(clause: &str, version: &[u64]) -> Option<bool> {
    let end = clause.find(|c: char| !"<>=!~".contains(c))?;
    let (operator, text) = (clause.get(..end)?, clause.get(end..)?.trim());
    if let Some(prefix) = text.strip_suffix(".*") {
        let prefix = release(prefix)?;
        let same = prefix.iter().enumerate().all(|(at, part)| version.get(at).copied().unwrap_or(0) == *part);
        return match operator {
            "==" => Some(same),
            "!=" => Some(!same),
            _ => None,
        };
    }
    let wanted = release(text)?;
    let order = compare(version, &wanted);
    match operator {
        "==" | "===" => Some(order == Ordering::Equal),
        "!=" => Some(order != Ordering::Equal),
        ">=" => Some(order != Ordering::Less),
        "<=" => Some(order != Ordering::Greater),
        ">" => Some(order == Ordering::Greater),
        "<" => Some(order == Ordering::Less),
        "~=" => {
            let front = wanted.get(..wanted.len().checked_sub(1).filter(|length| *length > 0)?)?;
            let same = front.iter().enumerate().all(|(at, part)| version.get(at).copied().unwrap_or(0) == *part);
            Some(same && order != Ordering::Less)
        }
        _ => None,
    }
}

fn release(text: &str) -> Option<Vec<u64>> {
    text.strip_prefix('v').unwrap_or(text).split('.').map(|part| part.parse().ok()).collect()
}

/// Missing parts are zeros.
fn compare(a: &[u64], b: &[u64]) -> Ordering {
    let part = |of: &[u64], at: usize| of.get(at).copied().unwrap_or(0);
    (0..a.len().max(b.len()))
        .map(|at| part(a, at).cmp(&part(b, at)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn plain_releases_are_decided() {
        for (range, version, expected) in [
            (">=1,<2", "1.2.3", true),
            (">=1,<2", "2.0", false),
            ("==1.2.*", "1.2.9", true),
            ("==1.2.*", "1.3", false),
            ("!=1.2.*", "1.3", true),
            ("~=1.2", "1.9", true),
            ("~=1.2", "2.0", false),
            ("~=1.2.3", "1.2.2", false),
            ("==1.2", "1.2.0", true),
            ("> 1.2.3", "1.2.3", false),
            ("", "7", true),
        ] {
            assert_eq!(holds(range, version), Some(expected), "{range} {version}");
        }
    }

    #[test]
    fn the_rest_is_left_open() {
        for (range, version) in [(">=1", "1.0rc1"), (">=1!2", "3"), ("~=1", "1.2"), (">1.*", "2"), ("what", "1")] {
            assert_eq!(holds(range, version), None, "{range} {version}");
        }
    }
}
