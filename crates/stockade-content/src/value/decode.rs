//! The ways in which a text is spelt so that nobody reads it: base64, hex, percent signs, numbers.
//!
//! - decoders are lenient where the languages' own are: white space, either alphabet, padding or none;
//! - what does not decode is `None`, never a guess.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);

pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let clean: String = text
        .chars()
        .filter(|char| !char.is_ascii_whitespace())
        .map(|char| match char {
            '-' => '+',
            '_' => '/',
            char => char,
        })
        .collect();
    BASE64.decode(clean).ok()
}

pub(super) fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|char| !char.is_ascii_whitespace())
        .map(|char| char.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    Some(pairs.map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}

pub(super) fn percent(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%' {
            let digits = tail.get(..2).and_then(|digits| str::from_utf8(digits).ok())?;
            out.push(u8::from_str_radix(digits, 16).ok()?);
            rest = tail.get(2..)?;
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(out).ok()
}

pub(super) fn rot13(text: &str) -> String {
    let turn = |char: char, first: u8| {
        let place = (u8::try_from(char).unwrap_or(first) - first + 13) % 26;
        char::from(first + place)
    };
    text.chars()
        .map(|char| match char {
            'a'..='z' => turn(char, b'a'),
            'A'..='Z' => turn(char, b'A'),
            char => char,
        })
        .collect()
}

/// The character of a number, as `String.fromCharCode` and `chr` give it.
pub(super) fn char_of(number: f64) -> Option<char> {
    if number.fract() != 0.0 || !(0.0..=f64::from(u32::from(char::MAX))).contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number in the range of char")]
    char::from_u32(number as u32)
}

/// The byte of a number.
pub(super) fn byte_of(number: f64) -> Option<u8> {
    char_of(number).and_then(|char| u8::try_from(char).ok())
}

/// A number as a text would have it.
pub(crate) fn format_number(number: f64) -> String {
    format!("{number}")
}
