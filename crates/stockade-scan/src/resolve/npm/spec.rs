//! What a package word means to npm: a name with or without a version, another name's alias, a repository, an address,
//! a file or a folder.

use stockade_model::{Ecosystem, Pin};
use stockade_names::Name;
use stockade_names::name::Quirk;

use super::range::{self, Range};

mod hosted;

/// Which version of a name is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing is said: what the tag `latest` (or the one that is set instead) points to.
    Any,
    /// One.
    Version(String),
    /// Any in this range.
    Range(String),
    /// What this tag points to.
    Tag(String),
}

/// What a package word means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spec {
    /// A package of a registry.
    Registry {
        /// Its name there.
        name: String,
        /// The version.
        wanted: Wanted,
        /// The name in front of `npm:`, where the word is an alias.
        alias: Option<String>,
    },
    /// A repository to clone.
    Git {
        /// Its address.
        url: String,
        /// Branch, tag, commit or `semver:` range.
        reference: Option<String>,
    },
    /// An archive to download.
    Archive(String),
    /// An archive on the disk, as written.
    File(String),
    /// A folder, as written.
    Folder(String),
}

/// Reads a package word. The error says why npm refuses it.
pub fn parse(text: &str, windows: bool) -> Result<Spec, String> {
    let name_ends = text.get(1..).and_then(|rest| rest.find('@')).map(|at| at + 1);
    let front = name_ends.and_then(|at| text.get(..at)).unwrap_or(text);
    let is_path = |text: &str| text.contains('/') || (windows && text.contains('\\'));
    let (name, rest) = if has_scheme(text) {
        (None, text.to_owned())
    } else if is_scp(text) {
        (None, format!("git+ssh://{text}"))
    } else if !front.starts_with('@') && (is_path(front) || is_archive(front)) {
        (None, text.to_owned())
    } else if let Some(at) = name_ends {
        let rest = text.get(at + 1..).filter(|rest| !rest.is_empty()).unwrap_or("*");
        (Some(front), rest.to_owned())
    } else if is_name(text) {
        return Ok(Spec::Registry { name: text.to_owned(), wanted: Wanted::Any, alias: None });
    } else {
        (None, text.to_owned())
    };
    if let Some(name) = name.filter(|name| !is_name(name)) {
        return Err(no_name(name));
    }
    meaning(name, &rest, windows)
}

fn meaning(name: Option<&str>, rest: &str, windows: bool) -> Result<Spec, String> {
    let lower = rest.to_ascii_lowercase();
    if lower.starts_with("file:") || begins_as_path(rest, windows) {
        return Ok(on_disk(rest));
    }
    if lower.starts_with("npm:") {
        return match parse(rest.get(4..).unwrap_or(""), windows)? {
            Spec::Registry { alias: None, name: real, wanted } => {
                Ok(Spec::Registry { alias: name.map(str::to_owned), name: real, wanted })
            }
            _ => Err(format!("`{rest}` is no alias of a registry's package")),
        };
    }
    if let Some(spec) = hosted::parse(rest) {
        return Ok(spec);
    }
    if has_scheme(rest) {
        return address(rest);
    }
    if rest.contains('/') || (windows && rest.contains('\\')) || is_archive(rest) {
        return Ok(on_disk(rest));
    }
    let Some(name) = name else { return Err(no_name(rest)) };
    Ok(Spec::Registry { name: name.to_owned(), wanted: wanted(rest)?, alias: None })
}

/// Why npm takes a word for no name; a scope that was written percent-encoded is named, since that is what a reader misses.
fn no_name(text: &str) -> String {
    let decoded = Name::parse(Ecosystem::Npm, text).ok().filter(|name| name.quirks.contains(&Quirk::PercentEncoded));
    match decoded {
        Some(name) => format!("`{text}` is `{}` written percent-encoded, which is no name to npm", name.full),
        None => format!("`{text}` cannot be the name of a package"),
    }
}

fn wanted(rest: &str) -> Result<Wanted, String> {
    let rest = rest.trim();
    if let Some(version) = range::version(rest) {
        return Ok(Wanted::Version(version.to_string()));
    }
    if Range::parse(rest).is_some() {
        return Ok(Wanted::Range(rest.to_owned()));
    }
    if !rest.chars().all(needs_no_escape) {
        return Err(format!("`{rest}` is neither a version nor a tag"));
    }
    Ok(Wanted::Tag(rest.to_owned()))
}

fn address(rest: &str) -> Result<Spec, String> {
    let (front, reference) = match rest.split_once('#') {
        Some((front, reference)) => (front, Some(reference.to_owned()).filter(|text| !text.is_empty())),
        None => (rest, None),
    };
    let scheme = rest.split(':').next().unwrap_or("").to_ascii_lowercase();
    match scheme.as_str() {
        "git" | "git+http" | "git+https" | "git+rsync" | "git+ftp" | "git+file" | "git+ssh" => {
            let url = front.get(4..).filter(|_| scheme.starts_with("git+")).unwrap_or(front);
            // `git+ssh://git@host:owner/x` is the short form of ssh, not an address with a port.
            let short = url.strip_prefix("ssh://").filter(|rest| is_short_ssh(rest));
            Ok(Spec::Git { url: short.unwrap_or(url).to_owned(), reference })
        }
        "http" | "https" => Ok(Spec::Archive(rest.to_owned())),
        _ => Err(format!("`{scheme}:` is no protocol that npm fetches packages by")),
    }
}

fn is_short_ssh(rest: &str) -> bool {
    let Some((_, behind)) = rest.split_once(':') else { return false };
    !behind.split('/').next().unwrap_or("").chars().all(|c| c.is_ascii_digit())
}

fn on_disk(rest: &str) -> Spec {
    let path = rest.get(5..).filter(|_| rest.to_ascii_lowercase().starts_with("file:")).unwrap_or(rest);
    // `file:///x`, `file://x` and `file:/x` are the same file to npm.
    let path = if path.starts_with("//") { format!("/{}", path.trim_start_matches('/')) } else { path.to_owned() };
    let path = match path.strip_prefix('/').filter(|rest| rest.starts_with("./") || rest.starts_with("../")) {
        Some(relative) => relative.to_owned(),
        None => path,
    };
    if is_archive(rest) { Spec::File(path) } else { Spec::Folder(path) }
}

fn has_scheme(text: &str) -> bool {
    let text = text.get(4..).filter(|_| text.to_ascii_lowercase().starts_with("git+")).unwrap_or(text);
    text.split_once(':')
        .is_some_and(|(scheme, _)| !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphabetic()))
}

/// `git@host.example:owner/repository`.
fn is_scp(text: &str) -> bool {
    let Some((user, rest)) = text.split_once('@') else { return false };
    let Some((host, path)) = rest.split_once(':') else { return false };
    !user.is_empty() && !path.is_empty() && host.split_once('.').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
}

fn is_archive(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    [".tgz", ".tar.gz", ".tar"].iter().any(|end| lower.ends_with(end))
}

fn begins_as_path(text: &str, windows: bool) -> bool {
    let mut chars = text.chars();
    let (first, second) = (chars.next(), chars.next());
    match (first, second) {
        (Some('.' | '/'), _) | (Some('~'), Some('/')) => true,
        (Some('\\'), _) => windows,
        (Some(letter), Some(':')) => letter.is_ascii_alphabetic(),
        _ => false,
    }
}

fn needs_no_escape(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.!~*'()".contains(c)
}

/// Whether some registry may hold a package of that name, old ones included.
pub fn is_name(name: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty() && part.chars().all(needs_no_escape) && !matches!(part, "node_modules" | "favicon.ico")
    };
    if let Some(scoped) = name.strip_prefix('@') {
        return scoped
            .split_once('/')
            .is_some_and(|(scope, name)| plain(scope) && plain(name) && !name.starts_with('.'));
    }
    plain(name) && !name.starts_with(['.', '_', '-'])
}

impl Spec {
    /// How tightly it fixes what is fetched. `tag` is what the client uses where nothing is said.
    pub fn pin(&self, tag: Option<&str>) -> Pin {
        match self {
            Self::Registry { wanted, .. } => match wanted {
                Wanted::Range(range) if range != "*" => Pin::Range(range.clone()),
                Wanted::Any | Wanted::Range(_) => tag.map_or(Pin::Nothing, |tag| Pin::Tag(tag.to_owned())),
                Wanted::Version(version) => Pin::Exact(version.clone()),
                Wanted::Tag(tag) => Pin::Tag(tag.clone()),
            },
            Self::Git { reference: None, .. } | Self::Archive(_) => Pin::Nothing,
            Self::Git { reference: Some(reference), .. } => match reference.strip_prefix("semver:") {
                Some(range) => Pin::Range(range.to_owned()),
                None if reference.len() == 40 && reference.chars().all(|c| c.is_ascii_hexdigit()) => {
                    Pin::Hash(reference.clone())
                }
                None => Pin::Tag(reference.clone()),
            },
            Self::File(_) | Self::Folder(_) => Pin::NotApplicable,
        }
    }
}

#[cfg(test)]
mod tests;
