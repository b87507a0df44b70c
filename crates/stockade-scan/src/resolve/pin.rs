//! How tightly a version that stands behind a package's name fixes what runs.

use stockade_model::Pin;

/// `1.2.3` is exact, `^1` a range, `latest` a tag, an empty text nothing.
pub fn of_version(text: &str) -> Pin {
    let text = text.trim();
    if text.is_empty() {
        return Pin::Nothing;
    }
    let plain = text.strip_prefix(['=', 'v']).unwrap_or(text);
    if semver::Version::parse(plain).is_ok() {
        return Pin::Exact(plain.to_owned());
    }
    let range = text.starts_with(['^', '~', '<', '>', '=', '*', '['])
        || text.contains(['*', ' ', '|', ','])
        || text.starts_with(|c: char| c.is_ascii_digit())
        || (text.starts_with('v') && text.chars().nth(1).is_some_and(|c| c.is_ascii_digit()));
    if range { Pin::Range(text.to_owned()) } else { Pin::Tag(text.to_owned()) }
}

/// The version for a package's identity: only an exact one is one.
pub fn exact(pin: &Pin) -> Option<&str> {
    match pin {
        Pin::Exact(version) => Some(version),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_ranges_and_tags() {
        assert_eq!(of_version("1.2.3"), Pin::Exact("1.2.3".into()));
        assert_eq!(of_version("v1.2.3-rc.1"), Pin::Exact("1.2.3-rc.1".into()));
        for range in ["^1", "1", "1.2", "1.x", ">=1 <2", "*", "[1.0,2.0)", "v1"] {
            assert_eq!(of_version(range), Pin::Range(range.into()), "{range}");
        }
        assert_eq!(of_version("latest"), Pin::Tag("latest".into()));
        assert_eq!(of_version("vnext"), Pin::Tag("vnext".into()));
        assert_eq!(of_version(""), Pin::Nothing);
    }
}
