//! Dependencies that no registry answers for: fetched from an address, or of a name that nobody has.
//!
//! Nothing of the kind has versions that could be compared, a time, or a publisher; what stands behind an address can be
//! another thing tomorrow, and a name that is free is whoever's registers it.

use stockade_model::Ecosystem;

/// Beginnings of what npm takes from the machine or the project itself; no address leads away.
const LOCAL: &[&str] = &["file:", "link:", "portal:", "workspace:", "catalog:", "patch:", "./", "../", "/", "~/"];

/// The address that a dependency is fetched from, as its manifest writes it; none where it is of a registry, or of this
/// machine.
pub fn address(ecosystem: Ecosystem, asked: &str) -> Option<&str> {
    let asked = asked.trim();
    match ecosystem {
        Ecosystem::Npm => {
            let local = LOCAL.iter().any(|start| asked.starts_with(start));
            // `npm:other@1` is an alias; `owner/name` and `github:owner/name` are repositories.
            (!local && !asked.starts_with("npm:") && asked.contains([':', '/'])).then_some(asked)
        }
        _ => {
            // `[extra] @ https://…`, with a marker behind a blank.
            let (_, address) = asked.split_once('@')?;
            let address = address.split(" ;").next().unwrap_or(address).trim();
            (address.contains("://") && !address.starts_with("file:")).then_some(address)
        }
    }
}

/// Whose an address is: the host with the first part of its path, which is the owner at places that host repositories.
///
/// The host is what stands where a URL has it (RFC 3986, section 3.2), or where npm's short forms and scp's have it: not what
/// somebody wrote into a path, a fragment or the name of a user. Where a reader could go another way than this one (`..`, `%`, `\`),
/// the whole address is its own owner, which no other address shares.
pub(crate) fn owner(address: &str) -> String {
    let text = address.trim();
    let bare = text.split(['#', '?']).next().unwrap_or(text);
    let bare = bare.strip_prefix("git+").unwrap_or(bare);
    let ways = bare.contains(['%', '\\', '[']) || bare.split(['/', ':']).any(|part| matches!(part, "." | ".."));
    let found = if ways { None } else { place(bare) };
    found.map_or_else(
        || text.to_ascii_lowercase(),
        |(host, owner)| [host.strip_prefix("www.").unwrap_or(host), "/", owner].concat().to_ascii_lowercase(),
    )
}

/// Host and owner of an address without its fragment.
fn place(bare: &str) -> Option<(&str, &str)> {
    let (host, path) = if let Some((scheme, rest)) = bare.split_once("://") {
        if scheme.contains(['/', '@', ':']) {
            return None;
        }
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let named = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        match named.split_once(':') {
            // `git+ssh://git@host:owner/name`, which npm takes as scp's form.
            Some((host, port)) if !port.is_empty() && !port.bytes().all(|byte| byte.is_ascii_digit()) => {
                return Some((host, port));
            }
            Some((host, _)) => (host, path),
            None => (named, path),
        }
    } else if let Some((before, path)) = bare.split_once(':') {
        // Of what stands before an `@` a short form takes nothing.
        let path = path.rsplit_once('@').map_or(path, |(_, rest)| rest);
        match before {
            "github" => ("github.com", path),
            "gist" => ("gist.github.com", path),
            "gitlab" => ("gitlab.com", path),
            "bitbucket" => ("bitbucket.org", path),
            // A scheme without its slashes is read by some as one with them.
            _ if !before.contains(['@', '.']) => return None,
            _ => (before.rsplit_once('@').map_or(before, |(_, host)| host), path),
        }
    } else {
        match bare.split_once('/') {
            Some((host, rest)) if host.contains('.') && rest.contains('/') => (host, rest),
            _ => ("github.com", bare.rsplit_once('@').map_or(bare, |(_, rest)| rest)),
        }
    };
    let owner = path.split('/').find(|part| !part.is_empty())?;
    (!host.is_empty() && !host.contains('/')).then_some((host, owner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_away_from_the_registry() {
        for asked in [
            "https://x.example/a.tgz",
            "git+ssh://git@x.example/a.git",
            "github:owner/name",
            "owner/name#main",
            "git@x.example:owner/name.git",
        ] {
            assert_eq!(address(Ecosystem::Npm, asked), Some(asked), "{asked}");
        }
        for asked in ["^1.2", "npm:@s/b@~2", "file:../a", "workspace:*", "latest", "", ">=1 <2 || 3"] {
            assert_eq!(address(Ecosystem::Npm, asked), None, "{asked}");
        }
        let wheel = address(Ecosystem::Pypi, "[x] @ https://x.example/a.whl ; python_version < '3'");
        assert_eq!(wheel, Some("https://x.example/a.whl"));
        assert_eq!(address(Ecosystem::Pypi, "[x]>=1; extra == 'y'"), None);
    }

    #[test]
    fn an_address_is_its_owners() {
        for (address, expected) in [
            ("https://x.example/a.tgz", "x.example/a.tgz"),
            ("github:Owner/name#v2", "github.com/owner"),
            ("owner/name", "github.com/owner"),
            ("git+https://github.com/owner/name.git", "github.com/owner"),
            ("git+ssh://git@x.example/owner/a.git", "x.example/owner"),
            ("git@x.example:owner/name.git", "x.example/owner"),
            ("gitlab:owner/name", "gitlab.com/owner"),
            ("github.com/owner/name", "github.com/owner"),
            ("https://user:word@www.GitHub.com:443/owner/name", "github.com/owner"),
            // What only looks like another place's.
            ("https://x.example/github.com/owner/a.tgz", "x.example/github.com"),
            ("https://github.com@x.example/owner/a.git", "x.example/owner"),
            ("git+ssh://git@x.example/owner/name?at=github.com/owner", "x.example/owner"),
            ("git+ssh://git@github.com:acme/tool.git", "github.com/acme"),
            ("git+ssh://git@github.com:22/acme/tool.git", "github.com/acme"),
            ("acme/pkg#semver:^1", "github.com/acme"),
            ("evil/pkg#@github.com:acme/x::main", "github.com/evil"),
            ("github:acme/x@evil/pkg", "github.com/evil"),
            ("gist:0123abc", "gist.github.com/0123abc"),
        ] {
            assert_eq!(owner(address), expected, "{address}");
        }
        for address in [
            "https://github.com/acme/../evil/x",
            "https://github.com/acme/%2e%2e/evil/x",
            "https://x.example\\@github.com/owner/name",
            "https://x.example",
            "https://x.example#@github.com/owner/name",
            "https:github.com/evil/x#1",
            "https://[::1]/owner/x",
        ] {
            assert_eq!(owner(address), address);
        }
    }
}
