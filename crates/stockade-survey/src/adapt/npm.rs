//! An npm registry's document of a package, as the history that is judged.
//!
//! Constraints:
//! - only what runs at installation counts as a script; a `binding.gyp` that the registry tells of runs too;
//! - a full document holds each manifest as it was published, so that what is not in it is not there. The abbreviated one,
//!   which mirrors serve, is told by what it never has ([`is_whole`]): its gaps stay unknown;
//! - a registry that signs a version serves its `dist` whole: attestations that are not named there do not exist. One that
//!   does not sign has perhaps dropped both;
//! - evidence is verified elsewhere: here a version with attestations is merely not yet known.

use std::collections::{BTreeMap, BTreeSet};

use stockade_assess::{History, Known, Provenance, Publisher, Release};
use stockade_model::{Ecosystem, Package};
use stockade_registry::Fact;
use stockade_registry::npm::{self, DependencyKind, Packument};

use super::known;

/// The scripts that npm runs when it installs a package as somebody's dependency (npm docs, "scripts").
const RUN_AT_INSTALL: &[&str] = &["preinstall", "install", "postinstall"];
/// Stands for a command that a registry tells of without naming it.
const UNSAID: &str = "the registry says that something runs, and not what";

/// Everything that the document says.
pub fn history(packument: &Packument) -> History {
    let mut history = History::new(Package::new(Ecosystem::Npm, &packument.name));
    history.created = known(&packument.created, "the registry does not say when the name was registered");
    history.owners = known(&packument.maintainers, "the registry does not say who may publish")
        .map(|people| people.into_iter().map(|person| person.name).collect::<BTreeSet<_>>());
    history.releases = packument.releases.iter().map(release).collect();
    history
}

fn release(from: &npm::Release) -> Release {
    let whole = is_whole(from);
    Release {
        version: from.version.clone(),
        published: known(&from.published, "the registry does not say when it was published"),
        first_seen: None,
        before: None,
        publisher: publisher(from),
        provenance: provenance(from),
        scripts: scripts(from, whole),
        dependencies: dependencies(from).into(),
        // npm takes deprecations from this very document: it has them all.
        deprecated: from.deprecated.known().filter(|notice| !notice.is_empty()).cloned().into(),
        // npm takes versions back by taking them out.
        yanked: None.into(),
        integrity: known(&from.dist.integrity_text, "the registry promises no digest"),
        repository: match &from.repository {
            Fact::Known(repository) => Some(repository.url.clone()).into(),
            Fact::Unknown if whole => None.into(),
            Fact::Unknown => Known::unknown("the registry's document leaves it out"),
        },
    }
}

/// Whether the document holds the manifest as it was published. npm's abbreviated form has none of these fields.
fn is_whole(from: &npm::Release) -> bool {
    let told = [from.publisher.is_unknown(), from.maintainers.is_unknown(), from.scripts.is_unknown()];
    told.iter().any(|unknown| !unknown) || !from.repository.is_unknown() || !from.git_head.is_unknown()
}

fn publisher(from: &npm::Release) -> Known<Publisher> {
    let why = "the registry does not say who published it";
    let account = known(&from.publisher, why).map(|person| person.name);
    let trusted = from.trusted_publisher.known().map(|trusted| match trusted.config.known() {
        Some(config) => format!("{}:{config}", trusted.id),
        None => trusted.id.clone(),
    });
    let approver = from.approver.known().map(|person| person.name.clone());
    account.map(|account| Publisher { account, trusted, approver })
}

/// What is known before anything is verified.
fn provenance(from: &npm::Release) -> Known<Provenance> {
    match (&from.dist.attestations, &from.dist.signatures) {
        (Fact::Known(_), _) => Known::unknown("it has attestations, which were not verified"),
        (Fact::Unknown, Fact::Known(_)) => Provenance::Missing.into(),
        (Fact::Unknown, Fact::Unknown) => {
            Known::unknown("the registry serves neither signatures nor attestations, and may have dropped both")
        }
    }
}

fn scripts(from: &npm::Release, whole: bool) -> Known<BTreeMap<String, String>> {
    let runs = |(name, _): &(String, String)| RUN_AT_INSTALL.contains(&name.as_str());
    let named: BTreeMap<String, String> =
        from.scripts.known().into_iter().flatten().filter(|script| runs(script)).cloned().collect();
    match from.has_install_script.known() {
        Some(true) if named.is_empty() => BTreeMap::from([("install".to_owned(), UNSAID.to_owned())]).into(),
        Some(_) => named.into(),
        None if whole => named.into(),
        None => Known::unknown("the registry does not say what runs at installation"),
    }
}

/// What is installed along: npm installs peers since its seventh version.
fn dependencies(from: &npm::Release) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    // The later ones win, as they do for npm.
    for kind in [DependencyKind::Peer, DependencyKind::Normal, DependencyKind::Optional] {
        let of_kind = from.dependencies.iter().filter(|dependency| dependency.kind == kind);
        all.extend(of_kind.map(|dependency| (dependency.name.clone(), dependency.range.clone())));
    }
    all
}
