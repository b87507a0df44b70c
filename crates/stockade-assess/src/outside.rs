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
pub(crate) fn owner(address: &str) -> String {
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    let bare = bare.rsplit_once('@').map_or(bare, |(before, behind)| if before.contains('/') { bare } else { behind });
    let bare = bare.trim_start_matches("git+").trim_start_matches("github:").trim_start_matches("github.com/");
    let mut parts = bare.split(['/', ':', '#', '?']);
    let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let owner = if first.contains('.') { format!("{first}/{second}") } else { format!("github.com/{first}") };
    let owner = if address.contains("github.com/") { format!("github.com/{first}") } else { owner };
    owner.to_ascii_lowercase()
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
        ] {
            assert_eq!(owner(address), expected, "{address}");
        }
    }
}
