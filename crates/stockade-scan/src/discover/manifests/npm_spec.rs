//! What stands behind the name of an npm dependency: a range, a tag, another package's name, a repository, a path.

use stockade_model::{Ecosystem, Pin, Span};

use super::Found;
use super::found::Facts;

/// A dependency `name: spec`, seen at `span`.
pub(super) fn dependency(found: &mut Found<'_>, name: &str, spec: &str, span: Span) {
    // `decoy: npm:real@1` installs `real`; JSR's npm names are a scope of their own.
    if let Some(alias) = spec.trim().strip_prefix("npm:") {
        let (real, spec) = split(alias);
        found.package(Ecosystem::Npm, real, span, || facts(spec.unwrap_or("")));
    } else {
        found.package(Ecosystem::Npm, name, span, || facts(spec));
    }
}

/// `name@spec` in its parts; a scope's `@` is no separator.
pub(super) fn split(text: &str) -> (&str, Option<&str>) {
    let from = usize::from(text.starts_with('@'));
    match text.get(from..).and_then(|rest| rest.find('@')) {
        Some(at) => (text.get(..from + at).unwrap_or(text), text.get(from + at + 1..)),
        None => (text, None),
    }
}

/// How a spec fixes its package.
pub(super) fn facts(spec: &str) -> Facts {
    let spec = spec.trim();
    let pinned = |pin: Pin| Facts { pin: Some(pin), ..Facts::default() };
    if spec.is_empty() || spec == "*" || spec == "x" {
        return pinned(Pin::Nothing);
    }
    if ["workspace:", "file:", "link:", "portal:", "./", "../", "/", "~/"].iter().any(|start| spec.starts_with(start)) {
        return pinned(Pin::NotApplicable);
    }
    if is_repository(spec) {
        let resolved = Some(spec.to_owned());
        let pin = spec.split_once('#').map_or(Pin::Nothing, |(_, reference)| repository_pin(reference));
        return Facts { pin: Some(pin), resolved, ..Facts::default() };
    }
    if spec.starts_with("http://") || spec.starts_with("https://") {
        return Facts { pin: Some(Pin::Nothing), resolved: Some(spec.to_owned()), ..Facts::default() };
    }
    let exact = spec.trim_start_matches(['=', 'v']).trim();
    if semver::Version::parse(exact).is_ok() {
        return Facts { version: Some(exact.to_owned()), ..Facts::default() };
    }
    let range = spec.contains([' ', '|', '^', '~', '<', '>', '=', '*', ':'])
        || spec.starts_with(|c: char| c.is_ascii_digit())
        || spec.starts_with('v') && spec.get(1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    pinned(if range { Pin::Range(spec.to_owned()) } else { Pin::Tag(spec.to_owned()) })
}

/// The pin of a branch, tag or commit.
pub(super) fn repository_pin(reference: &str) -> Pin {
    let reference = reference.strip_prefix("commit=").unwrap_or(reference);
    if matches!(reference.len(), 40 | 64) && reference.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Pin::Hash(reference.to_owned())
    } else if reference.is_empty() {
        Pin::Nothing
    } else {
        Pin::Tag(reference.to_owned())
    }
}

/// Whether a spec names a repository, by its address or in short.
pub(super) fn is_repository(spec: &str) -> bool {
    const STARTS: &[&str] = &["git+", "git:", "git@", "ssh:", "github:", "gitlab:", "bitbucket:", "gist:"];
    let address = spec.split('#').next().unwrap_or(spec);
    let shorthand = !spec.contains([':', '@', ' ']) && address.matches('/').count() == 1;
    STARTS.iter().any(|start| spec.starts_with(start)) || address.ends_with(".git") || shorthand
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specs_are_pins() {
        for (spec, pin) in [
            ("1.2.3", Pin::Exact("1.2.3".into())),
            ("=1.2.3-beta.1", Pin::Exact("1.2.3-beta.1".into())),
            ("^1.2.3", Pin::Range("^1.2.3".into())),
            ("1.x", Pin::Range("1.x".into())),
            ("catalog:", Pin::Range("catalog:".into())),
            ("latest", Pin::Tag("latest".into())),
            ("", Pin::Nothing),
            ("*", Pin::Nothing),
            ("workspace:^", Pin::NotApplicable),
            ("file:../x", Pin::NotApplicable),
            ("owner/repo#main", Pin::Tag("main".into())),
            ("github:owner/repo", Pin::Nothing),
            (
                "git+https://git.example/x.git#0123456789abcdef0123456789abcdef01234567",
                Pin::Hash("0123456789abcdef0123456789abcdef01234567".into()),
            ),
        ] {
            assert_eq!(facts(spec).pin(), pin, "{spec}");
        }
        assert_eq!(split("@a/b@1"), ("@a/b", Some("1")));
        assert_eq!(split("b"), ("b", None));
        assert_eq!(split("@"), ("@", None));
    }
}
