//! The allow-list: what is compared and how, what is said about what does not match, and how layers merge.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail by panicking")]

use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use stockade_model::{
    Component, Decision, Ecosystem, Layer, Package, Pin, Registry, RegistryOrigin, Role, Shadow, Target,
};
use stockade_scan::allow_list::read::{Fault, Owner, list_of};
use stockade_scan::allow_list::{AllowLists, List, Subject};

#[path = "allow_list/layers.rs"]
mod layers;
#[path = "allow_list/matching.rs"]
mod matching;
#[path = "allow_list/mistakes.rs"]
mod mistakes;
#[path = "allow_list/scanned.rs"]
mod scanned;

/// Every test is run on this day.
const TODAY: Date = date(2026, 6, 15);

fn read(layer: Layer, text: &str) -> Result<Option<List>, Vec<Fault>> {
    let (file, within) = match layer {
        Layer::Managed => ("/etc/stockade/stockade.toml", None),
        Layer::User => ("/home/u/.config/stockade/stockade.toml", None),
        Layer::Project => ("/home/u/project/stockade.toml", Some(Path::new("/home/u/project"))),
    };
    list_of(&Owner { file: Path::new(file), text: text.into(), layer, within, home: Some(Path::new("/home/u")) })
}

fn list(layer: Layer, text: &str) -> List {
    read(layer, text).unwrap_or_else(|faults| panic!("{text}: {faults:?}")).unwrap()
}

/// A list of the user's with these lines, `allow` in front of each.
fn allowing(entry: &str) -> AllowLists {
    AllowLists {
        lists: vec![list(Layer::User, &format!("[servers]\nunlisted = \"deny\"\n[[servers.allow]]\n{entry}\n"))],
    }
}

fn denying(entry: &str) -> AllowLists {
    AllowLists { lists: vec![list(Layer::User, &format!("[[servers.deny]]\n{entry}\n"))] }
}

/// A component from a spec: `npm:name@1.2.3`, `npm:name@^1` (a range), `npm:name@latest` (a tag), `oci:host/name:tag`.
fn package(ecosystem: Ecosystem, name: &str, pin: Pin) -> Component {
    let mut package = Package::new(ecosystem, name);
    if let Pin::Exact(version) = &pin {
        package = package.at(version);
    }
    let mut component = Component::new(Role::Server, Target::Package { package, entry: None }, pin);
    component.registries = vec![Registry::client_default()];
    component
}

fn npm(name: &str, version: &str) -> Component {
    let pin = match version {
        "" => Pin::Nothing,
        range if range.starts_with(['^', '~', '>']) => Pin::Range(range.to_owned()),
        tag if tag.starts_with(|c: char| c.is_ascii_alphabetic()) => Pin::Tag(tag.to_owned()),
        exact => Pin::Exact(exact.to_owned()),
    };
    package(Ecosystem::Npm, name, pin)
}

fn image(text: &str) -> Component {
    stockade_scan::resolve::image::parse(text).unwrap().component(Role::Server, None)
}

fn remote(url: &str) -> Component {
    Component::new(Role::Remote, Target::Remote { url: url.to_owned() }, Pin::NotApplicable)
}

fn judge(lists: &AllowLists, component: &Component) -> Decision {
    lists.judge(&Subject::of(component, None), TODAY)
}

fn foreign(url: &str, additional: bool) -> Registry {
    Registry { origin: RegistryOrigin::Project, url: Some(url.to_owned()), file: None, users_own: None, additional }
}

fn shadowed(mut component: Component) -> Component {
    let instead_of = component.package().unwrap().clone();
    component.shadow = Some(Shadow { path: PathBuf::from("/home/u/project/node_modules/.bin/x"), instead_of });
    component
}
