//! What a reader sees of a text that anybody may choose: a server's key, a title. Not of package names, whose letters
//! registries restrict.
//!
//! - honest scripts are honest: Japanese, Persian and emoji use joiners and mix scripts, and are left alone;
//! - what counts is what Latin readers would take the text for (UTS #39), since that is what is imitated.

use unicode_security::MixedScript as _;

use crate::keys::ultranormal;
use crate::mechanisms::title_look_alike;
pub use crate::mechanisms::unicode_homoglyph::skeleton;
use crate::name;
use crate::pack::{Brand, Pack};

/// Shorter brands stand in words by chance.
const SHORTEST_INSIDE: usize = 5;

/// The first character that nobody sees, and its byte. Joiners and selectors count only where they join nothing.
pub fn hidden(text: &str) -> Option<(usize, char)> {
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if name::is_hidden(c) && !joins(before, c) {
            return Some((at, c));
        }
        before = Some(c);
    }
    None
}

/// Variation selectors and joiners behind an emoji, joiners behind a letter of a script that is written with them.
fn joins(before: Option<char>, c: char) -> bool {
    let Some(before) = before.filter(|before| !before.is_ascii_alphabetic()) else { return false };
    match c {
        '\u{fe00}'..='\u{fe0f}' => !before.is_alphabetic(),
        '\u{200d}' if !before.is_alphanumeric() => !before.is_ascii(),
        '\u{200c}' | '\u{200d}' => matches!(u32::from(before), 0x0600..=0x08FF | 0x0900..=0x0DFF | 0x1000..=0x109F),
        _ => false,
    }
}

/// The text without what nobody sees, in the letters that a Latin reader takes it for; none where that is the text itself.
pub fn reads_as(text: &str) -> Option<String> {
    if text.is_ascii() && !text.chars().any(name::is_hidden) {
        return None;
    }
    let visible: String = text.chars().filter(|c| !name::is_hidden(*c)).collect();
    let seen = skeleton(&visible);
    (seen.is_ascii() && !seen.is_empty()).then_some(seen)
}

/// A word that is written in letters of several scripts and reads as plain Latin: no language has such words.
pub fn mixed_word(text: &str) -> Option<&str> {
    let words = text.split(|c: char| !c.is_alphanumeric() && !name::is_hidden(c)).filter(|word| !word.is_ascii());
    words.into_iter().find(|word| !word.is_single_script() && skeleton(word).is_ascii())
}

/// The brand that a word without blanks is taken for without being it, with how: a host's label, a part of an address. A brand may
/// stand glued to others (`githubcopi1ot`). What is one slip away is nobody's imitation for certain, and not told.
pub fn imitated_brand<'a>(word: &str, pack: &'a Pack) -> Option<(&'a Brand, &'static str)> {
    if let Some((brand, how, true)) = title_look_alike::imitates(word, pack) {
        return Some((brand, how));
    }
    if !word.is_ascii() {
        return None;
    }
    let (word, printed) = (word.to_ascii_lowercase(), ultranormal(word));
    let long = pack.lists().brands().filter(|brand| brand.token.len() >= SHORTEST_INSIDE);
    let mut inside = long.filter(|brand| !word.contains(&brand.token) && printed.contains(&ultranormal(&brand.token)));
    inside.next().map(|brand| (brand, "has inside what looks in print like"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_found_where_it_joins_nothing() {
        assert_eq!(hidden("git\u{200b}hub"), Some((3, '\u{200b}')));
        assert_eq!(hidden("git\u{200d}hub"), Some((3, '\u{200d}')));
        assert_eq!(hidden("\u{202e}buhtig"), Some((0, '\u{202e}')));
        assert_eq!(hidden("github\u{e0041}"), Some((6, '\u{e0041}')));
        for honest in
            ["github", "🗂\u{fe0f} files", "👩\u{200d}💻 code", "می\u{200c}خواهم", "データbase", "café", "λ-mcp"]
        {
            assert_eq!(hidden(honest), None, "{honest}");
            assert_eq!(mixed_word(honest), None, "{honest}");
        }
    }

    #[test]
    fn brands_in_parts_of_addresses() {
        use crate::mechanisms::testing::pack;
        use crate::pack::lists::StoredLists;
        let brand = |token: &str| Brand { token: token.into(), owners: vec![token.into()] };
        let brands = ["github", "copilot", "slack", "box"].map(brand).to_vec();
        let pack = pack(&[], &[], StoredLists { brands, ..StoredLists::default() });
        let taken = |word: &str| imitated_brand(word, &pack).map(|(brand, _)| brand.token.clone());
        assert_eq!(taken("githubcopi1ot").as_deref(), Some("copilot"));
        assert_eq!(taken("glthub").as_deref(), Some("github"));
        assert_eq!(taken("sl\u{430}ck").as_deref(), Some("slack"));
        for honest in ["githubcopilot", "slack", "my-github", "gitlab", "b0x", "slacks", "xn--caf-dma", "файлы"] {
            assert_eq!(taken(honest), None, "{honest}");
        }
    }

    #[test]
    fn letters_of_two_scripts_in_one_word() {
        assert_eq!(mixed_word("my git\u{04bb}ub"), Some("git\u{04bb}ub"));
        assert_eq!(mixed_word("сервер-mcp"), None, "two words, a script each");
        assert_eq!(reads_as("git\u{04bb}ub").as_deref(), Some("github"));
        assert_eq!(reads_as("git\u{200b}hub").as_deref(), Some("github"));
        assert_eq!((reads_as("github"), reads_as("файлы")), (None, None));
    }
}
