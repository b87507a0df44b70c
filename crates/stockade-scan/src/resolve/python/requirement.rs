//! One requirement: PEP 508 (`name[extra]>=1 ; marker`, `name @ url`), and what uv and pip accept beside it.
//!
//! - parsing looks at text alone; whether a folder is there is the caller's question;
//! - what neither client would accept is an error, never the nearest thing that could be meant.

use stockade_model::{Ecosystem, Package, Pin, redact};

/// Who reads the requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The command or `--from` of `uvx`: `name@1.2.3` and `name@latest` too.
    Tool,
    /// Everywhere else.
    Plain,
}

/// One requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The distribution's name as written; none where only an address or a path is given.
    pub name: Option<String>,
    /// Where it comes from.
    pub source: Source,
    /// The condition behind `;`.
    pub marker: Option<String>,
}

/// Where a requirement comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A package index.
    Index(Pin),
    /// A repository.
    Git {
        /// Its address without `git+`, secrets replaced.
        url: String,
        /// Branch, tag or commit.
        reference: Option<String>,
    },
    /// A wheel or source archive at an address.
    Archive {
        /// The address, secrets replaced.
        url: String,
        /// How far it is fixed.
        pin: Pin,
    },
    /// A folder or file.
    Path(String),
}

impl Requirement {
    /// The package, where it comes from an index.
    pub fn package(&self) -> Option<Package> {
        let (Some(name), Source::Index(pin)) = (&self.name, &self.source) else { return None };
        let package = Package::new(Ecosystem::Pypi, name);
        Some(match pin {
            Pin::Exact(version) => package.at(version),
            _ => package,
        })
    }

    /// Its name as indexes compare it.
    pub fn normalised(&self) -> Option<String> {
        self.name.as_deref().map(stockade_model::package::normalise_pypi)
    }
}

static ARCHIVES: &[&str] = &[
    ".whl",
    ".tar.gz",
    ".zip",
    ".tar.bz2",
    ".tar.lz",
    ".tar.lzma",
    ".tar.xz",
    ".tar.zst",
    ".tar",
    ".tbz",
    ".tgz",
    ".tlz",
    ".txz",
];

/// Whether a name ends like a wheel or source archive.
pub fn is_archive(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    ARCHIVES.iter().any(|extension| lower.ends_with(extension))
}

/// Reads one requirement.
///
/// # Errors
/// One line saying what is wrong with it.
pub fn parse(text: &str, form: Form) -> Result<Requirement, String> {
    let text = text.trim();
    let bare = |source| Ok(Requirement { name: None, source, marker: None });
    if is_address(text) {
        return bare(address(text)?);
    }
    if is_path(text) {
        return bare(Source::Path(text.to_owned()));
    }
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let word = |c: char| c.is_ascii_alphanumeric();
    if !name.starts_with(word) || !name.ends_with(word) {
        return Err(format!("`{text}` is no requirement"));
    }
    let rest = after_extras(rest.trim_start()).ok_or_else(|| format!("`{text}` has extras that do not end"))?;
    let (rest, marker) = match rest.strip_prefix('@') {
        // An address may hold `;`, so only one behind a blank ends it.
        Some(_) => rest.split_once(" ;").map_or((rest, None), |(rest, marker)| (rest, Some(marker))),
        None => rest.split_once(';').map_or((rest, None), |(rest, marker)| (rest, Some(marker))),
    };
    let source = match rest.strip_prefix('@').map(str::trim) {
        Some("") => return Err(format!("`{text}` names no address behind `@`")),
        Some("latest") if form == Form::Tool => Source::Index(Pin::Tag("latest".to_owned())),
        Some(version) if form == Form::Tool && is_version(version) => Source::Index(Pin::Exact(version.to_owned())),
        Some(target) if is_address(target) => address(target)?,
        Some(path) => Source::Path(path.to_owned()),
        None => Source::Index(specifiers(rest).ok_or_else(|| format!("`{text}` is no requirement"))?),
    };
    let marker = marker.map(|marker| marker.trim().to_owned()).filter(|marker| !marker.is_empty());
    Ok(Requirement { name: Some(name.to_owned()), source, marker })
}

fn is_address(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    scheme
        .is_some_and(|s| !s.is_empty() && s.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))
        || text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("file:"))
}

/// A folder or file by its look: `./x`, `/x`, `a/b`, `C:\x`, `x.whl`; a bare word is a name.
fn is_path(text: &str) -> bool {
    let bytes = text.as_bytes();
    let drive = bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.get(1) == Some(&b':');
    let front = text.split(['@', ' ', ';', '[', '=', '<', '>', '!', '~']).next().unwrap_or("");
    drive
        || text.starts_with(['.', '/', '\\', '~'])
        || front.contains(['/', '\\'])
        || is_archive(text) && !text.contains('@')
}

fn after_extras(rest: &str) -> Option<&str> {
    match rest.strip_prefix('[') {
        Some(inner) => inner.split_once(']').map(|(_, rest)| rest.trim_start()),
        None => Some(rest),
    }
}

/// `git+…`, `file:…`, `https:…`.
fn address(text: &str) -> Result<Source, String> {
    let (text, fragment) = text.split_once('#').map_or((text, ""), |(text, fragment)| (text, fragment));
    let redacted = |url: &str| redact::redact(None, url).0;
    if let Some(url) = text.strip_prefix("git+") {
        let path_at = url.find("://").map_or(0, |at| at + 3);
        let path_at = url.get(path_at..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| path_at + at);
        let (base, reference) = match url.get(path_at..).and_then(|path| path.rfind('@')) {
            Some(at) => (url.get(..path_at + at).unwrap_or(url), url.get(path_at + at + 1..)),
            None => (url, None),
        };
        return Ok(Source::Git { url: redacted(base), reference: reference.map(str::to_owned) });
    }
    if text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("file:")) {
        let rest = text.get(5..).unwrap_or("");
        let path = rest.strip_prefix("//").unwrap_or(rest);
        return Ok(Source::Path(path.strip_prefix("localhost").unwrap_or(path).to_owned()));
    }
    let scheme = text.split("://").next().unwrap_or("");
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return Err(format!("`{}` is no address of a package", redacted(text)));
    }
    let hash = fragment.split('&').find_map(|part| {
        let (kind, value) = part.split_once('=')?;
        (matches!(kind, "sha256" | "sha384" | "sha512") && value.len() >= 64).then(|| format!("{kind}:{value}"))
    });
    let file = text.split('?').next().and_then(|path| path.rsplit('/').next()).unwrap_or("");
    let version =
        file.strip_suffix(".whl").and_then(|stem| stem.split('-').nth(1)).filter(|version| is_version(version));
    let pin = match (hash, version) {
        (Some(hash), _) => Pin::Hash(hash),
        (None, Some(version)) => Pin::Exact(version.to_owned()),
        (None, None) => Pin::Nothing,
    };
    Ok(Source::Archive { url: redacted(text), pin })
}

/// PEP 440, as far as telling a version from a word goes.
pub fn is_version(text: &str) -> bool {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '!'))
}

/// `==1.2.3`, `>=1,<2`, `(~=1.2)`; empty is no restriction.
fn specifiers(text: &str) -> Option<Pin> {
    let text = text.trim();
    let text = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(text).trim();
    if text.is_empty() {
        return Some(Pin::Nothing);
    }
    let mut exact = None;
    for clause in text.trim_end_matches(',').split(',').map(str::trim) {
        let operator = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"].into_iter().find(|op| clause.starts_with(op))?;
        let version = clause.get(operator.len()..)?.trim();
        let stem = version.strip_suffix(".*");
        if !is_version(stem.unwrap_or(version)) || (stem.is_some() && !matches!(operator, "==" | "!=")) {
            return None;
        }
        if matches!(operator, "==" | "===") && stem.is_none() {
            exact = Some(version.to_owned());
        }
    }
    Some(exact.map_or_else(|| Pin::Range(text.to_owned()), Pin::Exact))
}

/// Whether a marker holds on every Python from 3.8 on; none where that depends on the machine.
pub fn marker_holds(marker: &str) -> Option<bool> {
    let rest = marker.trim().strip_prefix("python_version")?.trim_start();
    let operator = ["<=", ">=", "<", ">"].into_iter().find(|op| rest.starts_with(op))?;
    let version = rest.get(operator.len()..)?.trim().trim_matches(['\'', '"']);
    let mut parts = version.split('.').map(str::parse::<u32>);
    let major = parts.next()?.ok()?;
    let minor = parts.next().unwrap_or(Ok(0)).ok()?;
    let old = (major, minor) <= (3, 8) && (operator != ">" && operator != "<=" || (major, minor) < (3, 8));
    let far = major >= 4;
    match operator {
        ">=" | ">" => old.then_some(true).or_else(|| far.then_some(false)),
        _ => old.then_some(false).or_else(|| far.then_some(true)),
    }
}

/// A list as `--with a,b>=1,<2` writes it: a comma begins the next requirement unless a version condition follows.
pub fn split_commas(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut depth = 0_i32;
    let mut current = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            ',' if depth <= 0 => {
                while chars.peek().is_some_and(|c| c.is_whitespace()) {
                    chars.next();
                }
                if !chars.peek().is_some_and(|c| matches!(c, '<' | '>' | '=' | '!' | '~')) {
                    out.push(std::mem::take(&mut current));
                    continue;
                }
            }
            _ => {}
        }
        current.push(c);
    }
    out.push(current);
    out.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Whether a reference is a full commit id.
pub fn is_commit(reference: &str) -> bool {
    matches!(reference.len(), 40 | 64) && reference.chars().all(|c| c.is_ascii_hexdigit())
}

#[cfg(test)]
#[path = "requirement_tests.rs"]
mod tests;
