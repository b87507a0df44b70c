//! Tool names that are not the same and look it (B12).
//!
//! Constraints:
//! - names compare byte for byte; only a name that is not itself known can be a look-alike;
//! - case, white space, invisible characters and compatibility forms (UAX #15, NFKC) never tell two names apart; letters of
//!   other scripts do not either where the name has any (UTS #39, skeletons).

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization as _;

use crate::globs::Glob;

/// The tools that a server lists now.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    names: HashSet<String>,
    folded: HashMap<String, String>,
}

impl Listing {
    /// Of these names.
    pub fn new<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        let names: HashSet<String> = names.into_iter().map(Into::into).collect();
        let folded = fold_all(names.iter());
        Self { names, folded }
    }

    /// Takes another listing's names in.
    pub fn extend(&mut self, other: Self) {
        self.names.extend(other.names);
        for (form, name) in other.folded {
            self.folded.entry(form).or_insert(name);
        }
    }

    /// Whether a name is listed.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The listed name that an unlisted one looks like.
    pub fn like(&self, name: &str) -> Option<&str> {
        of(name, &self.folded)
    }
}

/// Names by what look-alikes have in common with them.
pub(crate) fn fold_all<'n>(names: impl IntoIterator<Item = &'n String>) -> HashMap<String, String> {
    let mut folded = HashMap::new();
    let mut names: Vec<&String> = names.into_iter().collect();
    names.sort();
    for name in names {
        for form in [fold(name), skeleton(name)] {
            folded.entry(form).or_insert_with(|| name.clone());
        }
    }
    folded
}

/// The known name that an unknown one looks like.
pub(crate) fn of<'f>(name: &str, folded: &'f HashMap<String, String>) -> Option<&'f str> {
    if folded.is_empty() {
        return None;
    }
    let plain = name.is_ascii();
    let known = folded.get(&fold(name)).or_else(|| if plain { None } else { folded.get(&skeleton(name)) });
    known.map(String::as_str).filter(|known| *known != name)
}

/// Globs of names, for what does not fit them and looks as if it did.
#[derive(Clone, Debug, Default)]
pub(crate) struct FoldedGlobs(Vec<(String, Glob)>);

impl FoldedGlobs {
    /// Of these globs. One that cannot be prepared was refused before.
    pub(crate) fn of<'g>(globs: impl IntoIterator<Item = &'g str>) -> Self {
        let folded = |glob: &str| Some((glob.to_owned(), Glob::name(&fold(glob)).ok()?));
        Self(globs.into_iter().filter_map(folded).collect())
    }

    /// The glob that a name would fit in what a reader sees of it, or another program makes of it.
    pub(crate) fn like(&self, name: &str) -> Option<&str> {
        if self.0.is_empty() {
            return None;
        }
        let mut forms = vec![fold(name)];
        if !name.is_ascii() {
            forms.push(latin(name));
        }
        let fits = |(_, glob): &&(String, Glob)| forms.iter().any(|form| glob.fits(form));
        self.0.iter().find(fits).map(|(text, _)| text.as_str())
    }
}

/// A folded name with letters of other scripts replaced by the ASCII letters that they imitate. Unlike in a skeleton, ASCII
/// stays as it is, since a glob is written in it.
fn latin(name: &str) -> String {
    let folded = fold(name);
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            out.extend(stockade_skeleton::skeleton(c.encode_utf8(&mut [0; 4])).flat_map(char::to_lowercase));
        }
    }
    out
}

/// Case, white space, invisible characters and compatibility forms taken away.
fn fold(name: &str) -> String {
    if name.is_ascii() {
        let kept = name.bytes().filter(u8::is_ascii_graphic);
        return kept.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    let folded: String = name.nfkc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    folded.nfkc().filter(|c| !c.is_whitespace() && !c.is_control() && !is_ignorable(*c)).collect()
}

/// What a reader sees, in the letters of one script.
fn skeleton(name: &str) -> String {
    let folded = fold(name);
    stockade_skeleton::skeleton(&folded).flat_map(char::to_lowercase).collect()
}

/// Characters that show nothing (Default_Ignorable_Code_Point of the Unicode character database).
fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_is_found() {
        let listing = Listing::new(["send_email", "read"]);
        for name in [
            "Send_Email",
            " send_email",
            "send_email\t",
            "ｓend_email",
            "send\u{200b}_email",
            "sеnd_email",
            "SEND_EMAIL",
            "ſend_email",
        ] {
            assert_eq!(listing.like(name), Some("send_email"), "{name:?}");
        }
        for name in ["send_email", "sendemail", "send_emails", "send-email", ""] {
            assert_eq!(listing.like(name), None, "{name:?}");
        }
    }

    #[test]
    fn what_looks_as_if_it_fitted_a_glob_is_found() {
        let globs = FoldedGlobs::of(["send_*", "*_Admin", "re[ad]d?"]);
        for (name, glob) in [
            ("Send_email", "send_*"),
            ("SEND_", "send_*"),
            ("ｓend_email", "send_*"),
            ("s\u{200b}end_x", "send_*"),
            ("s\u{435}nd_x", "send_*"),
            (" send_x", "send_*"),
            ("drop_admin", "*_Admin"),
            ("drop_\u{430}dmin", "*_Admin"),
            ("READS", "re[ad]d?"),
        ] {
            assert_eq!(globs.like(name), Some(glob), "{name:?}");
        }
        for name in ["resend_email", "sendemail", "other", "admin_x", ""] {
            assert_eq!(globs.like(name), None, "{name:?}");
        }
        assert_eq!(FoldedGlobs::default().like("send_x"), None);
    }
}
