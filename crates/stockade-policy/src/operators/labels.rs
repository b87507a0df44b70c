//! Lists of hosts and domains: `example.com` is exactly that one, `.example.com` whatever is below it.

use std::borrow::Cow;
use std::collections::HashSet;

use super::strings;
use crate::document::Node;

/// The list, in A-labels.
pub(super) struct Labels {
    exact: HashSet<String>,
    below: Vec<String>,
}

impl Labels {
    pub(super) fn compile(node: &Node) -> Result<Self, String> {
        if matches!(&node.tree, crate::document::Tree::List(items) if items.is_empty()) {
            return Ok(Self { exact: HashSet::new(), below: Vec::new() });
        }
        let (mut exact, mut below) = (HashSet::new(), Vec::new());
        for entry in strings(node)? {
            if entry.contains(['*', '@', '/']) || entry.is_empty() {
                return Err(format!("`{entry}` is not a domain; `.example.com` means all below it"));
            }
            match entry.strip_prefix('.') {
                Some(rest) => {
                    below.push(format!(".{}", ascii(rest).ok_or_else(|| format!("`{entry}` is not a domain"))?));
                }
                None => {
                    let unwrapped = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&entry);
                    let name = match unwrapped.parse::<std::net::IpAddr>() {
                        Ok(address) => address.to_canonical().to_string(),
                        Err(_) => ascii(&entry).ok_or_else(|| format!("`{entry}` is not a domain"))?.into_owned(),
                    };
                    exact.insert(name);
                }
            }
        }
        Ok(Self { exact, below })
    }

    /// Whether a name in A-labels is in the list.
    pub(super) fn have(&self, name: &str) -> bool {
        self.exact.contains(name)
            || self.below.iter().any(|below| name.len() > below.len() && name.ends_with(below.as_str()))
    }
}

/// A domain in A-labels, lower case, without the root's dot; none where it is no domain.
pub(super) fn ascii(name: &str) -> Option<Cow<'_, str>> {
    let name = name.strip_suffix('.').unwrap_or(name);
    if is_folded(name) {
        return Some(Cow::Borrowed(name));
    }
    if name.is_empty() || name.len() > 1024 || name.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let ascii = idna::domain_to_ascii_cow(name.as_bytes(), idna::AsciiDenyList::URL).ok()?;
    let whole = ascii.len() <= 253 && ascii.split('.').all(|label| !label.is_empty() && label.len() <= 63);
    whole.then_some(ascii)
}

/// Whether a name is what [`ascii`] would make of it, without its tables: lower case, digits and hyphens, no A-label.
fn is_folded(name: &str) -> bool {
    let (mut length, mut before) = (0_usize, b'.');
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => length += 1,
            // Hyphens in third and fourth place make an A-label, or one that is reserved (RFC 5890, section 2.3.1).
            b'-' if !(length == 3 && before == b'-') => length += 1,
            b'.' if (1..=63).contains(&length) => length = 0,
            _ => return false,
        }
        before = byte;
    }
    (1..=63).contains(&length) && name.len() <= 253
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_short_way_says_what_the_long_one_says(name in "[a-z0-9.-]{0,12}|(xn--|[a-z]{1,3}-{1,3})[a-z0-9]{0,5}[.]?[a-z]{0,64}") {
            if is_folded(&name) {
                let long = idna::domain_to_ascii_cow(name.as_bytes(), idna::AsciiDenyList::URL);
                proptest::prop_assert!(long.is_ok_and(|long| long == name), "{}", name);
            }
        }
    }

    #[test]
    fn what_has_to_be_looked_up_is() {
        for name in ["", ".", "a..b", ".a", "xn--bcher-kva.example", "a.xn--a", "A.example", "b\u{fc}cher.example"] {
            assert!(!is_folded(name), "{name:?}");
        }
        for name in ["a", "my-app.example", "a-b.c--d.example", "abc--d", "1.2"] {
            assert!(is_folded(name), "{name:?}");
        }
        assert!(!is_folded(&"a".repeat(64)) && is_folded(&"a".repeat(63)));
        assert!(!is_folded(&vec!["a".repeat(50); 5].join(".")));
    }
}
