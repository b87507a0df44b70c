//! What a byte of JavaScript may be part of.

/// `instanceof`.
pub(super) const LONGEST_KEYWORD: usize = 10;
/// A byte of a name or a keyword.
pub(super) const WORD: u8 = 1;
/// The first letter of a keyword that means something here.
pub(super) const KEYWORD: u8 = 2;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let (mut rest, mut byte): (&mut [u8], u8) = (&mut classes, 0);
    while let Some((slot, behind)) = rest.split_first_mut() {
        *slot = match byte {
            b'a' | b'c' | b'd' | b'e' | b'f' | b'i' | b'k' | b'l' | b'n' | b'o' | b'r' | b's' | b't' | b'v' | b'w'
            | b'y' => WORD | KEYWORD,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'$' | b'#' | b'\\' | 0x80.. => WORD,
            _ => 0,
        };
        byte = byte.wrapping_add(1);
        rest = behind;
    }
    classes
};

pub(super) fn class(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(WORD)
}
