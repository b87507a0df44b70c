//! What a package operand means to npm: a registry package, an alias, a repository, an archive, a folder.
//!
//! Source: npm-package-arg 13, checked against the real client (`tests/launch-lines/npx.json`).

use stockade_model::{Ecosystem, Package, Pin, redact};

use crate::resolve::pin;

/// A package operand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spec {
    /// A registry package.
    Registry {
        /// As it would be asked for.
        package: Package,
        /// How the line fixes it.
        pin: Pin,
        /// The version, range or tag as written; empty where none is.
        wanted: String,
        /// The name in front of `@npm:`.
        alias: Option<String>,
    },
    /// A repository.
    Git {
        /// Without `git+`, secrets replaced.
        url: String,
        /// Branch, tag or commit.
        reference: Option<String>,
    },
    /// An archive behind an address.
    Archive(String),
    /// A file or folder, as written.
    Path(String),
    /// Nothing that npm takes.
    Invalid,
}

/// Hosts that npm has a short form for, with the address it becomes.
const HOSTS: &[(&str, &str)] = &[
    ("github:", "https://github.com/"),
    ("gitlab:", "https://gitlab.com/"),
    ("bitbucket:", "https://bitbucket.org/"),
    ("gist:", "https://gist.github.com/"),
];

/// Reads an operand.
pub fn parse(text: &str) -> Spec {
    if let Some(spec) = address(text) {
        return spec;
    }
    if is_path(text) {
        return Spec::Path(text.trim_start_matches("file:").to_owned());
    }
    let scoped = text.starts_with('@');
    let at = text.char_indices().skip(1).find(|(_, c)| *c == '@').map(|(at, _)| at);
    let (name, wanted) = match at {
        Some(at) => (text.get(..at).unwrap_or(text), text.get(at + 1..).unwrap_or("")),
        None => (text, ""),
    };
    // `owner/repo` without a scope is a repository of the best known host.
    if !scoped && name.matches('/').count() == 1 && !name.contains(':') {
        return address(&format!("github:{text}")).unwrap_or(Spec::Invalid);
    }
    if !is_name(name) {
        return Spec::Invalid;
    }
    if let Some(aliased) = wanted.strip_prefix("npm:") {
        return match parse(aliased) {
            Spec::Registry { package, pin, wanted, alias: None } => {
                Spec::Registry { package, pin, wanted, alias: Some(name.to_owned()) }
            }
            _ => Spec::Invalid,
        };
    }
    if let Some(spec) = address(wanted) {
        return spec;
    }
    if is_path(wanted) {
        return Spec::Path(wanted.trim_start_matches("file:").to_owned());
    }
    let pin = pin::of_version(wanted);
    let package = Package::new(Ecosystem::Npm, name);
    let package = match pin::exact(&pin) {
        Some(version) => package.at(version),
        None => package,
    };
    Spec::Registry { package, pin, wanted: wanted.to_owned(), alias: None }
}

/// Repositories and archives.
fn address(text: &str) -> Option<Spec> {
    let (body, reference) =
        text.split_once('#').map_or((text, None), |(body, reference)| (body, Some(reference.to_owned())));
    if let Some((short, long)) = HOSTS.iter().find(|(short, _)| body.starts_with(short)) {
        let path = body.get(short.len()..)?.trim_end_matches(".git");
        return Some(Spec::Git { url: format!("{long}{path}.git"), reference });
    }
    let clean = |url: &str| redact::redact(None, url).0;
    if let Some(url) = body.strip_prefix("git+") {
        return Some(Spec::Git { url: clean(url), reference });
    }
    if body.starts_with("git://") || body.starts_with("git@") || (body.contains("://") && body.ends_with(".git")) {
        return Some(Spec::Git { url: clean(body), reference });
    }
    (body.starts_with("http://") || body.starts_with("https://")).then(|| Spec::Archive(clean(body)))
}

fn is_path(text: &str) -> bool {
    text.starts_with("file:")
        || text.starts_with("./")
        || text.starts_with("../")
        || text.starts_with('/')
        || text.starts_with("~/")
        || matches!(text, "." | "..")
        || text.starts_with(".\\")
        || text.get(1..3) == Some(":\\")
        || (text.ends_with(".tgz") && !text.contains("://"))
}

/// What npm takes as a name, old names with capitals included.
fn is_name(name: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '!' | '\'' | '(' | ')' | '*'))
    };
    match name.strip_prefix('@') {
        Some(rest) => rest.split_once('/').is_some_and(|(scope, base)| part(scope) && part(base)),
        None => part(name),
    }
}

/// `npm init X` runs `create-X`.
pub fn initializer(text: &str) -> Option<String> {
    if text.contains("://") || is_path(text) {
        return None;
    }
    let (name, version) = match text.char_indices().skip(1).find(|(_, c)| *c == '@') {
        Some((at, _)) => (text.get(..at)?, text.get(at..)?),
        None => (text, ""),
    };
    Some(match name.strip_prefix('@').map(|rest| rest.split_once('/')) {
        Some(Some((scope, base))) => format!("@{scope}/create-{base}{version}"),
        Some(None) => format!("{name}/create{version}"),
        None if name.contains('/') => {
            let (owner, repository) = name.split_once('/')?;
            format!("{owner}/create-{repository}{version}")
        }
        None => format!("create-{name}{version}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registry(text: &str) -> (String, Pin, Option<String>) {
        match parse(text) {
            Spec::Registry { package, pin, alias, .. } => (package.name, pin, alias),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn operands_mean_what_npm_takes_them_for() {
        assert_eq!(registry("a").1, Pin::Nothing);
        assert_eq!(registry("@s/n@1.2.3"), ("@s/n".into(), Pin::Exact("1.2.3".into()), None));
        assert_eq!(registry("a@npm:b@^1"), ("b".into(), Pin::Range("^1".into()), Some("a".into())));
        assert!(matches!(parse("owner/repo"), Spec::Git { .. }));
        assert!(matches!(parse("git+ssh://git@h.example.com/o/r.git#v1"), Spec::Git { reference: Some(_), .. }));
        assert!(matches!(parse("https://h.example.com/x.tgz"), Spec::Archive(_)));
        assert!(matches!(parse("./x"), Spec::Path(_)));
        for bad in ["@s/", "@s", "", ".hidden", "a b"] {
            assert_eq!(parse(bad), Spec::Invalid, "{bad}");
        }
    }

    #[test]
    fn initializers() {
        let of = |text: &str| initializer(text).unwrap();
        assert_eq!((of("x@1"), of("@s"), of("@s/x")), ("create-x@1".into(), "@s/create".into(), "@s/create-x".into()));
    }
}
