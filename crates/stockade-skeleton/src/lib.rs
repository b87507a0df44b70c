//! What a text looks like: the skeleton of UTS 39, section 4 (Confusable Detection).
//!
//! - the data is that of the `unicode-security` crate, which the build asks. Its own table holds the address of each answer,
//!   ten thousand of them, and the system writes every one anew at each start of a program that can be loaded anywhere: a sixth
//!   of all that it had to write for this one. Here they are numbers;
//! - the answers are the same, which a test holds for every character.

use unicode_normalization::UnicodeNormalization as _;

include!(concat!(env!("OUT_DIR"), "/looks.rs"));

/// The characters of a text's skeleton, which is empty where it shows nothing. Two texts with the same skeleton look alike.
pub fn skeleton(text: &str) -> impl Iterator<Item = char> {
    text.nfd().flat_map(Looks::of).nfd()
}

/// What one character looks like.
enum Looks {
    Itself(std::option::IntoIter<char>),
    Another(std::str::Chars<'static>),
}

impl Looks {
    fn of(character: char) -> Self {
        let found = LOOKS.binary_search_by_key(&character, |(of, ..)| *of).ok().and_then(|at| LOOKS.get(at));
        let text = found.and_then(|(_, start, length)| {
            let start = usize::from(*start);
            TEXTS.get(start..start + usize::from(*length))
        });
        text.map_or_else(|| Self::Itself(Some(character).into_iter()), |text| Self::Another(text.chars()))
    }
}

impl Iterator for Looks {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::Itself(it) => it.next(),
            Self::Another(text) => text.next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn agree(text: &str) -> bool {
        skeleton(text).eq(unicode_security::skeleton(text))
    }

    #[test]
    fn every_character_looks_like_what_the_standard_says() {
        for character in '\0'..=char::MAX {
            assert!(agree(&character.to_string()), "U+{:04X}", u32::from(character));
        }
        assert_eq!(skeleton("p\u{430}ypal\u{200b}").collect::<String>(), skeleton("paypal").collect::<String>());
    }

    proptest! {
        #[test]
        fn texts_do_too(text in "\\PC{0,12}|[a-z\u{300}-\u{36f}\u{400}-\u{4ff}\u{200b}\u{ad}]{0,12}") {
            prop_assert!(agree(&text));
        }
    }
}
