//! D1-D12: what a new fact calls for (`docs/assess.md`, with the measured alarm counts).
//!
//! What was measured decides: a rule holds where it was silent on all genuine updates, shows where it was not. D8 spoke
//! three times on 56 updates and never on a patch release, so that only there it holds.

use serde::Serialize;

use super::{PackageDiff, Sign};
use crate::alarm::Action;
use crate::facts::{Class, Sink};
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

/// Abilities that no patch release needs all of a sudden.
pub(super) const GRAVE: &[&str] = &["exec", "socket", "dns"];

/// Decides every change of code.
pub(super) fn decide(diff: &mut PackageDiff) {
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
            Class::Email => Some((Rule::D3, Action::Hold)),
            Class::Capability if small && GRAVE.contains(&change.value.as_str()) => Some((Rule::D4, Action::Block)),
            Class::Capability => Some((Rule::D4, Action::Hold)),
            Class::DynamicCode => Some((Rule::D5, Action::Hold)),
            Class::InstallHook => Some((Rule::D6, Action::Block)),
            Class::Host if is_ordinary(&change.value, &package.name) => None,
            Class::Host if matches!(change.sink, Sink::Key(_)) => {
                Some((Rule::D8, if small { Action::Hold } else { Action::Show }))
            }
            Class::Host => Some((Rule::D7, Action::Show)),
            Class::SensitivePath if change.sink != Sink::None => Some((Rule::D9, Action::Block)),
            Class::SensitivePath => Some((Rule::D9, Action::Show)),
            Class::Environment if secrets::is_foreign(&change.value, &package.name) => Some((Rule::D10, Action::Hold)),
            _ => None,
        };
        if let Some((rule, action)) = ruled {
            change.rule = Some(rule);
            change.action = if more { Action::Show } else { action };
        }
    }
    together(diff);
}

/// A new host is shown; beside a new ability or a new address to send to it holds.
fn together(diff: &mut PackageDiff) {
    let beside = diff
        .changes
        .iter()
        .any(|change| matches!(change.rule, Some(Rule::D4 | Rule::D8)) && change.action >= Action::Hold);
    if beside {
        for change in
            diff.changes.iter_mut().filter(|change| change.rule == Some(Rule::D7) && change.sign != Sign::More)
        {
            change.action = Action::Hold;
        }
    }
}

/// Hosts that say nothing: reserved and local ones, and those of the package's own brand.
fn is_ordinary(host: &str, package: &str) -> bool {
    is_reserved(host) || is_own(host, package)
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
    fn a_brands_own_host_is_one_it_registered() {
        assert!(is_own("api.postmarkapp.com", "postmarkapp-mcp") && is_own("acme.io", "@acme/mail"));
        assert!(!is_own("acme.evil.com", "@acme/mail") && !is_own("mcp.com", "x-mcp") && !is_own("acme", "@acme/mail"));
    }
}
