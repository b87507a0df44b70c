//! What a reader sees in one file: packages that count, problems, further files.
//!
//! Readers name every package they meet; whether it is an MCP package is decided here, so that all formats agree.

use std::collections::HashMap;
use std::path::PathBuf;

use stockade_model::{Ecosystem, MentionReason, Package, Pin, Span, redact};

use super::{names, npm_spec};
use crate::Options;

/// A package as a file names it.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// Which.
    pub package: Package,
    /// How the file fixes it.
    pub pin: Pin,
    /// Why it counts.
    pub reason: MentionReason,
    /// Where.
    pub span: Span,
    /// The word inside the span that names it, where the span is a longer text.
    pub word: Option<String>,
    /// A hash, as written.
    pub integrity: Option<String>,
    /// Where a lock file says it comes from.
    pub resolved: Option<String>,
}

/// A package that is no MCP package.
#[derive(Clone, Debug)]
pub struct Plain {
    /// Which.
    pub package: Package,
    /// Where.
    pub span: Span,
    /// Where a lock file says it comes from, where that is no public registry.
    pub resolved: Option<String>,
}

/// What a lock file or specifier says about a package, besides its name.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The exact version.
    pub version: Option<String>,
    /// How it is fixed; none: by the hash or version given here.
    pub pin: Option<Pin>,
    /// A hash, as written.
    pub integrity: Option<String>,
    /// Where it comes from.
    pub resolved: Option<String>,
}

impl Facts {
    /// How a package with these facts is fixed.
    pub fn pin(&self) -> Pin {
        match (&self.pin, &self.integrity, &self.version) {
            (Some(pin), _, _) => pin.clone(),
            (None, Some(hash), _) => Pin::Hash(hash.clone()),
            (None, None, Some(version)) => Pin::Exact(version.clone()),
            (None, None, None) => Pin::Nothing,
        }
    }
}

/// Collects what a reader sees.
pub struct Found<'a> {
    /// Whose machine it is.
    pub options: &'a Options,
    /// The folder of the file.
    pub folder: PathBuf,
    sightings: Vec<Sighting>,
    plain: Vec<Plain>,
    problems: Vec<(Span, String)>,
    includes: Vec<String>,
    sdk: Option<Span>,
}

/// What a reader saw, every place final.
pub struct Placed {
    /// The packages, in file order.
    pub sightings: Vec<Sighting>,
    /// All others, as they were met.
    pub plain: Vec<Plain>,
    /// Parts that could not be used.
    pub problems: Vec<(Span, String)>,
    /// Files that the file includes, relative to its folder.
    pub includes: Vec<String>,
}

impl<'a> Found<'a> {
    /// Nothing seen yet.
    pub const fn new(options: &'a Options, folder: PathBuf) -> Self {
        Self {
            options,
            folder,
            sightings: Vec::new(),
            plain: Vec::new(),
            problems: Vec::new(),
            includes: Vec::new(),
            sdk: None,
        }
    }

    /// A package: in the inventory if it is an MCP package, else only judged.
    pub fn package(&mut self, ecosystem: Ecosystem, name: &str, span: Span, facts: impl FnOnce() -> Facts) {
        if let Some(reason) = names::reason(ecosystem, name) {
            if reason == MentionReason::Sdk {
                self.sdk.get_or_insert(span);
            }
            self.add(ecosystem, name, reason, span, None, facts());
        } else {
            self.plain(ecosystem, name, span, facts());
        }
    }

    /// A package that is no MCP package. One of another project's folder or of a repository is not what a registry has
    /// under that name.
    pub fn plain(&mut self, ecosystem: Ecosystem, name: &str, span: Span, facts: Facts) {
        let elsewhere = facts.resolved.as_deref().is_some_and(|address| {
            !(address.starts_with("https://") || address.starts_with("http://")) || npm_spec::is_repository(address)
        });
        if elsewhere || facts.pin == Some(Pin::NotApplicable) || !matches!(ecosystem, Ecosystem::Npm | Ecosystem::Pypi)
        {
            return;
        }
        let mut package = Package::new(ecosystem, name);
        package.version = facts.version;
        // Of thousands of addresses hardly one leads elsewhere, and only that one says something.
        let elsewhere = facts.resolved.as_deref().and_then(crate::names::not_public);
        let resolved = elsewhere.map(|address| redact::redact(None, address).0);
        self.plain.push(Plain { package, span, resolved });
    }

    /// A package that counts for a reason of its own. `word` is what names it inside a longer text.
    pub fn add(
        &mut self,
        ecosystem: Ecosystem,
        name: &str,
        reason: MentionReason,
        span: Span,
        word: Option<&str>,
        facts: Facts,
    ) {
        let pin = facts.pin();
        let mut package = Package::new(ecosystem, name);
        package.version = facts.version;
        self.sightings.push(Sighting {
            package,
            pin,
            reason,
            span,
            word: word.map(str::to_owned),
            integrity: facts.integrity,
            resolved: facts.resolved.map(|address| redact::redact(None, &address).0),
        });
    }

    /// The package whose own manifest this is: it counts if an MCP SDK was met among its dependencies.
    pub fn own_package(&mut self, ecosystem: Ecosystem, name: &str, version: Option<String>, span: Span) {
        if self.sdk.is_some() {
            let facts = Facts { version, pin: Some(Pin::NotApplicable), ..Facts::default() };
            self.add(ecosystem, name, MentionReason::SdkDependency, span, None, facts);
        }
    }

    /// A part of the file that could not be used.
    pub fn problem(&mut self, span: Span, message: impl Into<String>) {
        self.problems.push((span, message.into()));
    }

    /// A file that this one includes.
    pub fn include(&mut self, name: &str) {
        self.includes.push(name.to_owned());
    }

    /// Finds the words that longer texts were searched for, in the text of the file, and puts all in file order.
    pub fn place(mut self, text: &str) -> Placed {
        // The same word in the same text: each time the next place of it.
        let mut next: HashMap<(Span, String), usize> = HashMap::new();
        for sighting in &mut self.sightings {
            let Some(word) = sighting.word.take() else { continue };
            let whole = sighting.span;
            let Some(word) = spelled(&word, text.get(whole.start..whole.end).unwrap_or("")) else { continue };
            let from = next.entry((whole, word.clone())).or_insert(whole.start);
            let at = |from: usize| text.get(from..whole.end).and_then(|part| part.find(&word)).map(|at| from + at);
            if let Some(start) = at(*from).or_else(|| at(whole.start)) {
                *from = start + word.len();
                sighting.span = Span::new(start, start + word.len());
            }
        }
        self.sightings.sort_by_key(|sighting| (sighting.span.start, sighting.span.end));
        let mut seen = std::collections::HashSet::new();
        self.sightings.retain(|sighting| seen.insert((sighting.span, sighting.package.clone())));
        Placed { sightings: self.sightings, plain: self.plain, problems: self.problems, includes: self.includes }
    }
}

/// The form in which a text spells a name: an image without the host that engines complete it with, a Python name with
/// underscores.
fn spelled(name: &str, text: &str) -> Option<String> {
    let short = name.split_once('/').map_or(name, |(_, path)| path);
    let bare = short.strip_prefix("library/").unwrap_or(short);
    let mut forms = [name.to_owned(), name.replace('-', "_"), short.to_owned(), bare.to_owned()].into_iter();
    forms.find(|form| text.contains(form.as_str()))
}
