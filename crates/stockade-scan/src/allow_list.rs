//! The allow-list: which servers somebody approved, which nobody may start, and what becomes of the rest.
//!
//! Constraints:
//! - matching is exact, after the spelling that the registry itself compares; nothing is fuzzy, nothing is dialled;
//! - the stricter wins: of several lists an approval has to stand on each, a denial on one, and the strictest word on what
//!   stands nowhere counts. So no project loosens what its user set, and no user what the organisation set;
//! - a project's list is about what stands in the project, a user's and a managed one about everything;
//! - what is not known (version, publisher, registry) matches no approval;
//! - without any approval there is no list, and nothing is unlisted.
//!
//! Layout: [`read`] reads `[servers]` of a settings file, [`Entry`] compares one entry, `purl`, `version` and `address` what
//! stands in it, `facts` what it is compared with, `miss` says why it does not match, `fix` what to add.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use stockade_model::{
    Component, Decision, Effect, Launch, Layer, Package, Rule, Span, Target, Verdict,
    launch::{EffectKind, OpaqueReason},
};

use crate::ignore::Origin;
use entry::Denial;
pub use entry::Entry;
use facts::Facts;
use miss::Miss;
pub use unlisted::Unlisted;

mod address;
mod entry;
mod facts;
mod fix;
mod miss;
mod purl;
pub mod read;
mod unlisted;
mod version;

/// The `[servers]` of one settings file.
#[derive(Clone, Debug)]
pub struct List {
    /// Whose it is.
    pub layer: Layer,
    /// The project it is about; none for everything.
    pub within: Option<PathBuf>,
    /// The settings file.
    pub file: PathBuf,
    /// What becomes of the rest, and where that is written.
    pub unlisted: Option<(Unlisted, Origin)>,
    /// What is approved.
    pub allow: Vec<Entry>,
    /// What nobody may start.
    pub deny: Vec<Entry>,
}

/// Reads a package URL into the package, and the tag where it is an image that has one.
///
/// # Errors
/// One line saying what to write instead.
pub fn read_purl(text: &str) -> Result<(Package, Option<String>), String> {
    let purl = purl::Purl::parse(text, false)?;
    if purl.name.contains('*') {
        return Err("`*` stands for many packages: name one".to_owned());
    }
    let package = Package { version: purl.version, ..Package::new(purl.ecosystem, purl.name) };
    Ok((package, purl.tag))
}

/// The entry of an allow-list that approves exactly this, as text to copy; none where no entry can.
pub fn approval(subject: &Subject<'_>) -> Option<String> {
    fix::approval(&Facts::of(subject))
}

/// One component to judge, with what is known besides it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What would run.
    pub component: &'a Component,
    /// Who publishes it, as `registry:account` (`npm:acme`, `github:acme`); none where nobody asked the registry.
    pub publisher: Option<&'a str>,
    /// The file that the launch stands in, or the directory it is started in: says which projects' lists count.
    pub at: Option<&'a Path>,
    /// A flag or file of the launch that sends the package client elsewhere, beyond what `component.registries` says.
    pub redirect: Option<&'a Effect>,
}

impl<'a> Subject<'a> {
    /// A component of which nothing else is known.
    pub const fn of(component: &'a Component, at: Option<&'a Path>) -> Self {
        Self { component, publisher: None, at, redirect: None }
    }
}

/// What is said about a part of a launch.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// The part; none for what cannot be known.
    pub part: Option<&'a Component>,
    /// The words of the launch it comes from.
    pub span: Option<Span>,
    /// What is decided.
    pub decision: Decision,
}

/// All lists that count, merged to the stricter.
#[derive(Clone, Debug, Default)]
pub struct AllowLists {
    /// One for each file, in no particular order.
    pub lists: Vec<List>,
}

/// [`Decision::code`] of what an approval covers, or what is part of the client itself.
pub const LISTED: &str = "listed";
/// Whether an approval also answers the question that a name raises. A project's does not: whoever wrote the project
/// chose the name, and would vouch for himself.
pub fn lifts_alarms(decision: &Decision) -> bool {
    decision.code == LISTED && decision.rule.as_ref().is_some_and(|rule| rule.layer > Layer::Project)
}

/// What is said about an approval that does not, where there is one.
pub fn does_not_lift(decision: &Decision) -> Option<String> {
    let rule = decision.rule.as_ref().filter(|_| decision.code == LISTED && !lifts_alarms(decision))?;
    Some(format!(
        "`{}` at {rule} approves it, which lifts no alarm about a name: a project does not vouch for its own names",
        rule.text
    ))
}

/// [`Decision::code`] where nobody approved anything, so that nothing is unlisted.
pub const NO_LIST: &str = "no-list";
/// [`Decision::code`] of what stands on no list, also where the verdict is `allow`.
pub const UNLISTED: &str = "unlisted";
/// [`Decision::code`] of what a denial covers.
pub const DENIED: &str = "denied";
/// [`Decision::code`] of what a denial may cover: the launch leaves the version open, or the host is in doubt.
pub const PERHAPS_DENIED: &str = "perhaps-denied";

impl AllowLists {
    /// The strictest word on what stands on no list, for what stands at a place.
    pub fn unlisted(&self, at: Option<&Path>) -> (Unlisted, Option<Rule>) {
        let said =
            self.binding(at).filter_map(|list| list.unlisted.as_ref().map(|(word, origin)| (word, list, origin)));
        // Of two that say the same the higher layer is named: that is the one to talk to.
        let Some((word, list, origin)) = said.max_by_key(|(word, list, _)| (**word, list.layer)) else {
            return (Unlisted::default(), None);
        };
        let text = format!("unlisted = \"{word}\"");
        let (file, span, position) = (origin.file.clone(), origin.span, origin.position());
        (*word, Some(Rule { text, layer: list.layer, file, span, position }))
    }

    /// The highest layer with a say in a check of this crate: settings below it cannot accept its findings.
    pub fn authority(&self, check: &str) -> Option<Layer> {
        let has_say = |list: &&List| match check {
            crate::checks::DENIED_SERVER => !list.deny.is_empty(),
            crate::checks::UNLISTED_SERVER => !list.allow.is_empty() || list.unlisted.is_some(),
            _ => false,
        };
        self.lists.iter().filter(has_say).map(|list| list.layer).max()
    }

    /// Every place that decisions can name.
    pub(crate) fn origins(&self) -> impl Iterator<Item = &Origin> {
        self.lists.iter().flat_map(|list| {
            let entries = list.allow.iter().chain(&list.deny).filter_map(|entry| entry.origin.as_ref());
            entries.chain(list.unlisted.iter().map(|(_, origin)| origin))
        })
    }

    fn binding<'a>(&'a self, at: Option<&Path>) -> impl Iterator<Item = &'a List> {
        self.lists.iter().filter(move |list| match (&list.within, at) {
            (None, _) => true,
            (Some(within), Some(at)) => crate::ignore::is_within(at, within),
            (Some(_), None) => false,
        })
    }

    /// Judges one component.
    pub fn judge(&self, subject: &Subject<'_>, today: Date) -> Decision {
        let facts = Facts::of(subject);
        let shown = facts.shown();
        let mut perhaps = None;
        for (list, entry) in self.binding(subject.at).flat_map(|list| list.deny.iter().map(move |entry| (list, entry)))
        {
            match entry.denies(&facts, today) {
                Denial::No => {}
                Denial::Perhaps => perhaps = perhaps.or(Some((list, entry))),
                Denial::Yes => return denied(&shown, list, entry),
            }
        }
        let perhaps = perhaps.map(|(list, entry)| perhaps_denied(&facts, list, entry));
        let listed = self.judge_listed(&facts, today);
        match perhaps {
            Some(perhaps) if perhaps.verdict >= listed.verdict => perhaps,
            _ => listed,
        }
    }

    fn judge_listed(&self, facts: &Facts<'_>, today: Date) -> Decision {
        let (at, component) = (facts.subject.at, facts.component());
        if matches!(component.target, Target::Builtin { .. }) {
            return Decision::new(Verdict::Allow, LISTED, "it is part of the client itself");
        }
        let shown = facts.shown();
        let (mut approved, mut missing, mut misses) = (None, Vec::new(), Vec::new());
        for list in self.binding(at).filter(|list| !list.allow.is_empty()) {
            let all: Option<Vec<_>> =
                list.allow.iter().map(|entry| Some((list, entry, entry.misses(facts, today)?))).collect();
            match all {
                Some(all) => {
                    missing.push(list);
                    misses.extend(all);
                }
                None => {
                    let entry = list.allow.iter().find(|entry| entry.misses(facts, today).is_none());
                    // Of several the highest is named: see [`lifts_alarms`].
                    if let Some(entry) = entry
                        && approved.is_none_or(|(held, _): (&List, &Entry)| held.layer < list.layer)
                    {
                        approved = Some((list, entry));
                    }
                }
            }
        }
        let Some(first) = missing.first() else {
            let Some((list, entry)) = approved else {
                return Decision::new(Verdict::Allow, NO_LIST, "nobody keeps a list of approved servers");
            };
            let because = entry.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            let mut decision = Decision::new(Verdict::Allow, LISTED, format!("`{shown}` is approved{because}"));
            decision.rule = entry.rule(list.layer);
            return decision;
        };
        let layers = layers(&missing);
        let mut decision = self.unlisted_decision(at, format!("`{shown}` is not on the {layers} allow-list"));
        if let Some((list, entry)) = approved {
            decision
                .evidence
                .push(format!("approved by `{}` on the {} list, which is not enough", entry.text, list.layer));
        }
        let at = |entry: &Entry, layer| entry.rule(layer).map(|rule| format!(" at {rule}")).unwrap_or_default();
        let ranked = misses.iter().filter_map(|(list, entry, miss)| Some((miss.rank()?, list, entry, miss)));
        let near = ranked.min_by_key(|(rank, ..)| *rank);
        match near {
            Some((_, list, entry, miss)) => {
                let place = at(entry, list.layer);
                decision.evidence.push(format!("the nearest entry is `{}`{place}: {}", entry.text, miss.text()));
                decision.nearest = entry.rule(list.layer);
            }
            None => decision.evidence.push(format!("nothing on the {layers} list is near it")),
        }
        // Who publishes is asked of the registry, and a scan asks nobody: said once, or the entry would look broken.
        let unknown = |miss: &Miss| matches!(miss, Miss::Publisher { found: None, .. });
        if !near.is_some_and(|(.., miss)| unknown(miss))
            && let Some((list, entry, miss)) = misses.iter().find(|(.., miss)| unknown(miss))
        {
            let place = at(entry, list.layer);
            decision.evidence.push(format!("`{}`{place} cannot match: {}", entry.text, miss.text()));
        }
        if misses.iter().any(|(.., miss)| *miss == Miss::Doubtful) {
            decision.evidence.push(format!("no `host` can match: {}", Miss::Doubtful.text()));
        }
        let files = missing.iter().map(|list| list.file.display().to_string()).collect::<Vec<_>>().join(" and ");
        decision.help = fix::help(facts, near.map(|(.., miss)| miss), &files, first.layer);
        decision
    }

    fn unlisted_decision(&self, at: Option<&Path>, reason: String) -> Decision {
        let (word, rule) = self.unlisted(at);
        let mut decision = Decision::new(word.verdict(), UNLISTED, reason);
        decision.evidence.push(match &rule {
            Some(rule) => format!("`{}` at {rule} says what becomes of it", rule.text),
            None => "no settings say what becomes of it, so that this is a warning (`unlisted = \"warn\"`)".to_owned(),
        });
        decision.rule = rule;
        decision
    }

    /// Judges everything that a launch brings in, also what cannot be known: no entry can approve that.
    pub fn judge_launch<'a>(&self, launch: &'a Launch, at: Option<&Path>, today: Date) -> Vec<Judged<'a>> {
        let mut judged = Vec::new();
        let redirect = launch.effects.iter().find(|effect| effect.kind == EffectKind::PackageSource);
        let opaque = launch.opaque.iter().find(|opaque| opaque.reason != OpaqueReason::Empty);
        for component in &launch.components {
            // Source text is what cannot be known: once is enough.
            if opaque.is_some() && matches!(component.target, Target::Inline { .. }) {
                continue;
            }
            let decision = self.judge(&Subject { redirect, ..Subject::of(component, at) }, today);
            judged.push(Judged { part: Some(component), span: component.span, decision });
        }
        let lists: Vec<&List> = self.binding(at).filter(|list| !list.allow.is_empty()).collect();
        if let Some(opaque) = opaque
            && let Some(first) = lists.first()
        {
            let reason =
                format!("a part of what runs cannot be known, so that it is not on the {} allow-list", layers(&lists));
            let mut decision = self.unlisted_decision(at, reason);
            decision.evidence.push(opaque.detail.clone());
            decision.help = fix::unknown(first.layer);
            judged.push(Judged { part: None, span: opaque.span, decision });
        }
        judged
    }
}

/// The text of an entry that approves exactly this component, where one can.
pub(crate) fn entry_for(component: &Component, at: Option<&Path>) -> Option<String> {
    fix::approval(&Facts::of(&Subject::of(component, at)))
}

fn denied(shown: &str, list: &List, entry: &Entry) -> Decision {
    let because = entry.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let mut decision =
        Decision::new(Verdict::Deny, DENIED, format!("`{shown}` is on the {} deny-list{because}", list.layer));
    decision.rule = entry.rule(list.layer);
    let place = decision.rule.as_ref().map(|rule| format!(" at {rule}")).unwrap_or_default();
    decision.evidence.push(format!("`{}`{place} denies it, and a denial beats every approval", entry.text));
    decision.help.push(fix::text("remove the server, or have the entry changed by whoever wrote it"));
    decision
}

fn perhaps_denied(facts: &Facts<'_>, list: &List, entry: &Entry) -> Decision {
    let reason = format!("`{}` may come to what is on the {} deny-list", facts.shown(), list.layer);
    let mut decision = Decision::new(Verdict::Ask, PERHAPS_DENIED, reason);
    decision.rule = entry.rule(list.layer);
    let place = decision.rule.as_ref().map(|rule| format!(" at {rule}")).unwrap_or_default();
    decision.evidence.push(format!("`{}`{place} denies some of what this can come to", entry.text));
    if facts.is_remote() {
        decision.evidence.push(Miss::Doubtful.text());
        decision.help.push(fix::text("write the address plainly, with one host that no reader can mistake"));
    } else {
        decision.evidence.push(facts.open_version());
        decision.help.push(fix::text("name one exact version that is not denied"));
    }
    decision
}

/// `managed`, `managed and user`: whose lists, highest first.
fn layers(lists: &[&List]) -> String {
    let mut layers: Vec<Layer> = lists.iter().map(|list| list.layer).collect();
    layers.sort_unstable_by(|a, b| b.cmp(a));
    layers.dedup();
    layers.iter().map(|layer| layer.as_str()).collect::<Vec<_>>().join(" and ")
}
