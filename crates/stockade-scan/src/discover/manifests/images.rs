//! Container images as files name them: `[host/]path[:tag][@digest]`.

use stockade_model::{Ecosystem, Pin, Span};

use super::Found;
use super::found::Facts;

/// An image reference seen at `span`. One with a variable in it names nothing certain.
pub(super) fn image(found: &mut Found<'_>, reference: &str, span: Span) {
    let reference = reference.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | ':' | '@' | '+');
    if reference.is_empty() || !reference.chars().all(plain) {
        return;
    }
    let (name, tag, digest) = split(reference);
    found.package(Ecosystem::Oci, name, span, || match (digest, tag) {
        (Some(digest), _) => {
            Facts { version: Some(digest.to_owned()), integrity: Some(digest.to_owned()), ..Facts::default() }
        }
        (None, Some(tag)) => Facts { pin: Some(Pin::Tag(tag.to_owned())), ..Facts::default() },
        (None, None) => Facts { pin: Some(Pin::Nothing), ..Facts::default() },
    });
}

/// Name, tag, digest. A colon behind the last slash begins the tag.
fn split(reference: &str) -> (&str, Option<&str>, Option<&str>) {
    let (rest, digest) = match reference.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (reference, None),
    };
    match rest.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag), digest),
        _ => (rest, None, digest),
    }
}

/// Name and tag of a reference.
pub(super) fn name_and_tag(reference: &str) -> (&str, Option<&str>) {
    let (name, tag, _) = split(reference);
    (name, tag)
}

/// The name without the host of its registry.
pub(crate) fn path(name: &str) -> &str {
    match name.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => path,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_split() {
        assert_eq!(split("registry.example:5000/a/b"), ("registry.example:5000/a/b", None, None));
        assert_eq!(split("a/b:1@sha256:00"), ("a/b", Some("1"), Some("sha256:00")));
        assert_eq!(path("registry.example:5000/a/b"), "a/b");
        assert_eq!(path("mcp/git"), "mcp/git");
    }
}
