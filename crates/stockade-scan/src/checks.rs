//! Static checks: each looks at the inventory and the resolved launches and yields findings.
//!
//! One check, one file `checks/<id>.rs`, one line in the list below. A test walks the list and demands the page
//! (`docs/checks/<id>.md`) and the fixture (`tests/checks/<id>/`).

use stockade_model::{
    Component, Confidence, Finding, FindingBuilder, Inventory, Launch, Location, Persona, Scope, Server, Severity,
    Span, State,
};

use crate::Options;
use crate::names::Names;

/// What a check sees.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// What discovery found.
    pub inventory: &'a Inventory,
    /// What each server really runs, in the same order.
    pub launches: &'a [Launch],
    /// Whose machine it is.
    pub options: &'a Options,
    /// Packages that are probably not the ones that were meant.
    pub(crate) names: &'a Names<'a>,
}

impl<'a> Scene<'a> {
    /// Every server with what it runs.
    pub fn servers(&self) -> impl Iterator<Item = (&'a Server, &'a Launch)> + use<'a> {
        self.inventory.servers.iter().zip(self.launches)
    }

    /// Every component of every server that a client would start.
    pub fn components(&self) -> impl Iterator<Item = (&'a Server, &'a Launch, &'a Component)> + use<'a> {
        self.servers().flat_map(|(server, launch)| launch.components.iter().map(move |part| (server, launch, part)))
    }
}

/// The place of a part of a server's entry; its name where the part has none.
pub(crate) fn place(server: &Server, span: Option<Span>) -> Location {
    Location::span(server.source, span.unwrap_or(server.name.span))
}

/// A finding about a server. What is switched off or read by nobody is shown to the pedantic only: it does not run.
pub(crate) fn about(check: &Check, severity: Severity, confidence: Confidence, server: &Server) -> FindingBuilder {
    let builder = Finding::builder(check.id, severity, confidence).server(server);
    if server.state == State::Enabled { builder } else { builder.persona(Persona::Pedantic) }
}

/// Whether a scope's file comes with a checkout: written by whoever wrote the project, not by the user.
pub(crate) const fn is_shared(scope: Scope) -> bool {
    matches!(scope, Scope::Project | Scope::Workspace | Scope::Devcontainer | Scope::Agent)
}

/// Whether a scope's file is written by the user or an administrator alone.
pub(crate) const fn is_own(scope: Scope) -> bool {
    matches!(scope, Scope::Managed | Scope::User | Scope::Profile | Scope::Local)
}

/// One check: its identity as data and its work as a function.
pub struct Check {
    /// Kebab-case id, never renamed; the key of SARIF rules, JSON, pages and ignores.
    pub id: &'static str,
    /// One line: what it finds.
    pub summary: &'static str,
    /// The severity it usually has; single findings may differ, and the page says when.
    pub severity: Severity,
    /// The confidence it usually has.
    pub confidence: Confidence,
    /// The page that `stockade explain` prints.
    pub page: &'static str,
    /// The work.
    pub run: fn(&Scene<'_>, &mut Vec<Finding>),
}

macro_rules! checks {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every check, in the order of the reference.
        pub static ALL: &[&Check] = &[$(&$module::CHECK),*];
    };
}

checks! {
    unpinned,
    opaque_launch,
    shadowed_package,
    foreign_registry,
    alias_mismatch,
    known_malware,
    owner_contradiction,
    catalogue_misbinding,
    unclaimed_official_name,
    cross_ecosystem_name,
    squat,
    deceptive_spec,
    unknown_name,
    look_alike_key,
    shell_launch,
    insecure_url,
    secret_in_config,
    code_in_config,
    auto_approve,
    inert_config,
    duplicate_server,
    broad_mount,
    privileged_container,
    env_injection,
    unlisted_server,
    denied_server,
    unexplained_process,
    unreadable,
    stale_ignore,
}

/// What stands on no allow-list; settings below the list's cannot accept it.
pub(crate) const UNLISTED_SERVER: &str = "unlisted-server";
/// What stands on a deny-list; settings below the list's cannot accept it.
pub(crate) const DENIED_SERVER: &str = "denied-server";

/// Checks that ask whether a name is the one that was meant. Whoever wrote a project chose its names: nothing that the
/// project brings along accepts what they raise.
static ABOUT_NAMES: &[&str] = &[
    "known-malware",
    "owner-contradiction",
    "catalogue-misbinding",
    "unclaimed-official-name",
    "cross-ecosystem-name",
    "squat",
    "deceptive-spec",
    "unknown-name",
    "look-alike-key",
];

/// Whether a check is one of them.
pub fn is_about_names(check: &str) -> bool {
    ABOUT_NAMES.contains(&check)
}

/// The one check that looks at ignores; it runs last, since it needs what the others found.
pub(crate) const STALE_IGNORE: &str = "stale-ignore";

/// The check with this id.
pub fn find(id: &str) -> Option<&'static Check> {
    ALL.iter().copied().find(|check| check.id == id)
}

/// Runs every check, and takes in what others found; worst findings first, then by place.
pub fn run_all(inventory: &Inventory, launches: &[Launch], options: &Options) -> Vec<Finding> {
    let names = Names::judge(inventory, launches, options);
    let scene = Scene { inventory, launches, options, names: &names };
    let mut findings = options.elsewhere.found.clone().unwrap_or_default();
    for check in ALL {
        (check.run)(&scene, &mut findings);
    }
    sort(&mut findings, inventory);
    findings
}

/// Worst first, then by check and place: the order of every report.
pub fn sort(findings: &mut [Finding], inventory: &Inventory) {
    findings.sort_by(|a, b| {
        (b.severity, b.confidence)
            .cmp(&(a.severity, a.confidence))
            .then_with(|| a.check.cmp(b.check))
            .then_with(|| a.primary.path(&inventory.sources).cmp(&b.primary.path(&inventory.sources)))
    });
}
