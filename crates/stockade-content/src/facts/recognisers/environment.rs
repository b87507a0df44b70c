//! Environment variables that are read, with the family of secrets that a name belongs to.
//!
//! The table is `data/secrets.tsv`: family, then a name in which `*` stands for anything.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::event::Event;
use crate::facts::{Class, Found};

/// A family, and how its names begin and end; where nothing may stand between, the end is none.
struct Family {
    name: &'static str,
    start: &'static str,
    middle: Vec<Finder<'static>>,
    end: Option<&'static str>,
}

static FAMILIES: LazyLock<Vec<Family>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/secrets.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(name, pattern)| {
            let mut parts = pattern.split('*');
            let (start, end) = (parts.next().unwrap_or_default(), parts.next_back());
            Family { name, start, middle: parts.map(Finder::new).collect(), end }
        })
        .collect()
});

pub(super) fn see(event: &Event<'_>, at: usize, found: &mut Found<'_>) {
    let Event::Environment { name } = event else { return };
    let plausible = *name == "*"
        || (name.len() < 80
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'(' | b')')));
    if plausible && !name.is_empty() {
        found.add(Class::Environment, name, at, family(name));
    }
}

/// The family of secrets that a variable belongs to, if any: `llm`, `npm`, `aws`; `other` where only its ending says so.
pub fn family(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_uppercase();
    FAMILIES.iter().find(|family| family.has(&name)).map(|family| family.name)
}

impl Family {
    fn has(&self, name: &str) -> bool {
        let Some(end) = self.end else { return name == self.start };
        let Some(mut rest) = name.strip_prefix(self.start) else { return false };
        for part in &self.middle {
            let found = part.find(rest.as_bytes()).and_then(|at| rest.get(at + part.needle().len()..));
            let Some(after) = found else { return false };
            rest = after;
        }
        rest.ends_with(end)
    }
}

#[cfg(test)]
mod tests {
    use super::family;

    #[test]
    fn names_have_families() {
        for (name, expected) in [
            ("NPM_TOKEN", Some("npm")),
            ("OPENAI_API_KEY", Some("llm")),
            ("AWS_SECRET_ACCESS_KEY", Some("aws")),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", Some("ci")),
            ("GITHUB_TOKEN", Some("code-host")),
            ("FOO_API_KEY", Some("other")),
            ("HOME", None),
            ("PORT", None),
        ] {
            assert_eq!(family(name), expected, "{name}");
        }
    }
}
