//! Repositories of the code hosts that npm knows by name: `owner/x`, `github:owner/x`, and their web addresses.

use super::Spec;

/// Shortcut, host, and the protocols under which its addresses are taken for a repository.
static HOSTS: &[(&str, &str, &[&str])] = &[
    ("github", "github.com", &["git", "http", "git+ssh", "git+https", "ssh", "https"]),
    ("gitlab", "gitlab.com", &["git+ssh", "git+https", "ssh", "https"]),
    ("bitbucket", "bitbucket.org", &["git+ssh", "git+https", "ssh", "https"]),
    ("gist", "gist.github.com", &["git", "git+ssh", "git+https", "ssh", "https"]),
    ("sourcehut", "git.sr.ht", &["git+ssh", "https"]),
];

/// The repository, where the text names one of theirs.
pub(super) fn parse(text: &str) -> Option<Spec> {
    if is_shorthand(text) {
        return shortcut("github", text);
    }
    let (scheme, rest) = text.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    if HOSTS.iter().any(|(short, ..)| *short == scheme) {
        return shortcut(&scheme, rest);
    }
    let (rest, reference) = split_reference(rest.strip_prefix("//")?);
    // The short form of ssh has a colon behind the host.
    let at = rest.find(['/', ':'])?;
    let host = rest.get(..at)?.rsplit('@').next()?;
    let behind = rest.get(at + 1..)?;
    let path = match behind.split_once('/') {
        Some((port, path)) if rest.get(at..=at) == Some(":") && port.chars().all(|c| c.is_ascii_digit()) => path,
        _ => behind,
    };
    let host = host.strip_prefix("www.").unwrap_or(host).to_ascii_lowercase();
    let (short, domain, protocols) = HOSTS.iter().find(|(_, domain, _)| *domain == host)?;
    if !protocols.contains(&scheme.as_str()) {
        return None;
    }
    let parts: Vec<&str> = path.split('/').collect();
    let (path, reference) = match (*short, parts.as_slice()) {
        ("github", [owner, name, "tree", reference, ..]) => (format!("{owner}/{name}"), Some((*reference).to_owned())),
        ("github", [owner, name]) => (format!("{owner}/{name}"), reference),
        ("github", _) => return None,
        ("bitbucket", [_, _, "get", ..]) | ("sourcehut", [_, _, "archive", ..]) | ("gist", [_, _, "raw", ..]) => {
            return None;
        }
        ("gitlab", _) if path.contains("/-/") || path.contains("/archive.tar.gz") => return None,
        ("gist", [id]) | ("gist", [_, id, ..]) => ((*id).to_owned(), reference),
        ("gitlab", [_, _, ..]) => (path.to_owned(), reference),
        (_, [owner, name, ..]) => (format!("{owner}/{name}"), reference),
        _ => return None,
    };
    if path.split('/').any(str::is_empty) {
        return None;
    }
    Some(Spec::Git { url: clone_url(domain, &path), reference })
}

fn shortcut(short: &str, rest: &str) -> Option<Spec> {
    let (_, domain, _) = HOSTS.iter().find(|(known, ..)| *known == short)?;
    let (path, reference) = split_reference(rest.trim_start_matches('/'));
    let path = path.split_once('@').map_or(path, |(_, path)| path);
    // A gist is its id alone; an owner in front does not matter.
    let path = if short == "gist" { path.rsplit('/').next()? } else { path };
    (!path.is_empty()).then(|| Spec::Git { url: clone_url(domain, path), reference })
}

fn clone_url(domain: &str, path: &str) -> String {
    let path = path.strip_suffix(".git").unwrap_or(path);
    let end = if domain == "git.sr.ht" { "" } else { ".git" };
    format!("https://{domain}/{path}{end}")
}

fn split_reference(text: &str) -> (&str, Option<String>) {
    match text.split_once('#') {
        Some((front, reference)) => (front, Some(reference.to_owned()).filter(|reference| !reference.is_empty())),
        None => (text, None),
    }
}

/// `owner/name`, with anything behind `#`.
fn is_shorthand(text: &str) -> bool {
    let front = text.split('#').next().unwrap_or(text);
    let mut parts = front.split('/');
    let two = matches!((parts.next(), parts.next(), parts.next()), (Some(owner), Some(name), None) if !owner.is_empty() && !name.is_empty());
    two && !front.starts_with('.') && !front.contains(['@', ':']) && !front.contains(char::is_whitespace)
}
