//! Which indexes uv asks, in its order, and the same for pip.
//!
//! The order is that of uv's own list: `--default-index` and `--index`, then `[[index]]` of the files, then
//! `--extra-index-url` and its setting, then `--index-url` and its setting. The first that is marked as default is asked
//! last and ends the list; an option on the line hides its own variable (`--index` hides `UV_INDEX`), nothing else.

use std::path::PathBuf;

use stockade_model::{Registry, RegistryOrigin, redact};
use stockade_registry::Secret;

use super::settings::Layer;
use super::uv_options::values;
use crate::document::Node;
use crate::resolve::{Call, Machine, Origin, options::Parsed};

/// What an index is to its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The main one.
    Default,
    /// One beside it.
    Index,
    /// One that is asked for the packages alone that name it.
    Explicit,
    /// A page or a folder of files.
    FindLinks,
}

#[derive(Clone, Debug)]
struct Named {
    kind: Kind,
    name: Option<String>,
    url: String,
    /// As it stands there, perhaps with a password.
    raw: Secret,
    origin: RegistryOrigin,
    file: Option<PathBuf>,
}

/// An index as a setting names it, for asking it.
#[derive(Clone, Debug)]
pub struct RawIndex {
    /// What it is.
    pub kind: Kind,
    /// uv's name for it.
    pub name: Option<String>,
    /// Its address, perhaps with a password.
    pub url: Secret,
    /// The file that names it; none for the environment.
    pub file: Option<PathBuf>,
    /// Who says so.
    pub origin: RegistryOrigin,
}

/// The indexes of one call.
#[derive(Clone, Debug, Default)]
pub struct Indexes {
    chain: Vec<Named>,
    no_index: bool,
}

/// An option of the line, and the variable it hides.
struct Line {
    kind: Kind,
    names: &'static [&'static str],
    variable: &'static str,
}

const DEFAULT: Line = Line { kind: Kind::Default, names: &["--default-index"], variable: "UV_DEFAULT_INDEX" };
const INDEX: Line = Line { kind: Kind::Index, names: &["--index"], variable: "UV_INDEX" };
const EXTRA: Line = Line { kind: Kind::Index, names: &["--extra-index-url"], variable: "UV_EXTRA_INDEX_URL" };
const URL: Line = Line { kind: Kind::Default, names: &["-i", "--index-url"], variable: "UV_INDEX_URL" };
const LINKS: Line = Line { kind: Kind::FindLinks, names: &["-f", "--find-links"], variable: "UV_FIND_LINKS" };

impl Line {
    fn given(&self, parsed: &Parsed, call: &Call, machine: &Machine<'_>) -> Vec<Named> {
        let given: Vec<&str> = values(parsed, self.names).map(|word| word.text.as_str()).collect();
        let (origin, texts) = match call.env(self.variable, false, machine) {
            _ if !given.is_empty() => (RegistryOrigin::Argument, given),
            Some((Origin::Entry, value)) => (RegistryOrigin::Environment, vec![value]),
            Some((Origin::Inherited, value)) => (RegistryOrigin::User, vec![value]),
            Some((Origin::Removed, _)) | None => return Vec::new(),
        };
        let apart = |c: char| c.is_whitespace() || (c == ',' && self.kind == Kind::FindLinks);
        let words = texts.iter().flat_map(|text| text.split(apart)).filter(|text| !text.is_empty());
        words
            .map(|text| {
                let (name, url) = named(text);
                Named {
                    kind: self.kind,
                    name,
                    url: redact::redact(None, url).0,
                    raw: Secret::new(url),
                    origin,
                    file: None,
                }
            })
            .collect()
    }
}

/// `corp=https://…`.
fn named(text: &str) -> (Option<String>, &str) {
    match text.split_once('=') {
        Some((name, url)) if name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')) => {
            (Some(name.to_owned()), url)
        }
        _ => (None, text),
    }
}

impl Layer {
    fn named(&self, kind: Kind, name: Option<String>, url: &str) -> Named {
        let raw = Secret::new(url);
        let (url, _) = redact::redact(None, url);
        Named { kind, name, url, raw, origin: self.origin, file: Some(self.file.clone()) }
    }

    fn indexes(&self) -> Vec<Named> {
        let items = self.node.get("index").map(Node::items).unwrap_or_default();
        let is = |item: &Node, key| item.get(key).and_then(Node::as_bool).unwrap_or(false);
        items
            .iter()
            .filter_map(|item| {
                let kind = match (is(item, "explicit"), is(item, "default")) {
                    (true, _) => Kind::Explicit,
                    (false, true) => Kind::Default,
                    (false, false) => Kind::Index,
                };
                let name = item.get("name").and_then(Node::as_str).map(str::to_owned);
                Some(self.named(kind, name, item.get("url")?.as_str()?))
            })
            .collect()
    }

    fn list(&self, key: &str, kind: Kind) -> Vec<Named> {
        let Some(node) = self.node.get(key) else { return Vec::new() };
        let one = node.as_str().into_iter();
        one.chain(node.items().iter().filter_map(Node::as_str)).map(|url| self.named(kind, None, url)).collect()
    }
}

impl Indexes {
    /// Collects them from options, environment and files.
    pub fn of_uv(parsed: &Parsed, layers: &[Layer], call: &Call, machine: &Machine<'_>) -> Self {
        let given = |line: &Line| line.given(parsed, call, machine);
        let files = |key: &str, kind| layers.iter().flat_map(|layer| layer.list(key, kind)).collect::<Vec<_>>();
        let no_index = parsed.has("--no-index")
            || layers.iter().find_map(|layer| layer.node.get("no-index").and_then(Node::as_bool)).unwrap_or(false);
        let chain = [
            given(&DEFAULT),
            given(&INDEX),
            layers.iter().flat_map(Layer::indexes).collect(),
            given(&EXTRA),
            files("extra-index-url", Kind::Index),
            given(&URL),
            files("index-url", Kind::Default),
            given(&LINKS),
            files("find-links", Kind::FindLinks),
        ]
        .concat();
        Self { chain, no_index }
    }

    /// Those of pip and its family: one main index, further ones, and folders of links.
    pub fn of_pip(entries: Vec<(PipKind, String, RegistryOrigin, Option<PathBuf>)>, no_index: bool) -> Self {
        let chain = entries
            .into_iter()
            .map(|(kind, url, origin, file)| {
                let kind = match kind {
                    PipKind::Main => Kind::Default,
                    PipKind::Extra => Kind::Index,
                    PipKind::Links => Kind::FindLinks,
                };
                Named { kind, name: None, url: redact::redact(None, &url).0, raw: Secret::new(url), origin, file }
            })
            .collect();
        Self { chain, no_index }
    }

    /// Whether nothing at all could be found anywhere.
    pub fn is_empty(&self) -> bool {
        self.no_index && !self.chain.iter().any(|named| named.kind == Kind::FindLinks)
    }

    /// All of them as they stand there, for asking them; none where no index is asked at all.
    pub fn raw(&self) -> Vec<RawIndex> {
        let asked = self.chain.iter().filter(|named| !self.no_index || named.kind == Kind::FindLinks);
        let raw = |named: &Named| RawIndex {
            kind: named.kind,
            name: named.name.clone(),
            url: named.raw.clone(),
            file: named.file.clone(),
            origin: named.origin,
        };
        asked.map(raw).collect()
    }

    /// Every registry that is asked for a package, the one asked first in front.
    pub fn registries(&self) -> Vec<Registry> {
        let of = |kind| self.chain.iter().filter(move |named| named.kind == kind);
        let mut out: Vec<Registry> = of(Kind::FindLinks).map(|named| self.registry(named, true)).collect();
        if !self.no_index {
            out.extend(of(Kind::Index).map(|named| self.registry(named, true)));
            let main = of(Kind::Default).next();
            out.push(main.map_or_else(Registry::client_default, |named| self.registry(named, false)));
        }
        let mut seen = Vec::new();
        out.retain(|registry| {
            let new = !seen.contains(&registry.url);
            seen.push(registry.url.clone());
            new
        });
        out
    }

    /// The one index of a name, which `tool.uv.sources` can ask for.
    pub fn named(&self, name: &str) -> Option<Registry> {
        let found = self.chain.iter().find(|named| named.name.as_deref() == Some(name))?;
        Some(self.registry(found, false))
    }

    fn registry(&self, named: &Named, additional: bool) -> Registry {
        let users = || self.chain.iter().filter(|other| other.origin == RegistryOrigin::User);
        let same = |url: &str| url.trim_end_matches('/') == named.url.trim_end_matches('/');
        let users_own = users()
            .find(|other| same(&other.url))
            .or_else(|| users().find(|other| other.kind == Kind::Default))
            .map(|other| other.url.clone());
        Registry { origin: named.origin, url: Some(named.url.clone()), file: named.file.clone(), users_own, additional }
    }
}

/// The parts of pip's configuration that name an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PipKind {
    /// `index-url`.
    Main,
    /// `extra-index-url`.
    Extra,
    /// `find-links`.
    Links,
}
