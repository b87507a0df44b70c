//! The strings of JSON: where one holds what it cannot hold as it is, and how it is written.
//!
//! Constraints:
//! - the one writer of strings: what is sent, what is remembered by its digest, and what the journal seals;
//! - only what must be escaped is (RFC 8785, 3.2.2.2), as the common emitters of Node and Rust do;
//! - it is what every byte of a message passes, so it goes block by block.

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
pub fn plain_run(bytes: &[u8]) -> usize {
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

/// Appends a text as a JSON string.
pub fn write_string(text: &str, out: &mut Vec<u8>) {
    string_pieces(text, |piece| out.extend_from_slice(piece));
}

/// The longest piece: what is made of a large text fits into the processor's memory, and can be on its way while the rest is
/// made.
const PIECE: usize = 64 << 10;

/// Hands a text out as a JSON string, piece by piece: for who needs no copy of it, a digest say. No piece ends inside of a
/// character.
pub fn string_pieces(text: &str, mut take: impl FnMut(&[u8])) {
    take(b"\"");
    let mut rest = text;
    loop {
        let window = rest.floor_char_boundary(PIECE);
        let run = plain_run(rest.as_bytes().get(..window).unwrap_or_default());
        let (plain, after) = rest.split_at_checked(run).unwrap_or((rest, ""));
        take(plain.as_bytes());
        let Some(byte) = after.as_bytes().first() else { break };
        if run == window {
            rest = after;
            continue;
        }
        match byte {
            b'"' => take(b"\\\""),
            b'\\' => take(b"\\\\"),
            b'\n' => take(b"\\n"),
            b'\r' => take(b"\\r"),
            b'\t' => take(b"\\t"),
            0x08 => take(b"\\b"),
            0x0c => take(b"\\f"),
            other => take(format!("\\u{other:04x}").as_bytes()),
        }
        rest = after.get(1..).unwrap_or_default();
    }
    take(b"\"");
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

    #[test]
    fn long_texts_come_in_pieces_of_whole_characters() {
        let long =
            format!("{}\u{e9}\"{}\u{4e2d}\n{}", "a".repeat(PIECE - 1), "\u{4e2d}".repeat(PIECE), "b".repeat(3 * PIECE));
        for text in [long.as_str(), &"c".repeat(PIECE), &"\n".repeat(PIECE), ""] {
            let (mut whole, mut longest) = (Vec::new(), 0);
            string_pieces(text, |piece| {
                std::str::from_utf8(piece).unwrap();
                longest = longest.max(piece.len());
                whole.extend_from_slice(piece);
            });
            assert!(longest <= PIECE);
            assert_eq!(String::from_utf8(whole).unwrap(), serde_json::to_string(text).unwrap());
        }
    }

    #[test]
    fn only_what_must_be_escaped_is() {
        let mut out = Vec::new();
        write_string("a\"\\/\n\r\t\u{8}\u{c}\u{1}\u{1f}\u{7f}\u{e9}\u{2028}", &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "\"a\\\"\\\\/\\n\\r\\t\\b\\f\\u0001\\u001f\u{7f}\u{e9}\u{2028}\"");
    }
}
