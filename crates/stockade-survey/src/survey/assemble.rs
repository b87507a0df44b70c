//! Puts together what was found out about one package, and has it judged.

use std::collections::BTreeMap;

use stockade_assess::alarm::Gap;
use stockade_assess::closure::{Closure, Node};
use stockade_assess::hold::Hold;
use stockade_assess::{History, Known, Provenance, Release, Said, Setting, Subject, assess, diff, hold};
use stockade_model::{Package, Tools};

use super::closure::{self, Brought};
use super::round::Link;
use super::{Records, Survey};
use crate::artifact::{Got, Missed};
use crate::extract::Extract;
use crate::proof::{Proof, unsigned};
use crate::survey::Draft;
use crate::{Ask, Looked, Step, What};

/// The checks under which gaps are told that no check notices itself.
const HIDDEN_CODE: &str = "hidden-code";
const ADVISORY: &str = "advisory";
const PROVENANCE: &str = "provenance-missing";
const MIMICRY: &str = "version-mimicry";

/// How what comes in is found out.
pub(super) enum Begin {
    /// By following it from here.
    Climb(closure::Start),
    /// It is known, or nothing of it can be.
    Known(Vec<closure::Part>),
}

/// So many files are named that were not read, and so many packages that were not asked about.
const MOST_NAMED: usize = 5;

impl Survey {
    /// Everything about one package, not yet judged.
    pub(super) fn found(&self, draft: &Draft<'_>) -> Looked {
        let mut subject = Subject::new(draft.package.clone(), draft.ask.at.clone());
        subject.through.clone_from(&draft.ask.through);
        subject.pinned.clone_from(&draft.ask.pinned);
        subject.resembles.clone_from(&draft.ask.resembles);
        subject.history = draft.history.clone();
        let mut looked = empty(subject);
        let Some(index) = &draft.index else {
            let why = draft.history.reason().unwrap_or("it could not be asked").to_owned();
            looked.subject.facts = Known::unknown(why.clone());
            looked.subject.baseline = Known::unknown(why.clone());
            looked.artifact = Known::unknown(why.clone());
            looked.closure = draft.ask.closure.clone().map_or_else(|| Known::unknown(why.clone()), Known::Known);
            // Advisories do not need the registry: they are told apart.
            let steps = What::ALL.iter().filter(|what| **what != What::Advisories);
            looked.steps = steps.map(|what| Step::not_possible(*what, &*why)).collect();
            return looked;
        };
        looked.registry = Some(index.registry().shown());
        looked.doubts = index.doubts().to_vec();
        if let Some(doubt) = &draft.doubt {
            gap(&mut looked, HIDDEN_CODE, "which version is installed", doubt.clone());
        }
        let versions = index.history().releases.len();
        let of = if versions == 1 { "1 version".to_owned() } else { format!("{versions} versions") };
        looked.steps.push(Step::done(What::Registry, format!("{of}, after {}", index.registry().shown())));
        let got = self.artifact(index, draft.version());
        let proof = self.proof(index, draft.version());
        content(&mut looked, got.as_ref());
        evidence(&mut looked, &proof);
        for version in draft.proved() {
            let proof = self.proof(index, version);
            change(&mut looked.subject.history, version, |release| release.provenance = proof.provenance);
        }
        if let Some(got) = &got {
            own_release(&mut looked, draft.version(), got);
        }
        self.resembled(&mut looked, draft);
        self.compared(&mut looked, draft);
        looked
    }

    /// The versions of the packages that its name resembles.
    fn resembled(&self, looked: &mut Looked, draft: &Draft<'_>) {
        for package in draft.mimicked() {
            let why = match self.known_listing(package, draft.ask) {
                Some(Ok(listing)) => {
                    let all = looked.subject.resembles.iter_mut().filter(|other| &other.package == package);
                    all.for_each(|other| other.versions = listing.versions());
                    continue;
                }
                Some(Err(error)) => error.to_string(),
                None => "it was not looked up".to_owned(),
            };
            gap(looked, MIMICRY, "the versions of the package that its name resembles", why);
        }
    }

    /// Where to begin with what it brings in; nowhere where a lock file says it, it was worked out a moment ago, or nothing
    /// can be looked up.
    pub(super) fn begin_closure(&self, ask: &Ask, looked: &mut Looked) -> Begin {
        let nothing = Begin::Known(Vec::new());
        if looked.step(What::Closure).is_some() {
            return nothing;
        }
        if let Some(closure) = &ask.closure {
            let count = closure.packages().count();
            looked.steps.push(Step::done(What::Closure, format!("{count} packages, after a lock file")));
            looked.closure = closure.clone().into();
            return nothing;
        }
        let registry = looked.registry.clone().unwrap_or_default();
        if self.options.depth > 0
            && let Some(kept) = closure::kept(self, &registry, &looked.subject.package)
        {
            brought(looked, &kept);
            return Begin::Known(kept.parts);
        }
        match self.start(ask, looked) {
            Ok(closure::Start::Needs(needs)) if self.options.depth == 0 && !needs.is_empty() => {
                not_brought(looked, format!("{} dependencies were not looked up", needs.len()));
                nothing
            }
            Ok(closure::Start::File(..)) if self.options.depth == 0 => {
                not_brought(looked, "dependencies were not looked up".to_owned());
                nothing
            }
            Ok(start) => Begin::Climb(start),
            Err(why) => {
                not_brought(looked, why);
                nothing
            }
        }
    }

    /// Has it judged: the checks, what is known to be wrong, how long it waits.
    pub(super) fn judge(&self, looked: &mut Looked, records: &Records, setting: &Setting) {
        let package = looked.subject.package.clone();
        if let Some(baseline) = looked.subject.baseline.known() {
            looked.subject.mends = records.all().mended(&package, &baseline.version);
            looked.subject.mends.sort();
            looked.subject.mends.dedup();
        }
        self.advised(looked, records);
        rejudge(looked, setting);
        looked.steps.sort_by_key(|step| step.what);
    }

    fn advised(&self, looked: &mut Looked, records: &Records) {
        if self.sources.osv.is_none() && self.sources.advisories.is_none() {
            looked.steps.push(Step::not_asked(What::Advisories, "no advisories are configured"));
            return;
        }
        let closure = match &looked.closure {
            Known::Known(closure) => closure.clone(),
            Known::Unknown(_) => alone(&looked.subject.package),
        };
        let mut said = records.all().judge(&closure, &looked.subject.at);
        // A project of this machine may be called like any package, and is none.
        let own = (!looked.is_published).then(|| looked.subject.package.purl());
        said.alarms.retain(|alarm| own.is_none() || alarm.finding.package != own);
        said.gaps.retain(|gap| own.as_ref() != Some(&gap.package));
        looked.besides.alarms.extend(said.alarms);
        looked.besides.gaps.extend(said.gaps);
        looked.doubts.extend(records.refused.iter().map(|why| format!("an advisory cannot be used: {why}")));
        let mut unasked: Vec<(Package, String)> = Vec::new();
        if self.sources.osv.is_some() {
            for node in closure.nodes().iter().skip(usize::from(own.is_some())) {
                unasked.extend(records.why_not(&node.package).map(|why| (node.package.clone(), why.to_owned())));
            }
        }
        let count = match closure.nodes().len() {
            1 => "of 1 package".to_owned(),
            many => format!("of {many} packages"),
        };
        let imported = self.sources.advisories.as_ref().map(|imported| imported.shown());
        if let Some(why) = &records.unread {
            looked.steps.push(Step::not_possible(What::Advisories, why));
            gap(looked, ADVISORY, "what was imported", why.clone());
            return;
        }
        let failed = unasked.first().map(|(_, why)| why.clone());
        looked.steps.push(match (failed, imported) {
            (None, None) => Step::done(What::Advisories, count),
            (None, Some(shown)) if self.sources.osv.is_none() => {
                Step::done(What::Advisories, format!("{count}, imported ones alone ({shown})"))
            }
            (None, Some(_)) => Step::done(What::Advisories, count),
            // Whoever is offline has imported them for that.
            (Some(_), Some(shown)) if self.options.http.offline => {
                Step::done(What::Advisories, format!("{count}, imported ones alone ({shown}): offline"))
            }
            (Some(why), Some(shown)) => {
                Step::not_possible(What::Advisories, format!("imported ones alone ({shown}): {why}"))
            }
            (Some(why), None) => Step::not_possible(What::Advisories, why),
        });
        if self.sources.advisories.is_some() && self.options.http.offline {
            return;
        }
        unasked_gaps(looked, unasked);
    }
}

/// A service that does not answer does so for everything: then one line says it for all.
fn unasked_gaps(looked: &mut Looked, unasked: Vec<(Package, String)>) {
    let mut by_reason: BTreeMap<String, Vec<Package>> = BTreeMap::new();
    for (package, why) in unasked {
        by_reason.entry(why).or_default().push(package);
    }
    for (why, packages) in by_reason {
        if packages.len() > MOST_NAMED {
            let why = format!("of {} packages: {why}", packages.len());
            gap(looked, ADVISORY, "what is known of what it brings in", why);
            continue;
        }
        looked.besides.gaps.extend(packages.iter().map(|package| Gap {
            check: ADVISORY,
            package: package.purl(),
            what: "what is known of it",
            why: why.clone(),
        }));
    }
}

/// Runs the checks anew, and adds what is said besides.
pub(crate) fn rejudge(looked: &mut Looked, setting: &Setting) {
    looked.said = if looked.is_published { assess(&looked.subject, setting) } else { Said::default() };
    looked.said.alarms.extend(looked.besides.alarms.iter().cloned());
    looked.said.gaps.extend(looked.besides.gaps.iter().cloned());
    looked.said.sort();
    looked.said.alarms.dedup();
    looked.diff = diff::of(&looked.subject);
    looked.hold = hold::of(&looked.subject, setting);
}

/// What nothing is known of yet.
pub(super) fn empty(subject: Subject) -> Looked {
    Looked {
        subject,
        said: Said::default(),
        is_published: true,
        besides: Said::default(),
        steps: Vec::new(),
        diff: None,
        hold: Hold::Unknown("nobody looked".to_owned()),
        artifact: Known::default(),
        closure: Known::default(),
        registry: None,
        doubts: Vec::new(),
    }
}

/// The packages that advisories are wanted of, its own not among them.
pub(super) fn known_packages(looked: &Looked) -> impl Iterator<Item = &Package> {
    looked.closure.known().into_iter().flat_map(Closure::packages)
}

fn alone(package: &Package) -> Closure {
    let node = Node { package: package.clone(), integrity: None, resolved: None, has_scripts: None, needs: Vec::new() };
    Closure::new(vec![node])
}

pub(super) fn facts(got: Option<&Got>) -> Known<stockade_assess::facts::Facts> {
    of_archive(got, |extract| extract.facts.clone())
}

pub(super) fn tools(got: Option<&Got>) -> Known<Tools> {
    // One that could not be opened has tools that nobody read.
    let broken = got.and_then(|got| got.extract.as_ref().ok()?.broken.as_ref());
    broken.map_or_else(|| of_archive(got, |extract| extract.tools.clone()), Known::unknown)
}

fn of_archive<T>(got: Option<&Got>, part: fn(&Extract) -> T) -> Known<T> {
    match got.map(|got| &got.extract) {
        Some(Ok(extract)) => part(extract).into(),
        Some(Err(missed)) => Known::unknown(missed.why()),
        None => Known::unknown("the registry lists no archive of it"),
    }
}

/// Facts and the archive they are of.
fn content(looked: &mut Looked, got: Option<&Got>) {
    looked.subject.facts = facts(got);
    looked.subject.tools = tools(got);
    let Some(got) = got else {
        let why = "the registry lists no archive of it";
        looked.artifact = Known::unknown(why);
        looked.steps.extend([Step::not_possible(What::Digest, why), Step::not_possible(What::Content, why)]);
        return;
    };
    looked.artifact = got.artifact.clone().into();
    let digest = match (&got.extract, &got.held_against) {
        (Err(Missed::Forged(why)), _) => Step::done(What::Digest, format!("other bytes came: {why}")),
        (Err(Missed::Unknown(why)), _) => Step::not_possible(What::Digest, why),
        (Ok(_), None) => Step::not_possible(What::Digest, "the registry promises none"),
        (Ok(_), Some(digest)) if got.kept => Step::done(What::Digest, format!("{digest}, read before")),
        (Ok(_), Some(digest)) => Step::done(What::Digest, digest),
    };
    looked.steps.push(digest);
    match &got.extract {
        Err(missed) => looked.steps.push(Step::not_possible(What::Content, missed.why())),
        Ok(extract) => read(looked, got, extract),
    }
}

fn read(looked: &mut Looked, got: &Got, extract: &Extract) {
    let step = match &extract.broken {
        Some(why) => Step::not_possible(What::Content, format!("{}: {why}", got.artifact.file)),
        None => Step::done(What::Content, format!("{}, {} bytes", got.artifact.file, extract.size)),
    };
    looked.steps.push(step);
    for id in &extract.unjudged {
        gap(looked, HIDDEN_CODE, "facts of a kind that is not known here", id.clone());
    }
    if let Some(doubt) = got.doubt {
        gap(
            looked,
            HIDDEN_CODE,
            "which of its files is installed",
            format!("`{}` was judged: {doubt}", got.artifact.file),
        );
    }
    if !got.others.is_empty() {
        let named: Vec<&str> = got.others.iter().take(MOST_NAMED).map(String::as_str).collect();
        let more = if got.others.len() > named.len() { " and others" } else { "" };
        let count = got.others.len();
        let why =
            format!("`{}` was read, and not {count} other files of it: {}{more}", got.artifact.file, named.join(", "));
        gap(looked, HIDDEN_CODE, "the files for other machines", why);
    }
    doubt_names(looked, extract);
}

/// A manifest in the archive that is another package's is told: registries and installers differ about which one counts.
pub(super) fn doubt_names(looked: &mut Looked, extract: &Extract) {
    let package = &looked.subject.package;
    let own = |name: &String| Package::new(package.ecosystem, name).name == package.name;
    if let Some(name) = extract.name.as_ref().filter(|name| !own(name)) {
        looked.doubts.push(format!("the manifest in the archive is of `{}`", stockade_model::visible::short(name, 80)));
    }
    let same = |version: &String| {
        let parse = |text: &str| stockade_assess::version::Version::parse(package.ecosystem, text);
        Some(version) == package.version.as_ref() || parse(version) == package.version.as_deref().and_then(parse)
    };
    if let Some(version) = extract.version.as_ref().filter(|version| package.version.is_some() && !same(version)) {
        let version = stockade_model::visible::short(version, 40);
        looked.doubts.push(format!("the manifest in the archive is of version `{version}`"));
    }
}

fn evidence(looked: &mut Looked, proof: &Proof) {
    let [signature, provenance] = proof.steps();
    let pypi = looked.subject.package.ecosystem == stockade_model::Ecosystem::Pypi;
    let signature = if pypi { unsigned(signature) } else { signature };
    if let crate::State::NotPossible(why) = &signature.state {
        let why = why.clone();
        gap(looked, PROVENANCE, "the registry's signature", why);
    }
    looked.steps.extend([signature, provenance]);
    looked.doubts.extend(proof.remarks.iter().cloned());
}

/// What the archive says of its own release, and what its bytes prove.
fn own_release(looked: &mut Looked, version: &str, got: &Got) {
    change(&mut looked.subject.history, version, |release| {
        match &got.extract {
            Ok(extract) => fill(release, extract),
            // Nothing that was proved of the promised archive is about the one that came.
            Err(Missed::Forged(why)) => release.provenance = Provenance::Invalid(why.clone()).into(),
            Err(Missed::Unknown(_)) => {}
        }
        if let Some(uploaded) = got.uploaded {
            release.published = uploaded.into();
        }
    });
}

/// The manifest in the archive: its scripts are what runs, whatever the registry says; the rest where it says nothing.
pub(super) fn fill(release: &mut Release, extract: &Extract) {
    if extract.broken.is_some() {
        return;
    }
    let told = release.scripts.known().cloned().unwrap_or_default();
    release.scripts = told.into_iter().chain(extract.scripts.clone()).collect::<BTreeMap<_, _>>().into();
    if release.dependencies.known().is_none() && extract.unread.is_empty() {
        release.dependencies = extract.dependencies.clone().into();
    }
    if release.repository.known().is_none() && extract.unread.is_empty() {
        release.repository = extract.repository.clone().into();
    }
}

pub(super) fn change(history: &mut Known<History>, version: &str, with: impl FnOnce(&mut Release)) {
    if let Known::Known(history) = history
        && let Some(release) = history.releases.iter_mut().find(|release| release.version == version)
    {
        with(release);
    }
}

/// The repository that a package names, where nobody has looked for it in the MCP Registry yet.
pub(super) fn claimed(looked: &Looked) -> Option<String> {
    let release = looked.subject.release().filter(|_| looked.step(What::Backlink).is_none())?;
    release.repository.known()?.clone()
}

/// What the MCP Registry says of that repository; none where the package names none.
pub(super) fn backlinked(looked: &mut Looked, link: Option<&Link>) {
    if looked.step(What::Backlink).is_some() {
        return;
    }
    let (known, step) = match link {
        None => (Known::default(), Step::not_asked(What::Backlink, "it names no repository")),
        Some(Link::Unasked(why)) => (Known::unknown(why.clone()), Step::not_asked(What::Backlink, why)),
        Some(Link::Failed(why)) => (Known::unknown(why.clone()), Step::not_possible(What::Backlink, why)),
        Some(Link::Unlisted) => {
            let why = "no server of the MCP Registry is of that repository";
            (Known::unknown(why), Step::done(What::Backlink, why))
        }
        Some(Link::Publishes(link)) => {
            let said = format!("that repository publishes {}", link.packages.join(", "));
            (link.clone().into(), Step::done(What::Backlink, said))
        }
    };
    looked.steps.push(step);
    looked.subject.backlink = known;
}

/// What it brings in, as far as that was followed.
pub(super) fn brought(looked: &mut Looked, brought: &Brought) {
    let count = brought.parts.len().saturating_sub(1);
    let packages = if count == 1 { "package" } else { "packages" };
    let estimate = if count == 0 { "" } else { ", an estimate: what a client would take today" };
    let notes: String = brought.notes.iter().map(|note| format!("; {note}")).collect();
    looked.steps.push(match brought.gaps.as_slice() {
        [] => Step::done(What::Closure, format!("{count} {packages}{estimate}{notes}")),
        gaps => {
            let said = format!("{count} {packages}{estimate}{notes}, and not all is known: {}", gaps.join("; "));
            Step::in_part(What::Closure, said)
        }
    });
    if let Some(forged) = brought.forged() {
        let version = looked.subject.version().to_owned();
        change(&mut looked.subject.history, &version, |release| release.provenance = forged);
    }
    looked.subject.outside.clone_from(&brought.outside);
    for why in &brought.gaps {
        gap(looked, ADVISORY, "everything it brings in", why.clone());
    }
    looked.closure = brought.closure().into();
}

fn not_brought(looked: &mut Looked, why: String) {
    gap(looked, ADVISORY, "everything it brings in", why.clone());
    looked.steps.push(Step::not_possible(What::Closure, &*why));
    looked.closure = Known::Unknown(why);
}

pub(super) fn gap(looked: &mut Looked, check: &'static str, what: &'static str, why: String) {
    let package = looked.subject.package.purl();
    looked.besides.gaps.push(Gap { check, package, what, why });
}
