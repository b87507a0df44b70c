//! Where the user's packages come from, read for whoever asks registries: the settings of npm, pip, uv and Docker.
//!
//! - the same readers as for launch lines, so that what is asked is what would be installed from;
//! - a line's own words and a server entry's environment are not in it: those are for launch lines to say;
//! - nothing is asked here. Secrets stay in their types, and reports are made from something else.

use std::path::Path;

use stockade_model::{Os, RegistryOrigin};
use stockade_registry::Secret;
use stockade_registry::settings::npm::NpmSettings;
use stockade_registry::settings::oci::OciSettings;
use stockade_registry::settings::pypi::{Index, IndexKind, PypiSettings, PythonClient};
use stockade_registry::settings::{Setting, SettingsError};

use crate::document::Node;
use crate::resolve::npm::config::Config;
use crate::resolve::options::Parsed;
use crate::resolve::python::indexes::{Indexes, Kind, RawIndex};
use crate::resolve::python::{pip, settings};
use crate::resolve::{Call, Machine, Word};

/// A call of a client without a word of its own.
fn call(program: &str, project: Option<&Path>) -> Call {
    Call::new(Word::plain(program), Vec::new(), project.map(Path::to_path_buf))
}

/// npm's settings, those of a project too where one is named.
pub fn npm(machine: &Machine<'_>, project: Option<&Path>) -> NpmSettings {
    let config = Config::load(&[], &call("npm", project), machine);
    let setting = |(key, value, file, origin): (&str, &str, Option<&Path>, RegistryOrigin)| Setting {
        key: key.to_owned(),
        value: Secret::new(value),
        file: file.map(Path::to_path_buf),
        project: origin == RegistryOrigin::Project,
    };
    NpmSettings::new(config.raw().map(setting).collect(), machine.env.clone())
}

/// pip's settings.
pub fn pip(machine: &Machine<'_>) -> PypiSettings {
    let call = call("pip", None);
    let mut found = PypiSettings::new(PythonClient::Pip, machine.env.clone());
    found.indexes = indexes(&pip::indexes(&[], &call, machine));
    let setting = |key, variable| pip::setting(key, variable, &call, machine);
    found.roots = setting("cert", "PIP_CERT").and_then(|path| machine.path(&path, None));
    found.proxy = setting("proxy", "PIP_PROXY").map(Secret::new);
    let keyring = setting("keyring-provider", "PIP_KEYRING_PROVIDER");
    found.keyring = keyring.is_some_and(|provider| matches!(provider.as_str(), "subprocess" | "import"));
    found.netrc = netrc(machine);
    found
}

/// uv's settings, those of a project too where one is named.
///
/// # Errors
/// [`SettingsError::Setting`] naming a file that uv would stop at.
pub fn uv(machine: &Machine<'_>, project: Option<&Path>) -> Result<PypiSettings, SettingsError> {
    let (call, parsed) = (call("uv", project), Parsed::default());
    let layers = settings::layers(&parsed, project, &call, machine)
        .map_err(|reason| SettingsError::Setting { place: "uv's configuration".to_owned(), reason })?;
    let mut found = PypiSettings::new(PythonClient::Uv, machine.env.clone());
    found.indexes = indexes(&Indexes::of_uv(&parsed, &layers, &call, machine));
    let provider = machine.env.get("UV_KEYRING_PROVIDER").map(String::as_str).filter(|provider| !provider.is_empty());
    let written = || layers.iter().find_map(|layer| layer.node.get("keyring-provider").and_then(Node::as_str));
    found.keyring = provider.or_else(written) == Some("subprocess");
    found.netrc = netrc(machine);
    Ok(found)
}

/// The accounts of container registries.
///
/// # Errors
/// [`SettingsError`] where Docker's file cannot be read.
pub fn oci(machine: &Machine<'_>) -> Result<OciSettings, SettingsError> {
    let folder = machine.env.get("DOCKER_CONFIG").filter(|folder| !folder.is_empty());
    let folder = folder.and_then(|folder| machine.path(folder, None)).unwrap_or_else(|| machine.home.join(".docker"));
    OciSettings::new(machine.read(&folder.join("config.json")).as_deref(), machine.env.clone())
}

fn indexes(found: &Indexes) -> Vec<Index> {
    let index = |RawIndex { kind, name, url, file, origin }| {
        let kind = match kind {
            Kind::Default => IndexKind::Main,
            Kind::Index => IndexKind::Extra,
            Kind::Explicit => IndexKind::Explicit,
            Kind::FindLinks => IndexKind::Links,
        };
        Index { kind, name, url, file, project: origin == RegistryOrigin::Project }
    };
    found.raw().into_iter().map(index).collect()
}

fn netrc(machine: &Machine<'_>) -> Option<Secret> {
    let named = machine.env.get("NETRC").filter(|path| !path.is_empty()).and_then(|path| machine.path(path, None));
    let usual = if machine.os == Os::Windows { &["_netrc", ".netrc"][..] } else { &[".netrc"] };
    let mut files = named.into_iter().chain(usual.iter().map(|name| machine.home.join(name)));
    files.find_map(|path| machine.is_file(&path).then(|| machine.read(&path)).flatten()).map(Secret::new)
}
