//! D1-D12: what a new fact calls for (`docs/assess.md`, with the measured alarm counts).
//!
//! What was measured decides (`cargo xtask eval-packages`): genuine servers gain abilities, hosts and variables all the
//! time, in patch releases too, so that each of those alone is shown. What holds is their company: an ability together
//! with somewhere new to send to, or a secret together with either, in a release that promises to change little.

use serde::Serialize;

use super::{PackageDiff, Sign};
use crate::alarm::Action;
use crate::facts::{Class, Facts, Sink};
use crate::secrets;

/// Which of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Rule {
    /// A constant address in a recipient position.
    D1,
    /// A recipient key.
    D2,
    /// An address anywhere.
    D3,
    /// An ability.
    D4,
    /// Dynamic code.
    D5,
    /// An install script.
    D6,
    /// A host.
    D7,
    /// A host under a key that names an address.
    D8,
    /// A path where secrets are.
    D9,
    /// A secret variable.
    D10,
    /// A dependency.
    D11,
    /// Weaker evidence.
    D12,
}

/// Abilities of which one more call site is news too.
pub(super) const GRAVE: &[&str] = &["exec", "socket", "dns"];
/// Abilities by which something leaves the machine, or something else gets to run.
const REACHING: &[&str] = &["exec", "socket", "dns", "http", "mail"];

/// Decides every change of code.
pub(super) fn decide(diff: &mut PackageDiff, old: &Facts, new: &Facts) {
    let small = diff.small();
    let package = diff.package.clone();
    for change in &mut diff.changes {
        let Some(class) = change.class.filter(|_| change.is_news()) else { continue };
        // One more call site of what was there is worth a line, no more.
        let more = change.sign == Sign::More;
        let ruled = match class {
            Class::Recipient => Some((Rule::D1, Action::Hold)),
            Class::RecipientKey => {
                let hidden = change.value.eq_ignore_ascii_case("bcc");
                Some((Rule::D2, if hidden { Action::Hold } else { Action::Show }))
            }
            Class::Email => Some((Rule::D3, email(&change.value, &package.name, old, new))),
            Class::Capability => Some((Rule::D4, Action::Show)),
            Class::DynamicCode => Some((Rule::D5, Action::Show)),
            Class::InstallHook => Some((Rule::D6, Action::Hold)),
            Class::Host if is_ordinary(&change.value, &package.name) => None,
            Class::Host if matches!(change.sink, Sink::Key(_)) => Some((Rule::D8, Action::Show)),
            Class::Host => Some((Rule::D7, Action::Show)),
            Class::SensitivePath if small && change.sink != Sink::None && !is_registry(&change.value) => {
                Some((Rule::D9, Action::Hold))
            }
            Class::SensitivePath => Some((Rule::D9, Action::Show)),
            Class::Environment if secrets::is_foreign(&change.value, &package.name) => Some((Rule::D10, Action::Show)),
            _ => None,
        };
        if let Some((rule, action)) = ruled {
            change.rule = Some(rule);
            change.action = if more { Action::Show } else { action };
        }
    }
    if small {
        together(diff, old);
    }
}

/// What one change is in the company of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// It can do something.
    Ability,
    /// It has somewhere to send to.
    Place,
    /// It has something to send.
    Secret,
}

/// Two different parts of a theft in one small release hold, each of them; a secret that is read, with either of the
/// others, blocks.
fn together(diff: &mut PackageDiff, old: &Facts) {
    let package = diff.package.name.clone();
    let part = |change: &super::Change| {
        if change.sign == Sign::More {
            return None;
        }
        match change.rule? {
            Rule::D4 if REACHING.contains(&change.value.as_str()) => Some(Part::Ability),
            Rule::D5 => Some(Part::Ability),
            Rule::D7 | Rule::D8 => (!is_known(&change.value, old)).then_some(Part::Place),
            Rule::D9 if change.sink != Sink::None => Some(Part::Secret),
            // A variable that nobody can put a name to is the server's own setting more often than not.
            Rule::D10 => {
                let family = secrets::family_of_variable(&change.value);
                (family.is_some() && !secrets::is_named_after(&change.value, &package)).then_some(Part::Secret)
            }
            _ => None,
        }
    };
    let parts: Vec<Option<Part>> = diff.changes.iter().map(part).collect();
    let has = |wanted: Part| parts.contains(&Some(wanted));
    let kinds = [Part::Ability, Part::Place, Part::Secret].into_iter().filter(|part| has(*part)).count();
    if kinds < 2 {
        return;
    }
    for (change, part) in diff.changes.iter_mut().zip(&parts) {
        let Some(part) = part else { continue };
        let read = *part == Part::Secret && change.rule == Some(Rule::D9);
        change.action = change.action.max(if read { Action::Block } else { Action::Hold });
    }
}

/// Files that hold a registry's token and its address as well: who looks for a newer version of itself reads them.
fn is_registry(path: &str) -> bool {
    matches!(secrets::family_of_path(path), Some("npm" | "pypi"))
}

/// An address is news where mail can be sent, and where nothing of its domain was there before.
fn email(address: &str, package: &str, old: &Facts, new: &Facts) -> Action {
    let host = address.rsplit('@').next().unwrap_or(address);
    let sends = new.can("mail") || new.of(Class::RecipientKey).chain(new.of(Class::Recipient)).next().is_some();
    if sends && !is_ordinary(host, package) && !is_known(host, old) { Action::Hold } else { Action::Show }
}

/// Whether the version before named the same domain: the two labels that somebody registers, or three below a country's
/// own second level.
fn is_known(host: &str, old: &Facts) -> bool {
    let domain = registered(host);
    let same = |text: &str| registered(text.rsplit('@').next().unwrap_or(text)) == domain;
    let hosts = old.of(Class::Host).chain(old.of(Class::Email)).chain(old.of(Class::Recipient));
    !domain.is_empty() && hosts.into_iter().any(|fact| same(&fact.value))
}

fn registered(host: &str) -> String {
    // An address has no domain: its neighbours are other people's.
    let bare = host.trim_start_matches('[').split(']').next().unwrap_or(host);
    if bare.parse::<std::net::IpAddr>().is_ok() {
        return bare.to_owned();
    }
    let host = host.trim_end_matches('.').split(':').next().unwrap_or("").to_ascii_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    let second = labels.len().checked_sub(2).and_then(|at| labels.get(at)).copied().unwrap_or("");
    let country = labels.last().is_some_and(|label| label.len() == 2);
    let keep = if country && matches!(second, "co" | "com" | "org" | "net" | "ac" | "go" | "gov" | "or" | "ne") {
        3
    } else {
        2
    };
    labels.get(labels.len().saturating_sub(keep)..).unwrap_or_default().join(".")
}

/// Hosts whose names stand in schemas and licences. Nobody can put anything there for a package to fetch.
const NAMESPACES: &[&str] = &[
    "json-schema.org",
    "schema.org",
    "www.w3.org",
    "w3.org",
    "spdx.org",
    "creativecommons.org",
    "www.apache.org",
    "opensource.org",
    "tools.ietf.org",
    "www.ietf.org",
    "www.rfc-editor.org",
    "datatracker.ietf.org",
];

/// Hosts that say nothing: reserved and local ones, namespaces, and those of the package's own brand.
fn is_ordinary(host: &str, package: &str) -> bool {
    is_reserved(host) || NAMESPACES.contains(&host) || is_own(host, package)
}

/// Names that never leave this machine, or that lead nowhere (RFC 2606, RFC 6761); private and loopback addresses.
pub(crate) fn is_reserved(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let bare = host.trim_start_matches('[').split(']').next().unwrap_or("");
    if let Ok(address) = bare.parse::<std::net::IpAddr>() {
        return match address {
            std::net::IpAddr::V4(v4) => {
                v4.is_loopback() || v4.is_private() || v4.is_link_local() || v4.is_unspecified()
            }
            std::net::IpAddr::V6(v6) => v6.is_loopback() || v6.is_unspecified(),
        };
    }
    let host = host.split(':').next().unwrap_or("");
    let ends = |name: &str| host == name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
    ["localhost", "test", "invalid", "example", "local", "internal", "example.com", "example.net", "example.org"]
        .iter()
        .any(|name| ends(name))
}

/// Whether a label of the host, but for the last, is a word of the package's name: `api.acme.com` in `@acme/mail`.
fn is_own(host: &str, package: &str) -> bool {
    let words: Vec<String> = package
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() >= 4 && !["server", "client", "node", "python"].contains(word))
        .map(str::to_ascii_lowercase)
        .collect();
    let host = host.to_ascii_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    // The label that somebody registered, and no other: `acme.evil.com` is not Acme's.
    let registered = labels.len().checked_sub(2).and_then(|at| labels.get(at));
    registered.is_some_and(|label| words.iter().any(|word| word == label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_and_reserved_hosts_are_ordinary() {
        for host in
            ["localhost", "localhost:3000", "127.0.0.1", "10.0.0.8", "[::1]", "api.example.com", "x.test", "a.local"]
        {
            assert!(is_reserved(host), "{host}");
        }
        for host in ["evil.com", "example.com.evil.com", "myexample.com", "8.8.8.8", "localhost.evil.com"] {
            assert!(!is_reserved(host), "{host}");
        }
    }

    #[test]
    fn a_domain_is_what_somebody_registers_and_an_address_is_itself() {
        for (host, expected) in [
            ("api.acme.dev", "acme.dev"),
            ("www.acme.co.jp", "acme.co.jp"),
            ("localhost", "localhost"),
            ("8.8.4.4", "8.8.4.4"),
            ("[2001:db8::1]", "2001:db8::1"),
        ] {
            assert_eq!(registered(host), expected, "{host}");
        }
    }

    #[test]
    fn a_brands_own_host_is_one_it_registered() {
        assert!(is_own("api.postmarkapp.com", "postmarkapp-mcp") && is_own("acme.io", "@acme/mail"));
        assert!(!is_own("acme.evil.com", "@acme/mail") && !is_own("mcp.com", "x-mcp") && !is_own("acme", "@acme/mail"));
    }
}
