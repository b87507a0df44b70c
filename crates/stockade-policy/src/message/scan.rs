//! Finds what a JSON string cannot hold as it is. It is what every byte of a message passes, so it goes block by block.

/// How many bytes are looked at together: the compiler makes vector instructions of such a block.
const BLOCK: usize = 32;

/// Whether a byte of a string needs a second look: a quote, a backslash, a control character.
const fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Every byte of a word.
const ONES: u64 = 0x0101_0101_0101_0101;
/// The top bit of every byte.
const TOPS: u64 = 0x8080_8080_8080_8080;

/// Where the first special byte of eight is: a zero byte is the lowest whose top bit a subtraction of ones sets anew.
fn special_of_word(word: &[u8]) -> Option<usize> {
    let word = u64::from_le_bytes(word.try_into().ok()?);
    let below = |word: u64, by: u64| word.wrapping_sub(ONES * by) & !word & TOPS;
    let equal = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    let found = below(word, 0x20) | equal(b'"') | equal(b'\\');
    if found == 0 { None } else { usize::try_from(found.trailing_zeros() / 8).ok() }
}

/// How many bytes come before the first special one.
pub(super) fn plain_run(bytes: &[u8]) -> usize {
    let mut passed = 0;
    // Texts full of escapes have short runs: those are found without a look at a whole block.
    for word in bytes.chunks_exact(8).take(4) {
        if let Some(at) = special_of_word(word) {
            return passed + at;
        }
        passed += word.len();
    }
    for block in bytes.get(passed..).unwrap_or_default().chunks_exact(BLOCK) {
        if block.iter().fold(false, |found, byte| found | is_special(*byte)) {
            break;
        }
        passed += block.len();
    }
    let rest = bytes.get(passed..).unwrap_or_default();
    passed + rest.iter().position(|byte| is_special(*byte)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_special_byte_is_found_wherever_it_stands() {
        for special in [b'"', b'\\', b'\n', 0, 0x1f] {
            for length in 0..100 {
                let mut bytes = vec![b'a'; 100];
                bytes[99] = b'"';
                bytes[length] = special;
                assert_eq!(plain_run(&bytes), length);
            }
        }
        assert_eq!(plain_run(&[0x20, 0x7f, 0x80, 0xff]), 4);
        assert_eq!(plain_run(b""), 0);
    }
}
