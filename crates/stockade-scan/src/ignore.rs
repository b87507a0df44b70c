//! Ignores: findings that somebody accepted, with a reason and an end. A stale ignore is a finding itself.
//!
//! Constraints:
//! - a project's settings cover only what stands inside of that project, an inline ignore only its own line;
//! - what a project brings along (its settings, comments in its files) accepts nothing about a name in it: whoever wrote
//!   the project chose the name;
//! - an ignore without a reason, or behind its last day, covers nothing;
//! - whether an ignore is stale is asked only where the scan could have seen what it covers.
//!
//! Layout: [`place`] says whether a finding is at an ignore's place, [`inline`] reads ignores out of comments.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use stockade_model::{Finding, Inventory, Layer, Location, Position, SourceFile, SourceId, Span};

use crate::allow_list::AllowLists;
use crate::elsewhere::Elsewhere;
use crate::{Options, Suppressed};
use inline::Inline;
use place::Matcher;
pub use place::{PlaceError, check_place, is_package};

mod inline;
mod place;

/// One `[[ignore]]` of `stockade.toml`.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The check's id.
    pub check: String,
    /// Where: a server id (`cursor/user/github`), a glob over server ids or paths, or a path with a line (`.mcp.json:12`). None means everywhere.
    pub place: Option<String>,
    /// Why it is accepted. Never empty.
    pub reason: String,
    /// The last day it holds.
    pub expires: Option<Date>,
    /// The project whose own settings hold the rule: it covers only what stands in that directory, or else a foreign project
    /// could silence findings about the user's own configs. None for the user's settings.
    pub within: Option<PathBuf>,
    /// Whose settings hold the rule: what a higher layer's allow-list says cannot be accepted by a lower one.
    pub layer: Layer,
    /// Where it is written.
    pub origin: Origin,
}

/// Where an ignore was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The settings file.
    pub file: PathBuf,
    /// The table inside it.
    pub span: Span,
    /// The text of that file, for snippets.
    pub text: Arc<str>,
}

impl Origin {
    /// Its line and column.
    pub fn position(&self) -> Position {
        stockade_model::location::position(&self.text, self.span.start)
    }
}

/// Makes the settings files known as sources, so that findings can point into them.
pub(crate) fn add_sources(inventory: &mut Inventory, options: &Options) {
    let rules = options.ignores.iter().map(|rule| &rule.origin);
    for origin in rules.chain(options.allow_lists.origins()) {
        if source_of(inventory, &origin.file).is_none() {
            let text = origin.text.to_string();
            inventory.add_source(SourceFile { path: origin.file.clone(), real_path: None, text });
        }
    }
}

/// The settings file among the sources.
pub(crate) fn source_of(inventory: &Inventory, path: &Path) -> Option<SourceId> {
    let at = inventory.sources.iter().position(|file| file.path == path)?;
    u32::try_from(at).ok().map(SourceId)
}

/// Whether a path is in a directory, without a step up that would lead out of it again.
pub(crate) fn is_within(path: &Path, directory: &Path) -> bool {
    path.strip_prefix(directory).is_ok_and(|rest| !place::steps_up(rest))
}

/// The lowest layer whose settings can accept findings of a check; none where every one can.
pub fn authority(lists: &AllowLists, elsewhere: &Elsewhere, check: &str) -> Option<Layer> {
    let of_names = crate::checks::is_about_names(check).then_some(Layer::User);
    lists.authority(check).max(of_names).max(elsewhere.authority(check))
}

/// Splits findings into those that stand and those that an ignore covers.
pub(crate) fn apply(
    findings: Vec<Finding>,
    inventory: &Inventory,
    options: &Options,
) -> (Vec<Finding>, Vec<Suppressed>) {
    let ignores = Ignores::new(inventory, options);
    let (mut standing, mut suppressed) = (Vec::new(), Vec::new());
    for finding in findings {
        let covering = ignores.covering(&finding).next();
        match covering {
            None => standing.push(finding),
            Some(at) => suppressed.push(ignores.suppress(finding, at)),
        }
    }
    (standing, suppressed)
}

/// Why an ignore should go.
pub(crate) struct Stale {
    /// Where it is written.
    pub(crate) location: Location,
    /// One line.
    pub(crate) message: String,
    /// Whether it is beyond doubt. That nothing is covered may be the scan's doing, the rest is not.
    pub(crate) certain: bool,
}

/// Every ignore that covers none of the findings, is over, or is not understood. Asked twice: first about all ignores
/// but those of stale ignores, then, with what that found among the findings, about these.
pub(crate) fn stale(findings: &[Finding], inventory: &Inventory, options: &Options, about_ignores: bool) -> Vec<Stale> {
    let ignores = Ignores::new(inventory, options);
    let mut used = vec![false; ignores.len()];
    for at in findings.iter().flat_map(|finding| ignores.covering(finding)) {
        if let Some(used) = used.get_mut(at) {
            *used = true;
        }
    }
    let mut stale = Vec::new();
    for (at, used) in used.into_iter().enumerate() {
        stale.extend(ignores.judge(at, used, about_ignores));
    }
    stale
}

/// All ignores of a scan: rules first, then those in comments, numbered through.
struct Ignores<'a> {
    inventory: &'a Inventory,
    options: &'a Options,
    rules: Vec<(&'a Rule, Matcher<'a>)>,
    inline: Vec<Inline>,
}

impl<'a> Ignores<'a> {
    fn new(inventory: &'a Inventory, options: &'a Options) -> Self {
        let rules = options.ignores.iter().map(|rule| (rule, Matcher::new(rule, options))).collect();
        let inline = (0_u32..)
            .zip(&inventory.sources)
            .flat_map(|(at, file)| inline::find(SourceId(at), file, &options.elsewhere));
        Self { inventory, options, rules, inline: inline.collect() }
    }

    fn len(&self) -> usize {
        self.rules.len() + self.inline.len()
    }

    /// Whether a comment can accept a finding. One is worth as much as the settings of whoever wrote the file: a project's,
    /// or, about names, the user's in the user's own configs.
    fn takes_comment(&self, finding: &Finding) -> bool {
        let elsewhere = self.options.elsewhere.authority(finding.check);
        let of_list = self.options.allow_lists.authority(finding.check).max(elsewhere.filter(|l| *l > Layer::User));
        let own = || {
            let server = finding.server.as_deref();
            let server = server.and_then(|id| self.inventory.servers.iter().find(|server| server.id() == id));
            server.is_some_and(|server| crate::checks::is_own(server.scope))
        };
        let chosen = crate::checks::is_about_names(finding.check) || elsewhere.is_some();
        of_list.is_none_or(|layer| layer == Layer::Project) && (!chosen || own())
    }

    fn is_over(&self, rule: &Rule) -> bool {
        rule.expires.is_some_and(|last| last < self.options.today)
    }

    /// The numbers of the ignores that cover a finding.
    fn covering<'b>(&'b self, finding: &'b Finding) -> impl Iterator<Item = usize> + use<'a, 'b> {
        let authority = authority(&self.options.allow_lists, &self.options.elsewhere, finding.check);
        let rules = self.rules.iter().enumerate().filter(move |(_, (rule, matcher))| {
            rule.check == finding.check
                && !self.is_over(rule)
                && authority.is_none_or(|authority| rule.layer >= authority)
                && matcher.is_match(finding, self.inventory)
                // An ignore of stale ignores does not accept itself.
                && self.rule_place(rule) != finding.primary
        });
        let inline = self.inline.iter().enumerate();
        let inline = inline.filter(move |(_, inline)| inline.covers(finding) && self.takes_comment(finding));
        rules.map(|(at, _)| at).chain(inline.map(|(at, _)| at + self.rules.len()))
    }

    fn suppress(&self, finding: Finding, at: usize) -> Suppressed {
        let inline = at.checked_sub(self.rules.len()).and_then(|at| self.inline.get(at));
        match (self.rules.get(at), inline) {
            (Some((rule, _)), _) => {
                Suppressed { finding, reason: rule.reason.clone(), ignore: self.rule_place(rule), inline: false }
            }
            (None, Some(inline)) => {
                Suppressed { finding, reason: inline.reason.clone(), ignore: inline.location(), inline: true }
            }
            (None, None) => {
                let ignore = finding.primary.clone();
                Suppressed { finding, reason: String::new(), ignore, inline: false }
            }
        }
    }

    fn rule_place(&self, rule: &Rule) -> Location {
        source_of(self.inventory, &rule.origin.file)
            .map_or_else(|| Location::Path(rule.origin.file.clone()), |source| Location::span(source, rule.origin.span))
    }

    fn judge(&self, at: usize, used: bool, about_ignores: bool) -> Option<Stale> {
        if let Some((rule, matcher)) = self.rules.get(at) {
            if (rule.check == crate::checks::STALE_IGNORE) != about_ignores {
                return None;
            }
            let location = self.rule_place(rule);
            if let Some(last) = rule.expires.filter(|_| self.is_over(rule)) {
                let message = format!("the ignore of `{}` ended on {last} and covers nothing any more", rule.check);
                return Some(Stale { location, message, certain: true });
            }
            let place = rule.place.as_deref().unwrap_or("everywhere");
            let owner = authority(&self.options.allow_lists, &self.options.elsewhere, &rule.check);
            if let Some(owner) = owner.filter(|owner| *owner > rule.layer) {
                let (check, layer) = (&rule.check, rule.layer);
                let why = if crate::checks::is_about_names(check) {
                    "a project does not vouch for its own names".to_owned()
                } else if !self.options.elsewhere.holds(check) {
                    format!("the list is {owner}")
                } else if owner > Layer::User {
                    format!("{owner} settings ask for it")
                } else {
                    "a project does not vouch for the packages it brings along".to_owned()
                };
                let message = format!("the ignore of `{check}` in {layer} settings does not count: {why}");
                return Some(Stale { location, message, certain: true });
            }
            let message = format!("the ignore of `{}` at `{place}` covers nothing", rule.check);
            let asked = !used && self.could_see(rule) && matcher.could_see(self.inventory);
            return asked.then_some(Stale { location, message, certain: false });
        }
        let inline = at.checked_sub(self.rules.len()).and_then(|at| self.inline.get(at))?;
        if inline.checks.iter().any(|check| check == crate::checks::STALE_IGNORE) != about_ignores {
            return None;
        }
        if let Some(fault) = &inline.fault {
            return Some(Stale { location: inline.location(), message: fault.clone(), certain: true });
        }
        let refused =
            |check: &String| self.options.allow_lists.authority(check).is_some_and(|owner| owner > Layer::Project);
        let elsewhere = &self.options.elsewhere;
        let why = if inline.checks.iter().any(refused) {
            ": a comment cannot accept what a list above says"
        } else if inline.checks.iter().any(|check| elsewhere.holds(check)) {
            ": a comment in a project accepts nothing about the packages it brings along"
        } else if inline.checks.iter().any(|check| crate::checks::is_about_names(check)) {
            ": a comment in a project accepts nothing about a name in it"
        } else {
            ""
        };
        let message = format!("the ignore of `{}` covers nothing on this line{why}", inline.checks.join(", "));
        let seen = self.options.clients.is_empty() && inline.checks.iter().all(|check| elsewhere.could_see(check));
        (!used && seen).then(|| Stale { location: inline.location(), message, certain: false })
    }

    /// Whether this scan looked at all that a rule could cover. A part of the clients, another home or no processes
    /// would make good ignores look stale.
    fn could_see(&self, rule: &Rule) -> bool {
        let options = self.options;
        if !options.clients.is_empty() || !options.elsewhere.could_see(&rule.check) {
            return false;
        }
        match &rule.within {
            Some(within) => self.inventory.projects.iter().any(|project| project.starts_with(within)),
            None => {
                let processes = options.processes || rule.check != "unexplained-process";
                options.live && options.recorded_projects && processes
            }
        }
    }
}
