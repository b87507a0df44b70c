//! Container image references: `[host[:port]/]path[:tag][@algorithm:digest]`, after the grammar of the distribution
//! project, completed the way container engines do it (`alpine` is `docker.io/library/alpine`).
//!
//! A tag can be pushed again at any time, so only a digest counts as a pin; without either the engine takes `latest`.

use stockade_model::{Component, Ecosystem, Package, Pin, Role, Target};

/// The host that engines put in front of a name without one.
const DEFAULT_HOST: &str = "docker.io";
/// Longer names are refused by every registry.
const MAX_NAME: usize = 255;

/// A parsed image reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Host and path: `docker.io/library/alpine`.
    pub name: String,
    /// The tag, where one is given.
    pub tag: Option<String>,
    /// `sha256:…`, where one is given.
    pub digest: Option<String>,
    /// Whether the host was left out, so that the engine chose it.
    pub short: bool,
}

/// Reads a reference; none for what no engine would accept as the name of an image (a bare image id among it).
pub fn parse(text: &str) -> Option<Image> {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    // A colon behind the last slash begins the tag; one in front of it the port of the host.
    let slash = rest.rfind('/').map_or(0, |at| at + 1);
    let last = rest.get(slash..)?;
    let (name, tag) = match last.find(':') {
        Some(colon) => (rest.get(..slash + colon)?, Some(last.get(colon + 1..)?)),
        None => (rest, None),
    };
    let (host, path) = match name.split_once('/') {
        Some((host, path)) if is_host(host) => (Some(host), path),
        _ => (None, name),
    };
    // An id of 64 digits is a local image's own, with `sha256:` in front or without.
    let is_id = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let id = is_id(path) || (path == "sha256" && tag.is_some_and(is_id));
    let valid = host.is_none_or(valid_host)
        && path.split('/').all(valid_component)
        && tag.is_none_or(valid_tag)
        && digest.is_none_or(valid_digest)
        && name.len() <= MAX_NAME
        && !(id && host.is_none());
    valid.then(|| {
        let short = host.is_none();
        let host = match host {
            None | Some("index.docker.io") => DEFAULT_HOST,
            Some(host) => host,
        };
        let library = if host == DEFAULT_HOST && !path.contains('/') { "library/" } else { "" };
        Image {
            name: format!("{host}/{library}{path}"),
            tag: tag.map(str::to_owned),
            digest: digest.map(str::to_owned),
            short,
        }
    })
}

impl Image {
    /// The image as a part of a launch.
    pub fn component(&self, role: Role, span: Option<stockade_model::Span>) -> Component {
        let package = Package::new(Ecosystem::Oci, &self.name);
        let (package, pin) = match (&self.digest, &self.tag) {
            (Some(digest), _) => (package.at(digest), Pin::Hash(digest.clone())),
            (None, Some(tag)) => (package, Pin::Tag(tag.clone())),
            (None, None) => (package, Pin::Nothing),
        };
        let target = Target::Image { package, digest: self.digest.clone(), tag: self.tag.clone() };
        let mut component = Component::new(role, target, pin);
        component.span = span;
        component
    }
}

/// Whether the first part of a name is a host: it has a dot, a port or a capital letter, or is `localhost`.
fn is_host(part: &str) -> bool {
    part.contains(['.', ':']) || part == "localhost" || part.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn valid_host(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let Some((address, port)) = rest.split_once(']') else { return false };
            let hex = !address.is_empty() && address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':');
            if !hex {
                return false;
            }
            (None, port)
        }
        None => {
            let end = host.find(':').unwrap_or(host.len());
            (host.get(..end), host.get(end..).unwrap_or(""))
        }
    };
    let valid_label = |label: &str| {
        let edge = |c: char| c.is_ascii_alphanumeric();
        label.starts_with(edge) && label.ends_with(edge) && label.chars().all(|c| edge(c) || c == '-')
    };
    let digits = port.strip_prefix(':').unwrap_or("0");
    name.is_none_or(|name| name.split('.').all(valid_label))
        && (port.is_empty() || port.starts_with(':'))
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Runs of lower-case letters and digits, joined by `.`, `_`, `__` or any number of `-`.
fn valid_component(part: &str) -> bool {
    let word = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = part.as_bytes();
    if !bytes.first().is_some_and(word) || !bytes.last().is_some_and(word) {
        return false;
    }
    part.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        .all(|gap| matches!(gap, "" | "." | "_" | "__") || gap.bytes().all(|byte| byte == b'-'))
}

fn valid_tag(tag: &str) -> bool {
    tag.len() <= 128
        && tag.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && tag.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

fn valid_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else { return false };
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    let length = match algorithm {
        "sha256" => hex.len() == 64,
        "sha512" => hex.len() == 128,
        _ => hex.len() >= 32,
    };
    algorithm.split(['+', '.', '-', '_']).all(part)
        && length
        && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let image = parse(text)?;
        let tag = image.tag.map(|tag| format!(" :{tag}")).unwrap_or_default();
        let digest = image.digest.map(|_| " @").unwrap_or_default();
        Some(format!("{}{tag}{digest}", image.name))
    }

    #[test]
    fn names_are_completed_as_engines_do_it() {
        let hash = "a".repeat(64);
        for (text, wanted) in [
            ("alpine", "docker.io/library/alpine"),
            ("alpine:3.22", "docker.io/library/alpine :3.22"),
            ("mcp/fetch", "docker.io/mcp/fetch"),
            ("docker.io/alpine", "docker.io/library/alpine"),
            ("index.docker.io/mcp/fetch", "docker.io/mcp/fetch"),
            ("localhost/x", "localhost/x"),
            ("localhost:5000/x:1", "localhost:5000/x :1"),
            ("registry.example:5000/team/x", "registry.example:5000/team/x"),
            ("Registry/x", "Registry/x"),
            ("[::1]:5000/x", "[::1]:5000/x"),
            ("a__b/c-d---e.f_g", "docker.io/a__b/c-d---e.f_g"),
            ("x:5000", "docker.io/library/x :5000"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(shown(&format!("x:1@sha256:{hash}")).as_deref(), Some("docker.io/library/x :1 @"));
    }

    #[test]
    fn what_no_engine_accepts_is_refused() {
        let hash = "a".repeat(64);
        for text in
            ["", "/x", "x/", "X", "x:", "x@", "x@sha256:12", "-x", "x:a b", "x..y", "x/y/", "a:1/b:2/c", "https://h/x"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&hash), None);
        assert_eq!(parse(&format!("sha256:{hash}")), None);
        assert_eq!(parse(&format!("x@sha256:{}", "A".repeat(64))), None);
    }
}
