//! D1-D12: what a new fact calls for (`docs/assess.md`, with the measured alarm counts).
//!
//! What was measured decides (`cargo xtask eval-packages`): genuine servers gain abilities, hosts and variables all the
//! time, in patch releases too, so that each of those alone is shown. What holds is their company: an ability together
//! with somewhere new to send to, or a secret together with either, in a release that promises to change little; and a
//! secret that goes to a host of a domain that was not there.

use serde::Serialize;

use super::hosts::{is_ordinary, registered};
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
            Class::Host | Class::SecretSent if is_ordinary(&change.value, &package.name) => None,
            // The secret may be one that it always read: the host is what is new.
            Class::SecretSent if small && !is_known(&change.value, old) => Some((Rule::D8, Action::Hold)),
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

/// Whether the version before named the same domain: what somebody registered, and not what is lent below it.
fn is_known(host: &str, old: &Facts) -> bool {
    let domain = registered(host);
    let same = |text: &str| registered(text.rsplit('@').next().unwrap_or(text)) == domain;
    let hosts = old.of(Class::Host).chain(old.of(Class::Email)).chain(old.of(Class::Recipient));
    !domain.is_empty() && hosts.into_iter().any(|fact| same(&fact.value))
}
