//! Package URLs in which `*` stands for any text: what a requirement is about.
//!
//! A pattern that is too wide asks too much and lets nothing through, so that `*` may stand anywhere in the name; other
//! than in an approval, where it would let strangers in.

use stockade_model::{Ecosystem, Package};

/// Ecosystems whose packages launch lines can name. Of those that nobody can look up nothing is known, so that they do not
/// meet what is asked of them.
const ECOSYSTEMS: &[Ecosystem] = &[
    Ecosystem::Npm,
    Ecosystem::Pypi,
    Ecosystem::Oci,
    Ecosystem::Jsr,
    Ecosystem::Cargo,
    Ecosystem::Golang,
    Ecosystem::Nuget,
    Ecosystem::Gem,
    Ecosystem::Maven,
    Ecosystem::Github,
];

/// A package URL with `*` in its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The registry.
    pub ecosystem: Ecosystem,
    /// The name as the registry compares it.
    pub name: String,
    /// The one version; none for all.
    pub version: Option<String>,
}

impl Pattern {
    /// Reads one.
    ///
    /// # Errors
    /// One line saying what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        let advice = "write a package URL such as `pkg:npm/%40acme/*`";
        let rest = text.strip_prefix("pkg:").ok_or_else(|| advice.to_owned())?;
        if rest.contains(['?', '#']) {
            return Err("leave out what stands behind `?` or `#`: it is not compared".to_owned());
        }
        let (kind, path) = rest.split_once('/').ok_or_else(|| advice.to_owned())?;
        let kind = kind.to_ascii_lowercase();
        let Some(ecosystem) = ECOSYSTEMS.iter().copied().find(|ecosystem| ecosystem.purl_type() == kind) else {
            let known: Vec<&str> = ECOSYSTEMS.iter().map(|ecosystem| ecosystem.purl_type()).collect();
            return Err(format!("`{kind}` is none that can be asked about; those are {}", known.join(", ")));
        };
        // An `@` at the start of a part is a scope that was not encoded, any other one begins the version.
        let start = path.rfind('/').map_or(0, |at| at + 1);
        let at = path.char_indices().skip_while(|(at, _)| *at <= start).find(|(_, c)| *c == '@').map(|(at, _)| at);
        let (name, version) = match at.and_then(|at| path.split_at_checked(at)) {
            Some((name, version)) => (name, Some(decoded(version.trim_start_matches('@'))?)),
            None => (path, None),
        };
        if version.as_deref().is_some_and(|version| version.is_empty() || version.contains('*')) {
            return Err("behind `@` stands one version".to_owned());
        }
        let name = decoded(name)?;
        if name.is_empty() || name.split('/').any(str::is_empty) {
            return Err("a part of the name is empty".to_owned());
        }
        // `normalise_pypi` would take the `-` of `acme-*` for a separator at the end and keep it, which is right.
        let name = if ecosystem == Ecosystem::Pypi { stockade_model::package::normalise_pypi(&name) } else { name };
        Ok(Self { ecosystem, name, version })
    }

    /// Whether a package is meant.
    pub fn is(&self, package: &Package) -> bool {
        self.ecosystem == package.ecosystem
            && glob(&self.name, &package.name)
            && self.version.as_ref().is_none_or(|version| package.version.as_ref() == Some(version))
    }
}

/// `*` stands for any text, slashes among it.
fn glob(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part).and_then(|at| rest.get(at + part.len()..)) {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
    false
}

fn decoded(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match (digit(rest.next()), digit(rest.next())) {
            (Some(high), Some(low)) => bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'%')),
            _ => return Err("behind `%` stand two hexadecimal digits".to_owned()),
        }
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains(|c: char| c.is_control() || c.is_whitespace()) => Ok(text),
        _ => Err("there is a character in it that no name has".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(pattern: &str, ecosystem: Ecosystem, name: &str) -> bool {
        Pattern::parse(pattern).unwrap().is(&Package::new(ecosystem, name).at("1.0.0"))
    }

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(
            is("pkg:npm/%40acme/*", Ecosystem::Npm, "@acme/mail") && is("pkg:npm/@acme/*", Ecosystem::Npm, "@acme/x")
        );
        assert!(!is("pkg:npm/%40acme/*", Ecosystem::Npm, "@acme-evil/mail"));
        assert!(is("pkg:npm/*", Ecosystem::Npm, "@any/thing") && !is("pkg:npm/*", Ecosystem::Pypi, "thing"));
        assert!(
            is("pkg:pypi/Acme_*", Ecosystem::Pypi, "acme-mail") && !is("pkg:pypi/acme-*", Ecosystem::Pypi, "acmemail")
        );
        assert!(
            is("pkg:npm/*-mcp-*x", Ecosystem::Npm, "a-mcp-bx") && !is("pkg:npm/*-mcp-*x", Ecosystem::Npm, "a-mcp-b")
        );
        assert!(is("pkg:npm/mail", Ecosystem::Npm, "mail") && !is("pkg:npm/mail", Ecosystem::Npm, "mail2"));
        assert!(is("pkg:npm/@a/b@1.0.0", Ecosystem::Npm, "@a/b") && !is("pkg:npm/b@2.0.0", Ecosystem::Npm, "b"));
    }

    #[test]
    fn what_is_no_pattern_is_refused_with_advice() {
        for bad in [
            "",
            "npm:x",
            "pkg:npm",
            "pkg:npm/",
            "pkg:deb/x",
            "pkg:npm/a//b",
            "pkg:npm/x@",
            "pkg:npm/x@*",
            "pkg:npm/x%4",
            "pkg:npm/x y",
            "pkg:npm/x?a=b",
        ] {
            assert!(!Pattern::parse(bad).unwrap_err().is_empty(), "{bad}");
        }
    }
}
