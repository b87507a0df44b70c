//! `state.<tool or _global>.<counter>`: what a counter holds. A tool's name may have dots; the counter's has none.

use super::{Form, Path};

const PREFIX: &str = "state.";

pub(super) const FORM: Form = Form {
    prefix: PREFIX,
    syntax: "state.<tool or _global>.<counter>",
    summary: "what a counter holds in its window now",
    parse: |text| {
        let (tool, counter) = text
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.rsplit_once('.'))
            .filter(|(tool, counter)| !tool.is_empty() && is_counter(counter))
            .ok_or_else(|| format!("`{text}` is not `state.<tool or _global>.<counter>`"))?;
        Ok(Path::State { tool: tool.to_owned(), counter: counter.to_owned() })
    },
};

/// Whether a counter may be called so.
pub(crate) fn is_counter(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use crate::paths::Path;

    #[test]
    fn the_last_part_is_the_counter() {
        let Path::State { tool, counter } = Path::parse("state.files.read.daily").unwrap() else { panic!() };
        assert_eq!((tool.as_str(), counter.as_str()), ("files.read", "daily"));
        for bad in ["state.", "state.x", "state..x", "state.x.", "state.x.a b"] {
            assert!(Path::parse(bad).is_err(), "{bad}");
        }
    }
}
