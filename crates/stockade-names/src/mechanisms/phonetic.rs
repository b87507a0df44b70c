//! 15. Sounds alike, or other vowels: `deezcord.js`.

use super::{Likeness, Mechanism, Pair, Work};

pub(super) const MECHANISM: Mechanism = Mechanism {
    id: "phonetic",
    number: 15,
    summary: "sounds alike",
    asks: false,
    work: Work::Pair(compare, 0.5),
};

fn compare(pair: &Pair<'_>) -> Option<Likeness> {
    let (candidate, target) = (&pair.candidate.squashed, &pair.target.squashed);
    if pair.candidate.scope != pair.target.scope || candidate == target || candidate.len().min(target.len()) < 5 {
        return None;
    }
    // Cheap first: whatever sounds alike begins alike.
    if first(candidate) != first(target) {
        return None;
    }
    let (a, b) = (sound(candidate), sound(target));
    if a.len() >= 3 && a == b { pair.like(0.5, || format!("sounds like `{}`", pair.target.full)) } else { None }
}

/// Consonants by sound, vowels left out but for one in front: an abridgement of Metaphone (Philips 1990) for names.
/// The class of the first sound, coarser than [`sound`].
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

fn sound(text: &str) -> String {
    let text = text.replace("ph", "f").replace("ck", "k").replace("sc", "s").replace("qu", "k").replace('x', "ks");
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        let sound = match c {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w' if at > 0 => continue,
            'c' | 'q' | 'g' => 'k',
            'z' => 's',
            'd' => 't',
            'v' => 'f',
            'b' => 'p',
            c => c,
        };
        if !out.ends_with(sound) {
            out.push(sound);
        }
    }
    out
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
