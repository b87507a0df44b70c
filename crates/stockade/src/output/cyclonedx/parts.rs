//! Components, services and who depends on whom, each under its reference and so in a fixed order.

use std::collections::{BTreeMap, BTreeSet};

use stockade_model::{Component as Piece, Launch, Package, Pin, Server, SourceId, Span, Target, Transport};

use super::document::{Component, ExternalReference, Occurrence, Property, Service};
use super::hashes;
use crate::output::{uri, words};
use crate::place::Places;
use crate::view::View;

/// The reference of the whole.
pub(super) const ROOT: &str = "mcp-servers";

/// Everything that the document lists.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) components: BTreeMap<String, Component>,
    pub(super) services: BTreeMap<String, Service>,
    pub(super) dependencies: BTreeMap<String, BTreeSet<String>>,
    /// Servers of which nobody can say what they bring in.
    pub(super) opaque: BTreeSet<String>,
}

impl Parts {
    pub(super) fn of(view: &View, places: &Places<'_>) -> Self {
        let mut parts = Self::default();
        parts.dependencies.insert(ROOT.to_owned(), BTreeSet::new());
        for (server, launch) in view.servers() {
            parts.server(server, launch, places);
        }
        for mention in &view.report.inventory.mentions {
            let reference = parts.package(&mention.package, "library");
            parts.depend(ROOT, reference.clone());
            let Some(component) = parts.components.get_mut(&reference) else { continue };
            component.hashes.extend(mention.integrity.as_deref().map(hashes::of).unwrap_or_default());
            add(&mut component.properties, Property::new("stockade:manifest", mention.manifest));
            add_occurrence(component, occurrence(mention.source, mention.span, places));
        }
        for component in parts.components.values_mut() {
            component.hashes.sort();
            component.hashes.dedup();
        }
        parts
    }

    fn server(&mut self, server: &Server, launch: &Launch, places: &Places<'_>) {
        let occurrence = occurrence(server.source, server.name.span, places);
        let path = occurrence.as_ref().map(|at| at.location.clone()).unwrap_or_default();
        let mut reference = format!("server:{}@{path}", server.id());
        let mut copy = 2;
        while self.dependencies.contains_key(&reference) {
            reference = format!("server:{}@{path}#{copy}", server.id());
            copy += 1;
        }
        self.depend(ROOT, reference.clone());
        self.dependencies.entry(reference.clone()).or_default();
        if !launch.opaque.is_empty() {
            self.opaque.insert(reference.clone());
        }
        let dials = server.command.is_none() && server.url.is_some();
        for piece in launch.components.iter().filter(|_| !dials) {
            if let Some(on) = self.piece(piece) {
                self.depend(&reference, on);
            }
        }
        let name = server.name.value.clone();
        let properties = properties(server, launch, places);
        if dials {
            let endpoints = server.url.iter().filter_map(|url| uri::address(&url.value)).collect();
            self.service(reference, &name, endpoints, properties);
        } else {
            let mut component = Component::new("application", reference.clone(), &name);
            component.properties = properties;
            add_occurrence(&mut component, occurrence);
            self.components.insert(reference, component);
        }
    }

    fn service(&mut self, reference: String, name: &str, endpoints: Vec<String>, properties: Vec<Property>) {
        let name = crate::visible::line(name).into_owned();
        let service = Service { bom_ref: reference.clone(), name, endpoints, trust_boundary: true, properties };
        self.services.entry(reference).or_insert(service);
    }

    fn depend(&mut self, of: &str, on: String) {
        self.dependencies.entry(on.clone()).or_default();
        self.dependencies.entry(of.to_owned()).or_default().insert(on);
    }

    /// Adds what a launch brings in. Source text and parts of the client are nothing of their own.
    fn piece(&mut self, piece: &Piece) -> Option<String> {
        let reference = match &piece.target {
            Target::Package { package, .. } => self.package(package, "library"),
            Target::Image { package, digest, tag } => {
                let reference = self.package(package, "container");
                let component = self.components.get_mut(&reference)?;
                component.hashes.extend(digest.as_deref().map(hashes::of).unwrap_or_default());
                if let Some(tag) = tag {
                    add(&mut component.properties, Property::new("stockade:tag", tag));
                }
                reference
            }
            Target::Local { path, .. } => self.plain("file", "file:", &path.to_string_lossy()),
            Target::Program { name, path } => {
                let path = path.as_ref().map_or_else(|| name.clone(), |path| path.to_string_lossy().into_owned());
                self.plain("application", "program:", &path)
            }
            Target::Git { url, reference } => {
                let pinned = reference.as_deref().map(|text| format!("@{text}")).unwrap_or_default();
                let at = self.plain("library", "git:", &format!("{url}{pinned}"));
                self.refer(&at, "vcs", url);
                at
            }
            Target::Archive { url } => {
                let at = self.plain("library", "archive:", url);
                self.refer(&at, "distribution", url);
                at
            }
            Target::Remote { url } => {
                let reference = format!("remote:{url}");
                self.service(reference.clone(), url, uri::address(url).into_iter().collect(), Vec::new());
                reference
            }
            Target::Inline { .. } | Target::Builtin { .. } => return None,
        };
        if let Some(component) = self.components.get_mut(&reference) {
            if let Pin::Hash(hash) = &piece.pin {
                component.hashes.extend(hashes::of(hash));
            }
            for registry in piece.registries.iter().filter_map(|registry| registry.url.as_deref()) {
                add(&mut component.properties, Property::new("stockade:registry", registry));
            }
            if let Some(shadow) = &piece.shadow {
                let path = shadow.path.to_string_lossy();
                add(&mut component.properties, Property::new("stockade:shadowed-by", &path));
            }
        }
        Some(reference)
    }

    fn package(&mut self, package: &Package, kind: &'static str) -> String {
        let purl = package.purl();
        self.components.entry(purl.clone()).or_insert_with(|| Component {
            version: package.version.as_deref().map(|version| crate::visible::line(version).into_owned()),
            purl: Some(purl.clone()),
            ..Component::new(kind, purl.clone(), &package.name)
        });
        self.dependencies.entry(purl.clone()).or_default();
        purl
    }

    fn plain(&mut self, kind: &'static str, prefix: &str, name: &str) -> String {
        let reference = format!("{prefix}{name}");
        let component = || Component::new(kind, reference.clone(), name);
        self.components.entry(reference.clone()).or_insert_with(component);
        reference
    }

    fn refer(&mut self, reference: &str, kind: &'static str, url: &str) {
        let Some((component, url)) = self.components.get_mut(reference).zip(uri::address(url)) else { return };
        if component.external_references.is_empty() {
            component.external_references.push(ExternalReference { kind, url });
        }
    }
}

fn properties(server: &Server, launch: &Launch, places: &Places<'_>) -> Vec<Property> {
    let mut all = vec![
        Property::new("stockade:client", server.client.0),
        Property::new("stockade:scope", server.scope.as_str()),
        Property::new("stockade:state", words::state(server)),
        Property::new("stockade:pin", launch.primary().map_or("unknown", |piece| piece.pin.as_str())),
    ];
    for client in &server.shared_with {
        all.push(Property::new("stockade:client", client.0));
    }
    if server.transport != Transport::Unknown {
        all.push(Property::new("stockade:transport", server.transport.as_str()));
    }
    if let Some(file) = places.source(server.source) {
        all.push(Property::new("stockade:config", &file.path.to_string_lossy()));
    }
    let line: Vec<&str> = server.command.iter().chain(&server.args).map(|word| word.value.as_str()).collect();
    if !line.is_empty() {
        all.push(Property::new("stockade:launch-line", &line.join(" ")));
    }
    let via = words::via(launch);
    if !via.is_empty() {
        all.push(Property::new("stockade:via", &via));
    }
    if let Some(url) = &server.url {
        all.push(Property::new("stockade:url", &url.value));
    }
    all.extend(launch.opaque.iter().map(|opaque| Property::new("stockade:opaque", &opaque.detail)));
    all.sort();
    all
}

/// Adds a property in its place, once.
fn add(properties: &mut Vec<Property>, property: Property) {
    if let Err(at) = properties.binary_search(&property) {
        properties.insert(at, property);
    }
}

fn add_occurrence(component: &mut Component, occurrence: Option<Occurrence>) {
    let Some(occurrence) = occurrence else { return };
    let occurrences = &mut component.evidence.get_or_insert_default().occurrences;
    if let Err(at) = occurrences.binary_search(&occurrence) {
        occurrences.insert(at, occurrence);
    }
}

fn occurrence(source: SourceId, span: Span, places: &Places<'_>) -> Option<Occurrence> {
    let path = &places.source(source)?.path;
    let location = crate::visible::line(&path.to_string_lossy()).into_owned();
    Some(Occurrence { location, line: places.position(source, span.start).map(|at| at.line) })
}
