//! Package URLs of entries, and the one spelling in which a name is compared.
//!
//! Constraints:
//! - names are equal or not: nothing is folded that the registry itself keeps apart;
//! - an approval takes `*` only for all names of one owner (`pkg:npm/%40scope/*`), since anybody can publish a name that
//!   merely begins like a known one.

use stockade_model::{Ecosystem, Package};

use crate::resolve::image;

/// Every ecosystem an entry can name.
static ECOSYSTEMS: &[Ecosystem] = &[
    Ecosystem::Npm,
    Ecosystem::Pypi,
    Ecosystem::Oci,
    Ecosystem::Golang,
    Ecosystem::Cargo,
    Ecosystem::Nuget,
    Ecosystem::Gem,
    Ecosystem::Jsr,
    Ecosystem::Maven,
    Ecosystem::Github,
    Ecosystem::Generic,
];

/// A name as its registry compares it: PyPI after PEP 503, NuGet and code hosts without case, an image's host without
/// case; everything else, npm's old names with capitals among it, as it is.
pub(super) fn canonical(ecosystem: Ecosystem, name: &str) -> String {
    match ecosystem {
        Ecosystem::Pypi => Package::new(ecosystem, name).name,
        Ecosystem::Nuget | Ecosystem::Github => name.to_ascii_lowercase(),
        Ecosystem::Oci => match name.split_once('/') {
            Some((host, path)) => format!("{}/{path}", host.to_ascii_lowercase()),
            None => name.to_owned(),
        },
        Ecosystem::Maven => name.replace(':', "/"),
        _ => name.to_owned(),
    }
}

/// A package URL in which the name may hold `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Purl {
    pub(super) ecosystem: Ecosystem,
    /// Canonical.
    pub(super) name: String,
    pub(super) version: Option<String>,
    /// An image's tag.
    pub(super) tag: Option<String>,
}

impl Purl {
    /// Reads one; the error says what to write.
    pub(super) fn parse(text: &str, denies: bool) -> Result<Self, String> {
        let Some(rest) = text.strip_prefix("pkg:") else {
            return Err("write a package URL such as `pkg:npm/%40scope/name@1.2.3`".to_owned());
        };
        let rest = rest.trim_start_matches('/');
        let (rest, qualifiers) = rest.split_once('?').map_or((rest, ""), |(rest, qualifiers)| (rest, qualifiers));
        if rest.contains('#') || qualifiers.contains('#') {
            return Err("a part of a package (`#…`) cannot be named: leave it out".to_owned());
        }
        let Some((kind, path)) = rest.split_once('/') else {
            return Err("the package's name is missing: `pkg:type/name`".to_owned());
        };
        let kind = kind.to_ascii_lowercase();
        let Some(ecosystem) = ECOSYSTEMS.iter().copied().find(|ecosystem| ecosystem.purl_type() == kind) else {
            let known: Vec<&str> = ECOSYSTEMS.iter().map(|ecosystem| ecosystem.purl_type()).collect();
            return Err(format!("`{kind}` is no known type; known are {}", known.join(", ")));
        };
        // An `@` at the start of a part is a scope that was not encoded, any other one begins the version.
        let start = path.rfind('/').map_or(0, |at| at + 1);
        let last = path.get(start..).unwrap_or("");
        let at = last.char_indices().skip(1).find(|(_, c)| *c == '@').map(|(at, _)| start + at);
        let (name, version) = match at.and_then(|at| path.split_at_checked(at)) {
            Some((name, version)) => (name, Some(decoded(version.trim_start_matches('@'))?)),
            None => (path, None),
        };
        if version.as_deref().is_some_and(str::is_empty) {
            return Err("there is no version behind `@`".to_owned());
        }
        let mut name = decoded(name)?;
        let (mut repository, mut tag) = (None, None);
        for qualifier in qualifiers.split('&').filter(|qualifier| !qualifier.is_empty()) {
            match qualifier.split_once('=') {
                Some(("repository_url", value)) if ecosystem == Ecosystem::Oci => repository = Some(decoded(value)?),
                Some(("tag", value)) if ecosystem == Ecosystem::Oci => tag = Some(decoded(value)?),
                _ if ecosystem == Ecosystem::Oci => {
                    return Err(format!("`{qualifier}` is not compared: only `repository_url` and `tag` are"));
                }
                _ => return Err(format!("`{qualifier}` is not compared: name a registry with `registry = …`")),
            }
        }
        if ecosystem == Ecosystem::Oci {
            name = repository_of(&name, repository.as_deref())?;
        }
        if name.is_empty() || name.split('/').any(str::is_empty) {
            return Err("a part of the name is empty".to_owned());
        }
        if name.contains('*') && !denies && !is_owned(ecosystem, &name) {
            return Err("`*` stands only for all names of one owner: `pkg:npm/%40scope/*`, \
                        `pkg:oci/*?repository_url=registry.example/team/*`; list other names one by one"
                .to_owned());
        }
        Ok(Self { ecosystem, name: canonical(ecosystem, &name), version, tag })
    }

    /// Whether a canonical name is meant.
    pub(super) fn is_name(&self, ecosystem: Ecosystem, name: &str) -> bool {
        self.ecosystem == ecosystem && if self.name.contains('*') { glob(&self.name, name) } else { self.name == name }
    }
}

/// An image's whole name; the one in front of `?` has to be its last part, as the specification says.
fn repository_of(name: &str, repository: Option<&str>) -> Result<String, String> {
    let Some(repository) = repository else {
        return Err(format!("an image needs its repository: `pkg:oci/{name}?repository_url=docker.io/…/{name}`"));
    };
    if repository.rsplit('/').next() != Some(name) {
        return Err(format!("the last part of `repository_url` has to be `{name}`"));
    }
    if repository.contains('*') {
        return Ok(repository.to_owned());
    }
    match image::parse(repository) {
        Some(image) if image.tag.is_none() && image.digest.is_none() => Ok(image.name),
        _ => Err(format!(
            "`{repository}` is no name of an image: write it as the engine takes it, without tag or digest"
        )),
    }
}

/// Whether `*` is the whole last part, behind a part that has an owner.
fn is_owned(ecosystem: Ecosystem, name: &str) -> bool {
    let Some(owner) = name.strip_suffix("/*").filter(|owner| !owner.contains('*')) else { return false };
    match ecosystem {
        Ecosystem::Npm | Ecosystem::Jsr => owner.starts_with('@') && !owner.contains('/'),
        // A host alone is everybody's.
        Ecosystem::Oci | Ecosystem::Golang => owner.split_once('/').is_some_and(|(host, _)| host.contains(['.', ':'])),
        Ecosystem::Github | Ecosystem::Maven => true,
        _ => false,
    }
}

/// `*` stands for any text, slashes among it: below an owner everything is the owner's.
fn glob(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part).and_then(|at| rest.get(at + part.len()..)) {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
    rest.is_empty()
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

/// The package URL to write for a canonical name: what [`Purl::parse`] reads back.
pub(super) fn written(ecosystem: Ecosystem, name: &str, version: Option<&str>, tag: Option<&str>) -> String {
    let encode = |text: &str| {
        let keep = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~/:".contains(byte);
        text.bytes()
            .map(|byte| if keep(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect::<String>()
    };
    let version = version.map(|version| format!("@{}", encode(version))).unwrap_or_default();
    let (name, mut qualifiers) = match name.rsplit_once('/') {
        Some((_, last)) if ecosystem == Ecosystem::Oci => (last, format!("?repository_url={}", encode(name))),
        _ => (name, String::new()),
    };
    if let Some(tag) = tag.filter(|_| ecosystem == Ecosystem::Oci && !qualifiers.is_empty()) {
        qualifiers.push_str(&format!("&tag={}", encode(tag)));
    }
    format!("pkg:{}/{}{version}{qualifiers}", ecosystem.purl_type(), encode(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> String {
        Purl::parse(text, false).unwrap().name
    }

    #[test]
    fn names_are_compared_as_their_registry_does() {
        assert_eq!(name("pkg:npm/%40scope/name"), "@scope/name");
        assert_eq!(name("pkg:npm/@scope/name@1.2.3"), "@scope/name");
        assert_eq!(name("pkg:npm/JSONStream"), "JSONStream");
        assert_eq!(name("pkg:pypi/Mcp__Server.Fetch"), "mcp-server-fetch");
        assert_eq!(name("pkg:nuget/Contoso.Mcp"), "contoso.mcp");
        assert_eq!(name("pkg:cargo/Foo_bar"), "Foo_bar");
        assert_eq!(name("pkg:github/Acme/Server"), "acme/server");
        assert_eq!(name("pkg:oci/fetch?repository_url=mcp/fetch"), "docker.io/mcp/fetch");
        assert_eq!(name("pkg:oci/x?repository_url=Registry.Example%2Fteam%2Fx"), "registry.example/team/x");
        assert_eq!(name("pkg:golang/git.example/Acme/x"), "git.example/Acme/x");
        let purl = Purl::parse("pkg:oci/x@sha256%3Aab?repository_url=r.example/x&tag=1", false).unwrap();
        assert_eq!((purl.version.as_deref(), purl.tag.as_deref()), (Some("sha256:ab"), Some("1")));
    }

    #[test]
    fn what_is_written_is_read_back() {
        for (ecosystem, name, version, tag) in [
            (Ecosystem::Npm, "@scope/na.me", Some("1.2.3-beta.1+x"), None),
            (Ecosystem::Pypi, "mcp-server-fetch", None, None),
            (Ecosystem::Oci, "registry.example:5000/team/x", Some("sha256:ab"), None),
            (Ecosystem::Oci, "docker.io/library/x", None, Some("1.2")),
            (Ecosystem::Golang, "git.example/Acme/x/v2", Some("v2.0.0"), None),
            (Ecosystem::Maven, "org.example/x", None, None),
            (Ecosystem::Github, "acme/x", None, None),
        ] {
            let text = written(ecosystem, name, version, tag);
            let read = Purl::parse(&text, false).unwrap();
            let tag = tag.map(str::to_owned);
            assert_eq!(read, Purl { ecosystem, name: name.into(), version: version.map(str::to_owned), tag }, "{text}");
        }
        // What reports show can be copied into a list.
        for package in [Package::new(Ecosystem::Npm, "@scope/name").at("1.0.0"), Package::new(Ecosystem::Pypi, "a_b")] {
            assert_eq!(Purl::parse(&package.purl(), false).unwrap().name, package.name);
        }
    }

    #[test]
    fn a_wildcard_stands_for_one_owner() {
        let is = |pattern: &str, ecosystem, name: &str| Purl::parse(pattern, true).unwrap().is_name(ecosystem, name);
        assert!(is("pkg:npm/%40scope/*", Ecosystem::Npm, "@scope/any"));
        assert!(!is("pkg:npm/%40scope/*", Ecosystem::Npm, "@scope-evil/any"));
        assert!(is("pkg:golang/git.example/acme/*", Ecosystem::Golang, "git.example/acme/x/cmd/y"));
        assert!(is("pkg:npm/*mcp*fetch", Ecosystem::Npm, "my-mcp-server-fetch"));
        assert!(!is("pkg:npm/*mcp*fetch", Ecosystem::Npm, "my-mcp-server-fetcher"));
        assert!(!is("pkg:npm/aba*aba", Ecosystem::Npm, "aba"));
        for owned in ["pkg:github/acme/*", "pkg:oci/*?repository_url=registry.example/team/*", "pkg:jsr/%40acme/*"] {
            assert!(Purl::parse(owned, false).is_ok(), "{owned}");
        }
        for open in [
            "pkg:npm/*",
            "pkg:npm/mcp-*",
            "pkg:npm/%40*/x",
            "pkg:pypi/mcp*",
            "pkg:oci/*?repository_url=docker.io/*",
            "pkg:golang/git.example/*",
        ] {
            assert!(Purl::parse(open, false).is_err(), "{open}");
            assert!(Purl::parse(open, true).is_ok(), "{open}");
        }
    }

    #[test]
    fn what_is_no_purl_is_refused_with_advice() {
        for bad in [
            "npm:x",
            "pkg:npm",
            "pkg:npm/",
            "pkg:nmp/x",
            "pkg:npm/x@",
            "pkg:npm/x%zz",
            "pkg:npm/x?arch=arm",
            "pkg:npm/x#lib",
            "pkg:npm/a//b",
            "pkg:oci/x",
            "pkg:oci/x?repository_url=r.example/y",
            "pkg:npm/x%00",
            "pkg:npm/x y",
            "pkg:oci/x?repository_url=R.example/UP/x",
            "",
        ] {
            assert!(!Purl::parse(bad, false).unwrap_err().is_empty(), "{bad}");
        }
    }
}
