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

impl Edit {
    /// The letter that was left out or put in.
    pub fn letter(&self) -> Option<char> {
        match self {
            Self::Omission(letter) | Self::Insertion(letter) => Some(char::from(*letter)),
            Self::Substitution(..) | Self::Transposition(..) => None,
        }
    }
}

/// Longest text that is measured: [`crate::name::MAX_BYTES`] and a little for flattened scopes.
const MAX: usize = 256;

/// At most two edits, in place: most pairs are measured only to be told apart, and ask for no memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Few {
    list: [Edit; 2],
    count: usize,
}

impl Few {
    const NONE: Self = Self { list: [Edit::Omission(0); 2], count: 0 };

    fn push(&mut self, edit: Edit) {
        if let Some(place) = self.list.get_mut(self.count) {
            *place = edit;
            self.count += 1;
        }
    }

    fn pop(&mut self) {
        self.count = self.count.saturating_sub(1);
    }

    /// The edits, nearest first along the target.
    pub fn as_slice(&self) -> &[Edit] {
        self.list.get(..self.count).unwrap_or(&[])
    }
}

/// The edits from `target` to `candidate` if they are at most `limit` (0 to 2), nearest first along the target.
/// Runs in O(length) time: only a band of five diagonals is looked at.
pub fn edits(target: &str, candidate: &str, limit: usize) -> Option<Few> {
    let (target, candidate) = differing(target, candidate, limit)?;
    let mut found = Few::NONE;
    search(target, candidate, limit, &mut found).then_some(found)
}

/// Whether there are at most `limit` edits between two texts, either way round.
pub fn within(a: &str, b: &str, limit: usize) -> bool {
    match (differing(a, b, limit), limit) {
        (None, _) => false,
        (Some(([], [])), _) => true,
        (Some(_), 0) => false,
        // What is equal at neither end is one edit only if that edit is all of it.
        (Some((a, b)), 1) => match (a, b) {
            ([_], [] | [_]) | ([], [_]) => true,
            ([first, second], [third, fourth]) => first == fourth && second == third,
            _ => false,
        },
        (Some((a, b)), _) => search(a, b, limit, &mut { Few::NONE }),
    }
}

/// Distance up to two.
pub fn distance(target: &str, candidate: &str, limit: usize) -> Option<usize> {
    (0..=limit).find(|limit| within(target, candidate, *limit))
}

/// What is left of two texts without what is equal at both ends, which needs no edit; none where their lengths alone say
/// that they are further apart.
fn differing<'a>(target: &'a str, candidate: &'a str, limit: usize) -> Option<(&'a [u8], &'a [u8])> {
    let (target, candidate) = (target.as_bytes(), candidate.as_bytes());
    if target.len().abs_diff(candidate.len()) > limit || target.len() > MAX || candidate.len() > MAX {
        return None;
    }
    let front = target.iter().zip(candidate).take_while(|(a, b)| a == b).count();
    let (target, candidate) = (target.get(front..)?, candidate.get(front..)?);
    let back = target.iter().rev().zip(candidate.iter().rev()).take_while(|(a, b)| a == b).count();
    Some((target.get(..target.len() - back)?, candidate.get(..candidate.len() - back)?))
}

/// Depth-first with at most `limit` edits: at most 4^2 branches, each linear.
fn search(target: &[u8], candidate: &[u8], limit: usize, found: &mut Few) -> bool {
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
        let found = |target, candidate, limit| edits(target, candidate, limit).map(|few| few.as_slice().to_vec());
        assert_eq!(found("react", "react", 0), Some(vec![]));
        assert_eq!(found("claude-code", "claud-code", 1), Some(vec![Edit::Omission(b'e')]));
        assert_eq!(found("yargs", "yarsg", 1), Some(vec![Edit::Transposition(b'g', b's')]));
        assert_eq!(found("openclaw", "opencraw", 1), Some(vec![Edit::Substitution(b'l', b'r')]));
        assert_eq!(found("boto3", "botaa3", 1), None);
        assert_eq!(found("boto3", "botaa3", 2).unwrap().len(), 2);
        assert_eq!(distance("supportscolor", "suportcolor", 2), Some(2));
        assert_eq!(distance("abc", "xyz", 2), None);
    }

    /// Every pair of texts of up to five letters of two: all ways in which the short cuts could differ from the search.
    #[test]
    fn the_short_cut_and_the_search_agree() {
        let texts: Vec<String> = (0..=5_usize)
            .flat_map(|length| {
                (0..1_usize << length)
                    .map(move |bits| (0..length).map(|at| if bits >> at & 1 == 0 { 'a' } else { 'b' }).collect())
            })
            .collect();
        for (a, b) in texts.iter().flat_map(|a| texts.iter().map(move |b| (a, b))) {
            for limit in 0..=2 {
                assert_eq!(within(a, b, limit), edits(a, b, limit).is_some(), "{a} {b} {limit}");
            }
        }
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
