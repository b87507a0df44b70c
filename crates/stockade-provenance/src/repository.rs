//! Repository addresses as certificates, predicates and manifests write them, made comparable.
//!
//! Forms read: an address with `https`, `http`, `git`, `ssh` or `git+…`; `git@host:path`; npm's `github:`, `gitlab:`,
//! `bitbucket:` and bare `owner/name` (npm's `package.json` documentation); CircleCI's `github.com/owner/name` without a
//! scheme.

/// Host and path of a repository in lower case, without `.git`, a ref, or a folder inside the repository.
///
/// None where the text is no address of a repository on a host: a gist, a path, a blank text.
pub(crate) fn normal(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().any(char::is_control) {
        return None;
    }
    let text = text.split(['#', '?']).next().unwrap_or(text);
    let rest = match text.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => rest.to_owned(),
        Some(_) => return None,
        None => without_scheme(text)?,
    };
    let rest =
        rest.split_once('@').map_or(rest.as_str(), |(before, after)| if before.contains('/') { &rest } else { after });
    let (host, path) = rest.split_once('/')?;
    let host = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    if !host.contains('.') {
        return None;
    }
    let path = path.split('@').next().unwrap_or(path);
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    // What follows is a place inside the repository: GitLab writes `/-/`, GitHub `/tree/` and `/blob/`.
    let inside = parts.iter().position(|part| *part == "-").or_else(|| {
        let place = parts.iter().skip(2).position(|part| matches!(*part, "tree" | "blob" | "issues"))?;
        Some(place + 2)
    });
    parts.truncate(inside.unwrap_or(parts.len()));
    if host == "github.com" {
        parts.truncate(2);
    }
    if parts.len() < 2 {
        return None;
    }
    let path = parts.join("/").to_lowercase();
    Some(format!("{host}/{}", path.strip_suffix(".git").unwrap_or(&path)))
}

fn is_scheme(scheme: &str) -> bool {
    matches!(scheme.strip_prefix("git+").unwrap_or(scheme), "https" | "http" | "git" | "ssh" | "file")
        && scheme != "file"
        && scheme != "git+file"
}

fn without_scheme(text: &str) -> Option<String> {
    for (short, host) in [("github:", "github.com"), ("gitlab:", "gitlab.com"), ("bitbucket:", "bitbucket.org")] {
        if let Some(path) = text.strip_prefix(short) {
            return Some(format!("{host}/{path}"));
        }
    }
    if let Some((user_and_host, path)) = text.split_once(':') {
        let (_, host) = user_and_host.split_once('@')?;
        return Some(format!("{host}/{}", path.trim_start_matches('/')));
    }
    let first = text.split('/').next().unwrap_or(text);
    if first.starts_with('.') || first.starts_with('@') {
        return None;
    }
    if first.contains('.') && text.matches('/').count() >= 2 {
        return Some(text.to_owned());
    }
    (text.matches('/').count() == 1).then(|| format!("github.com/{text}"))
}

/// Whether two addresses are one repository. Ones that cannot be read are compared as they stand.
pub(crate) fn same(this: &str, other: &str) -> bool {
    match (normal(this), normal(other)) {
        (Some(this), Some(other)) => this == other,
        _ => this == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_one_repository() {
        for text in [
            "https://github.com/Owner/Name",
            "https://www.github.com/owner/name/",
            "git+https://github.com/owner/name.git",
            "git+https://github.com/owner/name@refs/heads/main",
            "git://github.com/owner/name.git#v1",
            "git+ssh://git@github.com/owner/name.git",
            "ssh://git@github.com:22/owner/name",
            "git@github.com:owner/name.git",
            "github:owner/name",
            "owner/name",
            "github.com/owner/name",
            "https://github.com/owner/name/tree/main/packages/x",
            "https://user:word@github.com/owner/name",
        ] {
            assert_eq!(normal(text).as_deref(), Some("github.com/owner/name"), "{text}");
        }
        assert_eq!(normal("https://gitlab.com/g/h/p/-/tree/main").as_deref(), Some("gitlab.com/g/h/p"));
        assert_eq!(normal("gitlab:g/p").as_deref(), Some("gitlab.com/g/p"));
    }

    #[test]
    fn look_alikes_stay_apart() {
        assert!(!same("https://github.com/owner/name", "https://github.com/owner/names"));
        assert!(!same("https://github.com/owner/name", "https://github.com.evil.example/owner/name"));
        assert!(!same("https://github.com/owner/name", "https://evil.example/github.com/owner/name"));
        assert!(!same("https://github.com/owner/name", "https://github.com@evil.example/owner/name"));
        assert!(!same("https://github.com/owner/name", "https://github.com:x@evil.example/owner/name"));
        assert!(!same("owner/name", "gitlab:owner/name"));
    }

    #[test]
    fn what_is_no_repository() {
        for text in
            ["", "   ", "https://github.com/owner", "gist:abc", "./x/y", "file:///a/b", "name", "a\nb/c", "@scope/name"]
        {
            assert_eq!(normal(text), None, "{text}");
        }
    }
}
