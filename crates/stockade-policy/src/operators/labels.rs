//! Lists of hosts and domains: `example.com` is exactly that one, `.example.com` whatever is below it.

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
                        Err(_) => ascii(&entry).ok_or_else(|| format!("`{entry}` is not a domain"))?,
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
pub(super) fn ascii(name: &str) -> Option<String> {
    let name = name.strip_suffix('.').unwrap_or(name);
    if name.is_empty() || name.len() > 1024 || name.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let ascii = idna::domain_to_ascii_cow(name.as_bytes(), idna::AsciiDenyList::URL).ok()?;
    let whole = ascii.len() <= 253 && ascii.split('.').all(|label| !label.is_empty() && label.len() <= 63);
    whole.then(|| ascii.into_owned())
}
