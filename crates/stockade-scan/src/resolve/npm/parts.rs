//! The components that package words come down to, whichever client of the family reads them.

use std::path::{Path, PathBuf};

use stockade_model::{
    Component, Ecosystem, Opaque, Package, Pin, Registry, Role, Shadow, Target, launch::OpaqueReason, redact,
};

use super::manifest::{Manifest, unscoped};
use super::spec::{Spec, Wanted};
use crate::resolve::{Machine, Word};

/// Where a client looks for a package of that name.
pub type Source<'a> = &'a dyn Fn(&str) -> Result<Registry, (OpaqueReason, String)>;

/// The package of a registry that a word means.
pub fn package(spec: &Spec) -> Option<Package> {
    let Spec::Registry { name, wanted, .. } = spec else { return None };
    let package = Package::new(Ecosystem::Npm, name.clone());
    Some(match wanted {
        Wanted::Version(version) => package.at(version.clone()),
        _ => package,
    })
}

/// What a package word brings in. What cannot be known besides is pushed to `opaque`.
pub fn component(
    spec: &Spec,
    word: &Word,
    tag: Option<&str>,
    source: Source<'_>,
    opaque: &mut Vec<Opaque>,
) -> Component {
    let secretless = |url: &str| redact::redact(None, url).0;
    let target = match spec {
        Spec::Registry { .. } => match package(spec) {
            Some(package) => Target::Package { package, entry: None },
            None => Target::Program { name: word.text.clone(), path: None },
        },
        Spec::Git { url, reference } => Target::Git { url: secretless(url), reference: reference.clone() },
        Spec::Archive(url) => Target::Archive { url: secretless(url) },
        Spec::File(path) | Spec::Folder(path) => Target::Local { path: path.into(), exists: None, belongs_to: None },
    };
    let mut component = Component::new(Role::Server, target, spec.pin(tag));
    component.span = word.span;
    if let Spec::Registry { name, alias, .. } = spec {
        component.claimed.clone_from(alias);
        match source(name) {
            Ok(registry) => component.registries.push(registry),
            Err((reason, detail)) => opaque.push(Opaque { reason, detail, span: word.span }),
        }
    }
    component
}

/// An archive or folder on the disk: its absolute path and, for a folder, the file that is started.
pub fn on_disk(spec: &Spec, bin: Option<&str>, base: Option<&Path>, machine: &Machine<'_>) -> Result<Target, String> {
    let (Spec::File(text) | Spec::Folder(text)) = spec else { return Err("it is nothing on the disk".to_owned()) };
    let Some(path) = machine.path(text, base) else {
        return Ok(Target::Local { path: text.into(), exists: None, belongs_to: None });
    };
    if matches!(spec, Spec::File(_)) {
        return Ok(Target::Local { exists: Some(machine.is_file(&path)), path, belongs_to: None });
    }
    let Some(manifest) = Manifest::read(&path, machine) else {
        return Err(format!("`{}` has no `package.json`", path.display()));
    };
    let bin = bin.or_else(|| manifest.default_bin()).and_then(|name| manifest.bin(name));
    let Some(bin) = bin else { return Err(format!("nobody can say which executable of `{}` runs", path.display())) };
    let file = super::tree::real(&path.join(bin));
    Ok(Target::Local { exists: Some(machine.is_file(&file)), path: file, belongs_to: manifest.package() })
}

/// A file with the package in whose folder it lies.
pub fn local(path: PathBuf, word: &Word, machine: &Machine<'_>) -> Component {
    let belongs_to = Manifest::nearest(&path, machine).and_then(|(_, manifest)| manifest.package());
    let exists = Some(machine.is_file(&path));
    let mut component = Component::new(Role::Server, Target::Local { path, exists, belongs_to }, Pin::NotApplicable);
    component.span = word.span;
    component
}

/// The same component with a local file that runs in its place.
pub fn shadowed(mut component: Component, path: PathBuf) -> Component {
    if let Some(package) = component.package().cloned() {
        component.shadow = Some(Shadow { path, instead_of: package });
    }
    component
}

/// Names the executable that runs; a name that is not the package's own is what a reader sees.
pub fn name_entry(component: &mut Component, command: &str) {
    let Target::Package { package, entry } = &mut component.target else {
        component.claimed = Some(command.to_owned());
        return;
    };
    *entry = Some(command.to_owned());
    if component.claimed.is_none() && unscoped(&package.name) != command && package.name != command {
        component.claimed = Some(command.to_owned());
    }
}
