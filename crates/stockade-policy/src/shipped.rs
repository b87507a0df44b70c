//! The policies that come with the program: one a well-known server, and `observe` for all others.
//!
//! A policy here is one file in `policies/` and one line below.

/// A policy that comes with the program.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// What it is called.
    pub name: &'static str,
    /// The packages it is for, as purls without a version.
    pub packages: &'static [&'static str],
    /// Its text.
    pub text: &'static str,
}

macro_rules! shipped {
    ($($name:literal for [$($package:literal),*];)*) => {
        /// Every policy that comes with the program, by name.
        pub const ALL: &[Shipped] = &[$(Shipped {
            name: $name,
            packages: &[$($package),*],
            text: include_str!(concat!("../../../policies/", $name, ".yaml")),
        }),*];
    };
}

shipped! {
    "observe" for [];
    "everything" for ["pkg:npm/%40modelcontextprotocol/server-everything"];
    "fetch" for ["pkg:pypi/mcp-server-fetch"];
    "filesystem" for ["pkg:npm/%40modelcontextprotocol/server-filesystem"];
    "git" for ["pkg:pypi/mcp-server-git"];
    "memory" for ["pkg:npm/%40modelcontextprotocol/server-memory"];
    "postmark" for ["pkg:npm/%40activecampaign/postmark-mcp"];
    "time" for ["pkg:pypi/mcp-server-time"];
}

/// The policy of this name.
pub fn find(name: &str) -> Option<&'static Shipped> {
    ALL.iter().find(|policy| policy.name == name)
}

/// The policy for a package, by its purl with or without a version.
pub fn of_package(purl: &str) -> Option<&'static Shipped> {
    let bare = purl.split(['?', '#']).next().unwrap_or(purl);
    let bare = bare.rsplit_once('@').map_or(bare, |(package, _)| package);
    let same =
        |package: &str| package == bare || package.replace("%40", "@") == bare || package.replace("%40", "@") == purl;
    ALL.iter().find(|policy| policy.packages.iter().any(|package| same(package)))
}

/// The policy that holds where none is named and none is shipped for the server: results and messages are checked, every
/// call is let through and written down.
pub const OBSERVE: &str = "observe";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Fresh;
    use crate::facts::Facts;
    use crate::message::Value;
    use crate::resolver::Lexical;
    use crate::{Call, Lent, Policy};

    #[test]
    fn every_shipped_policy_is_valid_and_passes_its_tests() {
        let machine = Lexical { directory: Some("/srv/project".into()), home: Some("/home/ann".into()) };
        for shipped in ALL {
            let policy = Policy::parse(shipped.name, shipped.text).unwrap_or_else(|problems| panic!("{problems}"));
            assert_eq!(policy.lint(&[]), [], "{}", shipped.name);
            assert!(policy.description().is_some(), "{}", shipped.name);
            assert!(shipped.name == OBSERVE || policy.tests().len() > 2, "{}", shipped.name);
            for outcome in policy.check(&machine, "2026-01-02T03:04:05Z".parse().unwrap()) {
                assert!(
                    outcome.differences.is_empty(),
                    "{}: {:?} {:?}",
                    shipped.name,
                    outcome.test,
                    outcome.differences
                );
            }
        }
    }

    #[test]
    fn observe_lets_every_call_through_and_writes_it_down() {
        let policy = Policy::parse(OBSERVE, find(OBSERVE).unwrap().text).unwrap();
        let (machine, arguments) = (Lexical::default(), Value::Object(Vec::new()));
        let lent = Lent::new(&Fresh, &machine, "2026-01-02T03:04:05Z".parse().unwrap(), "server");
        let judgement = policy.decide(&Call { tool: "x", arguments: &arguments, facts: Facts::default() }, &lent);
        assert_eq!((judgement.verdict, judgement.records.len()), (stockade_model::Verdict::Allow, 1));
    }

    #[test]
    fn a_package_finds_its_policy() {
        for purl in [
            "pkg:npm/%40modelcontextprotocol/server-memory",
            "pkg:npm/%40modelcontextprotocol/server-memory@2026.1.1",
            "pkg:npm/@modelcontextprotocol/server-memory",
        ] {
            assert_eq!(of_package(purl).map(|policy| policy.name), Some("memory"), "{purl}");
        }
        assert!(of_package("pkg:npm/server-memory").is_none() && of_package("pkg:npm/@evil/server-memory@1").is_none());
    }
}
