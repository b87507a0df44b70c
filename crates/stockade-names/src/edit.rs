//! Optimal string alignment distance up to two, with the edits that it takes.
//!
//! Source: Damerau 1964 and Levenshtein 1966, in the restricted form (no substring is edited twice). Bytes are compared:
//! package names are ASCII, and whatever is not has been folded before it comes here.

/// One edit that leads from the target to the candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The candidate lacks this byte of the target.
    Omission(u8),
    /// The candidate has this byte besides.
    Insertion(u8),
    /// The candidate has the second byte where the target has the first.
    Substitution(u8, u8),
    /// The candidate has these two the other way round.
    Transposition(u8, u8),
}

/// Longest text that is measured: [`crate::name::MAX_BYTES`] and a little for flattened scopes.
const MAX: usize = 256;

/// The edits from `target` to `candidate` if they are at most `limit` (0 to 2), nearest first along the target.
/// Runs in O(length) time: only a band of five diagonals is looked at.
pub fn edits(target: &str, candidate: &str, limit: usize) -> Option<Vec<Edit>> {
    let (target, candidate) = (target.as_bytes(), candidate.as_bytes());
    if target.len().abs_diff(candidate.len()) > limit || target.len() > MAX || candidate.len() > MAX {
        return None;
    }
    // What is equal at both ends needs no edit.
    let front = target.iter().zip(candidate).take_while(|(a, b)| a == b).count();
    let (target, candidate) = (target.get(front..)?, candidate.get(front..)?);
    let back = target.iter().rev().zip(candidate.iter().rev()).take_while(|(a, b)| a == b).count();
    let target = target.get(..target.len() - back)?;
    let candidate = candidate.get(..candidate.len() - back)?;
    let mut found = Vec::new();
    search(target, candidate, limit, &mut found).then_some(found)
}

/// Distance up to two.
pub fn distance(target: &str, candidate: &str, limit: usize) -> Option<usize> {
    (0..=limit).find(|limit| edits(target, candidate, *limit).is_some())
}

/// Depth-first with at most `limit` edits: at most 4^2 branches, each linear.
fn search(target: &[u8], candidate: &[u8], limit: usize, found: &mut Vec<Edit>) -> bool {
    let same = target.iter().zip(candidate).take_while(|(a, b)| a == b).count();
    let (target, candidate) = (target.get(same..).unwrap_or(&[]), candidate.get(same..).unwrap_or(&[]));
    if target.is_empty() && candidate.is_empty() {
        return true;
    }
    if limit == 0 || target.len().abs_diff(candidate.len()) > limit {
        return false;
    }
    let mut attempt = |edit: Edit, target: &[u8], candidate: &[u8]| {
        found.push(edit);
        let done = search(target, candidate, limit - 1, found);
        if !done {
            found.pop();
        }
        done
    };
    if let ([a, b, rest @ ..], [c, d, tail @ ..]) = (target, candidate)
        && a == d
        && b == c
        && attempt(Edit::Transposition(*a, *b), rest, tail)
    {
        return true;
    }
    match (target, candidate) {
        ([a, rest @ ..], [b, tail @ ..]) => {
            attempt(Edit::Substitution(*a, *b), rest, tail)
                || attempt(Edit::Omission(*a), rest, candidate)
                || attempt(Edit::Insertion(*b), target, tail)
        }
        ([a, rest @ ..], []) => attempt(Edit::Omission(*a), rest, candidate),
        ([], [b, tail @ ..]) => attempt(Edit::Insertion(*b), target, tail),
        ([], []) => true,
    }
}

/// Whether two keys are neighbours on a QWERTY keyboard (diagonals count).
pub fn adjacent(a: u8, b: u8) -> bool {
    const ROWS: [&[u8]; 4] = [b"1234567890-", b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];
    let place = |key: u8| {
        ROWS.iter().enumerate().find_map(|(row, keys)| Some((row, keys.iter().position(|other| *other == key)?)))
    };
    let (Some((row, column)), Some((other_row, other_column))) = (place(a), place(b)) else { return false };
    // Each row is shifted by about half a key to the right of the one above: the upper row's neighbours of column n are
    // n and n + 1, the lower row's n - 1 and n.
    match other_row.cmp(&row) {
        std::cmp::Ordering::Equal => column.abs_diff(other_column) == 1,
        std::cmp::Ordering::Less => row - other_row == 1 && (other_column == column || other_column == column + 1),
        std::cmp::Ordering::Greater => other_row - row == 1 && (other_column == column || other_column + 1 == column),
    }
}

/// Whether two bytes differ in one bit (a memory or network error turns one name into the other).
pub const fn one_bit(a: u8, b: u8) -> bool {
    (a ^ b).count_ones() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_named() {
        assert_eq!(edits("react", "react", 0), Some(vec![]));
        assert_eq!(edits("claude-code", "claud-code", 1), Some(vec![Edit::Omission(b'e')]));
        assert_eq!(edits("yargs", "yarsg", 1), Some(vec![Edit::Transposition(b'g', b's')]));
        assert_eq!(edits("openclaw", "opencraw", 1), Some(vec![Edit::Substitution(b'l', b'r')]));
        assert_eq!(edits("boto3", "botaa3", 1), None);
        assert_eq!(edits("boto3", "botaa3", 2).unwrap().len(), 2);
        assert_eq!(distance("supportscolor", "suportcolor", 2), Some(2));
        assert_eq!(distance("abc", "xyz", 2), None);
    }

    #[test]
    fn keys_lie_where_they_lie() {
        for (a, b) in [(b'a', b's'), (b'a', b'q'), (b'd', b'e'), (b'd', b'x'), (b'l', b'k'), (b'1', b'q'), (b's', b'w')]
        {
            assert!(adjacent(a, b) && adjacent(b, a), "{} {}", char::from(a), char::from(b));
        }
        for (a, b) in [(b'a', b'd'), (b'q', b'z'), (b'l', b'1'), (b'a', b'a')] {
            assert!(!adjacent(a, b), "{} {}", char::from(a), char::from(b));
        }
    }
}
