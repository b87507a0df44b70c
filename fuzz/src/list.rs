//! Every target. One target, one line here, one file `fuzz_targets/<name>.rs`, one folder `seeds/<name>/`.

use super::{documents, files, launches, messages, names, packages, policies, provenance, redaction, streams};

/// A target: what cargo-fuzz calls it, and its body.
#[derive(Clone, Copy)]
pub struct Target {
    /// Snake-case name.
    pub name: &'static str,
    /// Panics where a promise is broken.
    pub run: fn(&[u8]),
}

macro_rules! targets {
    ($($name:ident = $body:path),* $(,)?) => {
        /// Every target.
        pub const ALL: &[Target] = &[$(Target { name: stringify!($name), run: $body }),*];
    };
}

targets! {
    json = documents::json,
    toml = documents::toml,
    yaml = documents::yaml,
    front_matter = documents::front_matter,
    properties = documents::properties,
    xml = documents::xml,
    archive = files::archive,
    database = files::database,
    config = files::config,
    manifest = files::manifest,
    npm_settings = files::npm_settings,
    place = launches::place,
    argv = launches::argv,
    shell = launches::shell,
    spec = launches::spec,
    redaction = redaction::values,
    package = packages::package,
    package_manifest = packages::package_manifest,
    javascript = packages::javascript,
    python = packages::python,
    message = messages::message,
    sse = streams::sse,
    policy = policies::policy,
    path = policies::path,
    provenance = provenance::provenance,
    pack = names::pack,
    osv = names::osv,
    name = names::name,
}

/// The target of this name.
///
/// # Panics
/// If there is none.
pub fn find(name: &str) -> Target {
    *ALL.iter().find(|target| target.name == name).unwrap_or_else(|| panic!("there is no target `{name}`"))
}

/// The project files that the target `manifest` chooses from.
pub const fn manifests() -> &'static [&'static str] {
    files::MANIFESTS
}

/// What every answer to a launch line is held against.
pub use launches::check as check_line;
