//! What of a package's registry matters to those that ask for it: small, for there are many.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use stockade_assess::version::{Range, Version};
use stockade_assess::{History, Release};
use stockade_model::{Ecosystem, Package};
use stockade_registry::pypi::{File, FileKind};
use stockade_registry::{Fact, Registry};

use super::need::{Need, Wanted};
use crate::index::Index;
use crate::python::Python;
use crate::python::tags::{Fit, Tags};
use crate::{artifact, choose};

/// The versions of a package, and what each asks for.
#[derive(Debug)]
pub(crate) struct Listing {
    pub(super) registry: Registry,
    /// When anything of it last changed.
    pub(super) changed: Option<Timestamp>,
    tags: BTreeMap<String, String>,
    history: History,
    offers: HashMap<String, Offer>,
}

/// One version.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    /// What it asks for; none where its file has to be asked.
    pub(super) needs: Option<Arc<[Need]>>,
    /// The file that says so.
    pub(super) file: Option<File>,
    /// Whether there is a wheel: where the index then names no requirement there is none.
    pub(super) is_built: bool,
}

impl Listing {
    /// What the machine can have of it. The Python is asked for only where files differ by it.
    pub(crate) fn of(index: &Index, python: &dyn Fn() -> Python) -> Self {
        let (offers, tags) = match index {
            Index::Npm { packument, .. } => (npm(packument), packument.tags.iter().cloned().collect()),
            Index::Pypi { .. } => (pypi(index, python), BTreeMap::new()),
        };
        let slim = |release: &Release| Release {
            version: release.version.clone(),
            published: release.published.clone(),
            deprecated: release.deprecated.clone(),
            yanked: release.yanked.clone(),
            scripts: release.scripts.clone(),
            integrity: release.integrity.clone(),
            ..Release::default()
        };
        let whole = index.history();
        let releases =
            whole.releases.iter().filter(|release| offers.contains_key(&release.version)).map(slim).collect();
        let history = History { releases, ..History::new(whole.package.clone()) };
        Self { registry: index.registry().clone(), changed: index.changed(), tags, history, offers }
    }

    pub(crate) const fn package(&self) -> &Package {
        &self.history.package
    }

    /// Every version that can be had.
    pub(crate) fn versions(&self) -> Vec<String> {
        self.history.releases.iter().map(|release| release.version.clone()).collect()
    }

    /// What it says of a version.
    pub(super) fn release(&self, version: &str) -> Option<&Release> {
        self.history.release(version)
    }

    pub(super) fn offer(&self, version: &str) -> Option<&Offer> {
        self.offers.get(version)
    }

    /// The version that its client takes for a range or a tag.
    pub(super) fn pick(&self, wanted: &Wanted) -> Option<&Release> {
        let tag = |tag: &str| self.tags.get(tag).cloned();
        let version = match wanted.range.as_str() {
            "" | "*" | "latest" => choose::version(&self.history, &tag, None),
            range => match Range::parse(wanted.package.ecosystem, range) {
                Some(range) => choose::in_range(&self.history, tag("latest"), &range),
                None => tag(range),
            },
        }?;
        self.release(&version)
    }
}

/// Whether a version that is there already will do for somebody else who asks.
pub(super) fn will_do(wanted: &Wanted, version: &str) -> bool {
    match wanted.range.as_str() {
        "" | "*" => true,
        range => {
            let ecosystem = wanted.package.ecosystem;
            let range = Range::parse(ecosystem, range);
            range.zip(Version::parse(ecosystem, version)).is_some_and(|(range, version)| range.holds(&version))
        }
    }
}

fn npm(packument: &stockade_registry::npm::Packument) -> HashMap<String, Offer> {
    let (os, cpu) = (node_os(), node_cpu());
    let mut before: Option<Arc<[Need]>> = None;
    let offer = |release: &stockade_registry::npm::Release| {
        if !release.machines.hold(os, cpu, None) {
            return None;
        }
        let needs: Vec<Need> = release.dependencies.iter().map(Need::npm).collect();
        // Neighbours mostly ask for the same: one list does for all of them.
        let same = before.as_ref().filter(|before| ***before == *needs).map(Arc::clone);
        let needs = same.unwrap_or_else(|| needs.into());
        before = Some(Arc::clone(&needs));
        Some((release.version.clone(), Offer { needs: Some(needs), file: None, is_built: true }))
    };
    packument.releases.iter().filter_map(offer).collect()
}

/// `process.platform` of this machine.
fn node_os() -> &'static str {
    match std::env::consts::OS {
        "windows" => "win32",
        "macos" => "darwin",
        other => other,
    }
}

/// `process.arch` of this machine.
fn node_cpu() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "x86" => "ia32",
        other => other,
    }
}

fn pypi(index: &Index, python: &dyn Fn() -> Python) -> HashMap<String, Offer> {
    let mut machine: Option<(Python, Tags)> = None;
    let mut offers = HashMap::new();
    for release in &index.history().releases {
        let files = artifact::files_of(index, &release.version);
        let plain = |file: &&&File| file.filename.ends_with("-none-any.whl") && file.requires_python.is_unknown();
        let usable: Vec<&File> = if files.iter().any(|file| plain(&file)) {
            files
        } else {
            let (python, tags) = machine.get_or_insert_with(|| {
                let python = python();
                let tags = Tags::of(&python);
                (python, tags)
            });
            files.into_iter().filter(|file| is_usable(file, python, tags)).collect()
        };
        if usable.is_empty() {
            continue;
        }
        let wheels = || usable.iter().filter(|file| file.kind() == FileKind::Wheel);
        let file = wheels().find(|file| file.has_metadata == Fact::Known(true)).map(|file| (**file).clone());
        offers.insert(release.version.clone(), Offer { needs: None, file, is_built: wheels().next().is_some() });
    }
    offers
}

/// Whether pip and uv would take a file here (PEP 345, `Requires-Python`; PEP 425).
fn is_usable(file: &File, python: &Python, tags: &Tags) -> bool {
    let own = python.interpreter.as_ref().and_then(|own| Version::parse(Ecosystem::Pypi, &own.version));
    let asked = file.requires_python.known().and_then(|text| Range::parse(Ecosystem::Pypi, text));
    if own.zip(asked).is_some_and(|(own, asked)| !asked.holds(&own)) {
        return false;
    }
    match file.kind() {
        FileKind::Wheel => tags.fit(&file.filename) != Fit::No,
        FileKind::Sdist => true,
        FileKind::Other => false,
    }
}
