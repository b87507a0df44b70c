//! Finds what a JSON string cannot hold as it is. It is what every byte of a message passes, so it goes block by block.

/// How many bytes are looked at together: the compiler makes vector instructions of such a block.
const BLOCK: usize = 32;

/// Whether a byte of a string needs a second look: a quote, a backslash, a control character.
const fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// How many bytes come before the first special one.
pub(super) fn plain_run(bytes: &[u8]) -> usize {
    let mut passed = 0;
    for block in bytes.chunks(BLOCK) {
        if block.iter().fold(false, |found, byte| found | is_special(*byte)) {
            return passed + block.iter().position(|byte| is_special(*byte)).unwrap_or(block.len());
        }
        passed += block.len();
    }
    passed
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
