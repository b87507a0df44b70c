//! E-mail addresses and hosts inside texts.
//!
//! - an address is what mail programs would send to, not RFC 5322 in full: a local part, `@`, a domain with a dot;
//! - what only looks like one is left out: `name@1.2.3`, `icon@2x.png`, `git@host:path`, credentials in a URL;
//! - [`GAP`] may stand for a local part or a label, never for a whole domain.

use crate::value::GAP;

/// Endings of file names that follow an `@` in package and image names.
const FILE_ENDINGS: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "svg", "webp", "js", "mjs", "cjs", "ts", "css", "json", "py", "tgz", "gz", "html",
    "map",
];
/// Addresses of one text that are looked at.
const MAX_ADDRESSES: usize = 64;
/// RFC 5321, 4.5.3.1.3, without its brackets.
const MAX_ADDRESS: usize = 254;

/// Every address in a text, in lower case.
pub(crate) fn all(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    for at in memchr::memchr_iter(b'@', bytes).take(MAX_ADDRESSES * 4) {
        if let Some(address) = around(text, at)
            && found.len() < MAX_ADDRESSES
        {
            found.push(address);
        }
    }
    if found.is_empty()
        && text.len() < 4_096
        && memchr::memchr_iter(b'%', bytes).any(|at| bytes.get(at + 1..at + 3) == Some(b"40"))
    {
        return all(&text.replace("%40", "@").replace("%2B", "+"));
    }
    found
}

fn around(text: &str, at: usize) -> Option<String> {
    let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
    let is_local =
        |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '_' | '%' | '+' | '-' | '\'' | GAP);
    let local_start = before.char_indices().rev().take(80).take_while(|(_, char)| is_local(*char)).last()?.0;
    let local = before.get(local_start..)?.trim_start_matches(['.', '\'', '%']);
    let token_start = before
        .rfind(|char: char| char.is_whitespace() || matches!(char, '"' | '\'' | '<' | ','))
        .map_or(0, |at| at + 1);
    let token = before.get(token_start..)?;
    if local.is_empty() || (token.contains("://") && !token.contains('?')) {
        return None;
    }
    let domain = domain_at_start(after)?;
    let behind = after.get(domain.len()..).unwrap_or_default();
    if local == "git" && behind.starts_with([':', '/']) {
        return None;
    }
    let ending = domain.rsplit('.').next().unwrap_or_default();
    if FILE_ENDINGS.contains(&ending.to_ascii_lowercase().as_str()) || local.len() + domain.len() >= MAX_ADDRESS {
        return None;
    }
    Some(format!("{local}@{domain}").to_lowercase())
}

/// The domain that a text begins with: at least two labels, the last of letters.
pub(crate) fn domain_at_start(text: &str) -> Option<&str> {
    let end = text
        .find(|char: char| !(char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | GAP)))
        .unwrap_or(text.len());
    let domain = text.get(..end)?.trim_end_matches(['.', '-']);
    let (labels, ending) = domain.rsplit_once('.')?;
    let whole = labels.split('.').all(|label| !label.is_empty() && !label.starts_with('-'));
    let letters = ending.len() >= 2 && ending.chars().all(|char| char.is_ascii_alphabetic());
    let known = labels.chars().any(|char| char.is_ascii_alphanumeric());
    (whole && known && (letters || ending.starts_with("xn--"))).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::{all, domain_at_start};

    #[test]
    fn addresses_are_found_in_longer_texts() {
        for (text, expected) in [
            ("someone@evil.example", &["someone@evil.example"][..]),
            ("Someone <Some.One+x@Evil.Example>, b@c.de", &["some.one+x@evil.example", "b@c.de"]),
            ("\u{fffd},someone@evil.example", &["someone@evil.example"]),
            ("mailto:a@b.cd?bcc=e%40f.gh", &["a@b.cd"]),
            ("bcc=e%40f.gh&x=1", &["e@f.gh"]),
            ("https://x.example/?to=a@b.cd", &["a@b.cd"]),
        ] {
            assert_eq!(all(text), expected, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_an_address_is_none() {
        for text in [
            "left-pad@1.3.0",
            "@scope/name",
            "icon@2x.png",
            "git@github.com:a/b.git",
            "postgres://user:pass@db.example.com/x",
            "name@latest",
            "@",
            "a@b",
            "\u{fffd}@\u{fffd}.\u{fffd}",
        ] {
            assert_eq!(all(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn domains_have_two_labels() {
        assert_eq!(domain_at_start("api.evil.example/x"), Some("api.evil.example"));
        assert_eq!(domain_at_start("localhost:1"), None);
    }
}
