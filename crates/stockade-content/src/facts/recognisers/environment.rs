//! Environment variables that are read, with the family of secrets that a name belongs to.
//!
//! The table is `data/secrets.tsv`: family, then a name in which `*` stands for anything.

use std::sync::LazyLock;

use crate::event::Event;
use crate::facts::{Class, Found};

static FAMILIES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/secrets.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).collect()
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
    FAMILIES.iter().find(|(_, pattern)| matches(pattern, &name)).map(|(family, _)| *family)
}

fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
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
