//! D1-D12: what a new fact calls for (`docs/assess.md`, with the measured alarm counts).
//!
//! What was measured decides (`cargo xtask eval-packages`): genuine servers gain abilities, hosts and variables all the
//! time, in patch releases too, so that each of those alone is shown. What holds is their company: an ability together
//! with somewhere new to send to, or a variable together with either, in a release that promises to change little.
//!
//! Whoever publishes chooses the number of the release, so that what no genuine server did holds in every one: a secret's
//! file that is read, a secret or the whole environment that goes to a host of a domain that was not there, and text from
//! such a host that is run.

use serde::Serialize;

use super::hosts::{is_ordinary, registered};
use super::{Change, PackageDiff, Sign};
use crate::alarm::Action;
use crate::beside;
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
            // The secret may be one that it always read: the host is what is new. Its own service's key is what a
            // service gets, its scope's own service gets others, and a release that promises to change little brings none.
            Class::SecretSent
                if !is_known(&change.value, old)
                    && (small || !(has_key(&change.value, new) || is_of_scope(&change.value, &package.name))) =>
            {
                Some((Rule::D8, Action::Hold))
            }
            Class::Host if matches!(change.sink, Sink::Key(_)) => Some((Rule::D8, Action::Show)),
            Class::Host => Some((Rule::D7, Action::Show)),
            Class::SensitivePath if change.sink != Sink::None && !is_registry(&change.value) => {
                let own = secrets::is_own_family(&change.value, &package.name);
                Some((Rule::D9, if small || !own { Action::Hold } else { Action::Show }))
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
    carried(&mut diff.changes, &package.name, old);
}

/// A host that was not there, and right beside it what makes it grave: its text is run, a shell gets it, or everything in the
/// environment goes there.
fn carried(changes: &mut [Change], package: &str, old: &Facts) {
    let is_new = |change: &&Change| change.is_news() && change.sign != Sign::More;
    let is_foreign = |change: &&Change| {
        change.class == Some(Class::Host) && !is_ordinary(&change.value, package) && !is_known(&change.value, old)
    };
    let hosts: Vec<Change> = changes.iter().filter(is_new).filter(is_foreign).cloned().collect();
    let mut grave: Vec<(Class, String)> = Vec::new();
    for change in changes.iter_mut().filter(|change| is_new(&&**change)) {
        let Some(line) = &change.new else { continue };
        let rule = match change.class {
            Some(Class::DynamicCode) => Rule::D5,
            Some(Class::Environment) if change.value == beside::EVERYTHING => Rule::D10,
            _ => continue,
        };
        let within = if rule == Rule::D5 { beside::RUN_WITHIN } else { beside::SENT_WITHIN };
        let near = |host: &&Change| host.new.as_ref().is_some_and(|other| beside::is_fetched(other, line, within));
        if let Some(host) = hosts.iter().find(near) {
            (change.rule, change.action) = (Some(rule), Action::Hold);
            grave.push((Class::Host, host.value.clone()));
        }
    }
    let piped = |change: &&Change| change.new.as_ref().is_some_and(beside::is_piped);
    grave.extend(hosts.iter().filter(piped).map(|host| (Class::Host, host.value.clone())));
    for change in changes.iter_mut() {
        if change.rule.is_some()
            && grave.iter().any(|(class, value)| change.class == Some(*class) && change.value == *value)
        {
            change.action = Action::Hold;
        }
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

/// Two different parts of a theft in one small release hold, each of them; a secret's file that is read, with either of
/// the others, blocks in every release.
pub(super) fn together(diff: &mut PackageDiff, old: &Facts) {
    let (small, package) = (diff.small(), diff.package.name.clone());
    let reads = |change: &Change| change.rule == Some(Rule::D9) && change.action > Action::Show;
    if !small && !diff.changes.iter().any(reads) {
        return;
    }
    let part = |change: &Change| {
        if change.sign == Sign::More || !change.is_news() {
            return None;
        }
        match change.rule? {
            Rule::D4 if REACHING.contains(&change.value.as_str()) => Some(Part::Ability),
            Rule::D5 => Some(Part::Ability),
            Rule::D7 | Rule::D8 => (!is_known(&change.value, old)).then_some(Part::Place),
            Rule::D9 if change.sink != Sink::None && (small || reads(change)) => Some(Part::Secret),
            // A variable that nobody can put a name to is the server's own setting more often than not.
            Rule::D10 if small => {
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
pub(crate) fn is_registry(path: &str) -> bool {
    matches!(secrets::family_of_path(path), Some("npm" | "pypi"))
}

/// Whether the package reads a secret that bears the name of the host's domain: `OPENROUTER_API_KEY` of `openrouter.ai`.
fn has_key(host: &str, new: &Facts) -> bool {
    let domain = registered(host);
    let Some(label) = domain.split('.').next().filter(|label| label.len() >= 4) else { return false };
    new.of(Class::Environment).filter(|fact| secrets::is_secret(&fact.value)).any(|fact| {
        let first = fact.value.split('_').next().unwrap_or_default();
        first.eq_ignore_ascii_case(label)
    })
}

/// Whether a host's domain begins with the scope of the package, which nobody else can publish under: `shopifycloud.com` of
/// `@shopify/dev-mcp`.
fn is_of_scope(host: &str, package: &str) -> bool {
    let scope = package.strip_prefix('@').and_then(|rest| rest.split('/').next()).unwrap_or("");
    scope.len() >= 5 && registered(host).starts_with(scope)
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
