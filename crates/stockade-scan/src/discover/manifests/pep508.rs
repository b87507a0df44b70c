//! A Python requirement: `name[extras] specifiers ; marker` or `name @ address`, after PEP 508.

use stockade_model::{Ecosystem, Pin, Span};

use super::Found;
use super::found::Facts;
use super::npm_spec::repository_pin;

/// A requirement in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Requirement<'t> {
    /// The name as written.
    pub(super) name: &'t str,
    /// Version specifiers, or the address behind `@`.
    pub(super) rest: &'t str,
    /// Whether `rest` is an address.
    pub(super) is_address: bool,
}

/// Reads one; none for what does not begin with a name.
pub(super) fn parse(text: &str) -> Option<Requirement<'_>> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(text.len());
    let (name, mut rest) = text.split_at_checked(end)?;
    if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    rest = rest.trim_start();
    if let Some(extras) = rest.strip_prefix('[') {
        rest = extras.split_once(']')?.1.trim_start();
    }
    if let Some(address) = rest.strip_prefix('@') {
        // A marker behind an address needs a blank in front of its semicolon.
        let address = address.trim_start();
        let address = address.split_once(" ;").map_or(address, |(address, _)| address).trim();
        return Some(Requirement { name, rest: address, is_address: true });
    }
    let rest = rest.split(';').next().unwrap_or("").trim();
    let rest = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(rest).trim();
    let fits = rest.is_empty() || rest.starts_with(['=', '<', '>', '!', '~']);
    fits.then_some(Requirement { name, rest, is_address: false })
}

/// A requirement seen at `span`, whose name is a word of the text there.
pub(super) fn requirement(found: &mut Found<'_>, text: &str, span: Span) {
    match parse(text) {
        Some(it) => found.package(Ecosystem::Pypi, it.name, span, || facts(&it)),
        None if text.trim().is_empty() => {}
        None => found.problem(span, "this is not a requirement: a name and version specifiers"),
    }
}

/// How a requirement fixes its package.
pub(super) fn facts(requirement: &Requirement<'_>) -> Facts {
    if requirement.is_address { address_facts(requirement.rest) } else { specifier_facts(requirement.rest) }
}

/// How version specifiers fix a package.
pub(super) fn specifier_facts(specifiers: &str) -> Facts {
    let text = specifiers.trim();
    let exact = text.strip_prefix("===").or_else(|| text.strip_prefix("==")).map(str::trim);
    match exact {
        _ if text.is_empty() || text == "*" => Facts { pin: Some(Pin::Nothing), ..Facts::default() },
        Some(version) if !version.contains([',', '*', '%', '$']) => {
            Facts { version: Some(version.to_owned()), ..Facts::default() }
        }
        _ => Facts { pin: Some(Pin::Range(text.to_owned())), ..Facts::default() },
    }
}

/// How an address fixes a package: a commit of a repository, a hash behind `#`, or nothing.
pub(super) fn address_facts(address: &str) -> Facts {
    let (bare, fragment) = address.split_once('#').unwrap_or((address, ""));
    let resolved = Some(address.to_owned());
    let hash = fragment.split('&').find_map(|part| Some(("sha256", part.strip_prefix("sha256=")?)));
    if let Some((algorithm, hash)) = hash {
        return Facts { integrity: Some(format!("{algorithm}:{hash}")), resolved, ..Facts::default() };
    }
    let path = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    let pin = if bare.starts_with("file:") || !bare.contains("://") {
        Pin::NotApplicable
    } else if bare.starts_with("git+") {
        let reference =
            path.split_once('/').and_then(|(_, path)| path.rsplit_once('@')).map(|(_, reference)| reference);
        reference.map_or(Pin::Nothing, repository_pin)
    } else {
        Pin::Nothing
    };
    Facts { pin: Some(pin), resolved, ..Facts::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_are_pins() {
        for (text, name, pin) in [
            ("mcp", "mcp", Pin::Nothing),
            ("mcp[cli]>=1.2,<2 ; python_version >= '3.10'", "mcp", Pin::Range(">=1.2,<2".into())),
            ("mcp[cli] (>=1.2)", "mcp", Pin::Range(">=1.2".into())),
            ("mcp==1.2.0", "mcp", Pin::Exact("1.2.0".into())),
            ("mcp ==1.*", "mcp", Pin::Range("==1.*".into())),
            ("mcp @ git+https://git.example/a/b@main", "mcp", Pin::Tag("main".into())),
            ("mcp @ git+https://user@git.example/a/b", "mcp", Pin::Nothing),
            ("mcp @ https://files.example/mcp.whl#sha256=00ff", "mcp", Pin::Hash("sha256:00ff".into())),
            ("mcp @ file:///x", "mcp", Pin::NotApplicable),
        ] {
            let requirement = parse(text).unwrap();
            assert_eq!((requirement.name, facts(&requirement).pin()), (name, pin), "{text}");
        }
        for text in ["", "-e .", "mcp server", "./local", "mcp[cli"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
